"""One record of a draft as a form, and a form that was sent as the draft's new text, for the routes of forms."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from atlas.access.editing.arrange import Known, make_form
from atlas.access.editing.form import Choice, Form, name_row
from atlas.access.things.changes import find_supports
from atlas.access.things.describe import find_all_labels
from atlas.errors import InputError
from atlas.http.dependencies import State
from atlas.http.known import find_named, find_records
from atlas.http.travel import get_curation
from atlas.intake.drafting.accept import today
from atlas.intake.drafting.draft import Draft
from atlas.intake.reading.additions import (
    EVIDENCE,
    GAP,
    Place,
    add,
    add_part,
    asked_of,
    can_add,
    gaps,
    make_slug,
    new_source,
)
from atlas.intake.reading.filled import NODE, fits, read_record, settle_names
from atlas.intake.reading.receive import Submission
from atlas.namespaces import RDF
from atlas.rdf.formats import TRIG, TURTLE
from atlas.rdf.serialize import serialize
from atlas.rdf.terms import Dataset, Literal, NamedNode, Quad, Term
from atlas.rdf.turtle import write_turtle
from atlas.schema.inputs import is_iri, name_input, shorten, to_iri
from atlas.schema.labels import find_labels
from atlas.schema.layouts import Layouts
from atlas.schema.model import Schema
from atlas.store.rows import select

TYPE: Final = f"{RDF}type"
NEAR: Final = 5
NEAR_LOOKED_UP: Final = 20
VALUE_FIRST: Final = "Give the value, or say that you looked and could not find it."
Pairs = Mapping[str, str]
Graphs = dict[str, list[Quad]]


@dataclass(frozen=True)
class Left:
    """What a form asked for that could not be done. name: of its property; anchor: of its row; why: in words."""

    name: str
    anchor: str
    why: str


@dataclass(frozen=True)
class Filled:
    """A draft after a form was sent. shown: the node to show next, what was added; left: what must be said again."""

    graphs: Graphs
    shown: str = ""
    left: tuple[Left, ...] = ()


async def show_record(state: State, draft: Draft, graphs: Graphs, graph: str, topic: str) -> Form:
    """A record of a draft as a form, with the report's findings at their fields."""
    curation = get_curation(state)
    quads = graphs[graph]
    labels = await find_all_labels(state.store, state.schema, Dataset(quads))
    labels |= find_labels((quad for held in graphs.values() for quad in held), state.schema.label_properties)
    report = draft.content.verdict()
    found = [one for one in report.findings if one.record in (graph, None)] if report else []
    known = Known(
        labels=labels,
        records=await find_records(state),
        supports=find_supports(state.schema, quads, [topic], labels),
        findings=found,
        missing=gaps(state.schema, quads),
        near=await _find_near(state, quads),
        lists={
            "list-evidence": tuple(
                state.schema.expand(one.class_iri) for one in asked_of(state.schema, EVIDENCE) if one.class_iri
            )
        },
    )
    return await asyncio.to_thread(make_form, state.schema, curation.layouts, quads, graph, topic, known)


async def fill_record(state: State, graphs: Graphs, graph: str, topic: str, pairs: Pairs) -> Filled:
    """The records of a draft after a form was sent."""
    curation = get_curation(state)
    schema = state.schema
    pairs = _pick(pairs)
    quads = await asyncio.to_thread(read_record, schema, curation.layouts, pairs, graph, topic)
    quads = settle_names(schema, curation.layouts, quads, await find_named(state))
    after = {**graphs, graph: quads}
    nodes = {name.removeprefix(NODE): iri for name, iri in pairs.items() if name.startswith(NODE)}
    sought = _filled(pairs, "g", ("v",))
    said = {(str(quad.subject), quad.predicate.value) for quad in quads}
    left: list[Left] = []
    for key, path in _filled(pairs, "e", [one.name for one in asked_of(schema, EVIDENCE)]):
        place = Place(graph, topic, nodes.get(key, topic), schema.expand(path))
        try:
            if (f"<{place.subject}>", place.property) not in said and (key, path) not in sought:
                raise InputError(f"There is nothing yet that this could stand behind. {VALUE_FIRST}")
            given = await _evidence(state, after, pairs, key, path, topic)
        except InputError as error:
            left.append(Left(_name_field(curation.layouts, schema, quads, place), name_row(key, path), _words(error)))
        else:
            after[graph] = add(schema, EVIDENCE, after[graph], place, given)
    for key, path in sought:
        place = Place(graph, topic, nodes.get(key, topic), schema.expand(path))
        after[graph] = add(schema, GAP, after[graph], place, {})
    wanted = pairs.get("add", "").split("|")
    shown = ""
    if len(wanted) == 3 and wanted[0] in nodes:
        place = Place(graph, topic, nodes[wanted[0]], schema.expand(wanted[1]))
        after[graph], shown = add_part(after[graph], place, schema.expand(wanted[2]))
    return Filled(after, shown, tuple(left))


def _name_field(layouts: Layouts, schema: Schema, quads: Iterable[Quad], place: Place) -> str:
    """What the form calls a property of a thing."""
    stated = (quad for quad in quads if str(quad.subject) == f"<{place.subject}>" and quad.predicate.value == TYPE)
    field = layouts.fields(one.object.value for one in stated if isinstance(one.object, NamedNode)).get(place.property)
    return field.name if field and field.name else schema.label(place.property)


