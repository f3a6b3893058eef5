"""Flows from left to right, as wide as they weigh, in the colour of the thing they come from."""

from collections.abc import Sequence
from typing import Final

from atlas.access.figures.flow import Laid, Ribbon, Stop, lay_out
from atlas.access.figures.lettering import cut, find_width
from atlas.access.figures.points import Flow
from atlas.access.figures.svg import SERIES, Drawing, Linker, Told
from atlas.access.figures.values import say_number

LABELS: Final = 230.0
BETWEEN: Final = 250.0
BAR: Final = 12.0
TOP: Final = 6.0
THINNEST: Final = 0.6


def draw_sankey(told: Told, flows: Sequence[Flow], link: Linker) -> tuple[Drawing, int]:
    """One column for each step of the flows, and how many things stand together as the rest."""
    laid = lay_out(flows, told.say("figure-others"))
    last = max((stop.column for stop in laid.stops), default=0)
    left = side(laid, 0)
    width = left + last * (BAR + BETWEEN) + BAR + side(laid, last)
    drawing = Drawing(told, width, laid.height + 2 * TOP, link)
    for ribbon in laid.ribbons:
        _draw_ribbon(drawing, ribbon, left)
    for stop in laid.stops:
        _draw_stop(drawing, stop, left, last)
    return drawing, laid.hidden


def side(laid: Laid, column: int) -> float:
    """Room for the names at one side."""
    widths = [find_width(say_stop(stop)) for stop in laid.stops if stop.column == column]
    return min(LABELS, max(widths, default=0)) + 10


def place(left: float, column: int) -> float:
    """Left edge of a column's bars."""
    return left + column * (BAR + BETWEEN)


def say_stop(stop: Stop) -> str:
    """A thing's name, cut to the room it has, and how much runs through it."""
    number = f" ({say_number(stop.value)})"
    return cut(stop.cell.text, LABELS - find_width(number)) + number


def _draw_ribbon(drawing: Drawing, ribbon: Ribbon, left: float) -> None:
    x1 = place(left, ribbon.column) + BAR
    x2 = place(left, ribbon.column + 1)
    middle = (x1 + x2) / 2
    high = max(ribbon.height, THINNEST)
    y1, y2 = TOP + ribbon.y1, TOP + ribbon.y2
    path = (
        f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}v{high:.1f}"
        f"C{middle:.1f} {y2 + high:.1f} {middle:.1f} {y1 + high:.1f} {x1:.1f} {y1 + high:.1f}Z"
    )
    tip = f"{' → '.join(cell.text for cell in ribbon.flow.way)}: {say_number(ribbon.flow.value)}"
    drawing.add("path", f"r{ribbon.group % SERIES + 1}", d=path, tip=tip)


def _draw_stop(drawing: Drawing, stop: Stop, left: float, last: int) -> None:
    x, y = place(left, stop.column), TOP + stop.y
    inside = drawing.link(stop.cell.iri)
    tip = f"{stop.cell.text}: {say_number(stop.value)}"
    drawing.add("rect", "ink", inside=inside, x=x, y=y, width=BAR, height=stop.height, tip=tip)
    is_first = stop.column == 0
    drawing.add(
        "text",
        "ink" if stop.column in (0, last) else "halo",
        inside=inside,
        x=x - 6 if is_first else x + BAR + 6,
        y=y + stop.height / 2 + 4.5,
        text_anchor="end" if is_first else "start",
        text=say_stop(stop),
    )
