"""A form that was sent, as a record again: names and values of inputs in, the statements they make out.

The inverse of `access.editing.arrange`; what a box was told to drop goes with
everything that points to it. Stores nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from atlas.errors import InputError
from atlas.namespaces import RDF, SKOS
from atlas.rdf.terms import Literal, NamedNode, Quad, Term, objects
from atlas.schema.inputs import IRI, Written, is_iri, read_term, split_name, takes_iris
from atlas.schema.layouts import Layouts
from atlas.schema.model import Schema
from atlas.schema.ranges import Kind, Range

TYPE: Final = f"{RDF}type"
NODE: Final = "node|"
DROP: Final = "drop|"

Said = dict[tuple[str, str, str], dict[str, str]]


def read_record(schema: Schema, layouts: Layouts, pairs: Mapping[str, str], graph: str, topic: str) -> list[Quad]:
    """The record that a form holds, sorted.

    pairs: inputs by name. Raises InputError for a form that names no node.
    """
    nodes = {name.removeprefix(NODE): iri for name, iri in pairs.items() if name.startswith(NODE)}
    if not nodes:
        raise InputError("The form holds no record.", expected="inputs named node|key")
    allowed = {key: iri for key, iri in nodes.items() if is_iri(iri)}
    dropped = {nodes[name.removeprefix(DROP)] for name in pairs if name.startswith(DROP) and name[len(DROP) :] in nodes}
    found: set[Quad] = set()
    said = _collect(pairs)
    types = _types(schema, said)
    for (key, path, _), parts in sorted(said.items()):
        subject = allowed.get(key)
        if subject is None or subject in dropped or parts.get("x"):
            continue
        property_iri = schema.expand(path)
        if not is_iri(property_iri):
            continue
        wanted = layouts.find_range(types[key], property_iri)
        written = Written(parts.get("v", ""), parts.get("l", "").strip(), parts.get("t", ""))
        if property_iri == TYPE:
            written = Written(written.text, type=IRI)
        term = read_term(schema, written, wanted, topic)
        if term is None or _text(term) in dropped:
            continue
        found.add(Quad(NamedNode(subject), NamedNode(property_iri), term, NamedNode(graph)))
    return sorted(found, key=str)


def settle_names(
    schema: Schema, layouts: Layouts, quads: Iterable[Quad], by_name: Mapping[str, Iterable[str]]
) -> list[Quad]:
    """A record in which a plain name stands for the one thing that it names, where the field takes things.

    by_name: lower-case name to the things called so. A name that several fitting things share stays as it is.
    """
    given = list(quads)
    types: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for quad in given:
        if quad.predicate.value == TYPE:
            types[_text(quad.subject)] += (_text(quad.object),)
    settled: list[Quad] = []
    for quad in given:
        wanted = layouts.find_range(types[_text(quad.subject)], quad.predicate.value)
        if isinstance(quad.object, Literal) and wanted is not None and takes_iris(wanted):
            fitting = [iri for iri in by_name.get(quad.object.value.casefold(), ()) if fits(schema, iri, wanted)]
            if len(fitting) == 1:
                quad = Quad(quad.subject, quad.predicate, NamedNode(fitting[0]), quad.graph_name)
        settled.append(quad)
    return settled


def fits(schema: Schema, iri: str, wanted: Range) -> bool:
    """Whether a thing is of a kind that a field takes."""
    kind = schema.kind_of(iri)
    if wanted.kind is Kind.RECORD:
        return kind is not None and bool({kind.iri, *kind.superclasses} & set(wanted.classes))
    if wanted.kind is Kind.CONCEPT:
        held = {_text(scheme) for scheme in objects(schema.ontology, NamedNode(iri), f"{SKOS}inScheme")}
        return bool(held & set(wanted.schemes)) or not wanted.schemes
    return wanted.kind is Kind.ADDRESS


def _collect(pairs: Mapping[str, str]) -> Said:
    """Parts of each value, by node, property and number."""
    said: Said = defaultdict(dict)
    for name, value in pairs.items():
        split = split_name(name)
        if split is not None:
            node, path, index, part = split
            said[node, path, index][part] = value
    return said


def _types(schema: Schema, said: Said) -> dict[str, tuple[str, ...]]:
    """Classes of each node."""
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for (key, path, _), parts in said.items():
        if schema.expand(path) == TYPE:
            found[key] += (schema.expand(parts.get("v", "")),)
    return found


def _text(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else ""
