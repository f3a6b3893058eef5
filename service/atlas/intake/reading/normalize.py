"""A record as it would be kept: one graph named by rule, blank nodes named as parts, a digest. Stores nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from atlas.errors import InputError
from atlas.namespaces import RDF
from atlas.rdf.canonical import canonical, digest
from atlas.rdf.terms import BlankNode, Dataset, NamedNode, Quad, Subject, Term, objects
from atlas.validation.records import RecordGraph, split


@dataclass(frozen=True)
class Normalized:
    """One record ready to be kept. digest: SHA-256 of its canonical N-Quads."""

    graph: str
    topic: str
    quads: tuple[Quad, ...]
    digest: str


def normalize(quads: Iterable[Quad], base: str) -> list[Normalized]:
    """Every record of a submission.

    base: under which names are minted. Raises InputError for a record without one topic under `<base>id/`, or whose
    own graph has another name than the rule gives.
    """
    return [_normalize(record, base) for record in split(quads)]


def graph_of(topic: str, base: str) -> str | None:
    """The graph of a record by the rule `<base>id/<kind>/<slug>` to `<base>graph/<kind>/<slug>`, or None."""
    kind, slash, slug = topic.removeprefix(f"{base}id/").partition("/")
    if not topic.startswith(f"{base}id/") or not kind or not slash or not slug or re.search(r"[/#?]", slug):
        return None
    return f"{base}graph/{kind}/{slug}"


def _normalize(record: RecordGraph, base: str) -> Normalized:
    graph = graph_of(record.topic, base) if record.topic else None
    if record.topic is None or graph is None:
        raise InputError(
            "A record does not say which one thing it is about.",
            found=record.topic or "no foaf:primaryTopic, or several",
            expected=f"<{base}graph/kind/slug> foaf:primaryTopic <{base}id/kind/slug>",
        )
    if record.name.value != graph:
        raise InputError(
            "A record's graph is not named after its topic.",
            found=record.name.value,
            expected=graph,
            suggestion=f"Name the graph <{graph}>.",
        )
    named = name_parts(record.statements, record.topic)
    placed = tuple(Quad(q.subject, q.predicate, q.object, NamedNode(graph)) for q in named)
    return Normalized(graph, record.topic, placed, digest(placed))


def name_parts(statements: Iterable[Quad], topic: str) -> list[Quad]:
    """The statements with each blank node named `<topic>#<class>-<number>`, free names only.

    The same statements get the same names; a name once given is part of the record and never made anew.
    """
    dataset = canonical(Quad(q.subject, q.predicate, q.object) for q in statements)
    taken = {term.value for q in dataset for term in (q.subject, q.object) if isinstance(term, NamedNode)}
    names: dict[str, NamedNode] = {}
    for node in sorted({q.subject for q in dataset if isinstance(q.subject, BlankNode)}, key=_number):
        number = 1
        while f"{topic}#{_slug(dataset, node)}-{number}" in taken:
            number += 1
        names[node.value] = NamedNode(f"{topic}#{_slug(dataset, node)}-{number}")
        taken.add(names[node.value].value)
    return [Quad(_subject(q.subject, names), q.predicate, _object(q.object, names)) for q in dataset]


def _subject(term: Subject, names: dict[str, NamedNode]) -> Subject:
    return names.get(term.value, term) if isinstance(term, BlankNode) else term


def _object(term: Term, names: dict[str, NamedNode]) -> Term:
    return names.get(term.value, term) if isinstance(term, BlankNode) else term


def _number(node: Term) -> tuple[int, str]:
    digits = re.sub(r"\D", "", str(node)[6:])
    return int(digits or 0), str(node)


def _slug(dataset: Dataset, node: BlankNode) -> str:
    types = [t.value for t in objects(dataset, node, f"{RDF}type") if isinstance(t, NamedNode)]
    local = types[0].replace("#", "/").rpartition("/")[2] if types else "part"
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", local).lower()).strip("-") or "part"
