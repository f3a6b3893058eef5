"""A small graph indexed for judging: statements in, values, subjects and classes of a node out. Stores nothing."""

from collections.abc import Collection, Iterable
from typing import Final

from atlas.namespaces import RDF, RDFS
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.validation.closure import Superclasses

TYPE: Final = NamedNode(f"{RDF}type")
NARROWER: Final = NamedNode(f"{RDFS}subClassOf")
NONE: Final[tuple[Term, ...]] = ()
Index = dict[tuple[Term, Term], dict[Term, None]]


class Facts:
    """The statements of one record and its context, each triple once."""

    def __init__(self, statements: Iterable[Quad], superclasses: Superclasses) -> None:
        self._superclasses = superclasses
        self._objects: Index = {}
        self._subjects: Index | None = None
        self._classes: dict[Term, frozenset[str]] = {}
        self._says_narrower = False
        for quad in statements:
            self._objects.setdefault((quad.subject, quad.predicate), {})[quad.object] = None
            self._says_narrower = self._says_narrower or quad.predicate == NARROWER

    def objects(self, subject: Term, predicate: NamedNode) -> Collection[Term]:
        """Values of one predicate of a node."""
        return self._objects.get((subject, predicate), NONE)

    def subjects(self, predicate: NamedNode, value: Term) -> Collection[Term]:
        """Nodes that have this value of a predicate."""
        if self._subjects is None:
            self._subjects = {}
            for (subject, property_), values in self._objects.items():
                for one in values:
                    self._subjects.setdefault((property_, one), {})[subject] = None
        return self._subjects.get((predicate, value), NONE)

    def classes(self, node: Term) -> frozenset[str]:
        """IRIs of a node's classes and of everything broader, by the ontology and by the statements themselves."""
        if node not in self._classes:
            types = () if isinstance(node, Literal) else self.objects(node, TYPE)
            self._classes[node] = frozenset(iri for one in types for iri in self._broader(one))
        return self._classes[node]

    def _broader(self, type_: Term) -> Iterable[str]:
        if not self._says_narrower:
            return self._superclasses.of(type_.value) if isinstance(type_, NamedNode) else ()
        seen: set[Term] = set()
        waiting = [type_]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += self.objects(one, NARROWER)
                if isinstance(one, NamedNode):
                    waiting += map(NamedNode, self._superclasses.of(one.value))
        return {one.value for one in seen if isinstance(one, NamedNode)}
