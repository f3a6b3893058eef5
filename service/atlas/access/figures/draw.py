"""Any table as a figure: the drawing, its data as a table, and what it leaves out."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from atlas.access.figures.bar import draw_bars
from atlas.access.figures.chart import Chart, fit_chart, read_measure
from atlas.access.figures.grid import draw_grid
from atlas.access.figures.line import draw_lines
from atlas.access.figures.network import draw_network
from atlas.access.figures.points import Link, Point, find_flows, iter_links, iter_points, iter_spans
from atlas.access.figures.sankey import draw_sankey
from atlas.access.figures.svg import Drawing, Linker, Told
from atlas.access.figures.timeline import draw_timeline
from atlas.access.figures.tree import draw_tree
from atlas.access.figures.values import write_number
from atlas.access.saved_queries.questions import Cell, Table
from atlas.errors import ParameterError

Drawn = tuple[Drawing, int, Table]
Painter = Callable[[Told, Table, Chart, Linker], Drawn]
PointsPainter = Callable[[Told, Sequence[Point], Linker], tuple[Drawing, int]]
LinksPainter = Callable[[Told, Sequence[Link], Linker], tuple[Drawing, int]]


@dataclass(frozen=True)
class Figure:
    """One figure. svg: a whole document. data: what is drawn, for those who read instead.

    hidden: how many bars, marks, names, or columns and rows found no place. cut: whether the answer had more rows.
    """

    chart: Chart
    svg: str
    data: Table
    hidden: int
    cut: bool


def draw(table: Table, chart: Chart, told: Told, link: Linker) -> Figure:
    """The table as a figure. Raises ParameterError where a column is missing or there is nothing to draw."""
    fitted = fit_chart(chart, table)
    drawing, hidden, data = PAINTERS[fitted.kind](told, table, fitted, link)
    if not data.rows:
        raise ParameterError(
            "There is nothing to draw.", found=str(fitted), expected="at least one row with a value in each column"
        )
    return Figure(fitted, drawing.to_text(), data, hidden, table.cut)


def write_csv(table: Table) -> str:
    """A table as CSV (RFC 4180), things by their labels, and in a column of their own by their IRIs."""
    linked = [place for place, _ in enumerate(table.names) if any(_iri(row[place]) for row in table.rows)]
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow([*table.names, *(f"{table.names[place]} (IRI)" for place in linked)])
    for row in table.rows:
        texts = [cell.text if cell else "" for cell in row]
        writer.writerow([*texts, *(_iri(row[place]) for place in linked)])
    return output.getvalue()


def _iri(cell: Cell | None) -> str:
    return (cell.iri or "") if cell else ""


def _paint_points(draw_points: PointsPainter, along: str, across: str, number: str) -> Painter:
    def paint(told: Told, table: Table, chart: Chart, link: Linker) -> Drawn:
        points = list(iter_points(table, chart, along, across, number))
        told = replace(told, unit=name_measure(told, chart.columns[number]))
        return (*draw_points(told, points, link), _list_points(told, points, chart, (along, across, number)))

    return paint


def _list_points(told: Told, points: Sequence[Point], chart: Chart, roles: tuple[str, str, str]) -> Table:
    names = [chart.columns[role] for role in roles[:2] if role in chart.columns]
    rows = (
        (*(point.x, point.y)[: len(names)], None if point.value is None else Cell(write_number(point.value)))
        for point in points
    )
    return Table((*names, name_measure(told, chart.columns[roles[2]])), tuple(rows))


def name_measure(told: Told, column: str) -> str:
    """What a role's numbers are called: their column, or what was counted."""
    measure = read_measure(column)
    if not measure.is_count:
        return measure.column
    counted = told.say("figure-rows") if measure.column == "*" else measure.column
    return told.unit or told.say("figure-number-of", name=counted)


def _paint_spans(told: Told, table: Table, chart: Chart, link: Linker) -> Drawn:
    spans = list(iter_spans(table, chart))
    rows = tuple((span.label, Cell(span.told), Cell(span.group)) for span in spans)
    names = (told.say("figure-period"), chart.columns.get("group") or told.say("figure-group"))
    return (*draw_timeline(told, spans, link), Table((chart.columns["label"], *names), rows))


def _paint_flows(told: Told, table: Table, chart: Chart, link: Linker) -> Drawn:
    flows = find_flows(table, chart, told.say("figure-unknown"))
    names = [chart.columns[role] for role in ("from", "through", "to") if role in chart.columns]
    counted = name_measure(told, chart.columns["value"]) if "value" in chart.columns else told.say("figure-weight")
    rows = tuple((*flow.way, Cell(write_number(flow.value))) for flow in flows)
    return (*draw_sankey(told, flows, link), Table((*names, counted), rows))


def _paint_links(draw_links: LinksPainter) -> Painter:
    def paint(told: Told, table: Table, chart: Chart, link: Linker) -> Drawn:
        links = list(iter_links(table, chart))
        rows = tuple((one.start, one.to, Cell(one.label)) for one in links)
        names = (chart.columns["from"], chart.columns["to"], chart.columns.get("label") or told.say("figure-tie"))
        return (*draw_links(told, links, link), Table(names, rows))

    return paint


PAINTERS: Final[Mapping[str, Painter]] = {
    "bar": _paint_points(draw_bars, "x", "group", "y"),
    "line": _paint_points(draw_lines, "x", "group", "y"),
    "grid": _paint_points(draw_grid, "x", "y", "value"),
    "timeline": _paint_spans,
    "network": _paint_links(draw_network),
    "tree": _paint_links(draw_tree),
    "sankey": _paint_flows,
}
