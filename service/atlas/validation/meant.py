"""Values that are no records but should be: what to look up for them, and what they may mean, as statements.

A misspelt name of a record, a licence or a firm given as a text, an address in place of a record: never decided here.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from atlas.namespaces import RDF, SYS
from atlas.rdf.terms import BlankNode, Literal, NamedNode, Quad
from atlas.schema.layouts import Layouts
from atlas.schema.model import Schema
from atlas.schema.ranges import Kind, Range
from atlas.search.candidates import Asked, Candidate
from atlas.validation.near import FOUND, NAME_LIMIT, ask_for, decimal, spelling

MEANT: Final = 0.8
FILE_ENDING: Final = re.compile(r"\.(?:html?|txt|md|json|rdf)$")
Sought = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Meant:
    """Things that a value may mean, the likeliest first. is_clear: it must be the first."""

    things: tuple[str, ...]
    is_clear: bool


def sought_things(schema: Schema, layouts: Layouts, quads: Iterable[Quad]) -> list[Sought]:
    """Values that are no records of ours in fields for records: each with the name to look up and the classes wanted.

    An address stands for what the ontology calls it, else for its last part.
    """
    given = list(quads)
    types: dict[object, tuple[str, ...]] = defaultdict(tuple)
    for quad in given:
        if quad.predicate.value == f"{RDF}type" and isinstance(quad.object, NamedNode):
            types[quad.subject] += (quad.object.value,)
    found: dict[Sought, None] = {}
    for quad in given:
        value = quad.object
        if isinstance(value, BlankNode) or (isinstance(value, NamedNode) and _is_below(schema.base, value.value)):
            continue
        wanted = layouts.find_range(types[quad.subject], quad.predicate.value)
        if wanted is not None and wanted.kind is Kind.RECORD and isinstance(value, (Literal, NamedNode)):
            kinds = tuple(sorted(one.iri for one in schema.kinds.values() if is_among(schema, one.iri, wanted)))
            found[value.value, _name_of(schema, value), kinds] = None
    return list(found)[:NAME_LIMIT]


def is_among(schema: Schema, class_iri: str, wanted: Range) -> bool:
    """Whether a class is one that a field takes."""
    return bool({class_iri, *schema.classes[class_iri].superclasses} & set(wanted.classes))


def ask_for_sought(sought: Sequence[Sought]) -> list[Asked]:
    """What to look up for values that are to be records."""
    return [Asked(name, frozenset(kinds), FOUND) for _, name, kinds in sought]


def tell_sought(sought: Sequence[Sought], found: Sequence[Sequence[Candidate]]) -> Iterator[Quad]:
    """Things that bear such a name, or one spelt nearly so with the same figures, as statements."""
    for number, ((value, name, _), candidates) in enumerate(zip(sought, found, strict=True)):
        for place, one in enumerate(candidates):
            likeness = 1.0 if one.is_exact else min(spelling(name, one.name), 0.999)
            if one.is_exact or (likeness >= MEANT and _figures(name) == _figures(one.name)):
                node = BlankNode(f"sought{number}x{place}")
                yield Quad(node, NamedNode(f"{SYS}comparedName"), Literal(value))
                yield Quad(node, NamedNode(f"{SYS}nearThing"), NamedNode(one.iri))
                yield Quad(node, NamedNode(f"{SYS}nearName"), Literal(one.name))
                yield Quad(node, NamedNode(f"{SYS}spellingLikeness"), decimal(likeness))


def unknown_things(schema: Schema, nodes: Iterable[str], context: Iterable[Quad]) -> list[str]:
    """Names of records among some IRIs that the context does not describe; the first few of many."""
    known = {quad.subject.value for quad in context if isinstance(quad.subject, NamedNode)}
    return [iri for iri in nodes if iri not in known and "#" not in iri and schema.kind_of(iri)][:NAME_LIMIT]


def tell_meant(unknown: Sequence[str], found: Sequence[Sequence[Candidate]]) -> Iterator[Quad]:
    """Things that an unknown name of a record may mean, as statements about one blank node a pair of both."""
    for number, (iri, candidates) in enumerate(zip(unknown, found, strict=True)):
        for place, one in enumerate(candidates):
            likeness = spelling(_slug(iri), _slug(one.iri))
            if likeness >= MEANT:
                node = BlankNode(f"meant{number}x{place}")
                yield Quad(node, NamedNode(f"{SYS}comparedName"), Literal(iri))
                yield Quad(node, NamedNode(f"{SYS}nearThing"), NamedNode(one.iri))
                yield Quad(node, NamedNode(f"{SYS}spellingLikeness"), decimal(likeness))


def read_meant(context: Iterable[Quad]) -> dict[str, Meant]:
    """Values with the things they may mean, as `tell_meant` and `tell_sought` told them.

    A name of a record that is unknown is clear when one thing is like it and has its figures; any other value when one
    thing bears it.
    """
    said: dict[object, dict[str, str]] = {}
    for quad in context:
        if isinstance(quad.subject, BlankNode) and isinstance(quad.object, (Literal, NamedNode)):
            said.setdefault(quad.subject, {})[quad.predicate.value.removeprefix(SYS)] = quad.object.value
    rated: dict[str, list[tuple[float, str, bool]]] = {}
    for one in said.values():
        if "letterLikeness" not in one and {"comparedName", "nearThing", "spellingLikeness"} <= one.keys():
            told = (-float(one["spellingLikeness"]), one["nearThing"], "nearName" in one)
            rated.setdefault(one["comparedName"], []).append(told)
    return {value: _weigh(value, sorted(things)) for value, things in rated.items()}


def _weigh(value: str, rated: Sequence[tuple[float, str, bool]]) -> Meant:
    things = tuple(dict.fromkeys(thing for _, thing, _ in rated))
    bearers = {thing for likeness, thing, is_name in rated if is_name and likeness == -1.0}
    if bearers:
        return Meant(tuple(thing for thing in things if thing in bearers), len(bearers) == 1)
    is_same = not rated[0][2] and _figures(_slug(value)) == _figures(_slug(things[0]))
    return Meant(things, len(things) == 1 and is_same)


def ask_for_meant(schema: Schema, unknown: Sequence[str]) -> list[Asked]:
    """What to look up for unknown names of records: things of the same kind that are named like it."""
    return ask_for(schema, [(_slug(iri).replace("-", " "), iri) for iri in unknown])


def _slug(iri: str) -> str:
    return iri.rpartition("/")[2]


def _is_below(base: str, iri: str) -> bool:
    """Whether an IRI has a place among those of the home, and is not a mere name that was read as one."""
    return iri.startswith(base) and "/" in iri.removeprefix(base)


def _name_of(schema: Schema, value: Literal | NamedNode) -> str:
    if isinstance(value, Literal):
        return value.value
    return schema.labels.get(value.value) or FILE_ENDING.sub("", _slug(value.value.rstrip("/")))


def _figures(name: str) -> str:
    return "".join(re.findall(r"\d", name))
