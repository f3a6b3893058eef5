"""Plain contradictions in a graph, found without a reasoner, so that an inconsistency can be pointed at.

Sees disjoint classes (through subclass, domain and range) and literals outside a range; a reasoner sees more.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

Types = dict[Node, dict[URIRef, str]]


@dataclass(frozen=True)
class Clash:
    """A node and, in words, why it cannot be as stated."""

    node: str
    reason: str

    def __str__(self) -> str:
        return f"{self.node}: {self.reason}"


class ClashFinder:
    """Reads the axioms of a graph once; `find_clashes` then looks at its individuals."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._superclasses = cache(self._read_superclasses)
        self._disjoint = {frozenset(pair) for group in self._iter_disjoint_groups() for pair in combinations(group, 2)}

    def find_clashes(self) -> tuple[Clash, ...]:
        """Every clash, sorted by node; empty says only that no plain one was seen."""
        found = [*self._iter_type_clashes(self._read_types()), *self._iter_range_clashes()]
        return tuple(sorted(found, key=str))

    def _read_superclasses(self, cls: URIRef) -> frozenset[URIRef]:
        closure = self._graph.transitive_objects(cls, RDFS.subClassOf)
        return frozenset(c for c in closure if isinstance(c, URIRef))

    def _iter_disjoint_groups(self) -> Iterator[list[Node]]:
        for left, right in self._graph.subject_objects(OWL.disjointWith):
            yield [left, right]
        for group in self._graph.subjects(RDF.type, OWL.AllDisjointClasses):
            yield self._read_list(group, OWL.members)
        for cls in self._graph.subjects(OWL.disjointUnionOf):
            yield self._read_list(cls, OWL.disjointUnionOf)

    def _read_list(self, subject: Node, predicate: URIRef) -> list[Node]:
        head = self._graph.value(subject, predicate)
        return [] if head is None else list(Collection(self._graph, head))

    def _read_types(self) -> Types:
        types: Types = defaultdict(dict)
        for node, cls in self._graph.subject_objects(RDF.type):
            self._add(types, node, cls, "stated")
        for axiom, place in ((RDFS.domain, 0), (RDFS.range, 2)):
            for prop, cls in self._graph.subject_objects(axiom):
                for triple in self._graph.triples((None, prop, None)):
                    self._add(types, triple[place], cls, f"by {_local(axiom)} of {_local(prop)}")
        return types

    def _add(self, types: Types, node: Node, cls: Node, reason: str) -> None:
        if isinstance(cls, URIRef) and not isinstance(node, Literal):
            for superclass in self._superclasses(cls):
                types[node].setdefault(superclass, reason)

    def _are_disjoint(self, left: URIRef, right: URIRef) -> bool:
        return any(
            frozenset((a, b)) in self._disjoint for a in self._superclasses(left) for b in self._superclasses(right)
        )

    def _iter_type_clashes(self, types: Types) -> Iterator[Clash]:
        for node, reasons in types.items():
            for left, right in combinations(sorted(reasons), 2):
                if frozenset((left, right)) in self._disjoint:
                    yield Clash(str(node), f"{_name(left, reasons)} and {_name(right, reasons)} share no instance")
        for prop, cls in self._graph.subject_objects(RDFS.domain):
            yield from self._iter_union_clashes(types, prop, cls, RDFS.domain)
        for prop, cls in self._graph.subject_objects(RDFS.range):
            yield from self._iter_union_clashes(types, prop, cls, RDFS.range)

    def _iter_union_clashes(self, types: Types, prop: Node, cls: Node, axiom: URIRef) -> Iterator[Clash]:
        choices = [choice for choice in self._read_list(cls, OWL.unionOf) if isinstance(choice, URIRef)]
        if not choices:
            return
        for subject, _, value in self._graph.triples((None, prop, None)):
            node = subject if axiom == RDFS.domain else value
            stated = types.get(node, {})
            if stated and all(any(self._are_disjoint(t, choice) for t in stated) for choice in choices):
                names = ", ".join(_local(choice) for choice in choices)
                yield Clash(str(node), f"can be none of {names}, the {_local(axiom)} of {_local(prop)}")

    def _iter_range_clashes(self) -> Iterator[Clash]:
        for prop in self._graph.subjects(RDF.type, OWL.DatatypeProperty):
            datatype = self._graph.value(prop, RDFS.range)
            if not isinstance(datatype, URIRef):
                continue
            for subject, value in self._graph.subject_objects(prop):
                if not (isinstance(value, Literal) and _datatype(value) == datatype):
                    yield Clash(str(subject), f"{value.n3()} is no {_local(datatype)}, the range of {_local(prop)}")


def _datatype(value: Literal) -> Node:
    return RDF.langString if value.language else (value.datatype or XSD.string)


def _local(term: Node) -> str:
    return str(term).rstrip("/#").replace("#", "/").rpartition("/")[2]


def _name(cls: URIRef, reasons: dict[URIRef, str]) -> str:
    return f"{_local(cls)} ({reasons[cls]})"
