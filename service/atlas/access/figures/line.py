"""Lines: one per group over numbers or moments, each point marked."""

from collections.abc import Sequence
from typing import Final

from atlas.access.figures.legend import Legend
from atlas.access.figures.points import Point
from atlas.access.figures.svg import Drawing, Linker, Told
from atlas.access.figures.values import find_ticks, is_whole, read_moment, read_number, write_number
from atlas.errors import ParameterError

WIDTH: Final = 620
HEIGHT: Final = 280
LEFT: Final = 70
BOTTOM: Final = 30
RIGHT: Final = 24
SHOWN: Final = 2_000


def draw_lines(told: Told, points: Sequence[Point], link: Linker) -> tuple[Drawing, int]:
    """Lines through the points of each group from left to right. x is a number or moment, y the group.

    Raises ParameterError where no point has both numbers.
    """
    placed = [(read_moment(point.x.text), point) for point in points]
    found = [(x, point.value, point) for x, point in placed if x is not None and point.value is not None][:SHOWN]
    if not found:
        raise ParameterError("There is nothing to draw.", expected="dates or numbers along the line and numbers up")
    is_number = all(read_number(point.x.text) is not None for _, _, point in found)
    across = find_ticks(min(x for x, _, _ in found), max(x for x, _, _ in found), 6)
    values = [value for _, value, _ in found]
    up = find_ticks(min([0.0, *values]), max([0.0, *values]), whole=is_whole(values))
    legend = Legend(point.y.text for _, _, point in found)
    drawing = Drawing(told, max(LEFT + WIDTH + RIGHT, legend.width), legend.height + HEIGHT + BOTTOM, link)
    legend.draw(drawing)
    _draw_axes(drawing, across, up, legend.height, is_number=is_number)
    for group in dict.fromkeys(point.y.text for _, _, point in found):
        number = legend.number(group)
        line = sorted((x, value, point) for x, value, point in found if point.y.text == group)
        path = [(_across(x, across), _up(value, up, legend.height)) for x, value, _ in line]
        drawing.add("polyline", f"t{number}", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in path))
        for (x, y), (_, value, point) in zip(path, line, strict=True):
            tip = ": ".join(part for part in (point.x.text, group, write_number(value)) if part)
            drawing.add("circle", f"s{number}", cx=x, cy=y, r=3.5, tip=tip)
    return drawing, len(points) - len(found)


def _draw_axes(drawing: Drawing, across: Sequence[float], up: Sequence[float], top: float, *, is_number: bool) -> None:
    for tick in up:
        y = _up(tick, up, top)
        drawing.add("line", "rule", x1=LEFT, x2=LEFT + WIDTH, y1=y, y2=y)
        drawing.add("text", "quiet", x=LEFT - 8, y=y + 4.5, text_anchor="end", text=write_number(tick))
    for tick in across:
        if is_number or tick == int(tick):
            x = _across(tick, across)
            drawing.add("text", "quiet", x=x, y=top + HEIGHT + 14, text_anchor="middle", text=write_number(tick))


def _across(value: float, ticks: Sequence[float]) -> float:
    return LEFT + WIDTH * (value - ticks[0]) / (ticks[-1] - ticks[0])


def _up(value: float, ticks: Sequence[float], top: float) -> float:
    return top + 8 + (HEIGHT - 16) * (1 - (value - ticks[0]) / (ticks[-1] - ticks[0]))
