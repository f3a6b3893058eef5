"""What there is to ask of a whole graph: the shapes in, one task for each shape that has targets there out."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from atlas.namespaces import SH
from atlas.rdf.terms import Dataset, Literal, NamedNode, Term, objects
from atlas.validation.closure import Superclasses
from atlas.validation.targets import TARGETS
from atlas.validation.whole.areas import TYPE, Area, Asker


@dataclass(frozen=True)
class Task:
    """One shape on one area. with_properties: its property shapes as well, which are tasks of their own otherwise."""

    node: Term
    area: Area
    with_properties: bool = True


def make_tasks(shapes: Dataset, superclasses: Superclasses, asker: Asker) -> list[Task]:
    """Tasks for every targeting shape of which the graph holds a target, in an order that is always the same."""
    classes: dict[tuple[Term, bool], set[str]] = defaultdict(set)
    others: dict[tuple[Term, bool], set[Area]] = defaultdict(set)
    present: dict[str, bool] = {}
    for name in TARGETS:
        for quad in shapes.quads_for_predicate(NamedNode(f"{SH}{name}")):
            for part in _parts(shapes, quad.subject):
                if name == "targetClass" and isinstance(quad.object, NamedNode):
                    classes[part] |= superclasses.narrower(quad.object.value)
                elif name != "targetClass":
                    others[part].add(_area(name, quad.object))
    for iri in sorted(set().union(*classes.values())) if classes else ():
        present[iri] = asker.exists(f"?focus {TYPE} <{iri}>")
    tasks = [
        Task(node, Area.of_classes(found), whole)
        for (node, whole), wanted in classes.items()
        if (found := {iri for iri in wanted if present[iri]})
    ]
    tasks += [Task(node, area, whole) for (node, whole), areas in others.items() for area in areas]
    return sorted(tasks, key=lambda task: (str(task.node), task.area.pattern))


def _parts(shapes: Dataset, node: Term) -> Iterator[tuple[Term, bool]]:
    """A targeting shape and its property shapes."""
    off = objects(shapes, node, f"{SH}deactivated")
    if any(isinstance(one, Literal) and one.value in ("true", "1") for one in off):
        return
    if objects(shapes, node, f"{SH}path"):
        yield node, True
        return
    yield node, False
    for one in objects(shapes, node, f"{SH}property"):
        yield one, True


def _area(name: str, key: Term) -> Area:
    if name == "targetNode":
        return Area.of_pattern(f"VALUES ?focus {{ {key} }}")
    return Area.of_pattern(f"?focus {key} ?other ." if name == "targetSubjectsOf" else f"?other {key} ?focus .")
