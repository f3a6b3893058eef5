"""One thing as a person reads it: facts grouped as the shapes group them, each value with what it rests on.

Everything comes from the home's view queries and shapes; no term of the ontology is named here.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from atlas.access.ontology.labels import ask_labels
from atlas.access.things.incoming import read_incoming, select_incoming, sort_by_label
from atlas.access.things.supports import Supports, read_supports, text_of
from atlas.access.things.view import BETWEEN, Description, Group, Node, Row, Value
from atlas.namespaces import DCTERMS, RDF, RDFS, SH, SKOS, XSD
from atlas.rdf.canonical import mark_statement
from atlas.rdf.terms import Dataset, Literal, NamedNode, Term, objects, one_object
from atlas.schema.labels import find_labels, literal_text
from atlas.schema.model import Class, Field, Schema
from atlas.store.protocol import Store
from atlas.store.rows import construct, select

SUMMARY_PROPERTIES = (f"{DCTERMS}description", f"{SKOS}definition", f"{RDFS}comment")
TYPE = f"{RDF}type"
MORE = ""  # the group of what no shape groups: a page names it
NAMING = 3
LONG, LONGEST = 5, 40


@dataclass(frozen=True)
class _Reading:
    """What a page is made from."""

    schema: Schema
    statements: Dataset
    labels: Mapping[str, str]
    supports: Supports


async def find_statements(store: Store, schema: Schema, focus: str) -> Dataset:
    """The record view of a thing; an empty dataset when the graph says nothing of it."""
    return await construct(store, schema.queries["views/record"].text, {"focus": NamedNode(focus)})


async def describe(store: Store, schema: Schema, focus: str, *, incoming_limit: int = 50) -> Description | None:
    """A thing with labels, sources and incoming links; None when the graph says nothing of it."""
    name = NamedNode(focus)
    statements, (incoming_rows, has_more), source_rows = await asyncio.gather(
        find_statements(store, schema, focus),
        select_incoming(store, schema, focus, incoming_limit, 0),
        select(store, schema.queries["views/sources"].text, {"focus": name}),
    )
    if not len(statements):
        return None
    labels = await find_all_labels(store, schema, statements, [text_of(row["subject"]) for row in incoming_rows])
    reading = _Reading(schema, statements, labels, read_supports(source_rows))
    node = _node(reading, name, frozenset())
    return Description(
        node=node,
        summary=_summary(schema, statements, name),
        statements=statements,
        sources=reading.supports.all,
        incoming=sort_by_label([read_incoming(schema, labels, row) for row in incoming_rows]),
        missing=_missing(schema, statements, name),
        has_more_incoming=has_more,
    )


async def find_all_labels(
    store: Store, schema: Schema, statements: Dataset, others: Iterable[str] = ()
) -> dict[str, str]:
    """Labels of every IRI in some statements, and of others: of the schema, their own, else asked of the store."""
    iris = {term.value for quad in statements for term in (quad.predicate, quad.object) if isinstance(term, NamedNode)}
    iris |= {*others} | {quad.subject.value for quad in statements if isinstance(quad.subject, NamedNode)}
    known = find_labels(statements, schema.label_properties, schema.language)
    known |= {iri: schema.labels[iri] for iri in iris if iri in schema.labels}
    unknown = (iri for iri in iris - known.keys() if iri.startswith(schema.base))
    return known | await ask_labels(store, schema, unknown)


def _node(reading: _Reading, subject: NamedNode, inside: frozenset[str]) -> Node:
    types = [t for t in objects(reading.statements, subject, TYPE) if isinstance(t, NamedNode)]
    most_specific = _most_specific(reading.schema, [t.value for t in types])
    groups = _groups(reading, subject, most_specific, inside | {subject.value})
    name = reading.labels.get(subject.value)
    return Node(
        iri=subject.value,
        label=name or _own_label(reading, subject, groups),
        types=tuple((iri, reading.labels.get(iri) or reading.schema.label(iri)) for iri in most_specific),
        groups=groups,
        is_named=bool(name),
    )


def _groups(reading: _Reading, subject: NamedNode, types: list[str], inside: frozenset[str]) -> tuple[Group, ...]:
    fields = _fields(reading.schema, types)
    by_path = _own_values(reading, subject)
    homes = _homes(by_path, fields)
    grouped: dict[str, list[tuple[float, Row]]] = defaultdict(list)
    order: dict[str, float] = {MORE: float("inf")}
    for path, values in by_path.items():
        known = fields.get(path)
        label = MORE
        if known is not None and known.group is not None:
            label = reading.schema.labels.get(known.group) or MORE
            order.setdefault(label, _group_order(reading.schema, known.group))
        row = Row(
            property=path,
            label=(known.name if known else "") or reading.labels.get(path) or reading.schema.label(path),
            help=(known.description if known else "") or _definition(reading.schema, path),
            values=_values(reading, subject, path, values, inside, homes),
        )
        grouped[label].append((known.order if known else 1e9, row))
    return tuple(
        Group(label, tuple(row for _, row in sorted(rows, key=lambda pair: (pair[0], pair[1].label))))
        for label, rows in sorted(grouped.items(), key=lambda pair: (order[pair[0]], pair[0]))
    )


def _own_values(reading: _Reading, subject: NamedNode) -> dict[str, list[Term]]:
    """Values by property, without types, the name, evidence (shown as marks), and what a narrower property says too."""
    hidden = {TYPE, *reading.schema.label_properties[:1]}
    said = [q for q in reading.statements.quads_for_subject(subject) if q.predicate.value not in hidden]
    by_value: dict[str, set[str]] = defaultdict(set)
    for quad in said:
        by_value[str(quad.object)] |= set(reading.schema.broader_properties(quad.predicate.value))
    by_path: dict[str, list[Term]] = defaultdict(list)
    for quad in said:
        entailed = quad.predicate.value in by_value[str(quad.object)]
        if not entailed and text_of(quad.object) not in reading.supports.nodes:
            by_path[quad.predicate.value].append(quad.object)
    return by_path


def _homes(by_path: Mapping[str, list[Term]], fields: Mapping[str, Field]) -> dict[str, str]:
    """Under which property a part is shown when several lead to it: one of the form; under the others it is a link."""
    ordered = sorted(by_path, key=lambda path: (path not in fields, path))
    return {text_of(term): path for path in reversed(ordered) for term in by_path[path]}


def _values(
    reading: _Reading,
    subject: NamedNode,
    path: str,
    terms: list[Term],
    inside: frozenset[str],
    homes: Mapping[str, str],
) -> tuple[Value, ...]:
    found: list[Value] = []
    for term in terms:
        supports = reading.supports.of(subject.value, path, text_of(term))
        mark = mark_statement(subject, NamedNode(path), term)
        if isinstance(term, NamedNode):
            is_part = "#" in term.value and term.value.split("#")[0] == subject.value.split("#")[0]
            part = _node(reading, term, inside) if is_part and term.value not in inside else None
            label = part.label if part else reading.labels.get(term.value) or reading.schema.label(term.value)
            shown = part if homes.get(term.value) == path else None
            own = tuple(one for one in supports if shown is None or one not in shown.supports())
            found.append(Value(label, term.value, part=shown, supports=own, mark=mark))
        else:
            language, datatype = (term.language, term.datatype.value) if isinstance(term, Literal) else (None, "")
            value = Value(text_of(term), language=language, supports=supports, mark=mark, datatype=datatype)
            found.append(replace(value, grouped=_group_digits(term)))
    return tuple(sorted(found, key=lambda value: (value.part is not None, value.text)))


def _group_digits(term: Term) -> str:
    """A whole number of five digits or more with its thousands apart; empty for anything else."""
    if not isinstance(term, Literal) or term.datatype.value != f"{XSD}integer" or not term.value.isdecimal():
        return ""
    return f"{int(term.value):,}" if LONG <= len(term.value) <= LONGEST else ""


def _own_label(reading: _Reading, subject: NamedNode, groups: tuple[Group, ...]) -> str:
    """What stands for a name: a part's first values, in the order of its form."""
    record, is_part, fragment = subject.value.partition("#")
    if not (is_part and record.startswith(reading.schema.base)):
        return reading.schema.compact(subject.value)
    values = [one for group in groups for row in group.rows for one in row.values]
    texts = [one.text for one in values if (one.iri or "").partition("#")[0] != record]
    return BETWEEN.join(dict.fromkeys(texts[:NAMING])) or fragment.replace("-", " ")


