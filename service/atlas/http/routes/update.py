"""/update: the SPARQL 1.1 Protocol's update operation, for tokens with the scope `write`; one commit a request."""

from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from atlas.access.protocol.door import DoorLimits, admit_update
from atlas.access.protocol.sparql_request import UPDATE_METHODS, parse_update_request
from atlas.access.protocol.update_plan import plan_update
from atlas.errors import ConflictError, MethodNotAllowedError, SparqlRequestError
from atlas.http.dependencies import State, get_state, require
from atlas.http.graphs import expect
from atlas.http.writing import Wanted
from atlas.store.protocol import Commit

ATTEMPTS: Final = 3
TOKENS_PER_QUERY_TOKEN: Final = 50  # data in an update is not planned by the engine, so far more tokens are no danger

router = APIRouter(tags=["sparql"])


@router.api_route("/update", methods=["GET", "PUT", "PATCH", "DELETE"], include_in_schema=False)
async def refuse(request: Request) -> Response:
    """405: updates are posted."""
    raise MethodNotAllowedError(
        f"{request.method} does not apply here.", found=request.method, expected=", ".join(UPDATE_METHODS)
    )


@router.options("/update", include_in_schema=False)
async def options() -> Response:
    """What may be done here."""
    return Response(status_code=204, headers={"Allow": ", ".join(UPDATE_METHODS)})


@router.post("/update")
async def update(request: Request) -> Response:
    """Run a SPARQL Update as one commit: everything in it happens, or nothing.

    If-Match names the state it is meant for: the ETag of an earlier update's answer or of `/data?default`.
    """
    state = get_state(request)
    token = require(request, "write")
    query_string = request.scope["query_string"]
    said = parse_update_request("POST", query_string, request.headers.get("content-type", ""), await request.body())
    settings = state.settings
    limits = DoorLimits(settings.body_bytes, settings.query_tokens * TOKENS_PER_QUERY_TOKEN, settings.query_depth)
    admission = admit_update(said.text, limits, base_iri=state.schema.base)
    if said.dataset and admission.names_dataset:
        raise SparqlRequestError(
            "The update names its dataset itself.", found="USING or WITH", expected="no using-graph-uri beside them"
        )
    merged = settings.default_graph == "merged"
    plan = plan_update(said.text, said.dataset, keeps_default=merged, base_iri=state.schema.base)
    deadline_s = min(said.timeout_s or settings.token_deadline_s, settings.token_deadline_s)
    async with state.writing.turn():
        expect(request, state, state.store.number)
        for _ in range(ATTEMPTS):
            number = state.store.number
            wanted = await state.writing.evaluate(state, plan, said.text, deadline_s)
            if state.store.number == number:
                return _tell(state, wanted, await state.writing.commit(state, token, wanted))
    raise ConflictError(
        "The graph changed while the update was evaluated.",
        found=f"{ATTEMPTS} changes, each during an attempt",
        expected="a graph that stays as it is for so long",
        suggestion="Send it again.",
    )


def _tell(state: State, wanted: Wanted, commit: Commit) -> Response:
    said = {"commit": commit.number, "removed": len(wanted.removed), "added": len(wanted.added)}
    headers = {"Snapshot": str(commit.number), "Cache-Control": "no-store"}
    if not state.settings.store_shared:
        headers["ETag"] = f'"{state.identity}.{commit.number}"'
    return JSONResponse(said, headers=headers)
