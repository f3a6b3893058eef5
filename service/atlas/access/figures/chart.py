"""What a figure shows: the words of a `#+ chart:` header or of `?chart=` in, a kind with its columns out.

The words are `kind role=column …`, for example `bar x=regionLabel y=cases` or `grid x=a y=b value=count(c)`. A column
may be named by the variable of its label. Roles that are left out are guessed from what the columns hold.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from atlas.access.figures.values import is_date, read_moment, read_number
from atlas.access.saved_queries.questions import Table
from atlas.errors import ParameterError

ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "bar": ("x", "y"),
    "line": ("x", "y"),
    "grid": ("x", "y", "value"),
    "timeline": ("label", "start"),
    "network": ("from", "to"),
    "tree": ("from", "to"),
    "sankey": ("from", "to"),
}
OPTIONAL: Final[Mapping[str, tuple[str, ...]]] = {
    "bar": ("group",),
    "line": ("group",),
    "timeline": ("end", "group"),
    "network": ("label",),
    "tree": ("label",),
    "sankey": ("through", "value"),
}
OTHER_KINDS: Final = {"heatmap": "grid", "bars": "bar", "lines": "line"}
OTHER_ROLES: Final = {"source": "from", "target": "to"}
KINDS: Final = tuple(ROLES)
TEXT_LIMIT: Final = 400
_COUNT: Final = re.compile(r"count\((?P<column>\*|\w+)\)")
_NAME: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class Measure:
    """Where a number comes from: a column's own value, or how many distinct values a column has (`*`: rows)."""

    column: str
    is_count: bool = False

    def __str__(self) -> str:
        return f"count({self.column})" if self.is_count else self.column


@dataclass(frozen=True)
class Chart:
    """A kind of figure and the column of each role."""

    kind: str
    columns: Mapping[str, str]

    def __str__(self) -> str:
        return " ".join([self.kind, *(f"{role}={column}" for role, column in self.columns.items())])


def parse_chart(text: str) -> Chart:
    """A chart from its words. Raises ParameterError on an unknown kind, role or form."""
    words = text.split()
    if not words or len(text) > TEXT_LIMIT:
        raise _refused(text, "a kind of figure with role=column words")
    kind = OTHER_KINDS.get(words[0], words[0])
    if kind not in ROLES:
        raise _refused(words[0], f"one of {', '.join(KINDS)}")
    known = (*ROLES[kind], *OPTIONAL.get(kind, ()))
    columns: dict[str, str] = {}
    for word in words[1:]:
        role, equals, column = word.partition("=")
        role = OTHER_ROLES.get(role, role)
        if not equals or role not in known or not (_NAME.fullmatch(column) or _COUNT.fullmatch(column)):
            raise _refused(word, f"role=column with one of {', '.join(known)}")
        columns[role] = column
    return Chart(kind, columns)


def fit_chart(chart: Chart, table: Table) -> Chart:
    """The chart with every role's column as the table names it; a role that it can do without may have none.

    Raises ParameterError where no column fits.
    """
    optional = OPTIONAL.get(chart.kind, ())
    named = {role: column for role, column in chart.columns.items() if role not in optional or _has(column, table)}
    found = {role: fit_column(column, table) for role, column in named.items()}
    guess = _Guess(table, set(found.values()))
    for role in ROLES[chart.kind]:
        if role not in found:
            found[role] = guess.find(chart.kind, role)
    if chart.kind == "timeline" and "end" not in found and (end := guess.take(_all_dates)):
        found["end"] = end
    return Chart(chart.kind, found)


def fit_column(name: str, table: Table) -> str:
    """A column's name in the table: a column x took its xLabel in. Raises ParameterError where there is none."""
    counted = _COUNT.fullmatch(name)
    if counted:
        inner = counted["column"]
        return f"count({inner if inner == '*' else fit_column(inner, table)})"
    for candidate in (name, name.removesuffix("Label")):
        if candidate in table.names:
            return candidate  # a column that no row has a value for is in no table
    raise _refused(name, f"one of the columns {', '.join(table.names)}")


def read_measure(column: str) -> Measure:
    """Where a role's number comes from."""
    counted = _COUNT.fullmatch(column)
    return Measure(counted["column"], is_count=True) if counted else Measure(column)


def _has(column: str, table: Table) -> bool:
    counted = _COUNT.fullmatch(column)
    column = counted["column"] if counted else column
    return column == "*" or column in table.names or column.removesuffix("Label") in table.names


class _Guess:
    """Columns that nobody named, each given to one role at most."""

    def __init__(self, table: Table, taken: set[str]) -> None:
        self._table, self._taken = table, taken

    def find(self, kind: str, role: str) -> str:
        if (role in ("y", "value") and kind != "grid") or role == "value":
            return self.take(_all_numbers) or "count(*)"
        wants = _all_moments if (kind, role) in (("line", "x"), ("timeline", "start")) else None
        found = self.take(wants or _any_words) or (None if wants else self.take(_anything))
        if found is None:
            raise _refused(f"no column for {role}", "a column with dates or numbers" if wants else "one column more")
        return found

    def take(self, fits: Callable[[Sequence[str]], bool]) -> str | None:
        for position, name in enumerate(self._table.names):
            cells = [row[position] for row in self._table.rows]
            if name not in self._taken and fits([cell.text for cell in cells if cell and cell.text]):
                self._taken.add(name)
                return name
        return None


def _all_numbers(texts: Sequence[str]) -> bool:
    return bool(texts) and all(read_number(text) is not None for text in texts)


def _all_moments(texts: Sequence[str]) -> bool:
    return bool(texts) and all(read_moment(text) is not None for text in texts)


def _all_dates(texts: Sequence[str]) -> bool:
    return bool(texts) and all(is_date(text) for text in texts)


def _any_words(texts: Sequence[str]) -> bool:
    return bool(texts) and not _all_numbers(texts)


def _anything(texts: Sequence[str]) -> bool:
    return bool(texts)


def _refused(found: str, expected: str) -> ParameterError:
    return ParameterError("This figure cannot be drawn.", found=found[:TEXT_LIMIT], expected=expected)
