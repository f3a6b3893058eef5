"""What every page tells of the graph as it stands, and all that pages count: made in the background after a commit."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from atlas.access.saved_queries.stories import read_live, warm_stories
from atlas.errors import AtlasError, DeadlineError, ResourceError
from atlas.http.dependencies import State
from atlas.http.drawings import find_date
from atlas.http.routes.charts import draw_tiles
from atlas.rdf.terms import Literal
from atlas.store.parameters import bind
from atlas.workers.rounds import Rounds

REST_FACTOR: Final = 2.0
BEYOND: Final = (ResourceError, DeadlineError)
LATELY: Final = timedelta(days=90)
PATIENCE_S: Final = 5.0  # a small graph is counted before its first page is asked for; a big one while it serves
log = logging.getLogger(__name__)


async def start_standing(state: State) -> Rounds:
    """Begin to keep what pages tell; comes back when it is counted for the first time, or after a moment's patience."""
    seen = -1

    async def count() -> None:
        nonlocal seen
        number = state.store.number
        if number != seen and await _count(state):
            seen = number

    rounds = Rounds("standing", count, rest_factor=REST_FACTOR)
    rounds.start()
    await rounds.wait_for_first(PATIENCE_S)
    return rounds


async def find_counters(state: State) -> list[dict[str, str]]:
    """The home's own counters, with their names as words; where they take `$since`, it is the day 90 days ago."""
    view = state.schema.queries["views/landing"]
    since = Literal((datetime.now(UTC).date() - LATELY).isoformat())
    text = bind(view.text, {one.name: since for one in view.parameters})
    return [
        {"label": name.replace("_", " "), "text": term.value}
        for row in await state.counted.answer(text)
        for name, term in row.items()
        if isinstance(term, Literal)
    ]


async def _count(state: State) -> bool:
    """Whether everything was counted that can be.

    One failure does not keep the rest from it. What failed is tried again later, unless it asked for more memory or
    time than there is: it would again.
    """
    steps: tuple[Any, ...] = (
        _tell,
        lambda one: one.counted.rows("counts"),
        lambda one: one.search.refresh(),
        lambda one: one.facets.warm(one.store),
        lambda one: warm_stories(one.counted, one.schema),
        _warm_live,
        draw_tiles,
    )
    state.pages.compile()
    is_whole = True
    for step in steps:
        try:
            await step(state)
        except AtlasError as error:
            is_whole = is_whole and isinstance(error, BEYOND)
            log.warning("event=count-failed detail=%r", error.detail)
    return is_whole


async def _tell(state: State) -> None:
    releases = await asyncio.to_thread(state.curation.releases.all) if state.curation else []
    state.pages.facts = {
        "counters": await find_counters(state),
        "date": (await state.counted.once("date", lambda: find_date(state)))[:10],
        "release": releases[-1].version if releases else "",
        "number": state.store.number,
    }


async def _warm_live(state: State) -> None:
    for section in read_live(state.schema):
        await state.counted.answer(section.text)
