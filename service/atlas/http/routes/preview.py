"""A draft before it is offered: its pages as they will look, what would change, its text in every RDF format."""

import asyncio
from typing import Final

from fastapi import APIRouter, Request, Response

from atlas.errors import NotFoundError
from atlas.http.dependencies import get_state
from atlas.http.differences import show_proposed
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate, Step
from atlas.http.preview import preview
from atlas.http.signing import PRIVATE
from atlas.http.travel import get_curation
from atlas.intake.drafting.review import propose
from atlas.rdf.formats import RDF_FORMATS
from atlas.rdf.serialize import serialize

STEM: Final = "records"
router = APIRouter(tags=["drafts"])


@router.get("/contribute/{secret}/preview", include_in_schema=False)
async def show_preview(request: Request, secret: str) -> Response:
    """The page of each record of a draft as it will look, and what differs from the present state."""
    state = get_state(request)
    curation = get_curation(state)
    draft = await asyncio.to_thread(curation.drafts.find, secret)
    place = f"/contribute/{secret}"
    body = state.pages.render(
        "draft-preview.html",
        number=state.store.number,
        trail=[
            state.pages.step("contribute-title", "/contribute"),
            Step(draft.title or state.pages.say("draft-name"), place),
            state.pages.step("preview-title"),
        ],
        alternates=[Alternate(one.media_type, f"{place}/{STEM}.{one.extension}", one.label) for one in RDF_FORMATS],
        descriptions=await preview(state.store, state.schema, draft.content.graphs()),
        records=await show_proposed(state, await propose(curation, draft)),
        secret=secret,
    )
    return PageResponse(body, headers=PRIVATE)


@router.get(f"/contribute/{{secret}}/{STEM}.{{extension}}")
async def get_records(request: Request, secret: str, extension: str) -> Response:
    """The records of a draft in one of the RDF formats."""
    state = get_state(request)
    draft = await asyncio.to_thread(get_curation(state).drafts.find, secret)
    wanted = next((one for one in RDF_FORMATS if one.extension == extension), None)
    if wanted is None:
        raise NotFoundError(f"There is no format {extension}.", near=tuple(one.extension for one in RDF_FORMATS))
    quads = [quad for quads in draft.content.graphs().values() for quad in quads]
    body = serialize(quads, wanted, state.schema.prefixes, state.schema.base)
    return Response(body, media_type=wanted.media_type, headers=PRIVATE)
