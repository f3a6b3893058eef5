"""Commits over HTTP: the log, one commit, a record's history with blame, a commit undone; pages, PROV, JSON, patch."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from atlas.access.protocol.negotiate import choose_format
from atlas.access.things.changes import find_supports, show_changes
from atlas.access.things.describe import find_all_labels
from atlas.access.things.supports import text_of
from atlas.errors import NotFoundError
from atlas.http.dependencies import State, get_state, wants_page
from atlas.http.differences import find_topics, find_wanted, write_difference
from atlas.http.feed import ATOM
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate
from atlas.http.signing import PRIVATE, Signed, field, find_signed, read_form, require_signed
from atlas.http.travel import get_curation
from atlas.intake.deriving.mark import WHO as RULES
from atlas.intake.drafting.accept import read_graph, revert
from atlas.intake.drafting.curation import Curation
from atlas.intake.history.difference import Difference, Stated, between, blame
from atlas.intake.history.provenance import to_prov
from atlas.intake.reading.normalize import graph_of
from atlas.namespaces import FOAF
from atlas.rdf.canonical import mark_statement
from atlas.rdf.formats import HTML, JSON_LD, PLAIN_JSON, TURTLE, Format
from atlas.rdf.patch import RDF_PATCH
from atlas.rdf.serialize import serialize
from atlas.rdf.terms import Dataset, NamedNode, Quad
from atlas.schema.files import rule_graph
from atlas.store.protocol import Commit

SCOPE: Final = "curate"
SHOWN: Final = 100
GRAPHS_SHOWN: Final = 20
FORMATS: Final = (HTML, PLAIN_JSON, TURTLE, JSON_LD, RDF_PATCH)
RECORD_FORMATS: Final = (HTML, PLAIN_JSON, TURTLE, JSON_LD)
router = APIRouter(tags=["history"])


@router.get("/commit", include_in_schema=False)
async def show_log(request: Request, before: int = 0) -> Response:
    """Commits, newest first; those of the rules are left out."""
    state = get_state(request)
    curation = get_curation(state)
    newest = min(before - 1, state.store.number) if before else state.store.number
    commits = await asyncio.to_thread(curation.past.commits, newest, SHOWN)
    more = commits[-1].number if commits and commits[-1].number > 1 else None
    shown = [one for one in commits if one.who != RULES]
    feed = [Alternate(ATOM, "/feed.atom", "Atom")]
    trail = [state.pages.step("changes-title")]
    return _page(state, "commits.html", trail=trail, alternates=feed, commits=shown, more=more)


@router.get("/commit/{name}", response_model=None)
async def show_commit(request: Request, name: str) -> Response:
    """One commit: who, when, why, from which draft, and what it did."""
    state = get_state(request)
    curation = get_curation(state)
    stem, wanted = find_wanted(name, request, FORMATS)
    commit = await asyncio.to_thread(curation.past.commit, _number(stem))
    wanted = wanted or choose_format(request.headers.get("accept", ""), FORMATS)
    if wanted in (TURTLE, JSON_LD):
        return _rdf(state, to_prov(commit, state.schema.base, _stated(state, commit.graphs)), wanted)
    done = await between(curation.past, commit.number - 1, commit.number)
    if wanted != HTML:
        return write_difference(done, wanted, _header(commit), _to_dict(commit))
    return _page(
        state,
        "commit.html",
        trail=[state.pages.step("changes-title", "/commit"), state.pages.step("commit-name", number=commit.number)],
        alternates=_forms(f"/commit/{stem}", FORMATS[1:]),
        commit=commit,
        records=await show_records(state, curation, done, commit.number - 1, commit.number),
        count=len(done.graphs()),
        signed=_curator(request),
    )


@router.post("/commit/{name}/revert", response_model=None)
async def undo(request: Request, name: str) -> Response:
    """Take a commit back, in all it touched or in the graphs that `graph` names, as a new commit."""
    form = await read_form(request)
    signed = require_signed(request, SCOPE, form)
    number = _number(name)
    graph = field(form, "graph")
    why = field(form, "why").strip() or f"undo commit {number}"
    curation = get_curation(get_state(request))
    commit = await revert(curation, number, signed.curator, why, [graph] if graph else [])
    place = f"/commit/{commit.number}"
    if wants_page(request.headers.get("accept", "")):
        return RedirectResponse(place, status_code=303, headers=PRIVATE)
    return JSONResponse(_to_dict(commit), 201, {**PRIVATE, "Location": place})


@router.get("/{kind}/{slug}/history", response_model=None)
@router.get("/{kind}/{slug}/history.{extension}", response_model=None, include_in_schema=False)
async def show_history(request: Request, kind: str, slug: str, extension: str = "") -> Response:
    """A record's commits, and for each of its statements the one that made it stand there."""
    state = get_state(request)
    curation = get_curation(state)
    graph = graph_of(f"{state.schema.base}id/{kind}/{slug}", state.schema.base)
    if graph is None or kind not in state.schema.kinds:
        raise NotFoundError(f"There is no kind {kind}.", found=kind)
    wanted = _record_format(request, extension)
    deltas = await asyncio.to_thread(curation.past.deltas, graph, state.store.number)
    if not deltas:
        raise NotFoundError(f"Nothing was ever recorded as {kind}/{slug}.", found=f"{kind}/{slug}")
    if wanted in (TURTLE, JSON_LD):
        return _rdf(state, [q for one in deltas for q in to_prov(one.commit, state.schema.base, [graph])], wanted)
    stated = await asyncio.to_thread(blame, curation.past, graph, state.store.number)
    labels = await find_all_labels(state.store, state.schema, Dataset(one.quad for one in stated))
    topic = f"{state.schema.base}id/{kind}/{slug}"
    rows = show_blame(state, topic, graph, labels, stated)
    if wanted == PLAIN_JSON:
        return JSONResponse(
            {"commits": [_to_dict(one.commit) for one in deltas], "statements": list(map(_blamed, rows))}
        )
    label = labels.get(topic) or slug
    return _page(
        state,
        "history.html",
        trail=state.pages.trail(f"{kind}/{slug}", label, state.pages.say("history-title")),
        alternates=_forms(f"/{kind}/{slug}/history", RECORD_FORMATS[1:]),
        label=label,
        graph=graph,
        path=f"{kind}/{slug}",
        deltas=list(reversed(deltas)),
        topic=topic,
        rows=rows,
        signed=_curator(request),
    )


