"""Answers that no page should compute at request: made once a snapshot, kept until the next."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from atlas.rdf.terms import Term
from atlas.schema.model import Schema
from atlas.store.protocol import Store
from atlas.store.rows import select
from atlas.workers.queue import BACKGROUND

DEADLINE_S: Final = 60.0
KEPT: Final = 256
OVERVIEW: Final = "SELECT ?type (COUNT(*) AS ?n) { ?x a ?type } GROUP BY ?type"

Rows = list[dict[str, Term]]
Made = TypeVar("Made")


class Counted:
    """What is made from our own queries, at most once for a snapshot; never from a reader's query."""

    def __init__(self, store: Store, schema: Schema) -> None:
        self._store, self._schema = store, schema
        self._number = -1
        self._made: dict[str, asyncio.Task[Any]] = {}
        self._running: set[asyncio.Task[Any]] = set()

    async def close(self) -> None:
        """Stop what is being made."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def rows(self, view: str) -> Rows:
        """Rows of `views/<view>`, which takes no parameter, over the newest snapshot."""
        return await self.answer(self._schema.queries[f"views/{view}"].text)

    async def answer(self, text: str) -> Rows:
        """Rows of a SELECT without open parameters over the newest snapshot. Raises what Store.query does."""

        async def ask() -> Rows:
            return await select(self._store, text, deadline_s=DEADLINE_S, client=BACKGROUND)

        return await self.once(f"rows {text}", ask)

    async def once(self, key: str, make: Callable[[], Awaitable[Made]]) -> Made:
        """What `make` gives, kept under a key for this snapshot; a failure is not kept."""
        if self._number != self._store.number:
            self._number, self._made = self._store.number, {}
        task: asyncio.Task[Made] | None = self._made.get(key)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            while len(self._made) >= KEPT:
                self._made.pop(next(iter(self._made)))
            task = self._made[key] = asyncio.ensure_future(make())
            self._running.add(task)
            task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        """Note how a task ended, also when whoever asked has left: its failure is theirs, not the loop's."""
        self._running.discard(task)
        if not task.cancelled():
            task.exception()
