"""A grid of two kinds of things: each cell has its number and a shade; a pair with nothing has an empty cell."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from atlas.access.figures.lettering import cut, find_width, wrap
from atlas.access.figures.points import Point, key_of
from atlas.access.figures.svg import LEVELS, Drawing, Linker, Told
from atlas.access.figures.values import say_number
from atlas.access.saved_queries.questions import Cell

COLUMN: Final = 92.0
WIDEST: Final = 130.0
ROW: Final = 44
LABELS: Final = 240
LINE: Final = 15
HEAD_LINES: Final = 4
SHOWN: Final = 40


@dataclass(frozen=True)
class _Cell:
    pair: str
    values: tuple[float, ...]
    x: float
    y: float
    width: float


def draw_grid(told: Told, points: Sequence[Point], link: Linker) -> tuple[Drawing, int]:
    """Columns and rows in order of appearance, and what is left out."""
    columns = _distinct([point.x for point in points])
    rows = _distinct([point.y for point in points])
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for point in points:
        found[key_of(point.x), key_of(point.y)] += [] if point.value is None else [point.value]
    most = max((value for values in found.values() for value in values), default=0)
    words = [find_width(word) for cell in columns[:SHOWN] for word in cell.text.split()]
    column = min(WIDEST, max([COLUMN, *(word + 8 for word in words)]))
    heads = [wrap(cell.text, column - 6, HEAD_LINES) for cell in columns[:SHOWN]]
    top = LINE * max(map(len, heads), default=1) + 12
    left = min(LABELS, max((find_width(cell.text) for cell in rows[:SHOWN]), default=0)) + 12
    width, height = left + column * len(heads) + 2, top + ROW * len(rows[:SHOWN]) + 2
    drawing = Drawing(told, width, height, link)
    nothing = told.say("figure-nothing")
    for number, lines in enumerate(heads):
        _draw_head(drawing, columns[number], lines, left + column * (number + 0.5), top)
    for number, row in enumerate(rows[:SHOWN]):
        y = top + ROW * number
        _draw_side(drawing, row, left, y)
        for place, head in enumerate(columns[:SHOWN]):
            values = tuple(found.get((key_of(head), key_of(row)), ()))
            cell = _Cell(f"{row.text}, {head.text}", values, left + column * place, y, column)
            _draw_cell(drawing, cell, most, nothing)
    return drawing, max(len(columns) - SHOWN, 0) + max(len(rows) - SHOWN, 0)


def find_level(value: float, most: float) -> int:
    """Shade of a number, from 1 to LEVELS; 0 for nothing."""
    return 0 if value <= 0 or most <= 0 else min(LEVELS, 1 + int(LEVELS * value / most * 0.999))


def _distinct(cells: Sequence[Cell]) -> list[Cell]:
    return list({key_of(cell): cell for cell in reversed(cells)}.values())[::-1]


def _draw_head(drawing: Drawing, cell: Cell, lines: Sequence[str], x: float, top: float) -> None:
    inside = drawing.link(cell.iri)
    for number, line in enumerate(lines):
        y = top - 10 - LINE * (len(lines) - 1 - number)
        tip = cell.text if not number else ""
        drawing.add("text", "ink", inside=inside, x=x, y=y, text_anchor="middle", tip=tip, text=line)


def _draw_side(drawing: Drawing, cell: Cell, left: float, y: float) -> None:
    inside = drawing.link(cell.iri)
    lines = wrap(cell.text, LABELS, 2)
    for number, line in enumerate(lines):
        place = y + ROW / 2 + 4.5 + LINE * (number - (len(lines) - 1) / 2)
        tip = cell.text if not number else ""
        drawing.add("text", "ink", inside=inside, x=left - 10, y=place, text_anchor="end", tip=tip, text=line)


def _draw_cell(drawing: Drawing, cell: _Cell, most: float, nothing: str) -> None:
    value = max(cell.values, default=0.0)
    level = find_level(value, most)
    said = " / ".join(map(say_number, cell.values))
    look, tip = f"h{level}" if level else "empty", f"{cell.pair}: {said if value else nothing}"
    drawing.add("rect", look, tip=tip, x=cell.x + 2, y=cell.y + 2, width=cell.width - 4, height=ROW - 4, rx=4)
    if cell.values:
        x, y = cell.x + cell.width / 2, cell.y + ROW / 2 + 4.5
        shown = cut(said, cell.width - 8)
        drawing.add("text", f"on{level}" if level else "quiet", x=x, y=y, text_anchor="middle", text=shown)
