"""The index of the newest snapshot: built in the background after a commit, the one before answers until then."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from atlas.errors import AtlasError
from atlas.rdf.terms import Literal, NamedNode
from atlas.schema.model import Schema
from atlas.search.candidates import Asked, Candidate
from atlas.search.index import build_index, make_entries
from atlas.search.match import Hit, Index
from atlas.store.protocol import Store
from atlas.store.rows import select
from atlas.workers.queue import BACKGROUND

BUILD_DEADLINE_S = 600.0
log = logging.getLogger(__name__)


class Search:
    """Full text over the names of records and of the ontology's terms."""

    def __init__(self, store: Store, schema: Schema, directory: Path) -> None:
        self._store, self._schema, self._directory = store, schema, directory
        self._index: Index | None = None
        self._number = -1
        self._building: asyncio.Task[None] | None = None

    async def find(self, words: str, *, limit: int = 50, type_iri: str | None = None) -> list[Hit]:
        """Things by name, best first; waits only when no index was ever built."""
        index = await self._current()
        return await asyncio.to_thread(index.find, words, limit=limit, type_iri=type_iri)

    async def near(self, words: str, *, limit: int = 5) -> list[Hit]:
        """Things with a name spelt nearly so."""
        index = await self._current()
        return await asyncio.to_thread(index.near, words, limit=limit)

    async def candidates(self, asked: Sequence[Asked]) -> list[list[Candidate]]:
        """For each name asked for, the things it may mean, best first, each score explained."""
        index = await self._current()
        return await asyncio.to_thread(index.candidates, asked)

    async def candidates_now(self, asked: Sequence[Asked]) -> list[list[Candidate]] | None:
        """As `candidates`, by the index that is there; None while the first is being built."""
        if self._index is None:
            if self._building is None or self._building.done():
                self._building = asyncio.create_task(self._build())
            return None
        return await self.candidates(asked)

    async def refresh(self) -> None:
        """Build the index of the newest snapshot now, where it is not there yet."""
        if self._building is None or self._building.done():
            self._building = asyncio.create_task(self._build())
        await asyncio.shield(self._building)

    async def close(self) -> None:
        """Stop building and let go of the file; a search under way ends first."""
        if self._building is not None:
            self._building.cancel()
            with suppress(asyncio.CancelledError, AtlasError):
                await self._building
        self._index = None

    async def _current(self) -> Index:
        if self._index is None:
            await self.refresh()
        elif self._number != self._store.number and (self._building is None or self._building.done()):
            self._building = asyncio.create_task(self._build())
        if self._index is None:
            raise AtlasError("The search index could not be built.")
        return self._index

    async def _build(self) -> None:
        number = self._store.number
        if number == self._number:
            return
        path = self._directory / f"{number}.sqlite"
        text = self._schema.queries["views/names"].text
        rows = await select(self._store, text, deadline_s=BUILD_DEADLINE_S, client=BACKGROUND)
        names = [
            {name: term.value for name, term in row.items() if isinstance(term, (NamedNode, Literal))} for row in rows
        ]
        for name in names:
            kind = self._schema.kind_of(name["item"])
            name["type"] = kind.iri if kind else name.get("type", "")
        terms = [
            {"item": iri, "label": label}
            for iri, label in self._schema.labels.items()
            if iri.startswith(self._schema.base)
        ]
        count = await asyncio.to_thread(_write, path, [*names, *terms])
        self._index, self._number = Index(path), number
        for stale in self._directory.glob("*.sqlite"):
            if stale != path:
                stale.unlink(missing_ok=True)
        log.info("event=indexed things=%d commit=%d", count, number)


def _write(path: Path, rows: list[dict[str, str]]) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return build_index(path, make_entries(rows))
