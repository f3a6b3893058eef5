"""Bars, lying, so that long names stay readable: one per category, or one per category and group."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from atlas.access.figures.axis import Axis, find_numbers
from atlas.access.figures.legend import Legend
from atlas.access.figures.lettering import find_width, wrap
from atlas.access.figures.points import Point, key_of
from atlas.access.figures.svg import Drawing, Linker, Told
from atlas.access.figures.values import say_number
from atlas.access.saved_queries.questions import Cell

LABELS: Final = 240
LENGTH: Final = 360
THICKNESS: Final = 20
GAP: Final = 8
LINE: Final = 16
BESIDE: Final = 40.0
SHOWN: Final = 40
BARS: Final = 120


@dataclass
class _Category:
    cell: Cell
    bars: list[Point] = field(default_factory=list)

    @property
    def height(self) -> float:
        return max(len(self.bars) * THICKNESS, len(self.lines) * LINE) + GAP

    @property
    def lines(self) -> list[str]:
        return wrap(self.cell.text, LABELS, 2)


def draw_bars(told: Told, points: Sequence[Point], link: Linker) -> tuple[Drawing, int]:
    """Bars in table order, and how many are left out. x of a point is its category, y its group."""
    shown = _categories(points)
    bars = [bar for category in shown for bar in category.bars]
    legend = Legend((bar.y.text for bar in bars), told.say)
    values = [bar.value for bar in bars if bar.value is not None]
    left = min(LABELS, max([find_width(line) for one in shown for line in one.lines], default=0)) + 10
    axis = Axis(find_numbers(values), left, LENGTH, told.unit)
    unknown = told.say("figure-unknown")
    beside = max([BESIDE, *(find_width(say_number(value)) + 12 for value in values)])
    height = legend.height + sum(one.height for one in shown)
    drawing = Drawing(told, max(left + LENGTH + beside, legend.width), height + axis.height, link)
    legend.draw(drawing)
    axis.draw(drawing, legend.height, height)
    y = legend.height
    for category in shown:
        _draw_name(drawing, category, left, y)
        middle = y + (category.height - GAP) / 2
        for number, bar in enumerate(category.bars):
            top = middle + (number - len(category.bars) / 2) * THICKNESS
            _draw_bar(drawing, bar, f"s{legend.number(bar.y.text)}", axis, top, unknown)
        y += category.height
    return drawing, len(points) - len(bars)


def _categories(points: Sequence[Point]) -> list[_Category]:
    """The first categories with their bars, as many as there is room for."""
    by_category: dict[str, list[Point]] = {}
    for point in points:
        by_category.setdefault(key_of(point.x), []).append(point)
    shown: list[_Category] = []
    room = BARS
    for bars in list(by_category.values())[:SHOWN]:
        if room:
            shown.append(_Category(bars[0].x, bars[:room]))
            room -= len(shown[-1].bars)
    return shown


def _draw_name(drawing: Drawing, category: _Category, left: float, y: float) -> None:
    middle = y + (category.height - GAP) / 2
    inside = drawing.link(category.cell.iri)
    for number, line in enumerate(category.lines):
        baseline = middle + LINE * (number - (len(category.lines) - 1) / 2) + 4.5
        tip = category.cell.text if not number else ""
        drawing.add("text", "ink", inside=inside, x=left - 8, y=baseline, text_anchor="end", tip=tip, text=line)


def _draw_bar(drawing: Drawing, bar: Point, look: str, axis: Axis, top: float, unknown: str) -> None:
    zero = axis.place(0)
    if bar.value is None:
        drawing.add("text", "quiet", x=zero + 6, y=top + 14.5, text=unknown)
        return
    end, said = axis.place(bar.value), say_number(bar.value)
    tip = ": ".join(part for part in (bar.x.text, bar.y.text, said) if part)
    length = max(abs(end - zero), 1.0 if bar.value else 0.0)
    drawing.add("rect", look, x=min(zero, end), y=top + 2, width=length, height=THICKNESS - 4, rx=2, tip=tip)
    drawing.add("text", "ink", x=max(zero, end) + 6, y=top + 14.5, text=said)
