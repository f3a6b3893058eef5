"""Bars, lying, so that long names stay readable: one per category, or one per category and group."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from atlas.access.figures.legend import Legend
from atlas.access.figures.lettering import find_width, wrap
from atlas.access.figures.points import Point, key_of
from atlas.access.figures.svg import Drawing, Linker, Told
from atlas.access.figures.values import find_ticks, is_whole, write_number
from atlas.access.saved_queries.questions import Cell

LABELS: Final = 240
LENGTH: Final = 360
THICKNESS: Final = 20
GAP: Final = 8
AXIS: Final = 26
LINE: Final = 16
SHOWN: Final = 40


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
    """Bars in table order, and what is left out. x of a point is its category, y its group."""
    categories: dict[str, _Category] = {}
    for point in points:
        categories.setdefault(key_of(point.x), _Category(point.x)).bars.append(point)
    shown = list(categories.values())[:SHOWN]
    bars = [bar for category in shown for bar in category.bars]
    legend = Legend(bar.y.text for bar in bars)
    values = [bar.value for bar in bars if bar.value is not None]
    ticks = find_ticks(min([0.0, *values]), max([0.0, *values]), whole=is_whole(values))
    left = min(LABELS, max([find_width(line) for one in shown for line in one.lines], default=0)) + 10
    height = legend.height + sum(one.height for one in shown)
    drawing = Drawing(told, max(left + LENGTH + 60, legend.width), height + AXIS, link)
    legend.draw(drawing)
    _draw_axis(drawing, ticks, left, legend.height, height)
    y = legend.height
    for category in shown:
        _draw_category(drawing, category, legend, ticks, left, y)
        y += category.height
    return drawing, len(categories) - len(shown)


def _place(value: float, ticks: Sequence[float], left: float) -> float:
    return left + LENGTH * (value - ticks[0]) / (ticks[-1] - ticks[0])


def _draw_axis(drawing: Drawing, ticks: Sequence[float], left: float, top: float, height: float) -> None:
    for tick in ticks:
        x = _place(tick, ticks, left)
        drawing.add("line", "rule", x1=x, x2=x, y1=top, y2=height)
        drawing.add("text", "quiet", x=x, y=height + 17, text_anchor="middle", text=write_number(tick))


def _draw_category(
    drawing: Drawing, category: _Category, legend: Legend, ticks: Sequence[float], left: float, y: float
) -> None:
    middle = y + (category.height - GAP) / 2
    inside = drawing.link(category.cell.iri)
    for number, line in enumerate(category.lines):
        baseline = middle + LINE * (number - (len(category.lines) - 1) / 2) + 4.5
        tip = category.cell.text if not number else ""
        drawing.add("text", "ink", inside=inside, x=left - 8, y=baseline, text_anchor="end", tip=tip, text=line)
    first = middle - len(category.bars) * THICKNESS / 2
    zero = _place(0, ticks, left)
    for number, bar in enumerate(category.bars):
        place = first + number * THICKNESS
        if bar.value is None:
            drawing.add("text", "quiet", x=zero + 6, y=place + 14.5, text="not known")
            continue
        end = _place(bar.value, ticks, left)
        words = ": ".join(part for part in (category.cell.text, bar.y.text, write_number(bar.value)) if part)
        look = f"s{legend.number(bar.y.text)}"
        length = max(abs(end - zero), 1.0 if bar.value else 0.0)
        drawing.add("rect", look, x=min(zero, end), y=place + 2, width=length, height=THICKNESS - 4, rx=2, tip=words)
        drawing.add("text", "ink", x=max(zero, end) + 6, y=place + 14.5, text=write_number(bar.value))
