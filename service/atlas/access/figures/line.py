"""Lines: one per group over numbers or moments, each point marked."""

from collections.abc import Sequence
from typing import Final

from atlas.access.figures.axis import Axis, Ticks, find_numbers
from atlas.access.figures.legend import Legend
from atlas.access.figures.lettering import find_width
from atlas.access.figures.points import Point
from atlas.access.figures.svg import Drawing, Linker, Told
from atlas.access.figures.values import find_moments, find_ticks, read_moment, read_number, say_number, say_short
from atlas.errors import ParameterError

WIDTH: Final = 620
HEIGHT: Final = 280
RIGHT: Final = 30
UNIT: Final = 22
SHOWN: Final = 2_000


def draw_lines(told: Told, points: Sequence[Point], link: Linker) -> tuple[Drawing, int]:
    """Lines through the points of each group from left to right. x is a number or moment, y the group.

    Raises ParameterError where no point has both numbers.
    """
    placed = [(read_moment(point.x.text), point) for point in points]
    found = [(x, point.value, point) for x, point in placed if x is not None and point.value is not None][:SHOWN]
    if not found:
        raise ParameterError("There is nothing to draw.", expected="dates or numbers along the line and numbers up")
    up = find_numbers([value for _, value, _ in found])
    left = max(find_width(label) for _, label in up) + 14
    axis = Axis(_find_across([point.x.text for _, _, point in found], [x for x, _, _ in found]), left, WIDTH)
    legend = Legend((point.y.text for _, _, point in found), told.say, WIDTH)
    top = legend.height + (UNIT if told.unit else 0)
    drawing = Drawing(told, max(left + WIDTH + RIGHT, legend.width), top + HEIGHT + axis.height, link)
    legend.draw(drawing)
    if told.unit:
        drawing.add("text", "quiet", x=4, y=top - 5, text=told.unit)
    axis.draw(drawing, top + 8, top + HEIGHT - 8)
    for tick, label in up:
        y = _up(tick, up, top)
        drawing.add("line", "rule", x1=left, x2=left + WIDTH, y1=y, y2=y)
        drawing.add("text", "quiet", x=left - 8, y=y + 4.5, text_anchor="end", text=label)
    for group in dict.fromkeys(point.y.text for _, _, point in found):
        number = legend.number(group)
        line = sorted(
            ((x, value, point) for x, value, point in found if point.y.text == group), key=lambda one: one[:2]
        )
        path = [(axis.place(x), _up(value, up, top)) for x, value, _ in line]
        drawing.add("polyline", f"t{number}", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in path))
        for (x, y), (_, value, point) in zip(path, line, strict=True):
            tip = ": ".join(part for part in (point.x.text, group, say_number(value)) if part)
            drawing.add("circle", f"s{number}", cx=x, cy=y, r=3.5, tip=tip)
    return drawing, len(points) - len(found)


def _find_across(texts: Sequence[str], values: Sequence[float]) -> Ticks:
    """Ticks of numbers, or of moments where any text is none or all are years."""
    low, high = min(values), max(values)
    numbers = [read_number(text) for text in texts]
    are_years = all(len(text) == len("2000") and text.isdecimal() for text in texts)
    if are_years or None in numbers:
        return find_moments(low, high)
    return [(tick, say_short(tick)) for tick in find_ticks(low, high, 6)]


def _up(value: float, ticks: Ticks, top: float) -> float:
    low, high = ticks[0][0], ticks[-1][0]
    return top + 8 + (HEIGHT - 16) * (1 - (value - low) / (high - low))
