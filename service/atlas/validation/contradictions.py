"""Plain contradictions between one record and the ontology: disjoint classes, domains, ranges, functional properties.

Needs no reasoner and sees less than one; what it says is wrong is wrong.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product
from typing import Final

from atlas.namespaces import OWL, RDF, RDFS, SH, SYS
from atlas.rdf.terms import Dataset, Literal, NamedNode, Quad, Term, objects, one_object, subjects
from atlas.schema.model import Schema
from atlas.validation.closure import Superclasses
from atlas.validation.result import Result
from atlas.validation.words import members

CONTRADICTION: Final = f"{SYS}ContradictionConstraintComponent"
TYPE: Final = f"{RDF}type"
Types = Mapping[Term, set[str]]


class Contradictions:
    """The axioms of an ontology that a record can contradict, read once."""

    def __init__(self, schema: Schema, superclasses: Superclasses) -> None:
        self._schema, self._superclasses = schema, superclasses
        ontology = schema.ontology
        self._disjoint = {frozenset(pair) for group in _disjoint_groups(ontology) for pair in combinations(group, 2)}
        self._excluded: dict[tuple[str, str], bool] = {}
        self._domains, self._ranges = _named(ontology, "domain"), _named(ontology, "range")
        functional = subjects(ontology, TYPE, NamedNode(f"{OWL}FunctionalProperty"))
        self._functional = {one.value for one in functional if isinstance(one, NamedNode)}

    def find(self, record: Iterable[Quad], context: Iterable[Quad]) -> list[Result]:
        """Results on the record's own nodes. context: tells the classes of what the record points to."""
        statements = list(record)
        types: dict[Term, set[str]] = defaultdict(set)
        for quad in (*statements, *context):
            if quad.predicate.value == TYPE and isinstance(quad.object, NamedNode):
                types[quad.subject].add(quad.object.value)
        found = [*self._classes(statements, types), *self._uses(statements, types), *self._repeated(statements)]
        return list(dict.fromkeys(found))

    def _classes(self, statements: list[Quad], types: Types) -> Iterator[Result]:
        for subject in dict.fromkeys(quad.subject for quad in statements):
            for one, other in combinations(sorted(types.get(subject, ())), 2):
                if self._exclude(one, other):
                    fix = f"Choose one class: nothing is both {self._label(one)} and {self._label(other)}."
                    yield _result(subject, NamedNode(TYPE), NamedNode(other), fix)

    def _uses(self, statements: list[Quad], types: Types) -> Iterator[Result]:
        """Properties used of, or pointing at, what is known to be of another class."""
        for quad in statements:
            name = quad.predicate.value
            for wanted, found in product(self._domains.get(name, ()), sorted(types.get(quad.subject, ()))):
                if self._exclude(wanted, found):
                    fix = f"Say this only of {self._label(wanted)}; {self._label(found)} is something else."
                    yield _result(quad.subject, quad.predicate, quad.object, fix)
            if isinstance(quad.object, Literal):
                continue
            for wanted, found in product(self._ranges.get(name, ()), sorted(types.get(quad.object, ()))):
                if self._exclude(wanted, found):
                    fix = f"Point to {self._label(wanted)}; {self._label(found)} is something else."
                    yield _result(quad.subject, quad.predicate, quad.object, fix)

    def _repeated(self, statements: list[Quad]) -> Iterator[Result]:
        values: dict[tuple[Term, NamedNode], set[Term]] = defaultdict(set)
        for quad in statements:
            if quad.predicate.value in self._functional:
                values[quad.subject, quad.predicate].add(quad.object)
        for (subject, predicate), held in values.items():
            if len(held) > 1:
                yield _result(subject, predicate, None, f"Keep one value: {self._label(predicate.value)} has only one.")

    def _exclude(self, one: str, other: str) -> bool:
        if (one, other) not in self._excluded:
            pairs = product(self._superclasses.of(one), self._superclasses.of(other))
            self._excluded[one, other] = any(frozenset(pair) in self._disjoint for pair in pairs)
        return self._excluded[one, other]

    def _label(self, iri: str) -> str:
        return f"“{self._schema.label(iri)}”"


def _result(focus: Term, path: NamedNode, value: Term | None, fix: str) -> Result:
    return Result(focus, path, value, f"{SH}Violation", CONTRADICTION, NamedNode(CONTRADICTION), fix)


def _disjoint_groups(ontology: Dataset) -> Iterator[list[str]]:
    for quad in ontology.quads_for_predicate(NamedNode(f"{OWL}disjointWith")):
        yield _iris([quad.subject, quad.object])
    for group in subjects(ontology, TYPE, NamedNode(f"{OWL}AllDisjointClasses")):
        head = one_object(ontology, group, f"{OWL}members")
        yield _iris(members(ontology, head)) if head is not None else []
    for quad in ontology.quads_for_predicate(NamedNode(f"{OWL}disjointUnionOf")):
        yield _iris(members(ontology, quad.object))


def _named(ontology: Dataset, axiom: str) -> dict[str, list[str]]:
    """Named classes that an axiom gives each property."""
    predicate = f"{RDFS}{axiom}"
    found = {q.subject for q in ontology.quads_for_predicate(NamedNode(predicate)) if isinstance(q.subject, NamedNode)}
    return {one.value: _iris(objects(ontology, one, predicate)) for one in found}


def _iris(terms: Iterable[Term]) -> list[str]:
    return [term.value for term in terms if isinstance(term, NamedNode)]
