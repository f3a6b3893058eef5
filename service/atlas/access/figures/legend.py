"""Which colour each group has, and the lines that say so."""

from collections.abc import Iterable
from typing import Final

from atlas.access.figures.lettering import cut, find_width
from atlas.access.figures.svg import SERIES, Drawing
from atlas.access.ontology.labels import Say

ROW: Final = 22
MARGIN: Final = 8
ENTRY: Final = 320
SWATCH: Final = 18
WIDEST: Final = 640.0


class Legend:
    """Groups in order of appearance. There are as many as colours: the rest share the last one."""

    def __init__(self, groups: Iterable[str], say: Say, width: float = WIDEST) -> None:
        names = list(dict.fromkeys(groups))
        self._names = names if len(names) <= SERIES else names[: SERIES - 1]
        shown = [cut(name or say("figure-unnamed"), ENTRY) for name in self._names]
        shown += [say("figure-others")] if len(names) > SERIES else []
        self._places: list[tuple[str, float, int]] = []
        x, row = 4.0, 0
        for name in shown if len(shown) > 1 else ():
            room = find_width(name) + 2 * SWATCH
            if x + room > width and x > ENTRY / 4:
                x, row = 4.0, row + 1
            self._places.append((name, x, row))
            x += room

    @property
    def height(self) -> float:
        """Room at the top; a single group needs none."""
        return ROW * (self._places[-1][2] + 1) + MARGIN if self._places else 4

    @property
    def width(self) -> float:
        """Room the widest line takes."""
        return max((x + find_width(name) + 2 * SWATCH for name, x, _ in self._places), default=0)

    def number(self, group: str) -> int:
        """Number of a group's colour, from 1."""
        return self._names.index(group) + 1 if group in self._names else SERIES

    def draw(self, drawing: Drawing, *, strokes: bool = False) -> None:
        """One swatch and name for each group, in as few lines as they need."""
        for number, (name, x, row) in enumerate(self._places, start=1):
            y = ROW * row
            if strokes:
                drawing.add("line", f"t{number}", x1=x, x2=x + 13, y1=y + 13, y2=y + 13)
            else:
                drawing.add("rect", f"s{number}", x=x, y=y + 7, width=12, height=12, rx=2)
            drawing.add("text", "ink", x=x + SWATCH, y=y + 17.5, text=name)
