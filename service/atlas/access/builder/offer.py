"""What a form can offer: properties of a class with coverage, arrows onward, values to pick from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from atlas.access.builder.question import Line, Question, operators_for
from atlas.access.exploring.explore import label_of
from atlas.access.exploring.facets import Facets
from atlas.access.ontology.labels import Say, ask_labels
from atlas.access.ontology.paths import Arrows, Path, Step
from atlas.access.things.supports import text_of
from atlas.namespaces import SKOS
from atlas.rdf.terms import Literal, NamedNode, Term, subjects
from atlas.schema.model import Schema
from atlas.schema.ranges import Kind
from atlas.store.protocol import Store
from atlas.store.rows import select

OFFERED: Final = 200
ONWARD: Final = (Kind.RECORD, Kind.PART)


@dataclass(frozen=True)
class Option:
    """One thing to pick. key: in the address."""

    key: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Offer:
    """What one line of the form shows. arrows: how the path may go on. values: to pick from, empty: to be typed."""

    line: Line
    operators: tuple[Option, ...]
    arrows: Mapping[str, tuple[Option, ...]]
    values: tuple[Option, ...]
    kind: str
    wants_value: bool


def offer_paths(
    arrows: Arrows, class_iri: str, say: Say, facets: Facets | None = None
) -> dict[str, tuple[Option, ...]]:
    """Paths of one step, and of two through a part, by heading; with the share of things that have the first."""
    offered: dict[str, list[Option]] = {}
    for step in arrows.leaving(class_iri):
        note = _share(facets, step, say)
        offered.setdefault(step.group or say("ask-own"), []).append(Option(step.name, step.label, note))
        if step.range.kind is Kind.PART:
            inner = {one.name: one for part in step.range.classes for one in arrows.leaving(part)}
            paths = [Path((step, one)) for one in inner.values()]
            offered.setdefault(step.label, []).extend(Option(path.name, path.label, note) for path in paths)
    into = [Option(step.name, step.label) for step in arrows.reaching(class_iri)]
    if into:
        offered[say("term-links")] = into
    return {heading: tuple(dict.fromkeys(options)) for heading, options in offered.items()}


async def offer_line(store: Store, arrows: Arrows, facets: Facets, line: Line, say: Say) -> Offer:
    """What one line shows."""
    schema = arrows.schema
    path = line.path
    if path is None:
        return Offer(line, (), {}, (), Kind.TEXT, wants_value=True)
    saved = schema.queries.get(f"operators/{line.operator}")
    wants = line.operator not in ("known", "missing") and (saved is None or saved.first("value") is not None)
    onward: dict[str, tuple[Option, ...]] = {}
    if path.range.kind in ONWARD:
        for target in path.range.classes:
            onward |= offer_paths(arrows, target, say)
    is_picked = wants and path.range.is_chosen and saved is None
    values = await offer_values(store, schema, facets, path, say) if is_picked else ()
    kind = saved.first("value") if saved is not None else path.range.kind
    operators = tuple(
        Option(name, say("ask-operator", name=name, title=title)) for name, title in operators_for(schema, path)
    )
    return Offer(line, operators, onward, values, kind or Kind.TEXT, wants)


async def offer_values(store: Store, schema: Schema, facets: Facets, path: Path, say: Say) -> tuple[Option, ...]:
    """Values to pick from: those in use with counts, else the concepts of the scheme, else the records of the class."""
    if path.range.kind is Kind.BOOLEAN:
        return tuple(Option(one, say("truth", value=one)) for one in ("true", "false"))
    postings = facets.postings.get(path.name)
    if postings is not None and len(postings):
        used = [Option(_key(schema, v), label_of(schema, facets, v, say)) for v in postings.ranked()]
        return tuple(sorted(used, key=lambda one: one.label.lower()))
    concepts = {
        term.value
        for scheme in path.range.schemes
        for term in subjects(schema.ontology, f"{SKOS}inScheme", NamedNode(scheme))
        if isinstance(term, NamedNode)
    }
    if concepts:
        named = [Option(_key(schema, iri), schema.label(iri)) for iri in concepts]
        return tuple(sorted(named, key=lambda one: one.label.lower())[:OFFERED])
    options: list[Option] = []
    for class_iri in path.range.classes:
        bounds: Mapping[str, Term] = {
            "class": NamedNode(class_iri),
            "limit": Literal(OFFERED + 1),
            "offset": Literal(0),
        }
        rows = await select(store, schema.queries["views/listing"].text, bounds)
        options += [Option(_key(schema, text_of(r["item"])), text_of(r.get("label", r["item"]))) for r in rows]
    return tuple(options) if len(options) <= OFFERED else ()


async def labels_for(store: Store, schema: Schema, question: Question) -> dict[str, str]:
    """Labels of the values of a question that the schema does not know."""
    values = {v.value for one in question.conditions for v in one.values if isinstance(v, NamedNode)}
    return await ask_labels(store, schema, (iri for iri in values if iri not in schema.labels))


def _share(facets: Facets | None, step: Step, say: Say) -> str:
    if facets is None or not facets.size:
        return ""
    return say("ask-filled", percent=100 * facets.coverage.get(step.property, 0) // facets.size)


def _key(schema: Schema, iri: str) -> str:
    return iri.removeprefix(schema.base)
