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
class Place:
    """A thing on the circle. x, y: from its middle."""

    cell: Cell
    angle: float
    x: float
    y: float
    degree: int

    @property
    def is_left(self) -> bool:
        """Whether its name reads towards the circle."""
        return math.cos(self.angle) < -1e-9


@dataclass(frozen=True)
class Circle:
    """Things around a circle and the ties across it: names of both ends, and what they are called.

    hidden: how many things found no place.
    """

    radius: float
    places: dict[str, Place]
    ties: list[tuple[str, str, list[str]]]
    hidden: int


def lay_circle(links: Sequence[Link]) -> Circle:
    """Those with the most ties on a circle, tied ones close to each other."""
    cells: dict[str, Cell] = {}
    for one in links:
        for cell in (one.start, one.to):
            if cell is not None:
                cells.setdefault(key_of(cell), cell)
    pairs = [(key_of(one.start), key_of(one.to), one.label) for one in links if one.start and one.to]
    degrees = Counter(name for first, second, _ in pairs for name in (first, second))
    kept = dict.fromkeys(sorted(cells, key=lambda name: -degrees[name])[:SHOWN])
    pairs = [pair for pair in pairs if pair[0] in kept and pair[1] in kept]
    order = find_order(list(kept), [(first, second) for first, second, _ in pairs])
    radius = max(LEAST_RADIUS, len(order) * SPACING / math.tau)
    places: dict[str, Place] = {}
    for number, name in enumerate(order):
        angle = math.tau * (number + 0.5) / len(order) - math.pi / 2
        places[name] = Place(cells[name], angle, radius * math.cos(angle), radius * math.sin(angle), degrees[name])
    return Circle(radius, places, _merge(pairs), len(cells) - len(kept))


def draw_network(told: Told, links: Sequence[Link], link: Linker) -> tuple[Drawing, int]:
    """Things around a circle, and how many are left out."""
    circle = lay_circle(links)
    legend = Legend((label for _, _, labels in circle.ties for label in labels), told.say)
    names = [place.cell.text for place in circle.places.values()]
    reach = circle.radius + min(LABELS, max(map(find_width, names), default=0)) + 16
    middle = (max(reach, legend.width / 2), legend.height + reach)
    drawing = Drawing(told, middle[0] * 2, middle[1] + reach, link)
    legend.draw(drawing, strokes=True)
    for first, second, labels in circle.ties:
        _draw_tie(drawing, circle.places[first], circle.places[second], labels, legend, middle)
    for place in circle.places.values():
        _draw_name(drawing, place, middle)
    return drawing, circle.hidden


def find_order(names: Sequence[str], ties: Sequence[tuple[str, str]]) -> list[str]:
    """Names around a circle so that ties are short: neighbours first, then swaps as long as they help."""
    near: dict[str, set[str]] = defaultdict(set)
    for first, second in ties:
        if first != second:
            near[first].add(second)
            near[second].add(first)
    order: list[str] = []
    seen: set[str] = set()
    for name in names:
        waiting = [name]
        while waiting:
            found = waiting.pop()
            if found not in seen:
                seen.add(found)
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


def _merge(pairs: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, list[str]]]:
    """One tie for each pair in either direction, with all that it is called."""
    merged: dict[tuple[str, str], list[str]] = {}
    for first, second, label in pairs:
        key = (second, first) if (second, first) in merged else (first, second)
        merged.setdefault(key, []).append(label)
    return [(first, second, labels) for (first, second), labels in merged.items() if first != second]


def _draw_tie(
    drawing: Drawing, one: Place, other: Place, labels: list[str], legend: Legend, middle: tuple[float, float]
) -> None:
    (x1, y1), (x2, y2) = ((middle[0] + place.x, middle[1] + place.y) for place in (one, other))
    bend = (middle[0] + PULL * (one.x + other.x) / 2, middle[1] + PULL * (one.y + other.y) / 2)
    path = f"M{x1:.1f} {y1:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {x2:.1f} {y2:.1f}"
    named = ", ".join(dict.fromkeys(label for label in labels if label))
    tip = f"{one.cell.text}, {other.cell.text}" + (f": {named}" if named else "")
    drawing.add("path", f"t{legend.number(labels[0])}", d=path, tip=tip)


def _draw_name(drawing: Drawing, place: Place, middle: tuple[float, float]) -> None:
    inside = drawing.link(place.cell.iri)
    x, y = middle[0] + place.x, middle[1] + place.y
    drawing.add("circle", "s1", inside=inside, cx=x, cy=y, r=min(3.5 + place.degree * 0.25, 8), tip=place.cell.text)
    flips = place.is_left
    turn = math.degrees(place.angle) + (180 if flips else 0)
    x, y = x + 11 * math.cos(place.angle), y + 11 * math.sin(place.angle)
    drawing.add(
        "text",
        "ink",
        inside=inside,
        transform=f"translate({x:.1f} {y:.1f}) rotate({turn:.1f})",
        dy="0.35em",
        text_anchor="end" if flips else "start",
        text=cut(place.cell.text, LABELS),
    )
