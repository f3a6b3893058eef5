"""A submission taken apart: one record a named graph, the default graph one more; and what each points to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from atlas.errors import InputError
from atlas.namespaces import FOAF
from atlas.rdf.terms import BlankNode, DefaultGraph, GraphName, NamedNode, Quad, Term

NAMELESS: Final = "urn:record"


@dataclass(frozen=True)
class RecordGraph:
    """One record as submitted. graph: the IRI of its named graph; None when it came in the default graph."""

    graph: str | None
    topic: str | None
    statements: tuple[Quad, ...]

    @cached_property
    def name(self) -> NamedNode:
        """The named graph it is judged in: its own, or the one that its statements say is about its topic."""
        if self.graph is not None:
            return NamedNode(self.graph)
        described = [q.subject for q in self.statements if q.predicate.value == f"{FOAF}primaryTopic"]
        named = [subject for subject in described if isinstance(subject, NamedNode)]
        return named[0] if named else NamedNode(NAMELESS)

    def owns(self, iri: str) -> bool:
        """True for the record's graph, its topic and the topic's parts."""
        if iri == self.name.value:
            return True
        return self.topic is not None and (iri == self.topic or iri.startswith(f"{self.topic}#"))

    def values(self, subject: Term, predicate: NamedNode) -> tuple[Term, ...]:
        """Objects of one subject and predicate, in the order of the text."""
        return tuple(self._index.get((subject, predicate), ()))

    @cached_property
    def _index(self) -> dict[tuple[Term, NamedNode], list[Term]]:
        found: dict[tuple[Term, NamedNode], list[Term]] = defaultdict(list)
        for quad in self.statements:
            found[quad.subject, quad.predicate].append(quad.object)
        return found

    def references(self) -> set[str]:
        """IRIs it points to that are not its own."""
        found = {q.object.value for q in self.statements if isinstance(q.object, NamedNode)}
        return {iri for iri in found if not self.owns(iri)}


def split(quads: Iterable[Quad]) -> list[RecordGraph]:
    """The records of a submission, the default graph first, then by graph name; empty graphs do not count.

    Raises InputError for a graph named by a blank node.
    """
    by_graph: dict[str | None, list[Quad]] = defaultdict(list)
    for quad in quads:
        by_graph[_graph_key(quad.graph_name)].append(quad)
    return [
        RecordGraph(graph, _topic(statements), tuple(statements))
        for graph, statements in sorted(by_graph.items(), key=lambda item: (item[0] is not None, item[0] or ""))
    ]


def _graph_key(name: GraphName) -> str | None:
    if isinstance(name, BlankNode):
        raise InputError(
            "A named graph has no IRI.",
            found=str(name),
            expected="an IRI for each named graph",
            suggestion="Name the graph <graph/kind/slug>.",
        )
    return None if isinstance(name, DefaultGraph) else name.value


def _topic(statements: Iterable[Quad]) -> str | None:
    topics = {
        q.object.value
        for q in statements
        if q.predicate.value == f"{FOAF}primaryTopic" and isinstance(q.object, NamedNode)
    }
    return topics.pop() if len(topics) == 1 else None
