"""The page at /sparql for browsers: a query, its first rows or statements, or what is wrong with it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from fastapi import Request
from starlette.responses import Response

from atlas.access.figures.chart import KINDS
from atlas.access.outgoing.table_forms import find_forms
from atlas.access.saved_queries.questions import labels_of, to_table
from atlas.errors import AtlasError
from atlas.http.dependencies import State, get_state
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate, Step
from atlas.http.problems import to_problem
from atlas.http.querying import admit, find_release, make_query
from atlas.http.routes.pages import ready_questions
from atlas.http.snippets import snippets_of
from atlas.rdf.formats import JSON_LD, TURTLE
from atlas.rdf.serialize import serialize
from atlas.schema.model import Schema
from atlas.store.page import ask_page, construct_page, select_page

Shown = dict[str, object]
EMPTY: Final[Mapping[str, object]] = {"result": None, "statements": "", "answer": "", "kind": ""}
SAID: Final = ("title", "detail", "found", "expected", "suggestion", "line", "column", "near")


DESCRIPTION: Final = tuple(
    Alternate(one.media_type, f"/sparql?format={one.name}", one.label) for one in (TURTLE, JSON_LD)
)  # of the endpoint, which is what its page is about while it holds no query


@dataclass(frozen=True)
class Told:
    """About an answer: the state it is of, with its release where it is one; ms: how long it took, None: not asked."""

    state: int
    release: str
    ms: int | None = None


async def show_editor(
    request: Request, text: str, problem: Mapping[str, object] | None, *, runs: bool = True
) -> Response:
    """The editor with a query in it. problem: what was already found wrong; else it is run for one page, if it runs."""
    state = get_state(request)
    shown, wrong, status = {**EMPTY, "told": Told(state.store.number, await find_release(state))}, _wrong(problem), 200
    if text and problem is None and runs:
        shown, wrong, status = await run_page(request, text, state)
    values: Shown = {
        "problem": wrong,
        "query": text,
        "kinds": KINDS,
        "starter": _starter(state.schema),
        "alternates": () if text else DESCRIPTION,
        **shown,
        **take_away(state, text),
    }
    trail = [Step("SPARQL")]
    ready = ready_questions(state)
    page = state.pages.render("sparql.html", number=state.store.number, questions=ready, trail=trail, **values)
    return PageResponse(page, status, {"Vary": "Accept", "Cache-Control": "no-store"})


async def run_page(request: Request, text: str, state: State) -> tuple[Shown, Shown | None, int]:
    """What a page shows of a query's answer, what was wrong with it, and the status to answer with."""
    began, release = time.perf_counter(), await find_release(state)
    try:
        shown = {**EMPTY, **await _run(request, text, state)}
    except AtlasError as error:
        return {**EMPTY, "told": Told(state.store.number, release)}, _wrong(to_problem(error)), error.status
    took_ms = round((time.perf_counter() - began) * 1000)
    return {**shown, "told": Told(state.store.number, release, took_ms)}, None, 200


def take_away(state: State, text: str) -> Shown:
    """What a page offers to take a query or its answer elsewhere."""
    return {"forms": find_forms(), "snippets": snippets_of(state.public_url, text, state.pages.past)}


def _starter(schema: Schema) -> str:
    """What stands in an editor that nobody gave a query: the home's prefixes, and names of things."""
    label = schema.compact(schema.label_properties[0]) if schema.label_properties else "?property"
    names = dict.fromkeys((schema.prefix, label.partition(":")[0]))
    prologue = [f"PREFIX {name}: <{schema.prefixes[name]}>" for name in names if name in schema.prefixes]
    return "\n".join((*prologue, "", "SELECT ?thing ?name {", f"  ?thing {label} ?name .", "}", "LIMIT 10"))


def _wrong(problem: Mapping[str, object] | None) -> Shown | None:
    return None if problem is None else {name: problem.get(name) for name in SAID}


async def _run(request: Request, text: str, state: State) -> Shown:
    admission = admit(state, text)
    query = make_query(request, state, admission)
    limit = state.settings.page_rows
    if admission.form == "SELECT":
        page = await select_page(state.store, query, limit)
        labels = await labels_of(state.store, state.schema, page.rows)
        table = to_table(state.schema, page.rows, limit, labels, names=page.names)
        return {"result": replace(table, cut=page.cut), "kind": admission.form}
    if admission.form == "ASK":
        return {"answer": "yes" if await ask_page(state.store, query) else "no", "kind": admission.form}
    quads, cut = await construct_page(state.store, query, limit)
    shown = serialize(quads, TURTLE, state.schema.prefixes).decode()
    more = f"\n# The first {limit} statements; there are more.\n" if cut else ""
    return {"statements": shown + more, "kind": admission.form}
