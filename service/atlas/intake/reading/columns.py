"""Columns of a table as fields: cells in, values by field name out. A dot leads into a part, a bar parts values.

Knows no record: what a name stands for is found out later.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from atlas.intake.reading.marks import BAR
from atlas.intake.reading.values import DEPTH, DocumentError, Value

DOT: Final = "."
LEFT_OUT: Final = "-"


def check_columns(taken: Mapping[str, str]) -> None:
    """Raises DocumentError where two columns stand for one field, or one for a field and another for a part of it.

    taken: the path of each column, or `-` for one that is left out.
    """
    owners: dict[str, str] = {}
    for name, path in taken.items():
        if path == LEFT_OUT:
            continue
        if path.count(DOT) >= DEPTH:
            raise DocumentError(
                "A column leads too deep.", found=name[:100], expected=f"at most {DEPTH} levels", line=1
            )
        if path in owners:
            raise DocumentError(
                "Two columns stand for one field.",
                found=f"{owners[path]}, {name}"[:200],
                expected=f"one column a field, with {BAR} between several values",
                line=1,
            )
        owners[path] = name
    for path, name in owners.items():
        parts = path.split(DOT)
        above = next((one for depth in range(1, len(parts)) if (one := DOT.join(parts[:depth])) in owners), None)
        if above is not None:
            raise DocumentError(
                "One column stands for a field and another for a part of it.",
                found=f"{owners[above]}, {name}"[:200],
                expected="the field whole, or its parts",
                line=1,
            )


def read_row(header: Sequence[str], cells: Sequence[str], taken: Mapping[str, str], line: int) -> Value:
    """The values of a row by field name. Raises DocumentError for more cells than the header has."""
    if len(cells) > len(header):
        raise DocumentError("A row has more cells than the header.", found=str(len(cells)), line=line)
    value: dict[str, Value] = {}
    for name, cell in zip(header, cells, strict=False):
        path = taken.get(name, LEFT_OUT)
        said = [one.strip() for one in cell.split(BAR) if one.strip()]
        if path == LEFT_OUT or not said:
            continue
        held: Any = value
        *parts, last = path.split(DOT)
        for part in parts:
            held = held.setdefault(part, {})
        held[last] = said[0] if len(said) == 1 else said
    return value
