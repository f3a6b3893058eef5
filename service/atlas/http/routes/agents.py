"""/llms.txt: what an agent should know before it asks, in one short text."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from atlas.http.agents.brief import brief
from atlas.http.dependencies import get_state

router = APIRouter(tags=["agents"])


@router.get("/llms.txt")
async def llms(request: Request) -> Response:
    """Addresses, limits, prefixes, examples and how to cite."""
    state = get_state(request)
    return PlainTextResponse(state.pages.render("llms.txt", number=state.store.number, **brief(state)))
