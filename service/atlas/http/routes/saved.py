"""/q: keep a query under a short address; /q/{name}: its answer, again next month, and how to cite and copy it."""

import asyncio
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.types import Receive, Scope, Send

from atlas.access.outgoing.table_forms import FORMS
from atlas.access.protocol.sparql_request import parse_pairs
from atlas.access.saved_queries.kept import KeptQuery
from atlas.access.things.cite import Citation
from atlas.errors import NotFoundError, ParameterError
from atlas.http.dependencies import State, find_caller, get_state, wants_page
from atlas.http.page_response import PageResponse
from atlas.http.querying import admit, admit_rows, find_release
from atlas.http.routes.editor import run_page, take_away
from atlas.http.routes.sparql import SparqlEndpoint
from atlas.http.tables import send_rows
from atlas.http.travel import PARAMETER as AS_OF
from atlas.http.travel import find_commit, get_curation, view_as_of

SPARQL: Final = "application/sparql-query"
PRESENT: Final = "1"

router = APIRouter(tags=["saved queries"])


@dataclass(frozen=True)
class Pin:
    """A state that a query can be held to. value: as an address names it."""

    value: str
    release: str
    number: int


class Answered(Response):
    """A kept query's answer, as the endpoint itself gives it: same bytes, same ETag."""

    def __init__(self, pairs: dict[str, str]) -> None:
        super().__init__()
        self._query_string = urlencode(pairs).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as /sparql does for these parameters."""
        asked = {**scope, "path": "/sparql", "query_string": self._query_string}
        await SparqlEndpoint(any_length=True)(asked, receive, send)


@router.post("/q", status_code=303)
async def keep(request: Request) -> Response:
    """Keep a query: form fields `query`, `title` and, to hold it to a state, `pin`: a release, a commit, 1 for now."""
    state = get_state(request)
    caller = find_caller(request.scope, state)
    given = dict(parse_pairs(await request.body()))
    text = given.get("query", "")
    if not text.strip():
        raise ParameterError("There is no query to keep.", expected="a form field named query")
    admit(state, text)
    pinned = given.get("pin") or given.get(AS_OF, "")
    if pinned == PRESENT:
        pinned = str(state.store.number)
    elif pinned:
        await find_commit(get_curation(state), pinned)
    title = given.get("title", "").strip()
    saved = await asyncio.to_thread(state.saved.keep, text, title=title, state=pinned, client=caller.key)
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
    """The answer of a kept query: a page for people, else what the endpoint or `?format=` gives."""
    state = get_state(request)
    saved = await _find(state, name)
    asked = saved.state or request.query_params.get(AS_OF, "")
    wanted = request.query_params.get("format", "")
    if not wanted and wants_page(request.headers.get("accept", "text/html")):
        return await _show(request, state, saved, asked)
    named = bool(request.query_params.get("names"))
    if wanted in FORMS and (named or not FORMS[wanted].is_protocol):
        seen = await view_as_of(state, asked) if asked else state
        rows = admit_rows(seen, saved.query)
        return await send_rows(request, seen, rows, FORMS[wanted], named=named, name=saved.name)
    pairs = {"query": saved.query, "format": wanted, AS_OF: asked}
    return Answered({key: value for key, value in pairs.items() if value})


async def _show(request: Request, state: State, saved: KeptQuery, asked: str) -> Response:
    seen = await view_as_of(state, asked) if asked else state
    shown, problem, status = await run_page(request, saved.query, seen)
    path = f"/q/{saved.name}" + (f"?{AS_OF}={quote(asked)}" if asked and not saved.state else "")
    title = saved.title or state.pages.say("saved-title")
    shown |= {
        "saved": saved,
        "title": title,
        "address": f"{state.public_url}{path}",
        "asked": asked,
        "query": saved.query,
        "problem": problem,
        "citation": await _cite(seen, saved, title) if saved.state else None,
        "pins": await _find_pins(state),
        "trail": [state.pages.step("saved-title")],
        **take_away(seen, saved.query),
    }
    page = seen.pages.render("saved.html", number=seen.store.number, **shown)
    return PageResponse(page, status, {"Vary": "Accept"})


async def _find(state: State, name: str) -> KeptQuery:
    found = await asyncio.to_thread(state.saved.find, name)
    if found is None:
        raise NotFoundError(
            "No query is kept under this name.",
            found=name[:40],
            suggestion="Queries that nobody opened for a month are forgotten; pinned ones are kept.",
        )
    return found


async def _find_pins(state: State) -> list[Pin]:
    """States to hold a query to: the newest release, whose snapshot is never dropped, and the present."""
    if state.curation is None:
        return []
    newest = await asyncio.to_thread(state.curation.releases.newest)
    pins = [Pin(newest.version, newest.version, newest.number)] if newest else []
    number = state.store.number
    return pins if newest and newest.number == number else [*pins, Pin(str(number), "", number)]


async def _cite(state: State, saved: KeptQuery, title: str) -> Citation:
    """How a pinned query is cited: over its release where the state is one, dated as that state."""
    schema, number = state.schema, state.store.number
    release = await find_release(state)
    past = get_curation(state).past
    commits = await asyncio.to_thread(past.commits, number, 1)
    url = f"{state.public_url}/q/{saved.name}"
    date = commits[0].at if commits else ""
    return Citation(title, schema.title, release or schema.version, number, date, url, schema.licence or "")
