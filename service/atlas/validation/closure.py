"""Superclasses as the ontology states them: class IRI in, every broader class out. Read once, kept."""

from collections.abc import Iterable

from atlas.namespaces import RDFS
from atlas.rdf.terms import Dataset, NamedNode, Quad, Term


class Superclasses:
    """Transitive rdfs:subClassOf between named classes, foreign ones included."""

    def __init__(self, ontology: Dataset) -> None:
        self._parents: dict[str, list[str]] = {}
        for quad in ontology.quads_for_predicate(NamedNode(f"{RDFS}subClassOf")):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                self._parents.setdefault(quad.subject.value, []).append(quad.object.value)
        self._known: dict[str, frozenset[str]] = {}

    def of(self, class_iri: str) -> frozenset[str]:
        """The class and everything broader."""
        if class_iri not in self._known:
            found: set[str] = set()
            waiting = [class_iri]
            while waiting:
                one = waiting.pop()
                if one not in found:
                    found.add(one)
                    waiting += self._parents.get(one, ())
            self._known[class_iri] = frozenset(found)
        return self._known[class_iri]

    def narrower(self, class_iri: str) -> frozenset[str]:
        """The class and everything that is narrower."""
        return frozenset({class_iri, *(one for one in self._parents if class_iri in self.of(one))})

    def statements(self, types: Iterable[Term]) -> list[Quad]:
        """rdfs:subClassOf from each type to everything broader, for a validator that follows them."""
        predicate = NamedNode(f"{RDFS}subClassOf")
        names = sorted({t.value for t in types if isinstance(t, NamedNode)})
        return [Quad(NamedNode(n), predicate, NamedNode(b)) for n in names for b in sorted(self.of(n) - {n})]
