"""RDF terms, triples, quads and in-memory datasets: the engine's own types under the standard's names."""

from collections.abc import Iterable
from typing import TypeAlias

from pyoxigraph import BlankNode, Dataset, DefaultGraph, Literal, NamedNode, Quad, Triple

__all__ = [
    "BlankNode",
    "Dataset",
    "DefaultGraph",
    "GraphName",
    "Literal",
    "NamedNode",
    "Quad",
    "Subject",
    "Term",
    "Triple",
    "find_iri",
    "in_graph",
    "objects",
    "one_object",
    "subjects",
    "triples",
]

Subject: TypeAlias = NamedNode | BlankNode | Triple
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
GraphName: TypeAlias = NamedNode | BlankNode | DefaultGraph


def find_iri(text: str) -> NamedNode | None:
    """The IRI a text is, or None where it holds a character that no IRI has (RFC 3987)."""
    try:
        return NamedNode(text)
    except ValueError:
        return None


def objects(dataset: Dataset, subject: Term, predicate: str) -> list[Term]:
    """Objects of every quad with this subject and predicate, in any graph, each once, sorted by their text."""
    if isinstance(subject, Literal):
        return []
    found = {str(q.object): q.object for q in dataset.quads_for_subject(subject) if q.predicate.value == predicate}
    return [found[key] for key in sorted(found)]


def one_object(dataset: Dataset, subject: Term, predicate: str) -> Term | None:
    """First object in text order, or None."""
    return next(iter(objects(dataset, subject, predicate)), None)


def subjects(dataset: Dataset, predicate: str, value: Term) -> list[Term]:
    """Subjects of every quad with this predicate and object, in any graph, each once, sorted by their text."""
    found = {str(q.subject): q.subject for q in dataset.quads_for_object(value) if q.predicate.value == predicate}
    return [found[key] for key in sorted(found)]


def triples(dataset: Iterable[Quad]) -> set[Triple]:
    """The triples of a dataset with its graph names left out."""
    return {Triple(q.subject, q.predicate, q.object) for q in dataset}


def in_graph(statements: Iterable[Triple | Quad], graph: GraphName) -> Dataset:
    """The same statements as a dataset in which all stand in one graph."""
    return Dataset(Quad(s.subject, s.predicate, s.object, graph) for s in statements)
