"""Paths from a class along its fields, through parts and records, with names short enough for an address.

A schema in, typed paths out; which of them hold values only the store knows.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from atlas.namespaces import OWL, RDF, RDFS, SH, SKOS
from atlas.rdf.terms import Literal, NamedNode, Term, objects, one_object, subjects
from atlas.schema.model import Field, Schema
from atlas.schema.ranges import CHOSEN, Kind, Range, fields_by_path, range_of

TYPE = f"{RDF}type"
_OBJECT_PROPERTY = NamedNode(f"{OWL}ObjectProperty")
ARROW = " \u203a "


@dataclass(frozen=True)
class Step:
    """One arrow. inverse: it is walked from its end to its beginning."""

    property: str
    name: str
    label: str
    help: str
    range: Range
    group: str = ""
    inverse: bool = False


@dataclass(frozen=True)
class Path:
    """At least one step. name: what stands for it in an address."""

    steps: tuple[Step, ...]

    @property
    def name(self) -> str:
        """Names of the steps, joined by dots."""
        return ".".join(step.name for step in self.steps)

    @property
    def label(self) -> str:
        """Labels of the steps, joined by arrows."""
        return ARROW.join(step.label for step in self.steps)

    @property
    def range(self) -> Range:
        """What stands at the end."""
        return self.steps[-1].range

    @property
    def first(self) -> Step:
        """The step that leaves the class itself."""
        return self.steps[0]


class Arrows:
    """Steps from and into each class of a schema, worked out once."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._leaving: dict[str, tuple[Step, ...]] = {}
        self._reaching: dict[str, tuple[Step, ...]] = {}

    def leaving(self, class_iri: str) -> tuple[Step, ...]:
        """Steps along the fields of a class."""
        if class_iri not in self._leaving:
            self._leaving[class_iri] = tuple(steps_of(self.schema, class_iri))
        return self._leaving[class_iri]

    def reaching(self, class_iri: str) -> tuple[Step, ...]:
        """Steps from a class back along the fields that point at it."""
        if class_iri not in self._reaching:
            self._reaching[class_iri] = tuple(steps_into(self.schema, class_iri))
        return self._reaching[class_iri]


def steps_of(schema: Schema, class_iri: str) -> list[Step]:
    """Steps along the fields of a class, in the order of its form, then along what only rules derive for it."""
    fields = fields_by_path(schema, class_iri)
    found = [(_group_order(schema, field.group), field) for field in fields.values()]
    found.sort(key=lambda pair: pair[0])
    own = [step_of(schema, field) for _, field in found if field.path != TYPE]
    return own + [step_of(schema, field) for field in _unshaped(schema, class_iri) if field.path not in fields]


def step_of(schema: Schema, field: Field) -> Step:
    """The step along one field."""
    return Step(
        property=field.path,
        name=short_name(schema, field.path),
        label=field.name or schema.label(field.path),
        help=field.description,
        range=range_of(schema, field),
        group=schema.labels.get(field.group or "", ""),
    )


def steps_into(schema: Schema, class_iri: str) -> list[Step]:
    """Steps from a class back along the fields of other classes that may point at it, by label."""
    found = schema.classes.get(class_iri)
    if found is None:
        return []
    targets = {class_iri, *found.superclasses}
    inverse: dict[str, Step] = {}
    for other in sorted(schema.classes.values(), key=lambda one: (one.label, one.iri)):
        for field in other.fields:
            pointed = range_of(schema, field)
            if field.path not in inverse and pointed.kind is Kind.RECORD and targets & set(pointed.classes):
                inverse[field.path] = _turned(schema, field, _owner(schema, other.iri, field.path))
    return sorted(inverse.values(), key=lambda step: step.label)


def iter_paths(arrows: Arrows, class_iri: str, kinds: Collection[Kind] = CHOSEN) -> Iterator[Path]:
    """Paths of one step, and of two steps through a part, that end in values of some kinds."""
    for step in arrows.leaving(class_iri):
        if step.range.kind in kinds:
            yield Path((step,))
        elif step.range.kind is Kind.PART:
            seen: set[str] = set()
            for part in step.range.classes:
                for inner in arrows.leaving(part):
                    if inner.range.kind in kinds and inner.property not in seen:
                        seen.add(inner.property)
                        yield Path((step, inner))


def short_name(schema: Schema, iri: str) -> str:
    """What stands for a term in an address: its local name, a compact name, else the whole IRI."""
    if iri.startswith(schema.namespace):
        return iri.removeprefix(schema.namespace)
    return schema.compact(iri)


def _turned(schema: Schema, field: Field, owner: str) -> Step:
    known = schema.classes[owner]
    return Step(
        property=field.path,
        name=f"^{short_name(schema, field.path)}",
        label=f"{known.label}: {field.name or schema.label(field.path)}",
        help=f"{known.label} that points here. {field.description}",
        range=Range(Kind.RECORD if known.kind else Kind.PART, classes=(owner,)),
        inverse=True,
    )


def _owner(schema: Schema, class_iri: str, path: str) -> str:
    """The most general class above one that has the field too."""
    above = [one for one in schema.classes[class_iri].superclasses if one in schema.classes]
    return next((one for one in reversed(above) if path in fields_by_path(schema, one)), class_iri)


def _unshaped(schema: Schema, class_iri: str) -> list[Field]:
    """Object properties that the ontology gives a class and that no shape asks contributors for."""
    found = schema.classes.get(class_iri)
    above = {class_iri, *(found.superclasses if found else ())}
    named = (p.value for p in subjects(schema.ontology, f"{RDF}type", _OBJECT_PROPERTY) if isinstance(p, NamedNode))
    own = [iri for iri in named if iri.startswith(schema.namespace) and above & _domain(schema, iri)]
    return [_bare_field(schema, iri) for iri in sorted(own, key=schema.label)]


def _domain(schema: Schema, iri: str) -> set[str]:
    """Classes that the ontology lets a property start from; of a union, each."""
    found: set[str] = set()
    for term in objects(schema.ontology, NamedNode(iri), f"{RDFS}domain"):
        if isinstance(term, NamedNode):
            found.add(term.value)
        else:
            heads = objects(schema.ontology, term, f"{OWL}unionOf")
            found |= {one.value for head in heads for one in _list(schema, head) if isinstance(one, NamedNode)}
    return found


def _list(schema: Schema, head: Term | None) -> list[Term]:
    members: list[Term] = []
    while head is not None and str(head) != f"<{RDF}nil>":
        members += objects(schema.ontology, head, f"{RDF}first")
        head = one_object(schema.ontology, head, f"{RDF}rest")
    return members


def _bare_field(schema: Schema, iri: str) -> Field:
    label = schema.label(iri)
    definition = one_object(schema.ontology, NamedNode(iri), f"{SKOS}definition")
    return Field(
        iri=iri,
        path=iri,
        name=label[:1].upper() + label[1:],
        description=definition.value if isinstance(definition, Literal) else "",
        order=0,
        group=None,
        datatypes=(),
        classes=(),
        node_kind=f"{SH}IRI",
        min_count=0,
        max_count=None,
        severity=f"{SH}Info",
        message="",
    )


def _group_order(schema: Schema, group: str | None) -> float:
    found = one_object(schema.shapes, NamedNode(group), f"{SH}order") if group else None
    return float(found.value) if isinstance(found, Literal) else 1e6
