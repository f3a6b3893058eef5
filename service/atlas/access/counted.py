"""Answers that no page should compute at request: counted once a snapshot, kept until the next."""

import asyncio

from atlas.rdf.terms import Term
from atlas.schema.model import Schema
from atlas.store.protocol import Store
from atlas.store.rows import select

DEADLINE_S = 60.0


class Counted:
    """Rows of view queries without parameters, each run at most once for a snapshot."""

    def __init__(self, store: Store, schema: Schema) -> None:
        self._store, self._schema = store, schema
        self._number = -1
        self._rows: dict[str, asyncio.Task[list[dict[str, Term]]]] = {}

    async def rows(self, view: str) -> list[dict[str, Term]]:
        """Rows of `views/<view>` over the newest snapshot. Raises what Store.query does."""
        if self._number != self._store.number:
            self._number, self._rows = self._store.number, {}
        task = self._rows.get(view)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            text = self._schema.queries[f"views/{view}"].text
            task = self._rows[view] = asyncio.create_task(select(self._store, text, deadline_s=DEADLINE_S))
        return await asyncio.shield(task)
