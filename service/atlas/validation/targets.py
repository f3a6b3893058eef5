"""Targets of shapes, and the shapes without what would be said twice: sh:node between shapes of classes left out."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from atlas.namespaces import SH
from atlas.rdf.terms import Dataset, NamedNode, Quad, Term
from atlas.validation.closure import Superclasses

TARGETS: Final = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")


def stated_once(shapes: Dataset, superclasses: Superclasses) -> Dataset:
    """The shapes without sh:node from a class's shape to that of a broader class, which targets the same nodes."""
    inherited = set(_inherited(shapes, superclasses))
    return Dataset([Quad(q.subject, q.predicate, q.object) for q in shapes if q not in inherited])


def _inherited(shapes: Dataset, superclasses: Superclasses) -> Iterable[Quad]:
    """sh:node from the shape of a class to the shape of a broader class."""
    classes: dict[Term, set[str]] = defaultdict(set)
    for quad in shapes.quads_for_predicate(NamedNode(f"{SH}targetClass")):
        if isinstance(quad.object, NamedNode):
            classes[quad.subject].add(quad.object.value)
    for quad in shapes.quads_for_predicate(NamedNode(f"{SH}node")):
        narrow, broad = classes.get(quad.subject, set()), classes.get(quad.object, set())
        if narrow and all(superclasses.of(one) & broad for one in narrow):
            yield quad
