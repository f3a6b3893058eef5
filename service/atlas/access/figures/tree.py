"""Ties with a direction, from left to right: every thing stands one column after the last that leads to it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Final

from atlas.access.figures.legend import Legend
from atlas.access.figures.lettering import wrap
from atlas.access.figures.points import Link, key_of
from atlas.access.figures.svg import Drawing, Linker, Told
from atlas.access.saved_queries.questions import Cell

SHOWN: Final = 150
LABELS: Final = 230
BETWEEN: Final = 120
ROW: Final = 44
LINE: Final = 15
ROUNDS: Final = 6
APART: Final = 4  # ties of one pair from each other

Ties = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Forest:
    """Things by name, each with its column and row, and the ties between them with what they are called.

    hidden: how many things found no place.
    """

    cells: dict[str, Cell]
    places: dict[str, tuple[float, float]]
    ties: list[tuple[str, str, str]]
    hidden: int

    @property
    def size(self) -> tuple[int, int]:
        """Number of columns, and of rows in the longest."""
        columns = Counter(column for column, _ in self.places.values())
        return len(columns), max(columns.values(), default=0)


def lay_tree(links: Sequence[Link]) -> Forest:
    """The first things in columns, so that ties cross little; a column stands in the middle."""
    cells: dict[str, Cell] = {}
    for one in links:
        for cell in (one.start, one.to):
            if cell is not None:
                cells.setdefault(key_of(cell), cell)
    kept = dict(list(cells.items())[:SHOWN])
    pairs = [(key_of(one.start), key_of(one.to), one.label) for one in links if one.start and one.to]
    pairs = [pair for pair in pairs if pair[0] in kept and pair[1] in kept]
    lone = {key_of(one.to) for one in links if one.start is None and one.to is not None}
    columns = find_columns(list(kept), [(first, second) for first, second, _ in pairs], lone)
    most = max(map(len, columns), default=0)
    places = {
        name: (float(number), row + 0.5 + (most - len(column)) / 2)
        for number, column in enumerate(columns)
        for row, name in enumerate(column)
    }
    return Forest(kept, places, pairs, len(cells) - len(kept))


def draw_tree(told: Told, links: Sequence[Link], link: Linker) -> tuple[Drawing, int]:
    """Columns of things with the ties between them, and how many are left out."""
    forest = lay_tree(links)
    legend = Legend((label for _, _, label in forest.ties), told.say)
    columns, rows = forest.size
    width = columns * (LABELS + BETWEEN) - BETWEEN + 16
    drawing = Drawing(told, max(width, legend.width), legend.height + ROW * rows + 4, link)
    legend.draw(drawing, strokes=True)
    places = {
        name: (8.0 + column * (LABELS + BETWEEN), legend.height + ROW * row)
        for name, (column, row) in forest.places.items()
    }
    alike = Counter((first, second) for first, second, _ in forest.ties)
    drawn: Counter[tuple[str, str]] = Counter()
    for first, second, label in forest.ties:
        tip = f"{forest.cells[first].text} → {forest.cells[second].text}" + (f": {label}" if label else "")
        aside = APART * (drawn[first, second] - (alike[first, second] - 1) / 2)
        drawn[first, second] += 1
        (x1, y1), (x2, y2) = places[first], places[second]
        _draw_tie(drawing, (x1, y1 + aside), (x2, y2 + aside), f"t{legend.number(label)}", tip)
    for name, (x, y) in places.items():
        _draw_name(drawing, forest.cells[name], x, y)
    return drawing, forest.hidden


def find_columns(names: Sequence[str], ties: Ties, last: Collection[str] = ()) -> list[list[str]]:
    """Names by column, ordered so that ties cross little. last: names that go to the end where nothing leads on."""
    depth = _find_depths(names, ties)
    deepest = max(depth.values(), default=0)
    leads_on = {first for first, _ in ties}
    depth |= {name: deepest for name in names if name in last and name not in leads_on}
    columns: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for name in names:
        columns[depth[name]].append(name)
    near: dict[str, list[str]] = defaultdict(list)
    for first, second in ties:
        near[first].append(second)
        near[second].append(first)
    for _ in range(ROUNDS):
        for number in [*range(1, len(columns)), *range(len(columns) - 2, -1, -1)]:
            row = {name: place / max(len(column), 1) for column in columns for place, name in enumerate(column)}
            mean = {
                name: sum(row[other] for other in near[name]) / len(near[name]) if near[name] else row[name]
                for name in columns[number]
            }
            columns[number].sort(key=mean.__getitem__)
    return columns


def _find_depths(names: Sequence[str], ties: Ties) -> dict[str, int]:
    """Longest way to each name from one that nothing leads to. Of a ring, one tie is left out."""
    before: dict[str, dict[str, None]] = {name: {} for name in names}
    for first, second in ties:
        if first != second:
            before[second][first] = None
    while True:
        try:
            order = list(TopologicalSorter(before).static_order())
            break
        except CycleError as error:
            earlier, later = error.args[1][:2]
            del before[later][earlier]
    depth = dict.fromkeys(names, 0)
    for name in order:
        depth[name] = max((depth[other] + 1 for other in before[name]), default=0)
    return depth


def _draw_tie(drawing: Drawing, start: tuple[float, float], end: tuple[float, float], look: str, tip: str) -> None:
    x1, y1 = start[0] + LABELS, start[1]
    x2, y2 = end
    bend = (x2 - x1) / 2
    path = f"M{x1:.1f} {y1:.1f}C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    drawing.add("path", look, d=path, tip=tip)


def _draw_name(drawing: Drawing, cell: Cell, x: float, y: float) -> None:
    inside = drawing.link(cell.iri)
    drawing.add(
        "rect", "node", inside=inside, x=x, y=y - ROW / 2 + 4, width=LABELS, height=ROW - 8, rx=5, tip=cell.text
    )
    lines = wrap(cell.text, LABELS - 16, 2)
    for number, line in enumerate(lines):
        place = y + 4.5 + LINE * (number - (len(lines) - 1) / 2)
        drawing.add("text", "ink", inside=inside, x=x + 8, y=place, text=line)
