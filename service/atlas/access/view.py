"""What a page shows of one thing, as values: node, groups, rows, values, evidence, incoming links."""

from dataclasses import dataclass

from atlas.rdf.terms import Dataset
from atlas.schema.model import Field


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
    """

    text: str
    iri: str | None = None
    language: str | None = None
    part: "Node | None" = None
    supports: tuple[Support, ...] = ()
    mark: str = ""


@dataclass(frozen=True)
class Row:
    """One property with its values."""

    property: str
    label: str
    help: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Group:
    """Rows under one heading."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Node:
    """A thing or a part of one."""

    iri: str
    label: str
    types: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]


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
    record: str | None = None
