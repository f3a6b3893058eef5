"""What the values of a field are: concepts of a scheme, records, parts, yes or no, numbers, dates, text, addresses.

Read from the shapes and, where they are silent, from the ontology's ranges. No term is named here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from atlas.namespaces import RDF, RDFS, SH, SKOS, XSD
from atlas.rdf.terms import NamedNode, Term, objects
from atlas.schema.model import Class, Field, Schema


class Kind(StrEnum):
    """What a value is to a reader."""

    CONCEPT = "concept"
    RECORD = "record"
    PART = "part"
    BOOLEAN = "boolean"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    ADDRESS = "address"


DATATYPES: Final = {
    f"{XSD}boolean": Kind.BOOLEAN,
    **dict.fromkeys((f"{XSD}{name}" for name in ("integer", "decimal", "double", "float", "int", "long")), Kind.NUMBER),
    **dict.fromkeys((f"{XSD}{name}" for name in ("date", "dateTime", "gYear", "gYearMonth")), Kind.DATE),
    f"{XSD}string": Kind.TEXT,
    f"{RDF}langString": Kind.TEXT,
    f"{XSD}anyURI": Kind.ADDRESS,
}
CHOSEN: Final = frozenset({Kind.CONCEPT, Kind.RECORD, Kind.BOOLEAN})


@dataclass(frozen=True)
class Range:
    """What a field's values are. classes: of records and parts. schemes: that concepts are taken from, empty: any."""

    kind: Kind
    classes: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    datatypes: tuple[str, ...] = ()

    @property
    def is_chosen(self) -> bool:
        """Whether values are picked from what there is, not typed."""
        return self.kind in CHOSEN


def range_of(schema: Schema, field: Field) -> Range:
    """What the values of a field are; text where neither shapes nor ontology say."""
    known = [DATATYPES[one] for one in field.datatypes if one in DATATYPES]
    if known:
        return Range(known[0], datatypes=field.datatypes)
    schemes = tuple(_schemes(schema, NamedNode(field.iri)))
    if schemes:
        return Range(Kind.CONCEPT, schemes=schemes)
    ranges = field.classes or tuple(_named(objects(schema.ontology, NamedNode(field.path), f"{RDFS}range")))
    by_datatype = [DATATYPES[one] for one in ranges if one in DATATYPES]
    if by_datatype:
        return Range(by_datatype[0], datatypes=ranges)
    if any(_is_concept_class(schema, one) for one in ranges):
        return Range(Kind.CONCEPT, classes=ranges)
    known_classes = tuple(one for one in ranges if one in schema.classes)
    if known_classes:
        are_records = any(has_records(schema, one) for one in known_classes)
        return Range(Kind.RECORD if are_records else Kind.PART, classes=known_classes)
    return Range(Kind.ADDRESS if field.node_kind == f"{SH}IRI" else Kind.TEXT)


def has_records(schema: Schema, class_iri: str) -> bool:
    """Whether a class or one below it has records of its own, not only parts of others."""
    return any(one.kind and class_iri in (one.iri, *one.superclasses) for one in schema.classes.values())


def fields_by_path(schema: Schema, class_iri: str) -> dict[str, Field]:
    """Fields of a class and of those above it by path, in form order; of several for one path, the strictest."""
    found = schema.classes.get(class_iri)
    if found is None:
        return {}
    above = (schema.classes[iri] for iri in found.superclasses if iri in schema.classes)
    best: dict[str, Field] = {}
    for field in [*found.fields, *(one for parent in above for one in parent.fields)]:
        held = best.get(field.path)
        if held is None or _strictness(field) > _strictness(held):
            best[field.path] = field
    return dict(sorted(best.items(), key=lambda pair: (pair[1].order, pair[0])))


def subclasses(schema: Schema, class_iri: str) -> list[Class]:
    """Classes below one, by label."""
    below = (one for one in schema.classes.values() if class_iri in one.superclasses)
    return sorted(below, key=lambda one: (one.label, one.iri))


def _strictness(field: Field) -> tuple[bool, bool, bool]:
    return (bool(field.name), field.severity == f"{SH}Violation", bool(field.min_count))


def _schemes(schema: Schema, shape: Term) -> Iterable[str]:
    """Schemes that `sh:node` demands: a shape with a property shape of skos:inScheme and a value."""
    for node in objects(schema.shapes, shape, f"{SH}node"):
        for held in objects(schema.shapes, node, f"{SH}property"):
            if NamedNode(f"{SKOS}inScheme") in objects(schema.shapes, held, f"{SH}path"):
                yield from _named(objects(schema.shapes, held, f"{SH}hasValue"))
                yield from _named(listed(schema, objects(schema.shapes, held, f"{SH}in")))
        yield from _schemes(schema, node)


def listed(schema: Schema, heads: Iterable[Term]) -> Iterable[Term]:
    """Members of lists of the shapes, by their heads."""
    for head in heads:
        node: Term | None = head
        while node is not None and str(node) != f"<{RDF}nil>":
            yield from objects(schema.shapes, node, f"{RDF}first")
            node = next(iter(objects(schema.shapes, node, f"{RDF}rest")), None)


def _named(terms: Iterable[Term]) -> Iterable[str]:
    return (term.value for term in terms if isinstance(term, NamedNode))


def _is_concept_class(schema: Schema, class_iri: str) -> bool:
    concept = f"{SKOS}Concept"
    found = schema.classes.get(class_iri)
    return class_iri == concept or (found is not None and concept in found.superclasses)
