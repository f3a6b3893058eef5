"""A table and a fitted chart in, the things to draw out: each with the text, the link and the number of one mark."""

from collections.abc import Iterator
from dataclasses import dataclass

from atlas.access.figures.chart import Chart, read_measure
from atlas.access.figures.values import read_moment, read_number
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
    """One row of a timeline, in years with fractions."""

    label: Cell
    start: float
    end: float | None
    group: str
    told: str


@dataclass(frozen=True)
class Link:
    """One tie. start or to is None for a thing that stands alone."""

    start: Cell | None
    to: Cell | None
    label: str


def iter_points(table: Table, chart: Chart, along: str, across: str | None, number: str) -> Iterator[Point]:
    """One point per pair of things in table order. along, across, number: roles; a pair's first number counts."""
    measure = read_measure(chart.columns[number])
    pairs: dict[tuple[str, str], tuple[Cell, Cell]] = {}
    seen: dict[tuple[str, str], set[str]] = {}
    first: dict[tuple[str, str], float | None] = {}
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
        elif first.get(key) is None:
            first[key] = read_number(cell.text) if cell else None
    for key, (x, y) in pairs.items():
        yield Point(x, y, float(len(seen[key])) if measure.is_count else first[key])


def iter_spans(table: Table, chart: Chart) -> Iterator[Span]:
    """One span per row that has a start; an end before the start is left out."""
    columns = chart.columns
    for row in iter_rows(table):
        label, began = row.get(columns["label"]), row.get(columns["start"])
        start = read_moment(began.text) if began else None
        if label is None or began is None or start is None:
            continue
        ended = row.get(columns["end"]) if "end" in columns else None
        end = read_moment(ended.text) if ended else None
        group = row.get(columns["group"]) if "group" in columns else None
        told = f"{label.text}: {began.text}" + (f" to {ended.text}" if ended and end is not None else "")
        yield Span(label, start, end if end is not None and end >= start else None, group.text if group else "", told)


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
