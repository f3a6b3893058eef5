"""What a page shows of one thing, as values: node, groups, rows, values, evidence, incoming links."""

from dataclasses import dataclass
from typing import Final

from atlas.rdf.terms import Dataset
from atlas.schema.model import Field

BETWEEN: Final = " \u00b7 "
LEAST_LINES: Final = 2
MOST_COLUMNS: Final = 6


@dataclass(frozen=True)
class Support:
    """One piece of evidence behind a statement."""

    source: str
    label: str
    locator: str = ""
    quote: str = ""
    paraphrase: str = ""
    trust: str = ""
    date: str = ""


@dataclass(frozen=True)
class Value:
    """One value: text to show, link where it is a thing, the part it opens into, and its supports.

    mark: a short name of the statement, by which those find it again who correct it.
    grouped: a long whole number as it is easier to read. datatype: IRI of a literal's, else empty.
    """

    text: str
    iri: str | None = None
    language: str | None = None
    part: "Node | None" = None
    supports: tuple[Support, ...] = ()
    mark: str = ""
    grouped: str = ""
    datatype: str = ""


@dataclass(frozen=True)
class Row:
    """One property with its values."""

    property: str
    label: str
    help: str
    values: tuple[Value, ...]

    def columns(self) -> tuple["Row", ...]:
        """What its parts say, each property once, as a table of them is headed; empty where they read better singly.

        A part of parts fits no line, and neither do many properties.
        """
        parts = [one.part for one in self.values if one.part is not None]
        rows = [row for part in parts for group in part.groups for row in group.rows]
        if len(parts) < max(LEAST_LINES, len(self.values)) or any(one.part for row in rows for one in row.values):
            return ()
        found = {row.property: row for row in rows}
        return tuple(found.values()) if len(found) <= MOST_COLUMNS else ()


@dataclass(frozen=True)
class Group:
    """Rows under one heading."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Node:
    """A thing or a part of one. is_named: whether the label is its own, or put together from what it says."""

    iri: str
    label: str
    types: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    is_named: bool = True

    def supports(self) -> tuple[Support, ...]:
        """What its values rest on, each once; not those of parts inside it."""
        found = (s for group in self.groups for row in group.rows for one in row.values for s in one.supports)
        return tuple(dict.fromkeys(found))

    def values(self, path: str) -> tuple[Value, ...]:
        """Its values of a property."""
        return next((row.values for group in self.groups for row in group.rows if row.property == path), ())


@dataclass(frozen=True)
class Incoming:
    """A statement elsewhere that points here."""

    subject: str
    label: str
    property: str
    property_label: str


@dataclass(frozen=True)
class Description:
    """Everything a page shows of one thing. statements: the same as a dataset, what the machine formats carry."""

    node: Node
    summary: str
    statements: Dataset
    sources: tuple[Support, ...]
    incoming: tuple[Incoming, ...]
    missing: tuple[Field, ...] = ()
    has_more_incoming: bool = False
