"""/q: keep a query under a short address; /q/{name}: its answer, again next month, and how to cite and copy it."""

import asyncio
from typing import Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse

from atlas.access.protocol.door import admit_query
from atlas.access.protocol.sparql_request import parse_pairs
from atlas.access.saved_queries.kept import KeptQuery
from atlas.errors import NotFoundError, ParameterError
from atlas.http.dependencies import State, find_caller, get_state, wants_page
from atlas.http.routes.editor import run_page
from atlas.http.snippets import snippets_of
from atlas.http.travel import PARAMETER as AS_OF
from atlas.http.travel import view_as_of

SPARQL: Final = "application/sparql-query"

router = APIRouter(tags=["saved queries"])


@router.post("/q", status_code=303)
async def keep(request: Request) -> Response:
    """Keep a query: form fields `query`, `title` and, to hold on to the present state of the graph, `pin`."""
    state = get_state(request)
    caller = find_caller(request.scope, state)
    given = dict(parse_pairs(await request.body()))
    text = given.get("query", "")
    if not text.strip():
        raise ParameterError("There is no query to keep.", expected="a form field named query")
    admit_query(text, state.door, base_iri=state.schema.base)
    pinned = str(state.store.number) if given.get("pin") else ""
    saved = await asyncio.to_thread(
        state.saved.keep, text, title=given.get("title", ""), state=pinned, client=caller.key
    )
    address = f"{state.public_url}/q/{saved.name}"
    if wants_page(request.headers.get("accept", "")):
        return RedirectResponse(address, 303)
    return JSONResponse({"name": saved.name, "url": address, "state": saved.state}, 201, {"Location": address})


@router.get("/q/{name}.rq")
async def text_of_saved(request: Request, name: str) -> Response:
    """The query itself."""
    return PlainTextResponse((await _find(get_state(request), name)).query, media_type=SPARQL)


@router.get("/q/{name}")
async def open_saved(request: Request, name: str) -> Response:
    """The answer of a kept query as a page; another format leads on to the endpoint."""
    state = get_state(request)
    saved = await _find(state, name)
    asked = request.query_params.get(AS_OF, saved.state)
    wanted = request.query_params.get("format")
    if wanted or not wants_page(request.headers.get("accept", "text/html")):
        pairs = {"query": saved.query, **({"format": wanted} if wanted else {}), **({AS_OF: asked} if asked else {})}
        return RedirectResponse(f"{state.public_url}/sparql?{urlencode(pairs)}", 303)
    seen = await view_as_of(state, asked) if asked else state
    shown, problem, status = await run_page(request, saved.query, seen)
    address = f"{state.public_url}/q/{saved.name}" + (f"?{AS_OF}={quote(asked)}" if asked and not saved.state else "")
    page = seen.pages.render(
        "saved.html",
        number=seen.store.number,
        saved=saved,
        title=saved.title or "Saved query",
        address=address,
        asked=asked,
        problem=problem,
        snippets=snippets_of(state.public_url, saved.query),
        citation=_citation(state, saved, address, seen.store.number),
        trail=[state.pages.step("saved-title")],
        **shown,
    )
    return HTMLResponse(page, status, {"Vary": "Accept"})


async def _find(state: State, name: str) -> KeptQuery:
    found = await asyncio.to_thread(state.saved.find, name)
    if found is None:
        raise NotFoundError(
            "No query is kept under this name.",
            found=name[:40],
            suggestion="Queries that nobody opened for a month are forgotten; pinned ones are kept.",
        )
    return found


def _citation(state: State, saved: KeptQuery, address: str, number: int) -> str:
    title = saved.title or "Saved query"
    return f"{title}. Query over {state.schema.title} {state.schema.version}, state {number}. {address}"
