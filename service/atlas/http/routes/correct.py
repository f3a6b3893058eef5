"""“Report an error”: one statement of a record in, a draft of its correction out."""

import asyncio
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from atlas.access.editing.choices import Choices
from atlas.access.things.derived import Derived, find_derived
from atlas.access.things.describe import find_all_labels
from atlas.access.things.supports import text_of
from atlas.errors import NotFoundError
from atlas.http.dependencies import State, get_state
from atlas.http.known import find_named, find_records
from atlas.http.page_response import PageResponse
from atlas.http.pages import Step
from atlas.http.signing import PRIVATE, field, find_drafter, get_client, read_form, refuse_foreign
from atlas.http.travel import get_curation
from atlas.intake.drafting.accept import read_graph
from atlas.intake.drafting.correct import correct, find_statement
from atlas.intake.reading.filled import fits
from atlas.intake.reading.normalize import graph_of
from atlas.intake.reading.receive import receive
from atlas.namespaces import RDF
from atlas.rdf.canonical import mark_statement
from atlas.rdf.formats import TURTLE
from atlas.rdf.terms import Dataset, Literal, NamedNode, Quad
from atlas.rdf.turtle import write_turtle
from atlas.schema.inputs import shorten, to_iri
from atlas.schema.ranges import Range

TITLE_LENGTH = 200
TYPE = f"{RDF}type"
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Wrong:
    """A statement of a record that somebody finds wrong. wanted: what its values are, where a shape says it."""

    graph: str
    quads: list[Quad]
    statement: Quad
    labels: dict[str, str]
    field: str
    wanted: Range | None

    def label(self, iri: str) -> str:
        """Name of a thing or property in words."""
        return self.labels.get(iri) or iri.rpartition("#")[2].rpartition("/")[2].replace("-", " ")

    @property
    def said(self) -> str:
        """The value as people read it."""
        value = self.statement.object
        if isinstance(value, NamedNode):
            return self.labels.get(value.value, value.value)
        return value.value if isinstance(value, Literal) else str(value)


@router.get("/{kind}/{slug}/correct")
async def show(request: Request, kind: str, slug: str) -> Response:
    """The statement, and what it should be; of one that a rule worked out, what it rests on."""
    state = get_state(request)
    topic, mark = f"{state.schema.base}id/{kind}/{slug}", request.query_params.get("statement", "")
    try:
        wrong = await _find(state, kind, slug, mark)
    except NotFoundError:
        derived = await find_derived(state.store, state.schema, topic, mark)
        if derived is None:
            raise
        return await _show_derived(state, topic, derived)
    value = wrong.statement.object
    lists = Choices(state.schema, await find_records(state), topic)
    choices, list_id = lists.find(wrong.wanted) if wrong.wanted and isinstance(value, NamedNode) else ((), "")
    page = state.pages.render(
        "correct.html",
        number=state.store.number,
        trail=_trail(state, topic, wrong.label(topic)),
        label=wrong.label(topic),
        about=wrong.label(text_of(wrong.statement.subject)),
        property=wrong.statement.predicate.value,
        property_label=wrong.field,
        said=wrong.said,
        iri=value.value if isinstance(value, NamedNode) else "",
        chosen=shorten(state.schema, value.value, topic) if isinstance(value, NamedNode) else "",
        choices=choices,
        list=lists.lists.get(list_id, ()),
        path=f"/{kind}/{slug}",
        mark=mark,
    )
    return PageResponse(page, headers={"X-Robots-Tag": "noindex"})


