"""Texts of cells into numbers and moments, and numbers back into short texts."""

import math
import re
from collections.abc import Sequence
from typing import Final

_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})(?:[eE][+-]?\d{1,2})?")
_MOMENT: Final = re.compile(
    r"(?P<year>-?\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T[0-9:.Z+-]*)?)?)?(?:Z|[+-]\d\d:\d\d)?"
)
MONTHS: Final = 12
DAYS: Final = 31


def read_number(text: str) -> float | None:
    """The number a text writes, or None."""
    return float(text) if _NUMBER.fullmatch(text) else None


def read_moment(text: str) -> float | None:
    """A year, month, day or instant as a year with its fraction; a plain number as it is; else None."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return read_number(text)
    month, day = int(match["month"] or 1), int(match["day"] or 1)
    if not (1 <= month <= MONTHS and 1 <= day <= DAYS):
        return None
    return int(match["year"]) + (month - 1 + (day - 1) / DAYS) / MONTHS


def write_number(value: float) -> str:
    """A number in at most six digits, whole where it is whole."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.6g}"


def find_ticks(low: float, high: float, wanted: int = 5, *, whole: bool = False) -> list[float]:
    """Round values that cover a range, the first at or below it, the last at or above it; at least two."""
    if not high > low:
        high = low + 1
    step = _round_step((high - low) / wanted)
    if whole:
        step = max(1.0, math.ceil(step))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [float(f"{index * step:.12g}") for index in range(first, max(last, first + 1) + 1)]


def is_whole(values: Sequence[float]) -> bool:
    """Whether every number is an integer."""
    return all(value == int(value) for value in values)


def _round_step(rough: float) -> float:
    scale = 10.0 ** math.floor(math.log10(rough))
    return next(factor * scale for factor in (1, 2, 5, 10) if factor * scale >= rough * (1 - 1e-9))
