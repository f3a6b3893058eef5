"""Indexes of past states: made when somebody searches one, the few used last are kept."""

import asyncio
import shutil
from collections import OrderedDict
from pathlib import Path
from typing import Final

from atlas.schema.model import Schema
from atlas.search.current import Search
from atlas.store.protocol import Store

KEPT: Final = 4


class PastSearches:
    """Full text over past states of one store, each by the number of its commit. The folder is its own."""

    def __init__(self, schema: Schema, directory: Path) -> None:
        self._schema, self._directory = schema, directory
        self._held: OrderedDict[int, Search] = OrderedDict()
        shutil.rmtree(directory, ignore_errors=True)

    def of(self, store: Store) -> Search:
        """The search of a store that stays as it is. Its index is built when it is first asked."""
        found = self._held.pop(store.number, None)
        if found is None:
            found = Search(store, self._schema, self._directory / str(store.number))
        self._held[store.number] = found
        while len(self._held) > KEPT:
            number, _ = self._held.popitem(last=False)
            shutil.rmtree(self._directory / str(number), ignore_errors=True)
        return found

    async def close(self) -> None:
        """Let go of every index and its file."""
        for search in self._held.values():
            await search.close()
        self._held.clear()
        await asyncio.to_thread(shutil.rmtree, self._directory, ignore_errors=True)
