"""/data and /graph/…: the SPARQL 1.1 Graph Store HTTP Protocol. Reading is open, writing needs a token."""

from typing import Final
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile

from atlas.access.protocol.graph_store import EVERY_TRIPLE, METHODS, GraphTarget, check_iri, find_target
from atlas.access.protocol.negotiate import choose, choose_named
from atlas.access.protocol.sparql_request import parse_pairs
from atlas.errors import ForbiddenError, MethodNotAllowedError, UnknownMediaTypeError
from atlas.http.dependencies import State, get_state, require
from atlas.http.graphs import answer_graph, expect, find_revision
from atlas.http.writing import Wanted
from atlas.rdf.formats import GRAPH_FORMATS, find_format
from atlas.rdf.terms import Quad

ALLOW: Final = ", ".join(METHODS)

router = APIRouter(tags=["graph store"])


@router.options("/data", include_in_schema=False)
async def options() -> Response:
    """What may be done here (section 5)."""
    return Response(status_code=204, headers={"Allow": ALLOW, "Accept-Post": _taken()})


@router.get("/data", response_model=None)
async def read(request: Request) -> Response:
    """A graph (section 5.2)."""
    return await _read(request, find_target(parse_pairs(request.scope["query_string"]), "GET"))


@router.put("/data", response_model=None)
async def replace(request: Request) -> Response:
    """Make a graph hold what is sent and nothing else (section 5.3)."""
    return await _write(request, find_target(parse_pairs(request.scope["query_string"]), "PUT"), keeps=False)


@router.post("/data", response_model=None)
async def merge(request: Request) -> Response:
    """Add what is sent to a graph; without one named, make a new graph (section 5.5)."""
    return await _write(request, find_target(parse_pairs(request.scope["query_string"]), "POST"), keeps=True)


@router.delete("/data", response_model=None)
async def remove(request: Request) -> Response:
    """Empty a graph, after which it is no more (section 5.4)."""
    return await _remove(request, find_target(parse_pairs(request.scope["query_string"]), "DELETE"))


@router.patch("/data", include_in_schema=False)
async def patch(request: Request) -> Response:
    """405: changes of a part go to /update (section 5.7 leaves PATCH open)."""
    raise MethodNotAllowedError("PATCH does not apply here.", found="PATCH", expected=ALLOW)


@router.put("/graph/{path:path}", response_model=None, include_in_schema=False)
async def replace_direct(request: Request, path: str) -> Response:
    """PUT on the graph's own address (section 4.1)."""
    return await _write(request, _direct(request, path), keeps=False)


@router.post("/graph/{path:path}", response_model=None, include_in_schema=False)
async def merge_direct(request: Request, path: str) -> Response:
    """POST on the graph's own address."""
    return await _write(request, _direct(request, path), keeps=True)


@router.delete("/graph/{path:path}", response_model=None, include_in_schema=False)
async def remove_direct(request: Request, path: str) -> Response:
    """DELETE on the graph's own address."""
    return await _remove(request, _direct(request, path))


def _direct(request: Request, path: str) -> GraphTarget:
    return GraphTarget(check_iri(f"{get_state(request).schema.base}graph/{path}"))


async def _read(request: Request, target: GraphTarget) -> Response:
    named = request.query_params.get("format")
    accept = request.headers.get("accept", "")
    choice = choose_named(named, GRAPH_FORMATS) if named else choose(accept, GRAPH_FORMATS)
    return await answer_graph(request, get_state(request), target, choice, {})


async def _write(request: Request, target: GraphTarget, *, keeps: bool) -> Response:
    """keeps: what the graph holds stays beside what is sent."""
    state = get_state(request)
    token = require(request, "write")
    _check_writable(state, target)
    iri = f"{state.schema.base}graph/new/{uuid4()}" if target.is_new else target.iri
    added = await _parse(request, state, iri)
    async with state.writing.turn():
        revision = None if target.is_new else await find_revision(state, target, absent_is_error=False)
        expected = expect(request, state, revision)
        held = [] if keeps or revision is None else await _held(state, iri)
        named = {} if iri is None or expected is None else {iri: expected}
        why = f"{request.method} of {iri or 'default'}"
        commit = await state.writing.commit(state, token, Wanted(held, added, why, named))
    headers = {"Snapshot": str(state.store.number)}
    is_made = revision is None and iri in commit.graphs  # there are no empty graphs: nothing sent makes none
    if target.is_new and iri and is_made:
        headers["Location"] = f"{state.public_url}/{iri.removeprefix(state.schema.base)}"
    return Response(status_code=201 if is_made else 204, headers=headers)


async def _remove(request: Request, target: GraphTarget) -> Response:
    state = get_state(request)
    token = require(request, "write")
    _check_writable(state, target)
    async with state.writing.turn():
        revision = await find_revision(state, target)
        expected = expect(request, state, revision)
        named = {} if target.iri is None or expected is None else {target.iri: expected}
        held = await _held(state, target.iri)
        await state.writing.commit(state, token, Wanted(held, [], f"DELETE of {target.name}", named))
    return Response(status_code=204, headers={"Snapshot": str(state.store.number)})


async def _parse(request: Request, state: State, iri: str | None) -> list[Quad]:
    """The statements sent: one document as the body, or several as a form's files (section 5.5)."""
    media_type = request.headers.get("content-type", "")
    if media_type.startswith("multipart/form-data"):
        form = await request.form(max_files=100, max_fields=10)
        files = [value for value in form.values() if isinstance(value, UploadFile)]
        parts = [(await file.read(), file.content_type or file.filename or "") for file in files]
    else:
        parts = [(await request.body(), media_type)]
    quads: list[Quad] = []
    for body, named in parts:
        found = find_format(named, GRAPH_FORMATS) or find_format(named.rpartition(".")[2], GRAPH_FORMATS)
        if found is None:
            raise UnknownMediaTypeError(
                f"A graph is not taken as {named or 'nothing'}.", found=named, expected=_taken()
            )
        quads += await state.writing.parse(state, body, found, iri)
    return quads


async def _held(state: State, iri: str | None) -> list[Quad]:
    if iri is None:
        return await state.writing.read_default(state, EVERY_TRIPLE)
    return await state.writing.read_graph(state, iri)


def _check_writable(state: State, target: GraphTarget) -> None:
    if target.iri is None and not target.is_new and state.settings.default_graph == "merged":
        raise ForbiddenError(
            "The default graph is the merge of the named graphs and is not written itself.",
            found="?default",
            expected="?graph= and an IRI",
        )


def _taken() -> str:
    return ", ".join(one.media_type for one in GRAPH_FORMATS)
