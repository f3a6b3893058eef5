"""For those who write programs: /docs, the OpenAPI document as a page; /prefixes, as a page, JSON and Turtle."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from atlas.access.protocol.negotiate import choose_format
from atlas.access.saved_queries.examples import describe_prefixes
from atlas.errors import NotFoundError
from atlas.http.dependencies import State, get_state
from atlas.http.differences import find_wanted
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate
from atlas.rdf.formats import HTML, PLAIN_JSON, TURTLE
from atlas.rdf.serialize import serialize
from atlas.rdf.terms import NamedNode, Quad

METHODS: Final = ("get", "post", "put", "patch", "delete")
PREFIXES: Final = "prefixes"
FORMATS: Final = (HTML, PLAIN_JSON, TURTLE)

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def show_docs(request: Request) -> Response:
    """Every operation of the OpenAPI document in words, by topic."""
    state = get_state(request)
    document = request.app.openapi()
    body = state.pages.render(
        "docs.html",
        number=state.store.number,
        topics=list_operations(document),
        kinds=sorted(state.schema.kinds),
        alternates=[Alternate(PLAIN_JSON.media_type, "/openapi.json", "OpenAPI")],
        trail=[state.pages.step("docs-title")],
    )
    return PageResponse(body)


@router.get("/prefixes")
@router.get("/prefixes.{extension}")
async def show_prefixes(request: Request, extension: str = "") -> Response:
    """The prefixes that queries may use without declaring what they mean: a page, a JSON object, `sh:declare`."""
    state = get_state(request)
    _, wanted = find_wanted(f"{PREFIXES}.{extension}" if extension else PREFIXES, request, FORMATS)
    if extension and wanted is None:
        raise NotFoundError(f"There is no format {extension[:40]}.", found=extension[:40], expected="json, ttl")
    wanted = wanted or choose_format(request.headers.get("accept", ""), FORMATS)
    if wanted == PLAIN_JSON:
        return JSONResponse(dict(sorted(state.schema.prefixes.items())), headers={"Vary": "Accept"})
    if wanted == TURTLE:
        return _turtle(state)
    body = state.pages.render(
        "prefixes.html",
        number=state.store.number,
        prefixes=sorted(state.schema.prefixes.items()),
        alternates=[Alternate(one.media_type, f"/{PREFIXES}.{one.extension}", one.label) for one in FORMATS[1:]],
        trail=[state.pages.step("prefixes-title")],
    )
    return PageResponse(body, headers={"Vary": "Accept"})


def list_operations(document: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Operations of an OpenAPI document by their first tag: method, path, words, parameters and answers."""
    topics: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method in METHODS:
            said = methods.get(method)
            if said is None:
                continue
            about = said.get("description") or said.get("summary", "")
            topics.setdefault((said.get("tags") or [""])[0], []).append(
                {
                    "method": method.upper(),
                    "path": path,
                    "about": about,
                    "parameters": [_parameter(one) for one in said.get("parameters", ())],
                    "takes": list(said.get("requestBody", {}).get("content", {})),
                    "answers": [_answer(status, one) for status, one in said.get("responses", {}).items()],
                }
            )
    return dict(sorted(topics.items()))


def _parameter(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": said["name"],
        "where": said["in"],
        "is_required": said.get("required", False),
        "about": said.get("description", ""),
    }


def _answer(status: str, said: Mapping[str, Any]) -> dict[str, Any]:
    return {"status": status, "about": said.get("description", ""), "media_types": list(said.get("content", {}))}


def _turtle(state: State) -> Response:
    node = f"{state.schema.base}{PREFIXES}"
    said = [Quad(NamedNode(s), NamedNode(p), o) for s, p, o in describe_prefixes(state.schema, node)]
    body = serialize(said, TURTLE, state.schema.prefixes)
    return Response(body, media_type=TURTLE.media_type, headers={"Vary": "Accept"})
