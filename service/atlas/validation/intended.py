"""What a value was probably meant to be: a text and what its field takes in, the terms it may stand for out.

Pure rules of writing: days, months, numbers, yes or no, addresses, languages. Knows no graph and judges nothing.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Final

from atlas.namespaces import RDF, XSD
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.ranges import Kind, Range

ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
HOST: Final = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d+)?(?:/[^\s<>\"{}|\\^`]*)?", re.IGNORECASE
)
SCHEMED: Final = re.compile(r"([a-z]{3,6}):/{1,3}([^/].*)", re.IGNORECASE)
SCHEMES: Final = ("https", "http")
YEAR_FIRST: Final = re.compile(r"(\d{4})([-./])(\d{1,2})(?:\2(\d{1,2}))?")
YEAR_LAST: Final = re.compile(r"(\d{1,2})([-./ ])(\d{1,2})\2(\d{4})")
MIDNIGHT: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:T00:00(?::00(?:\.0+)?)?)?(?:Z|[+-]\d\d:\d\d)?")
YEAR: Final = re.compile(r"\d{4}")
DAYS: Final = ("%d %B %Y", "%d %b %Y", "%d. %B %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y")
MONTHS: Final = ("%B %Y", "%b %Y", "%B, %Y", "%b. %Y")
GROUPED: Final = re.compile(r"\d{1,3}(?:(?:,\d{3}){2,}|(?:\.\d{3}){2,}|(?:[ _'\u00a0\u202f]\d{3})+)")
FIGURES: Final = re.compile(r"[+-]?\d+(?:\.\d*)?(?:e\+?\d{1,2})?", re.IGNORECASE)
YES_OR_NO: Final = {"true": "true", "yes": "true", "false": "false", "no": "false"}
STRING, TAGGED = f"{XSD}string", f"{RDF}langString"


def intended(value: Term, wanted: Range, language: str) -> list[Term]:
    """The terms that a value may stand for in a field; none where nothing is near, several where it is not clear.

    language: of texts that do not name theirs.
    """
    return [term for term in dict.fromkeys(_intended(value, wanted, language)) if term != value]


def _intended(value: Term, wanted: Range, language: str) -> Iterator[Term]:
    if isinstance(value, NamedNode):
        address = as_address(value.value) if wanted.kind is Kind.ADDRESS else None
        yield from [NamedNode(address)] if address else []
        return
    if not isinstance(value, Literal):
        return
    text = value.value.strip()
    if wanted.kind is Kind.ADDRESS:
        address = as_address(text) or (f"https://{text}" if HOST.fullmatch(text) else None)
        made = Literal(address or "", datatype=NamedNode(wanted.datatypes[0])) if wanted.datatypes else None
        yield from [made or NamedNode(address)] if address else []
    elif wanted.kind is Kind.DATE:
        yield from (Literal(day, datatype=NamedNode(kind)) for kind, day in as_days(text) if kind in wanted.datatypes)
    elif wanted.kind is Kind.NUMBER:
        number = as_integer(text) if f"{XSD}integer" in wanted.datatypes else None
        yield from [Literal(number, datatype=NamedNode(f"{XSD}integer"))] if number else []
    elif wanted.kind is Kind.BOOLEAN and text.lower() in YES_OR_NO:
        yield Literal(YES_OR_NO[text.lower()], datatype=NamedNode(f"{XSD}boolean"))
    elif wanted.datatypes == (TAGGED,) and value.datatype.value == STRING:
        yield Literal(value.value, language=language)
    elif wanted.datatypes == (STRING,) and value.language:
        yield Literal(value.value)


def as_address(text: str) -> str | None:
    """An address as it must have been meant: what stands around it cut off, scheme and slashes spelt right."""
    bare = text.strip().removeprefix("<").removesuffix(">").strip()
    found = SCHEMED.fullmatch(bare)
    near = get_close_matches(found.group(1).lower(), SCHEMES, n=1, cutoff=0.75) if found else []
    made = f"{near[0]}://{found.group(2)}" if found and near else ""
    return made if ADDRESS.fullmatch(made) else None


def as_integer(text: str) -> str | None:
    """A whole number as xsd:integer writes it, from one with separators or in another notation."""
    plain = re.sub(r"\D", "", text) if GROUPED.fullmatch(text) else text
    if not FIGURES.fullmatch(plain):
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return str(int(number)) if number == number.to_integral_value() else None


def as_days(text: str) -> list[tuple[str, str]]:
    """Datatype and text of each day, month or year that a text may mean: two where day and month can be exchanged."""
    first, last, midnight = YEAR_FIRST.fullmatch(text), YEAR_LAST.fullmatch(text), MIDNIGHT.fullmatch(text)
    if midnight:
        return _day(*(int(part) for part in midnight.group(1).split("-")))
    if first and first.group(4):
        return _day(*(int(part) for part in first.group(1, 3, 4)))
    if first:
        return [(f"{XSD}gYearMonth", day[:7]) for _, day in _day(int(first.group(1)), int(first.group(3)), 1)]
    if last:
        one, other, year = (int(part) for part in last.group(1, 3, 4))
        return list(dict.fromkeys([*_day(year, other, one), *_day(year, one, other)]))
    if YEAR.fullmatch(text):
        return [(f"{XSD}gYear", text)]
    return _in_words(text)


def _in_words(text: str) -> list[tuple[str, str]]:
    for forms, kind, length in ((DAYS, "date", 10), (MONTHS, "gYearMonth", 7)):
        for form in forms:
            try:
                return [(f"{XSD}{kind}", datetime.strptime(text, form).date().isoformat()[:length])]
            except ValueError:
                continue
    return []


def _day(year: int, month: int, day: int) -> list[tuple[str, str]]:
    try:
        return [(f"{XSD}date", date(year, month, day).isoformat())]
    except ValueError:
        return []
