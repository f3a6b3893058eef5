"""Which colour each group has, and the line that says so."""

from collections.abc import Iterable
from typing import Final

from atlas.access.figures.lettering import cut, find_width
from atlas.access.figures.svg import SERIES, Drawing

ROW: Final = 28
ENTRY: Final = 320
SWATCH: Final = 18
OTHERS: Final = "others"
WITHOUT: Final = "none named"


class Legend:
    """Groups in order of appearance. There are as many as colours: the rest share the last one."""

    def __init__(self, groups: Iterable[str]) -> None:
        names = list(dict.fromkeys(groups))
        self._names = names if len(names) <= SERIES else names[: SERIES - 1]
        self._shown = [cut(name or WITHOUT, ENTRY) for name in self._names] + ([OTHERS] if len(names) > SERIES else [])

    @property
    def height(self) -> float:
        """Room at the top; a single group needs none."""
        return ROW if len(self._shown) > 1 else 4

    @property
    def width(self) -> float:
        """Room the line takes."""
        return sum(find_width(name) + 2 * SWATCH for name in self._shown) if len(self._shown) > 1 else 0

    def number(self, group: str) -> int:
        """Number of a group's colour, from 1."""
        return self._names.index(group) + 1 if group in self._names else SERIES

    def draw(self, drawing: Drawing, *, strokes: bool = False) -> None:
        """One swatch and name for each group, in one row at the top."""
        x = 4.0
        for number, name in enumerate(self._shown if len(self._shown) > 1 else (), start=1):
            if strokes:
                drawing.add("line", f"t{number}", x1=x, x2=x + 13, y1=13, y2=13)
            else:
                drawing.add("rect", f"s{number}", x=x, y=7, width=12, height=12, rx=2)
            drawing.add("text", "ink", x=x + SWATCH, y=17.5, text=name)
            x += find_width(name) + 2 * SWATCH
