"""The desk: what drafting, review, acceptance and history share in one service. Opened and closed with it."""

import asyncio
import logging
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from atlas.errors import BusyError, UnsupportedByEngineError
from atlas.intake.deriving.deriver import Deriver
from atlas.intake.drafting.draft import Content
from atlas.intake.drafting.drafts import Drafts
from atlas.intake.drafting.examine import examine
from atlas.intake.history.releases import Releases
from atlas.intake.reading.receive import Submission
from atlas.schema.layouts import Layouts
from atlas.schema.model import Schema
from atlas.search.current import Search
from atlas.search.past import PastSearches
from atlas.settings import Settings
from atlas.store.asof import AsOf
from atlas.store.past import Past
from atlas.store.protocol import Store
from atlas.store.rebuild import Rebuilder
from atlas.workers.pool import Pool

TIDY_EVERY_S: Final = 3600.0
log = logging.getLogger(__name__)


class Curation:
    """Everything the way in needs after judging: drafts, the past, the rules' turn.

    search: where names near to a draft's are looked up; None for nowhere.
    """

    def __init__(self, store: Store, schema: Schema, settings: Settings, directory: Path, judges: Pool | None) -> None:
        self.store, self.schema, self.settings, self.directory = store, schema, settings, directory
        self.search: Search | None = None
        self._judges = judges
        self.drafts = Drafts(directory)
        self.past = Past(directory)
        self.layouts = Layouts(schema)
        self.releases = Releases(directory)
        self.deriver = Deriver(store, schema)
        self.rebuilder = Rebuilder(directory, settings.default_graph, self.past, settings.rebuild_bytes)
        self.searches = PastSearches(schema, directory / "search-past")
        self._tidying: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to forget old drafts, now and every hour."""
        self._tidying = asyncio.create_task(self._tidy())

    async def close(self) -> None:
        """Stop what runs in the background and let go of the files."""
        if self._tidying is not None:
            self._tidying.cancel()
            with suppress(asyncio.CancelledError):
                await self._tidying
        await self.deriver.close()
        await self.searches.close()
        self.drafts.close()
        self.past.close()

    @property
    def judges(self) -> Pool:
        """The judges. Raises BusyError where none is running."""
        if self._judges is None:
            raise BusyError("No judge is running here.")
        return self._judges

    async def examine(self, submission: Submission, client: str) -> Content:
        """What a text says and the verdict on it."""
        return await examine(
            self.judges,
            self.store,
            self.schema,
            submission,
            deadline_s=self.settings.deadline_s,
            client=client,
            search=self.search,
        )

    async def as_of(self, number: int) -> AsOf:
        """The store as it was after a commit. Raises GoneError where that is not kept and cannot be made again."""
        await self.rebuilder.recall(number, self.store.number)
        return AsOf(self.store, self.past, number)

    async def label(self, number: int, label: str) -> None:
        """Name a snapshot, which keeps it; an empty label lets it go. Raises UnsupportedByEngineError."""
        store: Any = self.store
        if not hasattr(store, "label"):
            raise UnsupportedByEngineError("The engine behind this service keeps no snapshots.")
        await store.label(number, label)

    async def _tidy(self) -> None:
        while True:
            gone = await asyncio.to_thread(self.drafts.expire, time.time())
            log.info("event=drafts-expired count=%d", gone)
            await asyncio.sleep(TIDY_EVERY_S)
