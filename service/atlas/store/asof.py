"""A store seen as it was after one commit: reads go to that state, writes are refused."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace

from atlas.errors import ForbiddenError
from atlas.rdf.terms import Quad
from atlas.store.past import Past
from atlas.store.protocol import Change, Commit, Query, Result, Store


class AsOf:
    """One past state of a store. It is closed with the store itself."""

    def __init__(self, store: Store, past: Past, number: int) -> None:
        self._store, self._past, self._number = store, past, number
        self.identity: str = getattr(store, "identity", "")

    @property
    def number(self) -> int:
        """The commit after which this state was the newest."""
        return self._number

    async def query(self, query: Query) -> Result:
        """Start a query on this state, whatever snapshot it names."""
        return await self._store.query(replace(query, snapshot=self._number))

    async def commit(self, change: Change) -> Commit:
        """Refuse: the past does not change. Raises ForbiddenError."""
        raise ForbiddenError("A past state cannot be changed.", suggestion="Leave as-of out to change the present one.")

    async def revisions(self, graphs: Sequence[str] | None = None) -> Mapping[str, int]:
        """Revisions as they were."""
        return await asyncio.to_thread(self._past.revisions, graphs, self._number)

    async def graph(self, iri: str) -> AsyncIterator[Quad]:
        """Quads of a graph as they were, exactly as committed."""
        for quad in await asyncio.to_thread(self._past.graph, iri, self._number):
            yield quad

    async def cancel(self, query_id: str) -> bool:
        """Stop a query of this state."""
        stop = getattr(self._store, "cancel", None)
        return bool(await stop(query_id)) if stop else False

    async def close(self) -> None:
        """Nothing of its own to let go of."""
