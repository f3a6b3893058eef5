"""A term of the ontology for its reader: the shape's rules in words, neighbours and mappings. Asks no store."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from atlas.access.ontology.labels import Say, either
from atlas.namespaces import OWL, RDFS, SKOS
from atlas.rdf.terms import Literal, NamedNode, objects
from atlas.schema.levels import Level, levels_of
from atlas.schema.model import Class, Field, Schema
from atlas.schema.ranges import Range, fields_by_path, range_of

MAPPINGS: Final = {
    f"{SKOS}exactMatch": "same",
    f"{OWL}equivalentClass": "same",
    f"{OWL}equivalentProperty": "same",
    f"{SKOS}closeMatch": "close",
    f"{SKOS}broadMatch": "narrower",
    f"{SKOS}narrowMatch": "broader",
    f"{SKOS}relatedMatch": "related",
    f"{RDFS}subClassOf": "kind",
    f"{RDFS}subPropertyOf": "kind",
    f"{RDFS}seeAlso": "see",
}


@dataclass(frozen=True)
class Rule:
    """One field of a class. words: how often and what; count: things that have it, None where nobody counts."""

    path: str
    label: str
    help: str
    words: str
    level: Level
    count: int | None


@dataclass(frozen=True)
class Alignment:
    """A link to a term of another vocabulary. way: same, close, narrower, broader, related, kind or see."""

    way: str
    iri: str


@dataclass(frozen=True)
class Branch:
    """A class with those directly below it."""

    found: Class
    below: tuple["Branch", ...]


def rules_of(schema: Schema, class_iri: str, coverage: Mapping[str, int] | None, say: Say) -> list[Rule]:
    """The rules of a class in words, the required ones first."""
    levels = levels_of(schema, class_iri)
    rules = [
        Rule(
            path,
            field.name or schema.label(path),
            field.description,
            say_rule(schema, field, say),
            levels.get(path, Level.OPTIONAL),
            None if coverage is None else coverage.get(path, 0),
        )
        for path, field in fields_by_path(schema, class_iri).items()
    ]
    order = list(Level)
    return sorted(rules, key=lambda rule: order.index(rule.level))


def say_rule(schema: Schema, field: Field, say: Say) -> str:
    """How many values, and of what, as words."""
    most = "one" if field.max_count == 1 else "any"
    count = say("rule-count", most=most, least="one" if field.min_count else "none")
    return say("rule", count=count, range=_say_range(schema, range_of(schema, field), say))


def classes_with(schema: Schema, property_iri: str) -> list[tuple[Class, Field]]:
    """Classes whose own shape has a property, by label."""
    found = [(one, field) for one in schema.classes.values() for field in one.fields if field.path == property_iri]
    highest = {one.iri for one, _ in found}
    kept = {one.iri: (one, field) for one, field in found if not highest & set(one.superclasses)}
    return sorted(kept.values(), key=lambda pair: pair[0].label)


def mappings_of(schema: Schema, iri: str) -> list[Alignment]:
    """Terms of other vocabularies that a term is linked to."""
    return [
        Alignment(way, target.value)
        for predicate, way in MAPPINGS.items()
        for target in objects(schema.ontology, NamedNode(iri), predicate)
        if isinstance(target, NamedNode) and not target.value.startswith(schema.base)
    ]


def notes_of(schema: Schema, iri: str) -> dict[str, list[str]]:
    """Definition, scope notes and examples as text."""
    read = {"definition": "definition", "notes": "scopeNote", "examples": "example"}
    return {
        name: [t.value for t in objects(schema.ontology, NamedNode(iri), f"{SKOS}{local}") if isinstance(t, Literal)]
        for name, local in read.items()
    }


def class_tree(schema: Schema) -> list[Branch]:
    """The classes of the ontology as trees, by label."""
    below: dict[str | None, list[Class]] = {}
    for one in schema.classes.values():
        above = [iri for iri in one.superclasses if iri in schema.classes]
        below.setdefault(above[0] if above else None, []).append(one)

    def grow(parent: str | None) -> tuple[Branch, ...]:
        children = sorted(below.get(parent, []), key=lambda one: one.label)
        return tuple(Branch(one, grow(one.iri)) for one in children)

    return list(grow(None))


def _say_range(schema: Schema, known: Range, say: Say) -> str:
    if known.schemes:
        return say("rule-concept", names=either([f"\u201c{schema.label(one)}\u201d" for one in known.schemes], say))
    names = either([schema.label(one) for one in known.classes], say) or str(known.kind)
    return say("rule-range", kind=str(known.kind), names=names)
