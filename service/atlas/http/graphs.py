"""One graph out, in any format, with its ETag; and what the ETags of a request ask of the graph's present revision."""

from collections.abc import AsyncIterator, Mapping

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from atlas.access.protocol.cache import matches
from atlas.access.protocol.graph_store import EVERY_TRIPLE, GraphTarget, check_preconditions, make_etag
from atlas.access.protocol.negotiate import Choice
from atlas.access.protocol.stream import Answer, begin
from atlas.errors import NotFoundError, UnsupportedByEngineError
from atlas.http.dependencies import State, find_caller
from atlas.rdf.serialize import serialize
from atlas.rdf.terms import Quad
from atlas.store.page import construct_page
from atlas.store.protocol import DatasetClause, Query

EXACT_TRIPLES = 20_000


async def answer_graph(
    request: Request, state: State, target: GraphTarget, choice: Choice, more: Mapping[str, str]
) -> Response:
    """A graph, or 304. more: further headers. Raises NotFoundError where there is no such graph."""
    revision = await find_revision(state, target)
    headers = {"Vary": "Accept", "Cache-Control": "no-cache", **more}
    if not state.settings.store_shared:
        headers["ETag"] = etag = make_etag(state.identity, revision or 0, choice.format)
        if matches(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers=headers)
    settings = state.settings
    query = Query(
        EVERY_TRIPLE,
        choice.format.media_type,
        DatasetClause((target.iri,)) if target.iri else DatasetClause(),
        settings.deadline_s,
        settings.result_bytes,
        client=find_caller(request.scope, state).key,
    )
    if target.iri and not (await construct_page(state.store, query, EXACT_TRIPLES))[1]:
        quads = await state.writing.read_graph(state, target.iri)
        body = serialize([Quad(q.subject, q.predicate, q.object) for q in quads], choice.format, state.schema.prefixes)
        return Response(body, media_type=choice.media_type, headers=headers)
    found = await begin(state.store, query)
    return StreamingResponse(_pieces(found), media_type=choice.media_type, headers=headers)


async def find_revision(state: State, target: GraphTarget, *, absent_is_error: bool = True) -> int | None:
    """Revision of the graph meant, None when there is no such graph. The default graph is always there."""
    if target.iri is None:
        merged = state.settings.default_graph == "merged"
        return state.store.number if merged else (await state.store.revisions([target.name])).get(target.name, 0)
    revision = (await state.store.revisions([target.iri])).get(target.iri)
    if revision is None and absent_is_error:
        raise NotFoundError("There is no such graph.", found=target.iri, expected="a graph that holds something")
    return revision


def expect(request: Request, state: State, revision: int | None) -> int | None:
    """The revision that If-Match or If-None-Match makes a write expect, None where neither is sent.

    Raises PreconditionError; UnsupportedByEngineError where others write to the same store, so that none can be kept.
    """
    if_match, if_none_match = request.headers.get("if-match", ""), request.headers.get("if-none-match", "")
    if state.settings.store_shared and (if_match or if_none_match):
        raise UnsupportedByEngineError(
            "No precondition can be kept here: others write to the same store.",
            found="If-Match" if if_match else "If-None-Match",
            expected="a write without a precondition",
        )
    return check_preconditions(if_match, if_none_match, state.identity, revision)


async def _pieces(found: Answer) -> AsyncIterator[bytes]:
    yield found.head
    async for piece in found.iter_rest():
        yield piece
