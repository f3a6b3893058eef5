"""Search by name, as a page and for programs; the JSON-LD context."""

from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from atlas.access.saved_queries.questions import fill
from atlas.errors import ParameterError
from atlas.http.dependencies import State, get_state
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate
from atlas.rdf.formats import JSON_LD

FOUND: Final = 50
TERMS: Final = "ontology"
AMONG: Final = 10  # so many times as many names are read where most are left out
LONGEST: Final = 400  # letters of a name that are looked up

router = APIRouter(include_in_schema=False)


@router.get("/search.json")
async def complete(request: Request, q: str = "", limit: str = "20") -> Response:
    """The same for programs and for fields that complete themselves."""
    state = get_state(request)
    most = min(int(limit), FOUND) if limit.isdecimal() and len(limit) < 4 else FOUND
    hits = [
        {"iri": one["iri"], "href": state.pages.href(one["iri"]), "label": one["label"], "type": one["note"]}
        for one in await _find(state, q, most, is_term=_wants_terms(request))
    ]
    return JSONResponse({"hits": hits}, headers={"Cache-Control": "no-cache"})


@router.get("/search")
async def find(request: Request, q: str = "") -> Response:
    """Records and terms by name, those of one kind together."""
    state = get_state(request)
    is_term = _wants_terms(request)
    hits = await _find(state, q, FOUND, is_term=is_term)
    groups: dict[str, list[dict[str, Any]]] = {}
    for hit in hits:
        groups.setdefault(hit["note"] or state.pages.say("search-terms"), []).append(hit)
    return _html(
        state,
        "search.html",
        groups=groups,
        search=q,
        within=TERMS if is_term else "",
        is_near=bool(hits) and hits[0]["is_near"],
        cut=len(hits) == FOUND,
        most=FOUND,
        alternates=[Alternate("application/json", f"/search.json?{urlencode({'q': q})}", "JSON")],
        trail=[state.pages.step("search-title")],
    )


@router.get("/context.jsonld")
async def context(request: Request) -> Response:
    """The one JSON-LD context."""
    return JSONResponse(dict(get_state(request).schema.context), media_type=JSON_LD.media_type)


def ready_questions(state: State) -> list[dict[str, str]]:
    """Questions whose parameters all have defaults, with their filled text."""
    ready: list[dict[str, str]] = []
    for one in state.schema.folder("questions"):
        try:
            ready.append({"title": one.title, "ready": fill(state.schema, one)})
        except ParameterError:
            continue
    return ready


def _wants_terms(request: Request) -> bool:
    """Whether only terms of the ontology are looked for."""
    return request.query_params.get("in") == TERMS


async def _find(state: State, words: str, limit: int, *, is_term: bool) -> list[dict[str, Any]]:
    """What is called so and has a page here. note: its kind. is_term: terms of the ontology only."""
    below = state.schema.namespace if is_term else state.schema.base
    found = await state.search.find(words[:LONGEST], limit=limit * AMONG if is_term else limit)
    return [
        {
            "iri": hit.iri,
            "label": hit.label,
            "is_near": hit.is_near,
            "note": state.schema.label(hit.type) if hit.type else "",
        }
        for hit in found
        if hit.iri.startswith(below)
    ][:limit]


def _html(state: State, template: str, *, status: int = 200, **values: object) -> PageResponse:
    return PageResponse(state.pages.render(template, number=state.store.number, **values), status_code=status)
