"""A line of round values under or beside a figure: where a value stands, and labels that do not run together."""

import math
from collections.abc import Sequence
from typing import Final

from atlas.access.figures.lettering import find_width
from atlas.access.figures.svg import Drawing
from atlas.access.figures.values import find_ticks, is_whole, say_short

HEIGHT: Final = 26
UNIT: Final = 18
APART: Final = 10
Ticks = Sequence[tuple[float, str]]


class Axis:
    """Values from left to right. start, length: pixels of the first tick and to the last one."""

    def __init__(self, ticks: Ticks, start: float, length: float, unit: str = "") -> None:
        self._ticks, self._start, self._length, self._unit = ticks, start, length, unit
        self._low, self._high = ticks[0][0], ticks[-1][0]

    @property
    def height(self) -> float:
        """Room that its labels take below the figure."""
        return HEIGHT + (UNIT if self._unit else 0)

    def place(self, value: float) -> float:
        """Where a value stands."""
        return self._start + self._length * (value - self._low) / (self._high - self._low)

    def draw(self, drawing: Drawing, top: float, bottom: float) -> None:
        """A rule for each tick, a label for as many as have room, and what the numbers are."""
        each = self._find_each()
        for number, (value, label) in enumerate(self._ticks):
            x = self.place(value)
            drawing.add("line", "rule", x1=x, x2=x, y1=top, y2=bottom)
            if number % each == 0:
                drawing.add("text", "quiet", x=x, y=bottom + 17, text_anchor="middle", text=label)
        if self._unit:
            x = self._start + self._length / 2
            drawing.add("text", "quiet", x=x, y=bottom + HEIGHT + 9, text_anchor="middle", text=self._unit)

    def _find_each(self) -> int:
        """Which ticks have a label: every one, every second, …"""
        room = self._length / max(len(self._ticks) - 1, 1)
        widest = max(find_width(label) for _, label in self._ticks) + APART
        return math.ceil(widest / room)


def find_numbers(values: Sequence[float], wanted: int = 5) -> Ticks:
    """Round numbers from nought or below over all values."""
    ticks = find_ticks(min([0.0, *values]), max([0.0, *values]), wanted, whole=is_whole(values))
    return [(tick, say_short(tick)) for tick in ticks]
