"""`?as-of=`: a release, a commit's number or a day in, the app's State with its store as it was then out."""

import asyncio
from dataclasses import replace
from typing import Final

from fastapi import Request
from starlette.types import Scope

from atlas.access.protocol.sparql_request import parse_pairs
from atlas.access.saved_queries.counted import Counted
from atlas.errors import UnsupportedByEngineError
from atlas.http.dependencies import STATE, State, get_state, speak_to
from atlas.intake.drafting.curation import Curation
from atlas.intake.history.moment import find_moment

PARAMETER: Final = "as-of"


async def travel(request: Request) -> None:
    """A dependency: lets get_state give the state that `?as-of=` asks for."""
    asked = request.query_params.get(PARAMETER, "")
    if asked:
        request.scope[STATE] = await view_as_of(get_state(request), asked)


async def travel_back(scope: Scope, state: State) -> State:
    """The state that an address asks for, for raw ASGI routes; get_state gives it from then on too."""
    asked = next((value for name, value in parse_pairs(scope["query_string"]) if name == PARAMETER), "")
    if asked:
        scope[STATE] = state = await view_as_of(speak_to(scope, state), asked)
    return state


async def view_as_of(state: State, asked: str) -> State:
    """The app as it was. Raises ParameterError, GoneError naming the nearest release."""
    curation = get_curation(state)
    store = await curation.as_of(await find_commit(curation, asked))
    return replace(
        state,
        store=store,
        counted=Counted(store, state.schema),
        search=curation.searches.of(store),
        pages=state.pages.as_of(asked),
    )


async def find_commit(curation: Curation, asked: str) -> int:
    """The commit that a release, a number or a day (UTC, to its end) names. Raises ParameterError, GoneError."""
    return await asyncio.to_thread(find_moment, curation.releases, curation.past, asked)


def get_curation(state: State) -> Curation:
    """The desk. Raises UnsupportedByEngineError where another engine keeps the graph and no ledger is kept here."""
    if state.curation is None:
        raise UnsupportedByEngineError("The engine behind this service keeps no history.")
    return state.curation