def write_draft(state: State, graphs: Graphs) -> Submission:
    """Records as a draft's text: Turtle for one, TriG for several."""
    schema = state.schema
    if len(graphs) == 1:
        bare = [Quad(q.subject, q.predicate, q.object) for quads in graphs.values() for q in quads]
        return Submission(write_turtle(bare, schema.prefixes, schema.base).encode(), TURTLE.media_type, schema.base)
    every = [quad for quads in graphs.values() for quad in quads]
    return Submission(serialize(every, TRIG, schema.prefixes, schema.base), TRIG.media_type, schema.base)


async def _find_near(state: State, quads: Iterable[Quad]) -> dict[str, tuple[Choice, ...]]:
    """What plain texts in fields for things may mean."""
    layouts = get_curation(state).layouts
    types: dict[str, tuple[str, ...]] = defaultdict(tuple)
    given = list(quads)
    for quad in given:
        if quad.predicate.value == TYPE and isinstance(quad.object, NamedNode):
            types[str(quad.subject)] += (quad.object.value,)
    found: dict[str, tuple[Choice, ...]] = {}
    for quad in given:
        wanted = layouts.find_range(types[str(quad.subject)], quad.predicate.value)
        if not isinstance(quad.object, Literal) or wanted is None or wanted.datatypes or len(found) > NEAR_LOOKED_UP:
            continue
        hits = await state.search.find(quad.object.value, limit=NEAR * 4)
        fitting = [hit for hit in hits if fits(state.schema, hit.iri, wanted)][:NEAR]
        found[quad.object.value] = tuple(Choice(shorten(state.schema, hit.iri, ""), hit.label) for hit in fitting)
    return found


async def _evidence(state: State, graphs: Graphs, pairs: Pairs, key: str, path: str, topic: str) -> dict[str, Term]:
    """What stands in an evidence box. A web address that no source has yet becomes a record of the same draft."""
    given: dict[str, Term] = {}
    for one in asked_of(state.schema, EVIDENCE):
        text = pairs.get(name_input("e", key, path, one.name), "").strip()
        if one.type != "iri":
            given[one.name] = Literal(text)
            continue
        named = sorted(iri for iri in (await find_named(state)).get(text.casefold(), ()) if state.schema.kind_of(iri))
        iri = named[0] if named else to_iri(state.schema, text, topic)
        if iri is None:
            raise InputError(
                "This is no source.", found=text[:200], expected="the name of a source, or a web address",
                suggestion="Pick one from the list, or give the whole address of the page, with https:// before it.",
            )  # fmt: skip
        given[one.name] = NamedNode(await find_source(state, graphs, iri))
    return given


async def add_evidence(state: State, graphs: Graphs, place: Place, address: str) -> None:
    """Let a web page stand behind a statement; a page that no source has yet becomes one of the same draft."""
    name = next((one.name for one in asked_of(state.schema, EVIDENCE) if one.type == "iri"), None)
    if name is not None:
        source = NamedNode(await find_source(state, graphs, address))
        graphs[place.graph] = add(state.schema, EVIDENCE, graphs[place.graph], place, {name: source})


def is_web(text: str) -> bool:
    """Whether a text is the address of a web page."""
    return text.startswith(("https://", "http://")) and is_iri(text)


async def find_source(state: State, graphs: Graphs, iri: str) -> str:
    """The source itself, the one with this web address, or a new one added to the draft."""
    schema = state.schema
    query = schema.queries.get("forms/find-source")
    if schema.kind_of(iri) is not None or query is None or not can_add(schema, "new-source"):
        return iri
    rows = await select(state.store, query.text, {"address": NamedNode(iri)})
    if rows and isinstance(rows[0]["source"], NamedNode):
        return rows[0]["source"].value
    for quads in graphs.values():
        held = next((quad.subject for quad in quads if str(quad.object) == f"<{iri}>"), None)
        if isinstance(held, NamedNode) and schema.kind_of(held.value) and held.value != iri and "#" not in held.value:
            return held.value
    kind = schema.queries["forms/new-source"].first("kind") or ""
    slug = make_slug("web " + iri.partition("://")[2])
    topic, graph = f"{schema.base}id/{kind}/{slug}", f"{schema.base}graph/{kind}/{slug}"
    graphs[graph] = new_source(schema, topic, graph, iri, today())
    return topic


def _words(error: InputError) -> str:
    found = f"Found: {error.found}." if error.found else ""
    return " ".join(part for part in (error.detail, found, error.suggestion) if part)


def _pick(pairs: Pairs) -> Pairs:
    """The inputs after one of the things offered for a name was picked: `node|property|number|value`."""
    parts = pairs.get("pick", "").split("|", 3)
    if len(parts) != 4:
        return pairs
    return {**pairs, name_input(parts[0], parts[1], parts[2], "v"): parts[3]}


def _filled(pairs: Pairs, first: str, last: Iterable[str]) -> list[tuple[str, str]]:
    """Nodes and properties of which one of the inputs of one sort is filled in."""
    found = []
    for name, value in pairs.items():
        parts = name.split("|")
        if len(parts) == 4 and parts[0] == first and parts[3] in last and value.strip():
            found.append((parts[1], parts[2]))
    return list(dict.fromkeys(found))
