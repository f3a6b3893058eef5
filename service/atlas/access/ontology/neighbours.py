"""A term among those around it: the ties that shapes and ontology give it in, rows to draw and to list out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from atlas.access.ontology.labels import Say
from atlas.access.ontology.paths import Arrows, Step
from atlas.access.ontology.terms import classes_with
from atlas.access.saved_queries.questions import Cell, Table
from atlas.namespaces import RDFS
from atlas.rdf.terms import NamedNode, objects, subjects
from atlas.schema.model import Class, Schema
from atlas.schema.ranges import Kind, range_of

COLUMNS: Final = ("from", "relation", "to")
DRAWN: Final = "tree from=from to=to label=relation"


@dataclass(frozen=True)
class Tie:
    """One arrow between two terms. name: its own word; iri: of the property it stands for, if it does."""

    start: Cell
    name: str
    end: Cell
    iri: str | None = None


def ties_of(arrows: Arrows, iri: str, say: Say) -> list[Tie]:
    """What leads to and from a term: fields and kinds of a class; domains, ranges and narrower ones of a property."""
    schema = arrows.schema
    found = schema.classes.get(iri)
    return list(_of_class(arrows, found, say) if found else _of_property(schema, iri, say))


def to_drawing(ties: list[Tie], about: str, say: Say) -> Table:
    """The ties to draw: between the same two once, all fields under one word, none from a term to itself or back."""
    leaving = {(one.start.iri, one.end.iri) for one in ties if one.start.iri == about}
    rows = {
        (one.start, Cell(say("term-field") if one.iri else one.name), one.end): None
        for one in ties
        if one.start.iri != one.end.iri and (one.end.iri, one.start.iri) not in leaving
    }
    return Table(COLUMNS, tuple(rows))


def to_list(ties: list[Tie], say: Say) -> Table:
    """The ties to read."""
    names = (say("term-from"), say("term-relation"), say("term-to"))
    return Table(names, tuple((one.start, Cell(one.name, one.iri), one.end) for one in ties))


def _of_class(arrows: Arrows, found: Class, say: Say) -> Iterator[Tie]:
    schema, own = arrows.schema, Cell(found.label, found.iri)
    for step in arrows.reaching(found.iri):
        for owner in step.range.classes:
            yield Tie(_cell(schema, owner), _field(schema, step), own, step.property)
    yield from _owners(schema, found, own)
    for other in schema.classes.values():
        if next(iter(_above(schema, other)), None) == found.iri:
            yield Tie(_cell(schema, other.iri), say("term-kind-of"), own)
    for iri in _above(schema, found)[:1]:
        yield Tie(own, say("term-kind-of"), _cell(schema, iri))
    for step in arrows.leaving(found.iri):
        for target in step.range.classes:
            if target in schema.classes:
                yield Tie(own, step.label, _cell(schema, target), step.property)


def _owners(schema: Schema, part: Class, own: Cell) -> Iterator[Tie]:
    """Fields of which a class is the part, each at the most general class that has it."""
    seen: set[str] = set()
    for other in sorted(schema.classes.values(), key=lambda one: (len(one.superclasses), one.label)):
        for field in other.fields:
            known = range_of(schema, field)
            if known.kind is Kind.PART and part.iri in known.classes and field.path not in seen:
                seen.add(field.path)
                yield Tie(_cell(schema, other.iri), field.name or schema.label(field.path), own, field.path)


def _of_property(schema: Schema, iri: str, say: Say) -> Iterator[Tie]:
    own = _cell(schema, iri)
    targets: dict[str, None] = {}
    for owner, field in classes_with(schema, iri):
        yield Tie(Cell(owner.label, owner.iri), say("term-has"), own)
        known = range_of(schema, field)
        targets |= dict.fromkeys((*known.classes, *known.schemes))
    for narrower in subjects(schema.ontology, f"{RDFS}subPropertyOf", NamedNode(iri)):
        if isinstance(narrower, NamedNode):
            yield Tie(_cell(schema, narrower.value), say("term-kind-of"), own)
    for broader in objects(schema.ontology, NamedNode(iri), f"{RDFS}subPropertyOf"):
        if isinstance(broader, NamedNode):
            yield Tie(own, say("term-kind-of"), _cell(schema, broader.value))
    for target in targets:
        yield Tie(own, say("term-points-to"), _cell(schema, target))


def _above(schema: Schema, found: Class) -> list[str]:
    return [iri for iri in found.superclasses if iri in schema.classes]


def _field(schema: Schema, step: Step) -> str:
    return step.label.partition(": ")[2] or schema.label(step.property)


def _cell(schema: Schema, iri: str) -> Cell:
    return Cell(schema.label(iri), iri)
