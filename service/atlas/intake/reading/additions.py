"""What a form adds to a record besides plain values: a new record, a part, a piece of evidence, a gap.

Each is a query of `queries/forms`, so that no term is named here; a home without that query has no such button.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from atlas.namespaces import RDF, XSD
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.layouts import Layouts
from atlas.schema.model import Class, Field, Parameter, Schema
from atlas.store.memory import MemoryStore
from atlas.store.parameters import parameter_names

TYPE: Final = f"{RDF}type"
BUILT_IN: Final = frozenset(("graph", "topic", "subject", "property", "node", "today", "name", "address", "class"))
SLUG_LENGTH: Final = 60
EVIDENCE, GAP, RECORD, SOURCE = "evidence", "gap", "new-record", "new-source"


@dataclass(frozen=True)
class Place:
    """Where something is added: a record's graph and topic, and of which thing and property."""

    graph: str
    topic: str
    subject: str
    property: str


def can_add(schema: Schema, what: str) -> bool:
    """Whether the home has the query for it."""
    return f"forms/{what}" in schema.queries


def asked_of(schema: Schema, what: str) -> tuple[Parameter, ...]:
    """What a person fills in for it."""
    query = schema.queries.get(f"forms/{what}")
    return tuple(one for one in query.parameters if one.name not in BUILT_IN) if query else ()


def add_part(quads: Iterable[Quad], place: Place, class_iri: str) -> tuple[list[Quad], str]:
    """A record with an empty part of a class, and the part's name."""
    given = list(quads)
    node = mint(given, place.topic, words_of(class_iri))
    graph = NamedNode(place.graph)
    return [
        *given,
        Quad(NamedNode(place.subject), NamedNode(place.property), NamedNode(node), graph),
        Quad(NamedNode(node), NamedNode(TYPE), NamedNode(class_iri), graph),
    ], node


def add(schema: Schema, what: str, quads: Iterable[Quad], place: Place, given: Mapping[str, Term]) -> list[Quad]:
    """A record with what a query of the forms folder makes of the values given; texts not given are empty."""
    held = list(quads)
    stem = f"{what}-{words_of(place.property)}"
    values: dict[str, Term] = {
        "graph": NamedNode(place.graph),
        "topic": NamedNode(place.topic),
        "subject": NamedNode(place.subject),
        "property": NamedNode(place.property),
        "node": NamedNode(mint(held, place.topic, stem)),
        **{one.name: Literal("") for one in asked_of(schema, what)},
        **given,
    }
    return [*held, *_construct(schema, what, values, place.graph)]


def new_record(schema: Schema, topic: str, graph: str, class_iri: str, name: str, day: str) -> list[Quad]:
    """A record that says its name and its class, as the home's own query makes it."""
    values: dict[str, Term] = {
        "graph": NamedNode(graph),
        "topic": NamedNode(topic),
        "class": NamedNode(class_iri),
        "name": Literal(name),
        "today": Literal(day, datatype=NamedNode(f"{XSD}date")),
    }
    return _construct(schema, RECORD, values, graph)


def own_fields(schema: Schema, layouts: Layouts, found: Class) -> dict[str, Field]:
    """Fields of a new record itself, rather than of what it is about, that are empty until somebody fills them in."""
    if not can_add(schema, RECORD):
        return {}
    graph = f"{schema.base}graph/{found.kind}/new"
    made = new_record(schema, f"{schema.base}id/{found.kind}/new", graph, found.iri, "new", "2000-01-01")
    said = [quad for quad in made if quad.subject == NamedNode(graph)]
    fields = layouts.fields([_text(quad.object) for quad in said if quad.predicate.value == TYPE])
    return {path: one for path, one in fields.items() if path not in {quad.predicate.value for quad in said}}


def new_source(schema: Schema, topic: str, graph: str, address: str, day: str) -> list[Quad]:
    """The record of a web page that was given as evidence."""
    parts = urlsplit(address)
    values: dict[str, Term] = {
        "graph": NamedNode(graph),
        "topic": NamedNode(topic),
        "address": NamedNode(address),
        "name": Literal(f"Page at {parts.netloc}{parts.path.rstrip('/')}"),
        "today": Literal(day, datatype=NamedNode(f"{XSD}date")),
    }
    return _construct(schema, SOURCE, values, graph)


def gaps(schema: Schema, quads: Iterable[Quad]) -> frozenset[tuple[str, str]]:
    """Things and properties that a record says were looked for in vain."""
    query = schema.queries.get("forms/gaps")
    if query is None:
        return frozenset()
    rows = MemoryStore(quads).select(query.text)
    return frozenset((_text(row["subject"]), _text(row["property"])) for row in rows)


def mint(quads: Iterable[Quad], topic: str, stem: str) -> str:
    """A name for a part that the record does not use yet."""
    taken = {_text(term) for quad in quads for term in (quad.subject, quad.object)}
    names = [f"{topic}#{stem}", *(f"{topic}#{stem}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def make_slug(name: str) -> str:
    """A name as the last segment of a record's address: lower-case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].strip("-") or "unnamed"


def words_of(iri: str) -> str:
    """The local name of a term as a slug."""
    local = iri.replace("#", "/").rstrip("/").rpartition("/")[2]
    return make_slug(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", local))


def _construct(schema: Schema, what: str, values: Mapping[str, Term], graph: str) -> list[Quad]:
    """What a query makes, each record it speaks of in its own graph; it takes the values it asks for."""
    text = schema.queries[f"forms/{what}"].text
    taken = {name: values[name] for name in parameter_names(text)}
    made = MemoryStore().construct(text, taken)
    return [Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph)) for quad in made]


def _text(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else ""
