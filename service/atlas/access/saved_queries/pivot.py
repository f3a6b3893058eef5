"""A table turned: the values of one column down, those of another across, a number or a value where they meet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from atlas.access.figures.points import key_of
from atlas.access.outgoing.sheet import Sheet
from atlas.access.saved_queries.questions import Cell, Table
from atlas.errors import ParameterError
from atlas.namespaces import XSD
from atlas.rdf.terms import Literal, NamedNode

COUNT: Final = "count"
SUM: Final = "sum"
FIRST: Final = "first"
MEASURES: Final = (COUNT, SUM, FIRST)
NUMBER_LENGTH: Final = 40
EXPONENT: Final = 60


@dataclass(frozen=True)
class Turn:
    """How a table is turned. down, across, value: columns; across may be empty, value too where rows are counted."""

    down: str
    across: str = ""
    measure: str = COUNT
    value: str = ""


@dataclass(frozen=True)
class Pivot:
    """A turned table. heads: what stands across; body: what stands down, its cells, and their total where there is one.

    totals: of each column, then of all; empty where first values stand. left_out: values that are no numbers.
    """

    turn: Turn
    heads: tuple[Cell, ...]
    body: tuple[tuple[Cell, tuple[Cell | None, ...], str], ...]
    totals: tuple[str, ...]
    left_out: int

    def shorten(self, rows: int, columns: int) -> "Pivot":
        """The first rows and columns; totals stay those of all."""
        body = tuple((head, cells[:columns], total) for head, cells, total in self.body[:rows])
        totals = (*self.totals[:-1][:columns], *self.totals[-1:])
        return Pivot(self.turn, self.heads[:columns], body, totals, self.left_out)

    def to_sheet(self, total: str) -> Sheet:
        """As rows and columns of its own, things by their names. total: what the sums are called."""
        more = (total,) if self.has_totals else ()
        names = _apart([self.turn.down, *(head.text for head in self.heads), *more])
        rows = [
            (Literal(head.text), *map(self._write, cells), *((_write_number(sum_),) if more else ()))
            for head, cells, sum_ in self.body
        ]
        if self.totals:
            sums = self.totals if more else self.totals[:-1]
            rows.append((Literal(total), *map(_write_number, sums)))
        return Sheet(tuple(names), tuple(rows), is_named=True)

    @property
    def has_totals(self) -> bool:
        """Whether each row has a total beside it: not where one column is all there is."""
        return bool(self.totals and self.turn.across)

    def _write(self, cell: Cell | None) -> Literal | None:
        if cell is None:
            return None
        return Literal(cell.text) if self.turn.measure == FIRST else _write_number(cell.text)


def read_turn(names: Sequence[str], given: Mapping[str, str]) -> Turn:
    """How somebody wants columns turned (`down`, `across`, `measure`, `value`); the first two where nothing is said.

    Raises ParameterError for a column that is not there.
    """
    if not names:
        raise ParameterError("There is no column to turn.", expected="a SELECT with at least one column")
    down = _column(names, given.get("down", "")) or names[0]
    beside = next((name for name in names if name != down), "")
    across = _column(names, given["across"]) if "across" in given else beside
    measure = given.get("measure") or COUNT
    if measure not in MEASURES:
        raise ParameterError("Cells cannot hold that.", found=measure[:40], expected=", ".join(MEASURES))
    value = _column(names, given.get("value", ""))
    if not value and measure != COUNT:
        value = next((name for name in names if name not in (down, across)), names[-1])
    return Turn(down, across, measure, value)


def pivot(table: Table, turn: Turn) -> Pivot:
    """The table turned, in order of first appearance; rows of the answer that are empty down or across do not count."""
    heads: dict[str, Cell] = {}
    downs: dict[str, Cell] = {}
    held: dict[tuple[str, str], list[Cell | None]] = {}
    places = {name: place for place, name in enumerate(table.names)}
    for row in table.rows:
        down = row[places[turn.down]]
        across = row[places[turn.across]] if turn.across else Cell(turn.value or turn.measure)
        if down is None or across is None:
            continue
        downs.setdefault(key_of(down), down)
        heads.setdefault(key_of(across), across)
        value = row[places[turn.value]] if turn.value else down
        held.setdefault((key_of(down), key_of(across)), []).append(value)
    return _measure(turn, downs, heads, held)


def _measure(
    turn: Turn,
    downs: Mapping[str, Cell],
    heads: Mapping[str, Cell],
    held: Mapping[tuple[str, str], Sequence[Cell | None]],
) -> Pivot:
    def total(keys: Iterable[tuple[str, str]]) -> str:
        found = [cell for key in keys for cell in held.get(key, ())]
        return "" if turn.measure == FIRST else _text(_tell(turn, found))

    body = tuple(
        (cell, tuple(_tell(turn, held.get((down, head), ())) for head in heads), total((down, head) for head in heads))
        for down, cell in downs.items()
    )
    totals = () if turn.measure == FIRST else (*(total((down, head) for down in downs) for head in heads), total(held))
    numbers = (cell for cells in held.values() for cell in cells if cell is not None)
    left_out = sum(_number(cell.text) is None for cell in numbers) if turn.measure == SUM else 0
    return Pivot(turn, tuple(heads.values()), body, totals, left_out)


def _tell(turn: Turn, cells: Sequence[Cell | None]) -> Cell | None:
    """What stands in a cell: nothing where no row falls into it."""
    found = [cell for cell in cells if cell is not None]
    if not found:
        return None
    if turn.measure == FIRST:
        return found[0]
    if turn.measure == COUNT:
        return Cell(str(len({key_of(cell) for cell in found}) if turn.value else len(found)))
    numbers = [number for cell in found if (number := _number(cell.text)) is not None]
    return Cell(f"{sum(numbers):f}") if numbers else None


def _number(text: str) -> Decimal | None:
    """The number a text writes, exactly; None for anything else and for what is too long to be added up."""
    try:
        number = Decimal(text) if len(text) <= NUMBER_LENGTH else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() and abs(number.adjusted()) < EXPONENT else None


def _column(names: Sequence[str], name: str) -> str:
    if name and name not in names:
        raise ParameterError("There is no such column.", found=name[:40], expected=", ".join(names))
    return name


def _apart(names: Sequence[str]) -> list[str]:
    """Names made different from each other, as columns of a file must be."""
    seen: dict[str, int] = {}
    apart = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        apart.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return apart


def _write_number(text: str) -> Literal | None:
    kind = "integer" if text.lstrip("-").isdecimal() else "decimal"
    return Literal(text, datatype=NamedNode(f"{XSD}{kind}")) if text else None


def _text(cell: Cell | None) -> str:
    return cell.text if cell else ""