async def _show_derived(state: State, topic: str, derived: Derived) -> Response:
    """Why nothing can be corrected here, and where it can."""
    quads = [derived.statement, *derived.rests_on]
    labels = await find_all_labels(state.store, state.schema, Dataset(quads), [topic])

    def say(term: object) -> str:
        text = text_of(term)  # type: ignore[arg-type]
        whole, sign, part = text.partition("#")
        return labels.get(text) or (part.replace("-", " ") if sign and whole == topic else state.schema.label(text))

    rows = [
        {
            "about": say(one.subject),
            "property": say(one.predicate),
            "value": say(one.object),
            "href": f"{state.pages.href(text_of(one.subject).partition('#')[0])}/correct"
            f"?statement={mark_statement(one.subject, one.predicate, one.object)}",
        }
        for one in derived.rests_on
    ]
    quad = derived.statement
    page = state.pages.render(
        "derived.html",
        number=state.store.number,
        trail=_trail(state, topic, say(NamedNode(topic))),
        about=say(quad.subject),
        label=say(NamedNode(topic)),
        property=quad.predicate.value,
        property_label=say(quad.predicate),
        value=say(quad.object),
        rules=[(f"{state.schema.base}rule/{one.stem}", one) for one in derived.rules],
        rows=rows,
        topic=topic,
    )
    return PageResponse(page, headers={"X-Robots-Tag": "noindex"})


def _trail(state: State, topic: str, label: str) -> list[Step]:
    kind = state.schema.kind_of(topic)
    path = state.pages.href(topic) or "/"
    first = [Step(kind.label, f"/{kind.kind}")] if kind else []
    return [*first, Step(label, path), state.pages.step("report-title")]


@router.post("/{kind}/{slug}/correct")
async def begin(request: Request, kind: str, slug: str) -> Response:
    """Keep the corrected record as a draft."""
    refuse_foreign(request)
    state = get_state(request)
    client, form = find_drafter(request), await read_form(request)
    wrong = await _find(state, kind, slug, request.query_params.get("statement", ""))
    given, topic = field(form, "right"), f"{state.schema.base}id/{kind}/{slug}"
    if isinstance(wrong.statement.object, NamedNode):
        given = await _understand(state, wrong, given.strip(), topic)
    right = correct(wrong.quads, wrong.statement, field(form, "fate") or "replace", given)
    bare = [Quad(quad.subject, quad.predicate, quad.object) for quad in right]
    text = write_turtle(bare, state.schema.prefixes, state.schema.base)
    curation = get_curation(state)
    submission = receive(text.encode(), TURTLE.media_type, state.schema.base, state.settings.body_bytes)
    content = await curation.examine(submission, get_client(request))
    why = " ".join(field(form, "why").split())
    title = f"Correct {wrong.field} of {wrong.label(topic)}" + (f": {why}" if why else "")
    revisions = await curation.store.revisions([wrong.graph])
    _, secret = await asyncio.to_thread(
        curation.drafts.make, client, content, base=dict(revisions), title=title[:TITLE_LENGTH]
    )
    return RedirectResponse(f"/contribute/{secret}", status_code=303, headers=PRIVATE)


async def _understand(state: State, wrong: Wrong, text: str, topic: str) -> str:
    """The IRI of a thing by its name or short name; the text itself where it names none or several."""
    named = (await find_named(state)).get(text.casefold(), set())
    fitting = [iri for iri in named if wrong.wanted is None or fits(state.schema, iri, wrong.wanted)]
    return fitting[0] if len(fitting) == 1 else to_iri(state.schema, text, topic) or text


async def _find(state: State, kind: str, slug: str, mark: str) -> Wrong:
    """The statement that the address names. Raises NotFoundError."""
    schema = state.schema
    graph = graph_of(f"{schema.base}id/{kind}/{slug}", schema.base)
    if kind not in schema.kinds or graph is None:
        raise NotFoundError(f"There is no kind {kind}.", found=kind)
    quads = await read_graph(get_curation(state), graph)
    statement = find_statement(quads, mark)
    labels = await find_all_labels(state.store, schema, Dataset(quads))
    path, layouts = statement.predicate.value, get_curation(state).layouts
    types = [text_of(one.object) for one in quads if one.subject == statement.subject and one.predicate.value == TYPE]
    said = layouts.fields(types).get(path)
    name = said.name if said and said.name else labels.get(path) or schema.label(path)
    return Wrong(graph, quads, statement, labels, name, layouts.range(said) if said else None)
