"""A difference as a person reads it: for each thing and property what was said before and what is said now.

Labels and evidence come from the home's queries; no term of the ontology is named here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from atlas.access.things.describe import find_all_labels
from atlas.access.things.supports import Supports, read_supports, text_of
from atlas.access.things.view import Support, Value
from atlas.namespaces import RDF
from atlas.rdf.canonical import mark_statement
from atlas.rdf.terms import Dataset, Literal, NamedNode, Quad, Term
from atlas.schema.model import Schema
from atlas.store.memory import MemoryStore
from atlas.store.protocol import Store

TYPE = f"{RDF}type"


@dataclass(frozen=True)
class ChangedRow:
    """One property of one thing; a value on both sides did not change and is left out."""

    property: str
    label: str
    before: tuple[Value, ...]
    after: tuple[Value, ...]


@dataclass(frozen=True)
class ChangedThing:
    """One thing of a record. fate: added, removed or changed as a whole."""

    iri: str
    label: str
    fate: str
    rows: tuple[ChangedRow, ...]


async def show_changes(
    store: Store, schema: Schema, old: Sequence[Quad], new: Sequence[Quad], topics: Iterable[str]
) -> list[ChangedThing]:
    """What changes from one state of some records to another, with the evidence each state gives.

    old, new: whole states, so that evidence that did not change is found too. topics: what the records are about.
    """
    labels = await find_all_labels(store, schema, Dataset([*old, *new]))
    subjects = list(topics)
    before = _Side(old, new, find_supports(schema, old, subjects, labels))
    after = _Side(new, old, find_supports(schema, new, subjects, labels))
    things = sorted(before.rows.keys() | after.rows.keys(), key=lambda iri: ("#" in iri, iri))
    return [_thing(schema, labels, iri, before, after) for iri in things]


class _Side:
    """The statements that only one side has, by subject and property."""

    def __init__(self, own: Iterable[Quad], other: Iterable[Quad], supports: Supports) -> None:
        held, given = set(own), set(other)
        self.supports = supports
        self.subjects = {text_of(quad.subject) for quad in held}
        self.rows: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for quad in sorted(held - given, key=str):
            self.rows[text_of(quad.subject)][quad.predicate.value].append(quad.object)

    def values(self, labels: Mapping[str, str], schema: Schema, subject: str, path: str) -> tuple[Value, ...]:
        terms = self.rows.get(subject, {}).get(path, ())
        found = self.supports
        return tuple(_value(subject, path, one, labels, schema, found.of(subject, path, text_of(one))) for one in terms)


def _thing(schema: Schema, labels: Mapping[str, str], iri: str, before: _Side, after: _Side) -> ChangedThing:
    paths = before.rows.get(iri, {}).keys() | after.rows.get(iri, {}).keys()
    rows = [
        ChangedRow(
            path,
            labels.get(path) or schema.label(path),
            before.values(labels, schema, iri, path),
            after.values(labels, schema, iri, path),
        )
        for path in paths
    ]
    fate = "changed"
    if iri not in before.subjects or iri not in after.subjects:
        fate = "added" if iri in after.subjects else "removed"
    ordered = sorted(rows, key=lambda row: (row.property != TYPE, row.label))
    return ChangedThing(iri, labels.get(iri) or _name(schema, iri), fate, tuple(ordered))


def find_supports(schema: Schema, quads: Sequence[Quad], topics: Iterable[str], labels: Mapping[str, str]) -> Supports:
    """Evidence as one state of the records gives it, sources by their labels."""
    query = schema.queries["views/sources"].text
    store = MemoryStore(quads)
    rows = [row for topic in topics for row in store.select(query, {"focus": NamedNode(topic)})]
    found = read_supports(rows)

    def named(supports: Iterable[Support]) -> list[Support]:
        return [replace(one, label=labels.get(one.source, one.label)) for one in supports]

    return Supports(
        {key: named(value) for key, value in found.whole.items()},
        {key: named(value) for key, value in found.by_property.items()},
        {key: named(value) for key, value in found.exact.items()},
        tuple(named(found.all)),
        found.nodes,
    )


def _value(
    subject: str, path: str, term: Term, labels: Mapping[str, str], schema: Schema, supports: tuple[Support, ...]
) -> Value:
    mark = mark_statement(NamedNode(subject), NamedNode(path), term)
    if isinstance(term, NamedNode):
        label = labels.get(term.value) or _name(schema, term.value)
        return Value(label, term.value, supports=supports, mark=mark)
    language = term.language if isinstance(term, Literal) else None
    return Value(text_of(term), language=language, supports=supports, mark=mark)


def _name(schema: Schema, iri: str) -> str:
    return iri.rpartition("#")[2].replace("-", " ") if "#" in iri else schema.compact(iri).removeprefix(schema.base)
