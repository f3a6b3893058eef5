"""Keeps the divided classes of the newest snapshots, so that a page counts with bits and not with queries."""

import asyncio
from collections import OrderedDict
from typing import Final

from atlas.access.exploring.facets import Facets, build_facets
from atlas.access.ontology.paths import Arrows
from atlas.schema.model import Class, Schema
from atlas.store.protocol import Store

KEPT: Final = 64
PATIENCE_S: Final = 0.15
Key = tuple[int, str]


class FacetKeeper:
    """Facets of each class, built once a snapshot when first asked for."""

    def __init__(self, schema: Schema) -> None:
        self.arrows = Arrows(schema)
        self._spoken = {schema.language: self.arrows}
        self._tasks: OrderedDict[Key, asyncio.Task[Facets]] = OrderedDict()

    async def find(self, store: Store, found: Class, *, exactly: bool = False) -> Facets:
        """The class as divided in the store's snapshot.

        While a newer snapshot is read, the one before answers after a moment's patience; its number says so.
        exactly: wait for the very snapshot all the same.
        """
        task = self._start(store, found)
        if not task.done():
            earlier = None if exactly else self._earlier(store.number, found)
            if earlier is not None:
                await asyncio.wait({task}, timeout=PATIENCE_S)
                if not task.done():
                    return earlier
        return await asyncio.shield(task)

    def arrows_in(self, schema: Schema) -> Arrows:
        """The arrows with the names that the schema of a reader's language gives them."""
        return self._spoken.setdefault(schema.language, Arrows(schema))

    async def warm(self, store: Store) -> None:
        """Divide every class that has records, one after the other."""
        for found in self.arrows.schema.kinds.values():
            await self.find(store, found)

    def coverage(self, store: Store) -> dict[str, dict[str, int]]:
        """How many things of each class counted so far have each property."""
        found: dict[str, dict[str, int]] = {}
        for (number, iri), task in self._tasks.items():
            if number <= store.number and task.done() and _is_sound(task):
                found[iri] = task.result().coverage
        return found

    async def close(self) -> None:
        """Stop reading."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        self._tasks.clear()

    def _start(self, store: Store, found: Class) -> asyncio.Task[Facets]:
        key = (store.number, found.iri)
        task = self._tasks.get(key)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = self._tasks[key] = asyncio.create_task(build_facets(store, self.arrows, found))
        self._tasks.move_to_end(key)
        while len(self._tasks) > KEPT:
            _, oldest = self._tasks.popitem(last=False)
            oldest.cancel()
        return task

    def _earlier(self, number: int, found: Class) -> Facets | None:
        """The newest divided state of a class before a snapshot, or None."""
        ready = [
            task.result()
            for (held, iri), task in self._tasks.items()
            if iri == found.iri and held < number and task.done() and _is_sound(task)
        ]
        return max(ready, key=lambda one: one.number, default=None)


def _is_sound(task: asyncio.Task[Facets]) -> bool:
    return not task.cancelled() and task.exception() is None
