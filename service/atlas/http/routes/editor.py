"""The page at /sparql for browsers: a query, its first rows or statements, or what is wrong with it."""

from collections.abc import Mapping
from typing import Final

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from atlas.access.protocol.door import admit_query
from atlas.access.saved_queries.questions import labels_of, to_table
from atlas.errors import AtlasError
from atlas.http.dependencies import State, find_caller, get_state
from atlas.http.problems import to_problem
from atlas.http.routes.pages import ready_questions
from atlas.http.snippets import snippets_of
from atlas.rdf.formats import TURTLE
from atlas.rdf.serialize import serialize
from atlas.store.page import construct_page, select_page
from atlas.store.protocol import DatasetClause, Query
from atlas.store.rows import ask

Shown = dict[str, object]
EMPTY: Final[Mapping[str, object]] = {"result": None, "statements": ""}
SAID: Final = ("title", "detail", "found", "expected", "suggestion", "line", "column", "near")


async def show_editor(request: Request, text: str, problem: Mapping[str, object] | None) -> Response:
    """The editor with a query in it. problem: what was already found wrong; else the query is run for one page."""
    state = get_state(request)
    shown, status = dict(EMPTY), 200
    told = _told(problem)
    if text and problem is None:
        shown, told, status = await run_page(request, text, state)
    values: Shown = {"problem": told, "query": text, "snippets": snippets_of(state.public_url, text), **shown}
    page = state.pages.render("sparql.html", number=state.store.number, questions=ready_questions(state), **values)
    return HTMLResponse(page, status, {"Vary": "Accept", "Cache-Control": "no-store"})


async def run_page(request: Request, text: str, state: State) -> tuple[Shown, Shown | None, int]:
    """What a page shows of a query's answer, what was wrong with it, and the status to answer with."""
    try:
        return {**EMPTY, **await _run(request, text, state)}, None, 200
    except AtlasError as error:
        return dict(EMPTY), _told(to_problem(error)), error.status


def _told(problem: Mapping[str, object] | None) -> Shown | None:
    return None if problem is None else {name: problem.get(name) for name in SAID}


async def _run(request: Request, text: str, state: State) -> Shown:
    caller = find_caller(request.scope, state)
    admission = admit_query(text, state.door, base_iri=state.schema.base)
    query = Query(
        text,
        "",
        admission.dataset or DatasetClause(),
        deadline_s=state.settings.deadline_s,
        byte_limit=state.settings.result_bytes,
        client=caller.key,
        base_iri=state.schema.base,
    )
    limit = state.settings.page_rows
    if admission.form == "SELECT":
        page = await select_page(state.store, query, limit)
        labels = await labels_of(state.store, state.schema, page.rows)
        table = to_table(state.schema, [*page.rows, *([{}] if page.cut else [])], limit, labels)
        return {"result": table}
    if admission.form == "ASK":
        return {"statements": "yes" if await ask(state.store, text) else "no"}
    quads, cut = await construct_page(state.store, query, limit)
    shown = serialize(quads, TURTLE, state.schema.prefixes).decode()
    return {"statements": shown + (f"\n# The first {limit} statements; there are more.\n" if cut else "")}
