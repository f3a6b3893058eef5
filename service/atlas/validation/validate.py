"""SHACL: a record and what it points to in, results out. The shapes are read once; pySHACL judges each focus node.

Only nodes of the record are focus nodes; what stands in the context is there to be looked up, never judged.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import rdflib
from pyshacl.graph_abstraction import DataGraph
from pyshacl.pytypes import SHACLExecutor
from pyshacl.rdfutil.stringify import stringify_blank_node
from pyshacl.shapes_graph import ShapesGraph

from atlas.errors import HomeError
from atlas.namespaces import RDF, SH
from atlas.rdf.terms import Dataset, NamedNode, Quad, Term
from atlas.validation.bridge import from_rdflib, to_graph, to_rdflib
from atlas.validation.closure import Superclasses

TARGETS: Final = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
DEPTH: Final = 30
Targets = Mapping[Term, frozenset[Term]]


@dataclass(frozen=True)
class Result:
    """One SHACL validation result. path: predicate or head of a path in the shapes graph. shape: source shape."""

    focus: Term
    path: Term | None
    value: Term | None
    severity: str
    component: str
    shape: Term
    message: str


class Shapes:
    """The home's shapes, ready to judge."""

    def __init__(self, shapes: Dataset, superclasses: Superclasses) -> None:
        self._superclasses = superclasses
        self._targets = {name: _targets(shapes, name) for name in TARGETS}
        inherited = set(_inherited(shapes, superclasses))
        self._graph = ShapesGraph(to_graph(q for q in shapes if q not in inherited), logger=logging.getLogger(__name__))
        try:
            self._shapes = {shape.node: shape for shape in self._graph.shapes}
        except Exception as error:  # pySHACL raises a family of its own, with no common root but Exception
            raise HomeError(f"The shapes cannot be read: {error}") from error

    def targets(self, record: Iterable[Quad]) -> dict[Term, set[Term]]:
        """Focus nodes of the record by the shape that targets them (SHACL section 2.1.3)."""
        found: dict[Term, set[Term]] = defaultdict(set)
        for quad in record:
            if quad.predicate.value == f"{RDF}type" and isinstance(quad.object, NamedNode):
                for broader in self._superclasses.of(quad.object.value):
                    self._aim(found, "targetClass", NamedNode(broader), quad.subject)
            self._aim(found, "targetNode", quad.subject, quad.subject)
            self._aim(found, "targetSubjectsOf", quad.predicate, quad.subject)
            self._aim(found, "targetObjectsOf", quad.predicate, quad.object)
        return found

    def judge(self, record: list[Quad], context: Iterable[Quad]) -> list[Result]:
        """Every result on the record's nodes.

        context: statements about what the record points to, none about the record itself.
        """
        beside = list(context)
        types = {q.object for q in (*record, *beside) if q.predicate.value == f"{RDF}type"}
        data = DataGraph.from_rdflib(to_graph([*record, *beside, *self._superclasses.statements(types)]))
        executor = SHACLExecutor(max_validation_depth=DEPTH)
        results: list[Result] = []
        for shape_node, focus in self.targets(record).items():
            shape = self._shapes[to_rdflib(shape_node)]
            nodes = [to_rdflib(node) for node in sorted(focus, key=str)]
            _, reports = shape.validate(executor, data, focus=nodes)
            results += [_result(triples) for _, _, triples in reports]
        stringify_blank_node.dict_cache.clear()
        return list(dict.fromkeys(results))

    def _aim(self, found: dict[Term, set[Term]], kind: str, key: Term, node: Term) -> None:
        for shape in self._targets[kind].get(key, ()):
            found[shape].add(node)


def _targets(shapes: Dataset, name: str) -> Targets:
    found: dict[Term, set[Term]] = defaultdict(set)
    for quad in shapes.quads_for_predicate(NamedNode(f"{SH}{name}")):
        found[quad.object].add(quad.subject)
    return {key: frozenset(shapes_of) for key, shapes_of in found.items()}


def _inherited(shapes: Dataset, superclasses: Superclasses) -> Iterable[Quad]:
    """sh:node from the shape of a class to the shape of a broader class.

    That shape targets every node of the narrower class by itself, so judging it again through sh:node would only
    say each result twice.
    """
    classes: dict[Term, set[str]] = defaultdict(set)
    for quad in shapes.quads_for_predicate(NamedNode(f"{SH}targetClass")):
        if isinstance(quad.object, NamedNode):
            classes[quad.subject].add(quad.object.value)
    for quad in shapes.quads_for_predicate(NamedNode(f"{SH}node")):
        narrow, broad = classes.get(quad.subject, set()), classes.get(quad.object, set())
        if narrow and all(superclasses.of(one) & broad for one in narrow):
            yield quad


def _result(triples: Iterable[tuple[object, object, object]]) -> Result:
    said: dict[str, rdflib.term.Node] = {}
    messages: list[rdflib.term.Node] = []
    for _, predicate, value in triples:
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
        shape=from_rdflib(said["sourceShape"]),
        message=str(english[0]) if english else "",
    )
