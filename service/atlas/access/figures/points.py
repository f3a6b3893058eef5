"""A table and a fitted chart in, the things to draw out: each with the text, the link and the number of one mark."""

from collections.abc import Iterator
from dataclasses import dataclass

from atlas.access.figures.chart import Chart, Measure, read_measure
from atlas.access.figures.values import read_end, read_moment, read_number
from atlas.access.saved_queries.questions import Cell, Table

Found = dict[str, Cell | None]
NOTHING = Cell("")


@dataclass(frozen=True)
class Point:
    """One number about a pair of things: bars and lines have a category and a group, grids a column and a row."""

    x: Cell
    y: Cell
    value: float | None


@dataclass(frozen=True)
class Span:
    """One row of a timeline, in years with fractions. began: its start, told: the whole of it, as texts."""

    label: Cell
    start: float
    end: float | None
    group: str
    began: str
    told: str


@dataclass(frozen=True)
class Link:
    """One tie. start or to is None for a thing that stands alone."""

    start: Cell | None
    to: Cell | None
    label: str


@dataclass(frozen=True)
class Flow:
    """What runs from the first thing by way of the others to the last, and how much."""

    way: tuple[Cell, ...]
    value: float


def iter_points(table: Table, chart: Chart, along: str, across: str | None, number: str) -> Iterator[Point]:
    """Points in table order. along, across, number: roles; a pair has one for each number that it has.

    Counted bars without groups go by size: the query cannot order by what it does not count.
    """
    measure = read_measure(chart.columns[number])
    pairs: dict[tuple[str, str], tuple[Cell, Cell]] = {}
    seen: dict[tuple[str, str], set[str]] = {}
    found: dict[tuple[str, str], dict[float | None, None]] = {}
    for index, row in enumerate(iter_rows(table)):
        x = row.get(chart.columns[along])
        y = row.get(chart.columns[across]) if across and across in chart.columns else NOTHING
        if x is None or y is None:
            continue
        key = (key_of(x), key_of(y))
        pairs.setdefault(key, (x, y))
        cell = None if measure.column == "*" else row.get(measure.column)
        if measure.is_count:
            told = str(index) if measure.column == "*" else key_of(cell) if cell else ""
            seen.setdefault(key, set()).update({told} - {""})
        elif cell is not None and (value := read_number(cell.text)) is not None:
            found.setdefault(key, {})[value] = None
    if chart.kind == "bar" and measure.is_count and across not in chart.columns:
        pairs = dict(sorted(pairs.items(), key=lambda pair: -len(seen[pair[0]])))
    for key, (x, y) in pairs.items():
        values: list[float | None] = [float(len(seen[key]))] if measure.is_count else [*found.get(key, {None: None})]
        yield from (Point(x, y, value) for value in values)


def iter_spans(table: Table, chart: Chart) -> Iterator[Span]:
    """One span per row that has a start; an end before the start is left out."""
    columns = chart.columns
    for row in iter_rows(table):
        label, began = row.get(columns["label"]), row.get(columns["start"])
        start = read_moment(began.text) if began else None
        if label is None or began is None or start is None:
            continue
        ended = row.get(columns["end"]) if "end" in columns else None
        end = read_end(ended.text) if ended else None
        group = row.get(columns["group"]) if "group" in columns else None
        end = end if end is not None and end >= start else None
        told = began.text + (f" \u2013 {ended.text}" if ended and end is not None else "")
        yield Span(label, start, end, group.text if group else "", began.text, told)


def find_flows(table: Table, chart: Chart, unknown: str) -> list[Flow]:
    """One flow for each way through the columns; it weighs what its measure says, without one it counts once.

    unknown: what a step is called that a row leaves open. Equal numbers of one way count once; ways without weight go.
    """
    roles = [chart.columns[role] for role in ("from", "through", "to") if role in chart.columns]
    measure = read_measure(chart.columns["value"]) if "value" in chart.columns else None
    ways: dict[tuple[str, ...], tuple[Cell, ...]] = {}
    weights: dict[tuple[str, ...], dict[str, float]] = {}
    for index, row in enumerate(iter_rows(table)):
        cells = [row.get(role) for role in roles]
        if cells[0] is None and cells[-1] is None:
            continue
        way = tuple(cell or Cell(unknown) for cell in cells)
        key = tuple(map(key_of, way))
        ways.setdefault(key, way)
        weights.setdefault(key, {}).update(_weigh(row, measure, index))
    flows = [Flow(way, sum(weights[key].values())) for key, way in ways.items()]
    return [flow for flow in flows if flow.value > 0]


def _weigh(row: Found, measure: Measure | None, index: int) -> dict[str, float]:
    """What a row adds to its way, by what makes it the same as another row's."""
    if measure is None:
        return {"": 1.0}
    if measure.column == "*":
        return {str(index): 1.0}
    cell = row.get(measure.column)
    number = 1.0 if measure.is_count else read_number(cell.text) if cell else None
    return {key_of(cell): number} if cell and number is not None else {}


def iter_links(table: Table, chart: Chart) -> Iterator[Link]:
    """One link per pair of things and label, each once."""
    columns = chart.columns
    seen: set[tuple[str, str, str]] = set()
    for row in iter_rows(table):
        start, to = row.get(columns["from"]), row.get(columns["to"])
        named = row.get(columns["label"]) if "label" in columns else None
        key = (key_of(start) if start else "", key_of(to) if to else "", named.text if named else "")
        if (start or to) and key not in seen:
            seen.add(key)
            yield Link(start, to, key[2])


def iter_rows(table: Table) -> Iterator[Found]:
    """Rows as cells by column."""
    for row in table.rows:
        yield dict(zip(table.names, row, strict=True))


def key_of(cell: Cell) -> str:
    """What tells one thing from another: its IRI, else its text."""
    return cell.iri or cell.text
