"""Ties between things on a circle: every name is readable, the same data always gives the same picture."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from atlas.access.figures.legend import Legend
from atlas.access.figures.lettering import cut, find_width
from atlas.access.figures.points import Link, key_of
from atlas.access.figures.svg import Drawing, Linker, Told
from atlas.access.saved_queries.questions import Cell

SHOWN: Final = 120
LABELS: Final = 220
SPACING: Final = 25.0
LEAST_RADIUS: Final = 110.0
ROUNDS: Final = 40
PULL: Final = 0.35


@dataclass(frozen=True)
class _Place:
    cell: Cell
    angle: float
    x: float
    y: float


def draw_network(told: Told, links: Sequence[Link], link: Linker) -> tuple[Drawing, int]:
    """Things around a circle, tied ones close to each other, and what is left out."""
    cells: dict[str, Cell] = {}
    for one in links:
        for cell in (one.start, one.to):
            if cell is not None:
                cells.setdefault(key_of(cell), cell)
    pairs = [(key_of(one.start), key_of(one.to), one.label) for one in links if one.start and one.to]
    degrees = Counter(name for first, second, _ in pairs for name in (first, second))
    kept = sorted(cells, key=lambda name: (-degrees[name], list(cells).index(name)))[:SHOWN]
    pairs = [pair for pair in pairs if pair[0] in kept and pair[1] in kept]
    order = find_order(kept, [(first, second) for first, second, _ in pairs])
    legend = Legend((label for _, _, label in pairs), told.say)
    radius = max(LEAST_RADIUS, len(order) * SPACING / math.tau)
    margin = min(LABELS, max((find_width(cells[name].text) for name in order), default=0)) + 16
    middle = (max(radius + margin, legend.width / 2), legend.height + radius + margin)
    drawing = Drawing(told, middle[0] * 2, middle[1] + radius + margin, link)
    legend.draw(drawing, strokes=True)
    places = _place(order, cells, radius, middle)
    for pair in _merge(pairs):
        _draw_tie(drawing, places[pair[0]], places[pair[1]], pair[2], legend, middle)
    for place in places.values():
        _draw_name(drawing, place, degrees[key_of(place.cell)])
    return drawing, len(cells) - len(kept)


def find_order(names: Sequence[str], ties: Sequence[tuple[str, str]]) -> list[str]:
    """Names around a circle so that ties are short: neighbours first, then swaps as long as they help."""
    near: dict[str, set[str]] = defaultdict(set)
    for first, second in ties:
        if first != second:
            near[first].add(second)
            near[second].add(first)
    order: list[str] = []
    for name in names:
        waiting = [name]
        while waiting:
            found = waiting.pop()
            if found not in order:
                order.append(found)
                waiting += sorted(near[found], key=lambda other: (len(near[other]), other))
    place = {name: number for number, name in enumerate(order)}
    for _ in range(ROUNDS):
        if not _swap(order, place, near):
            break
    return order


def _swap(order: list[str], place: dict[str, int], near: dict[str, set[str]]) -> bool:
    """One round of swaps of things side by side; whether any made the ties shorter."""
    size, helped = len(order), False

    def length(name: str, at: int, without: str) -> int:
        return sum(
            min(abs(place[other] - at), size - abs(place[other] - at)) for other in near[name] if other != without
        )

    for first in range(size):
        second = (first + 1) % size
        one, other = order[first], order[second]
        before = length(one, first, other) + length(other, second, one)
        after = length(one, second, other) + length(other, first, one)
        if after < before:
            order[first], order[second] = other, one
            place[one], place[other] = second, first
            helped = True
    return helped


def _place(
    order: Sequence[str], cells: dict[str, Cell], radius: float, middle: tuple[float, float]
) -> dict[str, _Place]:
    found: dict[str, _Place] = {}
    for number, name in enumerate(order):
        angle = math.tau * (number + 0.5) / len(order) - math.pi / 2
        x, y = middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle)
        found[name] = _Place(cells[name], angle, x, y)
    return found


def _merge(pairs: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, list[str]]]:
    """One tie for each pair in either direction, with all that it is called."""
    merged: dict[tuple[str, str], list[str]] = {}
    for first, second, label in pairs:
        key = (second, first) if (second, first) in merged else (first, second)
        merged.setdefault(key, []).append(label)
    return [(first, second, labels) for (first, second), labels in merged.items() if first != second]


def _draw_tie(
    drawing: Drawing, one: _Place, other: _Place, labels: list[str], legend: Legend, middle: tuple[float, float]
) -> None:
    bends = [
        (PULL * (a + b) / 2 + (1 - PULL) * c) for a, b, c in ((one.x, other.x, middle[0]), (one.y, other.y, middle[1]))
    ]
    path = f"M{one.x:.1f} {one.y:.1f}Q{bends[0]:.1f} {bends[1]:.1f} {other.x:.1f} {other.y:.1f}"
    named = ", ".join(dict.fromkeys(label for label in labels if label))
    tip = f"{one.cell.text}, {other.cell.text}" + (f": {named}" if named else "")
    drawing.add("path", f"t{legend.number(labels[0])}", d=path, tip=tip)


def _draw_name(drawing: Drawing, place: _Place, degree: int) -> None:
    inside = drawing.link(place.cell.iri)
    drawing.add(
        "circle", "s1", inside=inside, cx=place.x, cy=place.y, r=min(3.5 + degree * 0.25, 8), tip=place.cell.text
    )
    flips = math.cos(place.angle) < -1e-9
    turn = math.degrees(place.angle) + (180 if flips else 0)
    x, y = place.x + 11 * math.cos(place.angle), place.y + 11 * math.sin(place.angle)
    drawing.add(
        "text",
        "ink",
        inside=inside,
        transform=f"translate({x:.1f} {y:.1f}) rotate({turn:.1f})",
        dy="0.35em",
        text_anchor="end" if flips else "start",
        text=cut(place.cell.text, LABELS),
    )
