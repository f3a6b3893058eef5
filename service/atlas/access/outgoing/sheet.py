"""Rows of a SELECT as a sheet for people's tools: terms in columns, beside the names of things where these are wanted.

Shortens nothing; what a term is worth as a number or a date is read here for every writer.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias

from atlas.namespaces import XSD
from atlas.rdf.terms import BlankNode, Literal, NamedNode, Term
from atlas.schema.model import Schema
from atlas.store.page import RowPage

Value: TypeAlias = str | bool | int | float | Decimal | date | datetime
LABEL: Final = "Label"
LONGEST_NUMBER: Final = 40
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,39}")
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_DOUBLE: Final = re.compile(r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?|INF)|NaN")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile(_DATE.pattern + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_YEAR: Final = re.compile(r"-?[0-9]{4}")
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Sheet:
    """A table whose rows are as long as its names. is_named: things stand as their names."""

    names: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    is_named: bool = False

    def iter_texts(self) -> Iterator[list[str]]:
        """The rows as they are written in RDF; nothing where nothing is bound."""
        for row in self.rows:
            yield [to_text(term) for term in row]


def make_sheet(page: RowPage) -> Sheet:
    """The rows as they are, columns in the query's order."""
    return Sheet(page.names, tuple(tuple(row.get(name) for name in page.names) for row in page.rows))


def make_named_sheet(schema: Schema, page: RowPage, labels: Mapping[str, str]) -> Sheet:
    """Things by their names; their IRIs in columns of their own at the end. A column xLabel names the things of x."""
    columns = [name for name in page.names if not _names_another(page, name)]
    linked = [name for name in columns if any(isinstance(row.get(name), NamedNode) for row in page.rows)]
    rows = tuple(
        (
            *(_named(schema, row, name, labels) for name in columns),
            *(term if isinstance(term := row.get(name), NamedNode) else None for name in linked),
        )
        for row in page.rows
    )
    return Sheet((*columns, *(f"{name} (IRI)" for name in linked)), rows, is_named=True)


def make_labelled_sheet(schema: Schema, page: RowPage, labels: Mapping[str, str]) -> Sheet:
    """The rows as they are, with a column xLabel after each column x of things: names that a SPARQL result may have."""
    linked = {
        name
        for name in page.names
        if f"{name}{LABEL}" not in page.names and any(isinstance(row.get(name), NamedNode) for row in page.rows)
    }
    names = tuple(one for name in page.names for one in ((name, f"{name}{LABEL}") if name in linked else (name,)))
    rows = tuple(
        tuple(
            row.get(one) if one in page.names else _label(schema, row.get(one.removesuffix(LABEL)), labels)
            for one in names
        )
        for row in page.rows
    )
    return Sheet(names, rows, is_named=True)


def to_text(term: Term | None) -> str:
    """What a cell says: the IRI, the words, `_:name` of a blank node, the statement."""
    if term is None:
        return ""
    return term.value if isinstance(term, (NamedNode, Literal)) else str(term)


def read_value(term: Term) -> Value:
    """A term as the number, truth or time it is, where Python has the same exactly; else its text."""
    if not isinstance(term, Literal) or not term.datatype.value.startswith(XSD):
        return to_text(term)
    kind, text = term.datatype.value.removeprefix(XSD), term.value
    if len(text) > LONGEST_NUMBER:
        return text
    if (kind == "integer" and _INTEGER.fullmatch(text)) or (kind == "gYear" and _YEAR.fullmatch(text)):
        return int(text)
    if kind == "decimal" and _DECIMAL.fullmatch(text):
        return Decimal(text)
    if kind in ("double", "float") and _DOUBLE.fullmatch(text):
        return float(text)
    if kind == "boolean":
        return _BOOLEANS.get(text, text)
    return _read_time(kind, text)


def _read_time(kind: str, text: str) -> Value:
    try:
        if kind == "date" and _DATE.fullmatch(text):
            return date.fromisoformat(text)
        if kind == "dateTime" and _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    return text


def _names_another(page: RowPage, name: str) -> bool:
    return name.endswith(LABEL) and name.removesuffix(LABEL) in page.names


def _named(schema: Schema, row: Mapping[str, Term], name: str, labels: Mapping[str, str]) -> Term | None:
    said = row.get(f"{name}{LABEL}")
    if said is not None:
        return said
    term = row.get(name)
    return _label(schema, term, labels) or term if not isinstance(term, BlankNode) else term


def _label(schema: Schema, term: Term | None, labels: Mapping[str, str]) -> Literal | None:
    """The name of a thing, else its IRI in short; None where it is no thing."""
    if not isinstance(term, NamedNode):
        return None
    return Literal(labels.get(term.value) or schema.labels.get(term.value) or schema.compact(term.value))
