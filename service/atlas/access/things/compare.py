"""Things side by side: descriptions in, rows out with what differs first, each cell with what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from atlas.access.things.view import BETWEEN, Description, Node, Support, Value

LEAST: Final = 2
MOST: Final = 6
NOT_KNOWN: Final = "not known"


@dataclass(frozen=True)
class Line:
    """One value of a cell; a part of a record is one line of its values."""

    pieces: tuple[Value, ...]
    supports: tuple[Support, ...]

    @property
    def text(self) -> str:
        """The line as plain text."""
        return BETWEEN.join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Cell:
    """What one thing has for one property. status: how its absence was recorded, where it was."""

    lines: tuple[Line, ...]
    status: str = ""

    @property
    def text(self) -> str:
        """The cell as plain text."""
        return "; ".join(line.text for line in self.lines) or self.status or NOT_KNOWN

    @property
    def is_known(self) -> bool:
        """Whether there is any value."""
        return bool(self.lines)


@dataclass(frozen=True)
class Row:
    """One property over all things."""

    path: str
    label: str
    group: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether the things do not all say the same."""
        return len({frozenset(line.text for line in cell.lines) for cell in self.cells}) > 1


@dataclass(frozen=True)
class Comparison:
    """Rows of two to six things. things: IRI and label of each column. kinds: what they are, each class once."""

    things: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]
    differing: tuple[Row, ...]
    same: tuple[Row, ...]

    def table(self) -> list[list[str]]:
        """Everything as text: a head, then the differing rows, then the same."""
        head = ["", *(label for _, label in self.things)]
        return [head, *([row.label, *(cell.text for cell in row.cells)] for row in (*self.differing, *self.same))]


def compare(described: Sequence[Description], statuses: Sequence[Mapping[str, str]]) -> Comparison:
    """The comparison. statuses: for each thing, by property, how its absence was recorded."""
    labels: dict[str, tuple[str, str]] = {}
    columns: list[dict[str, tuple[Line, ...]]] = []
    for one in described:
        column: dict[str, tuple[Line, ...]] = {}
        for group in one.node.groups:
            for row in group.rows:
                labels.setdefault(row.property, (row.label, group.label))
                column[row.property] = tuple(_line(value) for value in row.values)
        columns.append(column)
    rows = [
        Row(path, label, group, tuple(_cell(path, *pair) for pair in zip(columns, statuses, strict=True)))
        for path, (label, group) in labels.items()
    ]
    return Comparison(
        tuple((one.node.iri, one.node.label) for one in described),
        tuple(dict.fromkeys(BETWEEN.join(label for _, label in one.node.types) for one in described)),
        tuple(row for row in rows if row.differs),
        tuple(row for row in rows if not row.differs),
    )


def _cell(path: str, column: Mapping[str, tuple[Line, ...]], statuses: Mapping[str, str]) -> Cell:
    lines = column.get(path, ())
    return Cell(lines, "" if lines else statuses.get(path, ""))


def _line(value: Value) -> Line:
    if value.part is None:
        return Line((value,), value.supports)
    return Line(_pieces(value.part) or (value,), value.supports or value.part.supports())


def _pieces(part: Node) -> tuple[Value, ...]:
    """Values of a part in its form's order, links back to its record left out; of parts inside it only the name."""
    record = part.iri.partition("#")[0]
    values = (one for group in part.groups for row in group.rows for one in row.values)
    return tuple(one for one in values if one.iri != record)
