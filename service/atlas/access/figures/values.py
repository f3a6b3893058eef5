"""Texts of cells into numbers and moments, and numbers back into short texts."""

import math
import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Final

_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})(?:[eE][+-]?\d{1,2})?")
_MOMENT: Final = re.compile(
    r"(?P<year>-?\d{4,9})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T[0-9:.Z+-]*)?)?)?(?:Z|[+-]\d\d:\d\d)?"
)
MONTHS: Final = 12
DAYS: Final = 31
EXACT: Final = 1e15
FAR: Final = 1e6
TINY: Final = 1e-4
DIGITS: Final = 6
SHORT: Final = ((1e12, "T"), (1e9, "B"), (1e6, "M"))


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


def is_date(text: str) -> bool:
    """Whether a text names a moment as dates do, which a plain number of other than four digits does not."""
    return read_moment(text) is not None and (len(text) == len("2000") or _NUMBER.fullmatch(text) is None)


def read_end(text: str) -> float | None:
    """Like read_moment, but the last moment of the year, month or day named: what ends in 2021 lasts until 2022."""
    match, start = _MOMENT.fullmatch(text), read_moment(text)
    if match is None or start is None:
        return start
    return start + (1 if not match["month"] else 1 / MONTHS if not match["day"] else 1 / DAYS / MONTHS)


def write_day(moment: float) -> str:
    """A moment as an ISO date; the nearest day that its month has."""
    year, share = divmod(moment + 1e-9, 1)
    month = share * MONTHS
    number = min(int(month), MONTHS - 1)
    day = min(round((month - number) * DAYS) + 1, monthrange(int(year), number + 1)[1])
    return date(int(year), number + 1, day).isoformat()


def write_number(value: float) -> str:
    """A number for programs: whole where it is whole, else in at most six digits."""
    return str(int(value)) if value == int(value) and abs(value) < EXACT else f"{value:.{DIGITS}g}"


def say_number(value: float) -> str:
    """A number for people: thousands in groups, at most six digits where it is not whole."""
    if value == int(value) and abs(value) < EXACT:
        return f"{int(value):,}"
    if not TINY <= abs(value) < EXACT:
        return f"{value:.3g}"
    places = max(0, DIGITS - 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{places}f}".rstrip("0").rstrip(".") if places else f"{value:,.0f}"


def say_short(value: float) -> str:
    """A round number on an axis, from a million on as 1.5M, 7B, 2T."""
    for size, sign in SHORT:
        if size <= abs(value) < 1000 * SHORT[0][0]:
            return f"{say_number(float(f'{value / size:.{DIGITS}g}'))}{sign}"
    return say_number(value)


def find_ticks(low: float, high: float, wanted: int = 5, *, whole: bool = False) -> list[float]:
    """Round values that cover a range, the first at or below it, the last at or above it; at least two."""
    if not high - low > max(abs(low), abs(high)) * 1e-11:
        high = low + max(1.0, abs(low) * 1e-3)
    step = _round_step((high - low) / wanted)
    if whole:
        step = max(1.0, math.ceil(step))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [float(f"{index * step:.14g}") for index in range(first, max(last, first + 1) + 1)]


def find_moments(low: float, high: float, wanted: int = 6) -> list[tuple[float, str]]:
    """Round moments that cover a range, each with its text: months within a few years, else years."""
    months = (high - low) * MONTHS
    step = next((size for size in (1, 2, 3, 6) if months / size <= wanted), None)
    if step is None or max(abs(low), abs(high)) > FAR:
        return [(year, str(int(year))) for year in find_ticks(low, high, wanted, whole=True)]
    first, last = math.floor(low * MONTHS / step + 1e-9), math.ceil(high * MONTHS / step - 1e-9)
    return [_name_month(index * step) for index in range(first, max(last, first + 1) + 1)]


def is_whole(values: Sequence[float]) -> bool:
    """Whether every number is an integer."""
    return all(value == int(value) for value in values)


def _name_month(months: int) -> tuple[float, str]:
    year, month = divmod(months, MONTHS)
    return months / MONTHS, f"{year}-{month + 1:02d}" if month else str(year)


def _round_step(rough: float) -> float:
    scale = 10.0 ** math.floor(math.log10(rough))
    return next(factor * scale for factor in (1, 2, 5, 10) if factor * scale >= rough * (1 - 1e-9))
