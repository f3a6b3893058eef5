"""/queries/{id}: what became of a query, and the button that stops it."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from atlas.errors import CancelledError, NotFoundError
from atlas.http.dependencies import State, get_state
from atlas.http.problems import to_problem
from atlas.http.registry import QueryRecord

router = APIRouter(tags=["queries"])


@router.get("/queries/{query_id}")
async def explain(request: Request, query_id: str) -> Response:
    """What became of a query: its outcome, and the problem that ended it; for ten minutes after its end."""
    record = _find(get_state(request), query_id)
    return JSONResponse(record.to_json(), headers={"Cache-Control": "no-store"})


@router.delete("/queries/{query_id}", status_code=204)
async def stop(request: Request, query_id: str) -> Response:
    """Stop a running query. Who knows its id may: the id is unguessable and only its client was told."""
    state = get_state(request)
    record = _find(state, query_id)
    cancel: Callable[[str], Awaitable[bool]] | None = getattr(state.store, "cancel", None)
    if record.ended is None and cancel is not None and await cancel(query_id):
        state.queries.end(record, "stopped", to_problem(CancelledError("The query was stopped on request.")))
    return Response(status_code=204)


def _find(state: State, query_id: str) -> QueryRecord:
    record = state.queries.find(query_id)
    if record is None:
        raise NotFoundError(
            "No query with this id runs or ended in the last ten minutes.", found=query_id[:40], expected="a Query-Id"
        )
    return record
