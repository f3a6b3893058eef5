"""The shapes made ready for pySHACL, read once: what every judgement would look up again is kept.

Two equivalent changes make judging fast and results single: a class's shape is judged without its property shapes,
which are judged by themselves, each on all its focus nodes at once; and sh:node from the shape of a class to the shape
of a broader class is left out, for that shape targets the same nodes already.
"""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Any, Final

import rdflib
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS
from pyshacl.shape import Shape
from pyshacl.shapes_graph import ShapesGraph
from rdflib.namespace import SH as SHACL

from atlas.namespaces import SH, XSD
from atlas.rdf.terms import Dataset, Literal, NamedNode, Quad, Term, objects
from atlas.validation.bridge import silence_rdflib, to_graph, to_rdflib
from atlas.validation.closure import Superclasses
from atlas.validation.compiled import CompiledShape, Compiler
from atlas.validation.targets import TARGETS, stated_once

LEFT_OUT: Final = frozenset(f"{SH}{name}" for name in (*TARGETS, "property"))
SPEAK_OF_ABSENCE: Final = frozenset(
    (SHACL.minCount, SHACL.hasValue, SHACL.qualifiedMinCount, SHACL.qualifiedValueShape, SHACL.equals, SHACL.sparql)
)
OWN: Final = "urn:own:"


@dataclass(frozen=True)
class Part:
    """One shape judged at a time, by itself or where it is not compiled by pySHACL's `shape`.

    path: predicate without whose values it says nothing; None when it must be asked.
    """

    shape: Any
    path: Term | None
    compiled: CompiledShape | None = None


class ReadyShapes:
    """Parts of each targeting shape, ready to validate. Raises what pySHACL raises on shapes it cannot read."""

    def __init__(self, shapes: Dataset, superclasses: Superclasses, *, compiled: bool = True) -> None:
        silence_rdflib()
        stated = stated_once(shapes, superclasses)
        targeting = {q.subject for name in TARGETS for q in shapes.quads_for_predicate(NamedNode(f"{SH}{name}"))}
        graph = _KeptGraph(bind_namespaces="none")
        graph += to_graph([*stated, *(own for q in stated if q.subject in targeting for own in _own(q))])
        self._graph = _KeptShapes(graph)
        by_node = {shape.node: shape for shape in self._graph.shapes}
        graph.keep()
        self._compiler = Compiler(stated) if compiled else None
        off = Literal("true", datatype=NamedNode(f"{XSD}boolean"))
        self.parts: dict[Term, tuple[Part, ...]] = {
            node: self._parts(shapes, node, by_node)
            for node in targeting
            if off not in objects(shapes, node, f"{SH}deactivated")
        }

    def _parts(self, shapes: Dataset, node: Term, by_node: dict[Any, Shape]) -> tuple[Part, ...]:
        if (path := objects(shapes, node, f"{SH}path")) != []:
            return (self._part(by_node[to_rdflib(node)], path[0], node),)
        whole = self._compiler.part(node, with_properties=False) if self._compiler else None
        found = [Part(by_node[rdflib.URIRef(OWN + str(to_rdflib(node)))], None, whole)]
        for property_shape in objects(shapes, node, f"{SH}property"):
            path = objects(shapes, property_shape, f"{SH}path")
            found.append(self._part(by_node[to_rdflib(property_shape)], path[0], property_shape))
        return tuple(found)

    def _part(self, shape: Shape, path: Term, node: Term) -> Part:
        parameters = {predicate for predicate, _ in self._graph.predicate_objects(shape.node)}
        simple = isinstance(path, NamedNode) and not parameters & SPEAK_OF_ABSENCE
        return Part(shape, path if simple else None, self._compiler.part(node) if self._compiler else None)


def restore(shape: Term) -> Term:
    """The shape as stated, for one that was judged without its property shapes."""
    if isinstance(shape, NamedNode) and shape.value.startswith(OWN):
        return NamedNode(shape.value.removeprefix(OWN))
    return shape


class _KeptGraph(rdflib.Graph):
    """A graph that does not change any more and remembers what it was asked."""

    _objects: dict[tuple[Any, Any], list[Any]] | None = None

    def keep(self) -> None:
        """From now on answers are remembered."""
        self._objects = {}

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Generator[Any, None, None]:
        """As rdflib's."""
        if self._objects is None:
            yield from super().objects(subject, predicate, unique)
            return
        key = (subject, predicate)
        if key not in self._objects:
            self._objects[key] = list(super().objects(subject, predicate, unique))
        yield from self._objects[key]


class _KeptShapes(ShapesGraph):
    """pySHACL's view of the shapes, with the parameters of each shape looked up once."""

    def __init__(self, graph: rdflib.Graph) -> None:
        super().__init__(graph)
        self._known: dict[Any, list[tuple[Any, Any]]] = {}
        self._parameters = frozenset(ALL_CONSTRAINT_PARAMETERS)

    def predicate_objects(self, s: Any) -> list[tuple[Any, Any]]:
        """Constraint parameters of a shape with their values: all that a validation asks for."""
        if s not in self._known:
            self._known[s] = [pair for pair in self.graph.predicate_objects(s) if pair[0] in self._parameters]
        return self._known[s]


def _own(quad: Quad) -> Iterable[Quad]:
    """The statement about a targeting node shape said again of its part without targets and property shapes."""
    if quad.predicate.value not in LEFT_OUT:
        name = quad.subject.value if isinstance(quad.subject, NamedNode) else str(to_rdflib(quad.subject))
        yield Quad(NamedNode(OWN + name), quad.predicate, quad.object, quad.graph_name)
