"""How much a field is wanted of a class: required, recommended or optional, read from the shapes' severities."""

from collections.abc import Mapping
from enum import StrEnum

from atlas.namespaces import RDF, SH
from atlas.rdf.terms import Literal, NamedNode, Term, objects, subjects
from atlas.schema.model import Schema
from atlas.schema.ranges import fields_by_path, listed


class Level(StrEnum):
    """How much a field is wanted."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"
    OPTIONAL = "optional"


def levels_of(schema: Schema, class_iri: str) -> Mapping[str, Level]:
    """Level of each field of a class by path; what a class above demands holds too."""
    found = schema.classes.get(class_iri)
    if found is None:
        return {}
    levels = {
        path: _level(field.min_count, field.severity) for path, field in fields_by_path(schema, class_iri).items()
    }
    for one in (class_iri, *found.superclasses):
        for path in _recommended(schema, one):
            if levels.get(path) is not Level.REQUIRED:
                levels[path] = Level.RECOMMENDED
    return levels


def choices_of(schema: Schema, class_iri: str) -> list[tuple[str, ...]]:
    """Choices that a thing of a class must make: of each, the paths of which one must have a value."""
    found = schema.classes.get(class_iri)
    choices: list[tuple[str, ...]] = []
    for one in (class_iri, *(found.superclasses if found else ())):
        for shape in subjects(schema.shapes, f"{SH}targetClass", NamedNode(one)):
            if objects(schema.shapes, shape, f"{SH}severity") not in ([], [NamedNode(f"{SH}Violation")]):
                continue
            for head in (*objects(schema.shapes, shape, f"{SH}or"), *objects(schema.shapes, shape, f"{SH}xone")):
                ways = list(listed(schema, [head]))
                if all(_demands(schema, way) for way in ways):
                    choices.append(tuple(path for way in ways for path in _paths(schema, way)))
    return choices


def _level(min_count: int, severity: str) -> Level:
    if not min_count:
        return Level.OPTIONAL
    return Level.REQUIRED if severity == f"{SH}Violation" else Level.RECOMMENDED


def _recommended(schema: Schema, class_iri: str) -> list[str]:
    """Paths that a shape of lower severity wants: itself, or in the first way out that its sh:or offers."""
    found: list[str] = []
    for shape in subjects(schema.shapes, f"{SH}targetClass", NamedNode(class_iri)):
        severities = objects(schema.shapes, shape, f"{SH}severity")
        if not severities or NamedNode(f"{SH}Violation") in severities:
            continue
        firsts = [first for head in objects(schema.shapes, shape, f"{SH}or") for first in _first(schema, head)]
        for wanted in [*firsts, *objects(schema.shapes, shape, f"{SH}property")]:
            if _demands(schema, wanted):
                found += _paths(schema, wanted)
    return found


def _paths(schema: Schema, shape: Term) -> list[str]:
    return [path.value for path in objects(schema.shapes, shape, f"{SH}path") if isinstance(path, NamedNode)]


def _first(schema: Schema, head: Term) -> list[Term]:
    return objects(schema.shapes, head, f"{RDF}first")


def _demands(schema: Schema, shape: Term) -> bool:
    counts = objects(schema.shapes, shape, f"{SH}minCount")
    return any(isinstance(count, Literal) and count.value != "0" for count in counts)
