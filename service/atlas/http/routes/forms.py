"""Forms: a new record, an existing one to correct or complete, a draft filled in field by field, without scripts."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from atlas.access.things.lookup import find_named as find_linked
from atlas.access.things.lookup import last_words, strongest
from atlas.errors import ConflictError, InputError, NotFoundError
from atlas.http.dependencies import State, get_state
from atlas.http.differences import find_topics
from atlas.http.drafting import make_draft, save
from atlas.http.filling import (
    Graphs,
    Left,
    Pairs,
    add_evidence,
    fill_record,
    is_web,
    show_record,
    write_draft,
)
from atlas.http.known import find_records
from atlas.http.page_response import PageResponse
from atlas.http.pages import Step
from atlas.http.signing import PRIVATE, field, find_drafter, get_client, read_form, refuse_foreign
from atlas.http.travel import get_curation
from atlas.intake.drafting.accept import read_graph, today
from atlas.intake.drafting.draft import Draft
from atlas.intake.reading.additions import EVIDENCE, GAP, RECORD, Place, asked_of, can_add, make_slug, new_record
from atlas.intake.reading.normalize import graph_of
from atlas.schema.inputs import shorten

NEAR: Final = 6
NEAR_SCORE: Final = 0.6
COMPLETED: Final = 12
NOTHING: Final[Pairs] = {}
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Begun:
    """What a new record begins with. page: its address on the web, or empty."""

    kind: str
    name: str
    page: str


@dataclass(frozen=True)
class Alike:
    """A record that may be the same thing."""

    iri: str
    label: str


@router.get("/contribute/new")
async def show_new(request: Request, kind: str = "", name: str = "", page: str = "") -> Response:
    """What is it, what is it called, and where is it on the web?"""
    return await _ask_name(get_state(request), Begun(kind, name, page), ())


@router.post("/contribute/new")
async def begin_new(request: Request) -> Response:
    """A draft of a new record; first, whether it is there already."""
    refuse_foreign(request)
    state = get_state(request)
    client, form = find_drafter(request), await read_form(request)
    begun = Begun(field(form, "kind"), " ".join(field(form, "name").split()), field(form, "page").strip())
    found = state.schema.kinds.get(begun.kind)
    if begun.page and not is_web(begun.page):
        raise InputError("This is no web address.", found=begun.page[:200], expected="https://…")
    begun = replace(begun, name=begun.name or last_words(begun.page))
    if found is None or not begun.name or not can_add(state.schema, RECORD):
        raise InputError("Choose what it is and give its name.", found=begun.kind, expected="one of the kinds, a name")
    if not field(form, "anyway"):
        hits = await _find_alike(state, begun, found.iri)
        if hits:
            return await _ask_name(state, begun, hits)
    topic, graph = await _free_name(state, begun.kind, begun.name)
    graphs = {graph: new_record(state.schema, topic, graph, found.iri, begun.name, today())}
    if begun.page:
        place = Place(graph, topic, topic, state.schema.label_properties[0])
        await add_evidence(state, graphs, place, begun.page)
    return await _begin(request, state, client, graphs, f"Add {begun.name}")


@router.get("/contribute/names")
async def complete(request: Request, q: str = "", sort: str = "") -> Response:
    """What a name may mean, as a form would write it; for completing while one types."""
    state = get_state(request)
    hits = await state.search.find(q[:200], limit=COMPLETED * 3)
    kept = [hit for hit in hits if sort != "record" or state.schema.kind_of(hit.iri)][:COMPLETED]
    found = [{"value": shorten(state.schema, hit.iri, ""), "label": hit.label} for hit in kept]
    return JSONResponse(found, headers={"Cache-Control": "no-cache"})


@router.get("/{kind}/{slug}/edit")
async def show_edit(request: Request, kind: str, slug: str) -> Response:
    """Before a draft of an existing record is made."""
    state = get_state(request)
    await _present(state, kind, slug)
    label = (await find_records(state)).get(f"{state.schema.base}id/{kind}/{slug}", slug)
    trail = [
        Step(state.schema.kinds[kind].label, f"/{kind}"),
        Step(label, f"/{kind}/{slug}"),
        state.pages.step("record-correct"),
    ]
    return _page(state, "edit.html", trail=trail, label=label, path=f"/{kind}/{slug}")


@router.post("/{kind}/{slug}/edit")
async def begin_edit(request: Request, kind: str, slug: str) -> Response:
    """A draft of an existing record."""
    refuse_foreign(request)
    state = get_state(request)
    client = find_drafter(request)
    graphs = await _present(state, kind, slug)
    label = (await find_records(state)).get(f"{state.schema.base}id/{kind}/{slug}", slug)
    return await _begin(request, state, client, graphs, f"Correct {label}")


@router.get("/contribute/{secret}/form")
async def show_form(request: Request, secret: str) -> Response:
    """One record of a draft as a form."""
    state = get_state(request)
    draft = await asyncio.to_thread(get_curation(state).drafts.find, secret)
    if not draft.content.records:  # a text that cannot be read is mended on the draft's own page
        return RedirectResponse(f"/contribute/{secret}", status_code=303, headers=PRIVATE)
    return await _show(state, draft, secret, request.query_params.get("record", ""))


@router.post("/contribute/{secret}/form")
async def fill_form(request: Request, secret: str) -> Response:
    """The form back: saved, checked, and shown again where something was added or is to be mended."""
    refuse_foreign(request)
    state = get_state(request)
    curation = get_curation(state)
    draft = await asyncio.to_thread(curation.drafts.find, secret)
    pairs = {name: value for name, value in (await read_form(request)).items() if isinstance(value, str)}
    graphs = draft.content.graphs()
    graph, topic = _choose(state, graphs, pairs.get("record", ""))
    filled = await fill_record(state, graphs, graph, topic, pairs)
    draft = await save(curation, draft, write_draft(state, filled.graphs), get_client(request))
    if filled.left:
        return await _show(state, draft, secret, _path(state, [topic]), filled.left, pairs)
    if pairs.get("action") == "done":
        return RedirectResponse(f"/contribute/{secret}", status_code=303, headers=PRIVATE)
    anchor = f"#{quote(filled.shown.rpartition('#')[2])}" if filled.shown else "#report"
    to = f"/contribute/{secret}/form?record={quote(_path(state, [topic]))}{anchor}"
    return RedirectResponse(to, status_code=303, headers=PRIVATE)


async def _show(
    state: State, draft: Draft, secret: str, record: str, left: tuple[Left, ...] = (), typed: Pairs = NOTHING
) -> Response:
    """One record of a draft as a form. left: what could not be done with what was typed, which is shown again."""
    graphs = draft.content.graphs()
    graph, topic = _choose(state, graphs, record)
    report = draft.content.verdict()
    wrong = Counter(one.record for one in report.findings if one.severity == "must") if report else Counter()
    return _page(
        state,
        "form.html",
        status=400 if left else 200,
        trail=[
            state.pages.step("contribute-title", "/contribute"),
            Step(draft.title or state.pages.say("draft-name"), f"/contribute/{secret}"),
            state.pages.step("form-title"),
        ],
        draft=draft,
        secret=secret,
        form=await show_record(state, draft, graphs, graph, topic),
        report=report,
        others=[(_path(state, find_topics(held)), name == graph, wrong[name]) for name, held in graphs.items()],
        path=_path(state, [topic]),
        evidence=asked_of(state.schema, EVIDENCE),
        takes_gaps=can_add(state.schema, GAP),
        left={one.anchor: one for one in left},
        typed=typed,
    )


async def _begin(request: Request, state: State, client: str, graphs: Graphs, title: str) -> Response:
    curation = get_curation(state)
    content = await curation.examine(write_draft(state, graphs), get_client(request))
    _, secret = await make_draft(curation, client, content, title)
    return RedirectResponse(f"/contribute/{secret}/form", status_code=303, headers=PRIVATE)


async def _ask_name(state: State, begun: Begun, hits: Iterable[Alike]) -> Response:
    kinds = sorted(state.schema.kinds.items(), key=lambda pair: pair[1].label)
    trail = [state.pages.step("contribute-title", "/contribute"), state.pages.step("contribute-new")]
    return _page(state, "new.html", trail=trail, kinds=kinds, begun=begun, hits=hits)


async def _find_alike(state: State, begun: Begun, class_iri: str) -> list[Alike]:
    """Records with this web address, then those of the class with a name like it."""
    linked = strongest(await find_linked(state.store, state.schema, begun.page)) if begun.page else []
    labels = await find_records(state)
    found = {one.iri: labels.get(one.iri, one.iri) for one in linked if state.schema.kind_of(one.iri)}
    hits = await state.search.find(begun.name, limit=NEAR, type_iri=class_iri)
    found |= {hit.iri: hit.label for hit in hits if hit.score >= NEAR_SCORE}
    return [Alike(iri, label) for iri, label in found.items()]


async def _free_name(state: State, kind: str, name: str) -> tuple[str, str]:
    """Topic and graph of a new record, with a number behind the slug where another record has it."""
    slug, base = make_slug(name), state.schema.base
    names = [f"{kind}/{slug}", *(f"{kind}/{slug}-{number}" for number in range(2, 100))]
    held = await state.store.revisions([f"{base}graph/{one}" for one in names])
    free = next((one for one in names if f"{base}graph/{one}" not in held), None)
    if free is None:
        raise ConflictError("Too many records have this name.", found=name)
    return f"{base}id/{free}", f"{base}graph/{free}"


async def _present(state: State, kind: str, slug: str) -> Graphs:
    """The record as it stands. Raises NotFoundError."""
    graph = graph_of(f"{state.schema.base}id/{kind}/{slug}", state.schema.base)
    quads = await read_graph(get_curation(state), graph) if graph and kind in state.schema.kinds else []
    if graph is None or not quads:
        raise NotFoundError(f"There is no record {kind}/{slug}.", found=f"{kind}/{slug}")
    return {graph: quads}


def _choose(state: State, graphs: Graphs, asked: str) -> tuple[str, str]:
    """The graph to show, the first one where none is asked for, and its topic. Raises InputError, NotFoundError."""
    if not graphs:
        raise InputError("This draft cannot be read; mend its text first.", suggestion="Go back to the draft.")
    graph = f"{state.schema.base}graph/{asked}" if asked else next(iter(graphs))
    topics = find_topics(graphs.get(graph, ()))
    if not topics:
        raise NotFoundError(f"The draft holds no record {asked}.", found=asked)
    return graph, topics[0]


def _path(state: State, topics: list[str]) -> str:
    return topics[0].removeprefix(f"{state.schema.base}id/") if topics else ""


def _page(state: State, template: str, *, status: int = 200, **values: object) -> Response:
    return PageResponse(state.pages.render(template, number=state.store.number, **values), status, PRIVATE)
