"""A statement that no record makes: which rules worked it out, and the stated ones beside it that it may rest on.

In: a thing and the mark of a statement on its page. Out: plain values for a page. Derives nothing anew.
"""

from dataclasses import dataclass
from typing import Final

from atlas.access.things.describe import find_statements
from atlas.access.things.supports import text_of
from atlas.rdf.canonical import mark_statement
from atlas.rdf.terms import NamedNode, Quad
from atlas.schema.model import SavedQuery, Schema
from atlas.store.protocol import Store
from atlas.store.rows import select

GRAPHS: Final = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { $subject $property $value } }"
STATED: Final = """
SELECT ?graph ?subject ?property ?value WHERE {
  { GRAPH ?graph { ?subject ?property $value } BIND($value AS ?value) }
  UNION
  { GRAPH ?graph { ?subject ?property $about } BIND($about AS ?value) }
} LIMIT 500
"""
SHOWN: Final = 20


@dataclass(frozen=True)
class Derived:
    """A derived statement. rules: those that make it. rests_on: stated ones, each in its record's graph."""

    statement: Quad
    rules: tuple[SavedQuery, ...]
    rests_on: tuple[Quad, ...]


async def find_derived(store: Store, schema: Schema, topic: str, mark: str) -> Derived | None:
    """The derived statement of a mark on a thing's page; None where the page says nothing of the kind."""
    shown = await find_statements(store, schema, topic)
    quad = next((one for one in shown if mark_statement(one.subject, one.predicate, one.object) == mark), None)
    if quad is None or not isinstance(quad.subject, NamedNode):
        return None
    said = {"subject": quad.subject, "property": quad.predicate, "value": quad.object}
    graphs = [text_of(row["graph"]) for row in await select(store, GRAPHS, said)]
    rules = [schema.queries.get(f"rules/{graph.rpartition('/')[2]}") for graph in graphs]
    found = await select(store, STATED, {"value": quad.object, "about": quad.subject})
    here, there = _record(topic), _record(text_of(quad.object))
    stated = [
        Quad(subject, row["property"], row["value"], row["graph"])  # type: ignore[arg-type]
        for row in found
        if isinstance(subject := row["subject"], NamedNode)
        and text_of(row["graph"]) == _graph_of(schema, subject.value)
        and _record(subject.value) == (here if row["value"] == quad.object else there)
        and (row["value"] == quad.object or here != there)
    ]
    return Derived(quad, tuple(one for one in rules if one), tuple(dict.fromkeys(stated))[:SHOWN])


def _record(iri: str) -> str:
    """What a part belongs to, else the thing itself."""
    return iri.partition("#")[0]


def _graph_of(schema: Schema, iri: str) -> str:
    return f"{schema.base}graph/{_record(iri).removeprefix(f'{schema.base}id/')}"