def _record_format(request: Request, extension: str) -> Format:
    _, wanted = find_wanted(f"history.{extension}" if extension else "history", request, RECORD_FORMATS)
    if extension and wanted is None:
        known = tuple(one.extension for one in RECORD_FORMATS)
        raise NotFoundError(f"There is no format {extension[:40]}.", found=extension[:40], near=known)
    return wanted or choose_format(request.headers.get("accept", ""), RECORD_FORMATS)


async def show_records(
    state: State, curation: Curation, done: Difference, old: int, new: int
) -> list[dict[str, object]]:
    """The first records that a difference touches, as a page shows them."""
    shown: list[dict[str, object]] = []
    for graph, part in _first(state, done):
        before, after = await read_graph(curation, graph, old), await read_graph(curation, graph, new)
        topics = find_topics([*before, *after])
        fate = "changed" if before and after else "new" if after else "removed"
        things = await show_changes(state.store, state.schema, before, after, topics)
        shown.append({"graph": graph, "topics": topics, "fate": fate, "things": things, "part": part})
    return shown


def _first(state: State, done: Difference) -> Iterable[tuple[str, Difference]]:
    graphs = done.graphs()
    stated = _stated(state, graphs)
    return [(name, graphs[name]) for name in stated[:GRAPHS_SHOWN]]


def _stated(state: State, graphs: Iterable[str]) -> list[str]:
    """Graphs that somebody stated, not those that the rules made."""
    prefix = rule_graph(state.schema.base, "")
    return [graph for graph in graphs if not graph.startswith(prefix)]


def show_blame(
    state: State, topic: str, graph: str, labels: dict[str, str], stated: list[Stated]
) -> list[dict[str, Any]]:
    """Each statement with its commit and what it rests on: those about the topic, about its parts, about the record."""
    supports = find_supports(state.schema, [one.quad for one in stated], [topic], labels)
    names = {graph: state.pages.say("record-name"), **labels}
    rows: list[dict[str, Any]] = []
    for one in stated:
        subject, path, value = text_of(one.quad.subject), one.quad.predicate.value, one.quad.object
        iri = value.value if isinstance(value, NamedNode) else None
        rows.append(
            {
                "subject": subject,
                "subject_label": names.get(subject) or subject.rpartition("#")[2].replace("-", " "),
                "property": path,
                "property_label": labels.get(path) or state.schema.label(path),
                "iri": iri,
                "text": _value_label(state, labels, iri) if iri else text_of(value),
                "supports": supports.of(subject, path, text_of(value)),
                "commit": one.commit,
                "statement": str(one.quad),
                "mark": mark_statement(one.quad.subject, one.quad.predicate, value),
            }
        )
    return sorted(rows, key=lambda row: (row["subject"] == graph, row["subject"] != topic, str(row["subject"])))


def _value_label(state: State, labels: dict[str, str], iri: str) -> str:
    return labels.get(iri) or (iri.rpartition("#")[2].replace("-", " ") if "#" in iri else state.schema.label(iri))


def _blamed(row: Mapping[str, Any]) -> dict[str, object]:
    commit = row["commit"]
    return {
        "statement": row["statement"], "commit": commit.number, "who": commit.who, "at": commit.at, "why": commit.why,
        "submitter": commit.about.get("submitter"), "sources": [asdict(one) for one in row["supports"]],
    }  # fmt: skip


def _to_dict(commit: Commit) -> dict[str, object]:
    return {
        "number": commit.number, "at": commit.at, "who": commit.who, "why": commit.why,
        "about": dict(commit.about), "added": commit.added, "removed": commit.removed,
    }  # fmt: skip


def _header(commit: Commit) -> dict[str, str]:
    return {"id": str(commit.number), "prev": str(commit.number - 1), "at": commit.at, "who": commit.who}


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 12:
        raise NotFoundError(f"{text} is not the number of a commit.", found=text)
    return int(text)


def _curator(request: Request) -> Signed | None:
    signed = find_signed(request)
    return signed if signed and signed.token.allows(SCOPE) else None


def _rdf(state: State, quads: Iterable[Quad], wanted: Format) -> Response:
    prefixes = {**state.schema.prefixes, "foaf": FOAF}
    body = serialize(quads, wanted, prefixes, state.schema.base)
    return Response(body, media_type=wanted.media_type, headers={"Vary": "Accept"})


def _forms(path: str, formats: Iterable[Format]) -> list[Alternate]:
    return [Alternate(one.media_type, f"{path}.{one.extension}", one.label) for one in formats]


def _page(state: State, template: str, **values: object) -> Response:
    signed = values.get("signed")
    secret = signed.form_secret if isinstance(signed, Signed) else ""
    body = state.pages.render(template, number=state.store.number, form_secret=secret, **values)
    return PageResponse(body, headers={"Vary": "Accept, Cookie", "Cache-Control": "private, no-cache"})
