"""Pages that the home describes (`queries/pages`), at their names below the root; their figures and rows likewise.

Takes only addresses that the home names; every other one goes on to the routes that follow.
"""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from atlas.access.saved_queries.answers import Answer, make_answer, tell
from atlas.access.saved_queries.stories import FOLDER, Section, Story, read_story
from atlas.errors import NotFoundError
from atlas.http.dependencies import State, get_state
from atlas.http.drawings import (
    CSV_ROWS,
    answer_section,
    cite_page,
    keep_past,
    link_absolutely,
    send_drawn,
    send_spec,
    send_svg,
)
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate, Step


class StoryRoute(APIRoute):
    """A route whose first segment must be the name of a page that the home describes."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As Starlette asks: whether this route takes the request."""
        match, child = super().matches(scope)
        state = getattr(scope["app"].state, "atlas", None) if "app" in scope else None
        named = child.get("path_params", {}).get("page", "")
        if match is not Match.NONE and (state is None or f"{FOLDER}/{named}" not in state.schema.queries):
            return Match.NONE, {}
        return match, child


router = APIRouter(include_in_schema=False, route_class=StoryRoute)


@router.get("/{page}")
async def show(request: Request, page: str) -> Response:
    """A page of sections, each a saved query with its answer, its figure and its limits."""
    state = get_state(request)
    story = _story(state, page)
    sections = [(one, await answer_section(state, one, state.pages.href)) for one in story.sections]
    shown: dict[str, Any] = {
        "story": story,
        "sections": sections,
        "about": await _about(state, story),
        "citation": await cite_page(state, story.query.title, f"/{page}"),
        "suffix": f"?{urlencode(past)}" if (past := keep_past(request)) else "",
        "alternates": [
            Alternate("text/csv", f"/{page}/{one.name}.csv", f"CSV: {one.query.title}") for one in story.sections
        ],
        "trail": [Step(story.query.title)],
    }
    return PageResponse(state.pages.render("story.html", number=state.store.number, **shown))


@router.get("/{page}/{section}.svg")
async def draw(request: Request, page: str, section: str) -> Response:
    """The figure of one section."""
    state = get_state(request)
    return send_svg(await answer_section(state, _section(state, page, section), link_absolutely(state)))


@router.get("/{page}/{section}.csv")
async def list_rows(request: Request, page: str, section: str) -> Response:
    """What the figure of one section shows; its rows where it has no figure."""
    state = get_state(request)
    answer = await answer_section(state, _section(state, page, section), link_absolutely(state), CSV_ROWS)
    return send_drawn(answer, section)


@router.get("/{page}/{section}.vl.json")
async def specify_section(request: Request, page: str, section: str) -> Response:
    """The figure of one section as a Vega-Lite specification."""
    state = get_state(request)
    found = _section(state, page, section)
    answer = await answer_section(state, found, link_absolutely(state), CSV_ROWS)
    return send_spec(state, answer, tell(found.query, state.pages.say), f"/{page}#{section}")


def _story(state: State, page: str) -> Story:
    return read_story(state.schema, state.schema.queries[f"{FOLDER}/{page}"])


def _section(state: State, page: str, name: str) -> Section:
    story = _story(state, page)
    found = story.find(name)
    if found is None:
        known = ", ".join(one.name for one in story.sections)
        raise NotFoundError(f"The page {page} has no section {name}.", found=name, expected=known)
    return found


async def _about(state: State, story: Story) -> Answer | None:
    if not story.about:
        return None
    rows = await state.counted.answer(story.about)
    told, link = tell(story.query, state.pages.say), state.pages.href
    return await make_answer(
        state.store, state.schema, rows, state.settings.page_rows, chart=None, told=told, link=link
    )
