"""Periods and moments of things, one row each, under the years."""

from collections.abc import Sequence
from typing import Final

from atlas.access.figures.axis import Axis
from atlas.access.figures.legend import Legend
from atlas.access.figures.lettering import cut, find_width
from atlas.access.figures.points import Span
from atlas.access.figures.svg import Drawing, Linker, Told
from atlas.access.figures.values import find_moments

LABELS: Final = 240
WIDTH: Final = 460
ROW: Final = 24
SHOWN: Final = 100


def draw_timeline(told: Told, spans: Sequence[Span], link: Linker) -> tuple[Drawing, int]:
    """Rows in table order; a thing without an end is a dot at its start."""
    shown = spans[:SHOWN]
    ends = [moment for span in shown for moment in (span.start, span.end) if moment is not None]
    legend = Legend((span.group for span in shown), told.say)
    left = min(LABELS, max((find_width(span.label.text) for span in shown), default=0)) + 14
    axis = Axis(find_moments(min(ends, default=0), max(ends, default=1)), left, WIDTH, told.unit)
    height = legend.height + ROW * len(shown)
    drawing = Drawing(told, max(left + WIDTH + 28, legend.width), height + axis.height, link)
    legend.draw(drawing)
    axis.draw(drawing, legend.height, height)
    for number, span in enumerate(shown):
        _draw_span(drawing, span, f"s{legend.number(span.group)}", axis, left, legend.height + ROW * number)
    return drawing, len(spans) - len(shown)


def _draw_span(drawing: Drawing, span: Span, look: str, axis: Axis, left: float, y: float) -> None:
    inside = drawing.link(span.label.iri)
    label = cut(span.label.text, LABELS)
    drawing.add(
        "text", "ink", inside=inside, x=left - 10, y=y + 16.5, text_anchor="end", tip=span.label.text, text=label
    )
    start, tip = axis.place(span.start), f"{span.label.text}: {span.told}"
    if span.end is None:
        drawing.add("circle", look, cx=start, cy=y + 12, r=5, tip=tip)
        return
    width = max(axis.place(span.end) - start, 4)
    drawing.add("rect", look, x=start, y=y + 5, width=width, height=ROW - 10, rx=3, tip=tip)
