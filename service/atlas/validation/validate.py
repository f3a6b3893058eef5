"""SHACL: a record and what it points to in, results out. The shapes are read and compiled once.

What the compiler does not take is judged by pySHACL; a `Shapes` can be told to leave everything to it. Only nodes of
the record are focus nodes; what stands in the context is there to be looked up, never judged.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import rdflib
from pyshacl.graph_abstraction import DataGraph
from pyshacl.pytypes import SHACLExecutor
from pyshacl.rdfutil.stringify import stringify_blank_node

from atlas.errors import HomeError
from atlas.namespaces import RDF, SH
from atlas.rdf.terms import Dataset, NamedNode, Quad, Term
from atlas.validation.bridge import from_rdflib, to_graph, to_rdflib
from atlas.validation.closure import Superclasses
from atlas.validation.facts import Facts
from atlas.validation.result import Result
from atlas.validation.shapes_graph import Part, ReadyShapes, restore
from atlas.validation.targets import TARGETS

DEPTH: Final = 30
TYPE: Final = NamedNode(f"{RDF}type")
NONE: Final[frozenset[Term]] = frozenset()
Targets = Mapping[Term, frozenset[Term]]


class Shapes:
    """The home's shapes, ready to judge. Raises HomeError where pySHACL cannot read them."""

    def __init__(self, shapes: Dataset, superclasses: Superclasses, *, compiled: bool = True) -> None:
        self._superclasses = superclasses
        self._targets = {name: _targets(shapes, name) for name in TARGETS}
        self._by_class: dict[str, frozenset[Term]] = {}
        try:
            self._ready = ReadyShapes(shapes, superclasses, compiled=compiled)
        except Exception as error:
            raise HomeError(f"The shapes cannot be read: {error}") from error

    def targets(self, record: Iterable[Quad]) -> dict[Term, set[Term]]:
        """Focus nodes of the record by the shape that targets them (SHACL section 2.1.3)."""
        found: dict[Term, set[Term]] = defaultdict(set)
        nodes, subjects, values = (self._targets[f"target{name}"] for name in ("Node", "SubjectsOf", "ObjectsOf"))
        for quad in record:
            subject, predicate = quad.subject, quad.predicate
            if predicate == TYPE and isinstance(quad.object, NamedNode):
                _aim(found, self._of_class(quad.object.value), subject)
            if nodes:
                _aim(found, nodes.get(subject, NONE), subject)
            _aim(found, subjects.get(predicate, NONE), subject)
            if predicate in values:
                _aim(found, values[predicate], quad.object)
        return found

    def judge(self, record: list[Quad], context: Iterable[Quad]) -> list[Result]:
        """Every result on the record's nodes.

        context: statements about what the record points to, none about the record itself.
        """
        beside = list(context)
        facts = Facts((*record, *beside), self._superclasses)
        present: dict[Term, set[Term]] = defaultdict(set)
        for quad in record:
            present[quad.predicate].add(quad.subject)
        results: list[Result] = []
        left: list[tuple[Part, list[Term]]] = []
        for part, focus in self._jobs(record):
            nodes = sorted(focus if part.path is None else focus & present[part.path], key=str)
            if part.compiled is not None:
                results += [result for node in nodes for result in part.compiled.results(facts, node)]
            elif nodes:
                left.append((part, nodes))
        return list(dict.fromkeys([*results, *(self._ask_pyshacl(left, record, beside) if left else ())]))

    def _ask_pyshacl(self, jobs: list[tuple[Part, list[Term]]], record: list[Quad], beside: list[Quad]) -> list[Result]:
        """Results of the parts that are not compiled."""
        types = {q.object for q in (*record, *beside) if q.predicate.value == f"{RDF}type"}
        data = DataGraph.from_rdflib(to_graph([*record, *beside, *self._superclasses.statements(types)]))
        executor = SHACLExecutor(max_validation_depth=DEPTH)
        results: list[Result] = []
        for part, nodes in jobs:
            _, reports = part.shape.validate(executor, data, focus=[to_rdflib(node) for node in nodes])
            results += [read_result(node, triples) for _, node, triples in reports]
        stringify_blank_node.dict_cache.clear()
        return results

    def _jobs(self, record: list[Quad]) -> list[tuple[Part, set[Term]]]:
        """Each part of a shape once, with all its focus nodes."""
        jobs: dict[int, tuple[Part, set[Term]]] = {}
        for shape, focus in self.targets(record).items():
            for part in self._ready.parts.get(shape, ()):
                jobs.setdefault(id(part.shape), (part, set()))[1].update(focus)
        return list(jobs.values())

    def _of_class(self, iri: str) -> frozenset[Term]:
        """Shapes that target a class or a broader one."""
        if iri not in self._by_class:
            named = map(NamedNode, self._superclasses.of(iri))
            self._by_class[iri] = NONE.union(*(self._targets["targetClass"].get(one, NONE) for one in named))
        return self._by_class[iri]


def _aim(found: dict[Term, set[Term]], shapes: Iterable[Term], node: Term) -> None:
    for shape in shapes:
        found[shape].add(node)


def _targets(shapes: Dataset, name: str) -> Targets:
    found: dict[Term, set[Term]] = defaultdict(set)
    for quad in shapes.quads_for_predicate(NamedNode(f"{SH}{name}")):
        found[quad.object].add(quad.subject)
    return {key: frozenset(shapes_of) for key, shapes_of in found.items()}


def read_result(result: object, triples: Iterable[tuple[object, object, object]]) -> Result:
    """A result of pySHACL's, without those that it gives as its details."""
    said: dict[str, rdflib.term.Node] = {}
    messages: list[rdflib.term.Node] = []
    for subject, predicate, value in triples:
        if subject != result:
            continue
        node = value[1] if isinstance(value, tuple) else value
        if isinstance(node, (rdflib.URIRef, rdflib.BNode, rdflib.Literal)):
            said.setdefault(str(predicate).removeprefix(SH), node)
            if str(predicate) == f"{SH}resultMessage":
                messages.append(node)
    english = sorted(messages, key=lambda m: (getattr(m, "language", None) != "en", str(m)))
    return Result(
        focus=from_rdflib(said["focusNode"]),
        path=from_rdflib(said["resultPath"]) if "resultPath" in said else None,
        value=from_rdflib(said["value"]) if "value" in said else None,
        severity=str(said["resultSeverity"]),
        component=str(said["sourceConstraintComponent"]),
        shape=restore(from_rdflib(said["sourceShape"])),
        message=str(english[0]) if english else "",
    )
