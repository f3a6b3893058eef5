"""Numbers and dates of a class put in order once a snapshot, and the spans that are cut out of them.

What a person types comes in, a span or a sentence about the mistake goes out. Knows no query and asks no store.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from atlas.access.exploring.postings import NUMBER, pack
from atlas.access.ontology.labels import Say
from atlas.schema.ranges import DATATYPES, Kind

FROM: Final = ".from"
TO: Final = ".to"
RANGED: Final = frozenset({Kind.NUMBER, Kind.DATE})
LONGEST: Final = 40
REMEMBERED: Final = 16
BIGGEST: Final = Decimal(10) ** 18  # the engine's decimals end at about 1.7e20, its integers at 9.2e18
TYPED_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)
TYPED_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
AFTER_ALL: Final = "\U0010ffff"
Key = Any  # a number as an int or a Decimal or a date as its text, within one scale always the same


@dataclass(frozen=True)
class Span:
    """What lies between two bounds, both included; an empty bound is none.

    Dates are cut as precisely as both sides say: one known to the year lies in a span that begins in that year.
    """

    kind: Kind
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Typed:
    """A span as it was typed, and what is wrong with it in words; empty: nothing."""

    low: str
    high: str
    problem: str = ""


class Scale:
    """The numbers or dates of one facet over things numbered 0 to size - 1."""

    def __init__(self, kind: Kind, size: int) -> None:
        self.kind = kind
        self._size = size
        self._keys: list[Key] = []
        self._numbers: array[int] = array(NUMBER)
        self._is_sorted = True
        self._known: int | None = None
        self._cut: dict[Span, int] = {}

    def add(self, cell: str, number: int) -> None:
        """Note that a thing has a value, written as in a row of TSV; what is no number or date is left out."""
        key = _key(self.kind, cell)
        if key is not None:
            self._keys.append(key)
            self._numbers.append(number)
            self._is_sorted, self._known, self._cut = False, None, {}

    def __len__(self) -> int:
        return len(self._numbers)

    def settle(self) -> None:
        """Put the values in order and count them; what is asked later only looks them up."""
        self._sort()
        self.known()

    def known(self) -> int:
        """The things that have a value."""
        if self._known is None:
            self._known = pack(self._numbers, self._size)
        return self._known

    def ends(self) -> tuple[str, str]:
        """The least and the greatest value, empty where there is none."""
        self._sort()
        return (_written(self._keys[0]), _written(self._keys[-1])) if self._keys else ("", "")

    def bits(self, span: Span) -> int:
        """The things that have a value within a span."""
        self._sort()
        found = self._cut.get(span)
        if found is None:
            begin, end = self._places(span)
            numbers = self._numbers[begin:end]
            for first, last in self._touching(span, begin):
                numbers.extend(self._numbers[first:last])
            found = pack(numbers, self._size)
            if len(self._cut) >= REMEMBERED:
                self._cut.pop(next(iter(self._cut)), None)
            self._cut[span] = found
        return found

    def _places(self, span: Span) -> tuple[int, int]:
        is_date = self.kind is Kind.DATE
        low: Key = span.low if is_date else Decimal(span.low or 0)
        high: Key = span.high + AFTER_ALL if is_date else Decimal(span.high or 0)
        begin = bisect_left(self._keys, low) if span.low else 0
        end = bisect_right(self._keys, high) if span.high else len(self._keys)
        return begin, max(begin, end)

    def _touching(self, span: Span, before: int) -> list[tuple[int, int]]:
        """Where the dates stand that say less than the lower bound does: its year alone, its month alone."""
        if self.kind is not Kind.DATE:
            return []
        shorter: list[Key] = [span.low[:length] for length in range(1, len(span.low))]
        places = [
            (bisect_left(self._keys, key, 0, before), bisect_right(self._keys, key, 0, before)) for key in shorter
        ]
        return [(first, last) for first, last in places if first < last]

    def _sort(self) -> None:
        if self._is_sorted:
            return
        order = sorted(range(len(self._keys)), key=self._keys.__getitem__)
        self._keys = [self._keys[place] for place in order]
        self._numbers = array(NUMBER, (self._numbers[place] for place in order))
        self._is_sorted = True


def read_span(kind: Kind, low: str, high: str, say: Say) -> Span | Typed | None:
    """The span that two typed bounds mean; what was typed with its mistake; None where nothing was."""
    low, high = low.strip(), high.strip()
    if not (low or high):
        return None
    bounds = [_bound(kind, one) if one else "" for one in (low, high)]
    begin, end = bounds
    if begin is None or end is None:
        wrong = (low if begin is None else high)[:LONGEST]
        return Typed(low[:LONGEST], high[:LONGEST], say("explore-wrong", value=wrong, kind=str(kind)))
    if begin and end and _is_below(kind, end, begin):
        return Typed(low, high, say("explore-below", high=high, low=low))
    return Span(kind, begin, end)


def say_span(span: Span, say: Say) -> str:
    """A span in words."""
    if not span.low:
        return say("span-to", high=span.high)
    if not span.high:
        return say("span-later", low=span.low) if span.kind is Kind.DATE else say("span-more", low=span.low)
    return span.low if span.low == span.high else say("span", low=span.low, high=span.high)


def _bound(kind: Kind, text: str) -> str | None:
    """A bound as queries take it, or None where it is none."""
    if len(text) > LONGEST:
        return None
    if kind is Kind.NUMBER:
        return _plain_number(text) if TYPED_NUMBER.fullmatch(text) else None
    found = TYPED_DATE.fullmatch(text)
    if found is None:
        return None
    try:
        date(*(int(part or 1) for part in found.groups()))
    except ValueError:
        return None
    return text


def _plain_number(text: str) -> str | None:
    number = Decimal(text)
    plain = format(number, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    if abs(number) > BIGGEST or len(plain.partition(".")[2]) > 18:
        return None
    return "0" if plain in ("-0", "") else plain


def _is_below(kind: Kind, end: str, begin: str) -> bool:
    if kind is Kind.NUMBER:
        return Decimal(end) < Decimal(begin)
    return end < begin and not begin.startswith(end)


def _written(key: Key) -> str:
    return format(key, "f") if isinstance(key, Decimal) else str(key)


def _key(kind: Kind, cell: str) -> Key | None:
    """What a value is ordered by: a date by its text, a number by what it is worth."""
    text, quote, datatype = cell.rpartition('"')
    if kind is Kind.DATE:
        return text.lstrip('"') if quote else None
    if quote and DATATYPES.get(datatype.removeprefix("^^").strip("<>")) is not Kind.NUMBER:
        return None
    try:
        plain = text.lstrip('"') if quote else cell
        if plain.isdecimal() and len(plain) < LONGEST:
            return int(plain)
        number = Decimal(plain)
    except ArithmeticError:
        return None
    return None if number.is_nan() else number
