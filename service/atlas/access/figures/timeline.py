"""Periods and moments of things, one row each, under the years."""

from collections.abc import Sequence
from typing import Final

from atlas.access.figures.legend import Legend
from atlas.access.figures.lettering import cut, find_width
from atlas.access.figures.points import Span
from atlas.access.figures.svg import Drawing, Linker, Told
from atlas.access.figures.values import find_ticks, write_number

LABELS: Final = 240
WIDTH: Final = 460
ROW: Final = 24
AXIS: Final = 26
SHOWN: Final = 100


def draw_timeline(told: Told, spans: Sequence[Span], link: Linker) -> tuple[Drawing, int]:
    """Rows in table order; a thing without an end is a dot at its start."""
    shown = spans[:SHOWN]
    ends = [moment for span in shown for moment in (span.start, span.end) if moment is not None]
    ticks = find_ticks(min(ends, default=0), max(ends, default=1), 6, whole=True)
    legend = Legend(span.group for span in shown)
    left = min(LABELS, max((find_width(span.label.text) for span in shown), default=0)) + 14
    height = legend.height + ROW * len(shown)
    drawing = Drawing(told, max(left + WIDTH + 24, legend.width), height + AXIS, link)
    legend.draw(drawing)
    for tick in ticks:
        x = _place(tick, ticks, left)
        drawing.add("line", "rule", x1=x, x2=x, y1=legend.height, y2=height)
        drawing.add("text", "quiet", x=x, y=height + 17, text_anchor="middle", text=write_number(tick))
    for number, span in enumerate(shown):
        _draw_span(drawing, span, legend, ticks, left, legend.height + ROW * number)
    return drawing, len(spans) - len(shown)


def _place(moment: float, ticks: Sequence[float], left: float) -> float:
    return left + WIDTH * (moment - ticks[0]) / (ticks[-1] - ticks[0])


def _draw_span(drawing: Drawing, span: Span, legend: Legend, ticks: Sequence[float], left: float, y: float) -> None:
    inside = drawing.link(span.label.iri)
    label = cut(span.label.text, LABELS)
    drawing.add(
        "text", "ink", inside=inside, x=left - 10, y=y + 16.5, text_anchor="end", tip=span.label.text, text=label
    )
    look = f"s{legend.number(span.group)}"
    start = _place(span.start, ticks, left)
    if span.end is None:
        drawing.add("circle", look, cx=start, cy=y + 12, r=5, tip=span.told)
        return
    width = max(_place(span.end, ticks, left) - start, 4)
    drawing.add("rect", look, x=start, y=y + 5, width=width, height=ROW - 10, rx=3, tip=span.told)