def _most_specific(schema: Schema, types: list[str]) -> list[str]:
    above = {parent for iri in types if iri in schema.classes for parent in schema.classes[iri].superclasses}
    return sorted(iri for iri in types if iri not in above)


def _fields(schema: Schema, types: list[str]) -> dict[str, Field]:
    """Fields by path; where several shapes speak of one path, the mandatory one names it."""
    found: dict[str, Field] = {}
    for one in [f for iri in types for f in _class_fields(schema, schema.classes.get(iri))]:
        held = found.get(one.path)
        if held is None or (one.severity == f"{SH}Violation") > (held.severity == f"{SH}Violation"):
            found[one.path] = one
    return found


def _class_fields(schema: Schema, found: Class | None) -> list[Field]:
    if found is None:
        return []
    inherited = [f for iri in found.superclasses if iri in schema.classes for f in schema.classes[iri].fields]
    return [*found.fields, *inherited]


def _missing(schema: Schema, statements: Dataset, subject: NamedNode) -> tuple[Field, ...]:
    """Recommended or mandatory fields of the thing's classes that it has no value for."""
    types = [t.value for t in objects(statements, subject, TYPE) if isinstance(t, NamedNode)]
    present = {quad.predicate.value for quad in statements.quads_for_subject(subject)}
    wanted = {f.path: f for iri in types for f in _class_fields(schema, schema.classes.get(iri)) if f.min_count}
    return tuple(sorted((f for path, f in wanted.items() if path not in present), key=lambda f: f.order))


def _group_order(schema: Schema, group: str) -> float:
    found = one_object(schema.shapes, NamedNode(group), f"{SH}order")
    return float(found.value) if isinstance(found, Literal) else 1e6


def _definition(schema: Schema, iri: str) -> str:
    return literal_text(schema.ontology, NamedNode(iri), f"{SKOS}definition", schema.language)


def _summary(schema: Schema, statements: Dataset, subject: NamedNode) -> str:
    texts = (literal_text(statements, subject, predicate, schema.language) for predicate in SUMMARY_PROPERTIES)
    return next(filter(None, texts), "")
