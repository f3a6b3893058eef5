"""A dataset kept by another engine over the SPARQL 1.1 Protocol: queries pass through, commits go by our own ledger.

It has no snapshots; the number is the ledger's, true while nobody else writes there.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Self

from atlas.errors import InputError, ResourceError, StorageError, UnsupportedByEngineError
from atlas.rdf.terms import DefaultGraph, Quad
from atlas.settings import Settings
from atlas.store.archive import to_commit
from atlas.store.dialects import DIALECTS, Dialect, find_dialect, find_update_url, name_merge
from atlas.store.gate import Gate
from atlas.store.journal import Journal, has_blank_nodes
from atlas.store.ledger import Entry
from atlas.store.link import Link, RemoteResult
from atlas.store.protocol import Change, Commit, Query
from atlas.store.updates import iter_updates
from atlas.workers.queue import Place

UPDATE_LIMIT_S: Final = 60.0
RESENDS: Final = 3
FIRST_PAUSE_S: Final = 0.2
log = logging.getLogger(__name__)


class RemoteStore:
    """The store at `settings.store`, with its ledger in a directory of this machine."""

    def __init__(self, directory: Path, settings: Settings) -> None:
        self._directory, self._settings = directory, settings
        self._link = Link(settings.store, settings.store_token)
        self._gate = Gate(settings.readers * 4, settings.queue_length, settings.queue_wait_s)
        self._running: dict[str, RemoteResult] = {}
        self._turn = asyncio.Lock()
        self._dialect = DIALECTS["generic"]
        self._update_url = settings.store_update or settings.store
        self._journal: Journal | None = None
        self._number = 0
        self.identity = settings.store

    @classmethod
    @asynccontextmanager
    async def open(cls, directory: Path, settings: Settings) -> AsyncIterator[Self]:
        """The store, connected. Raises ResourceError when the engine does not answer."""
        store = cls(directory, settings)
        await store.start()
        try:
            yield store
        finally:
            await store.close()

    async def start(self) -> None:
        """Find out which engine it is and bring it up to our ledger."""
        self._journal = await asyncio.to_thread(Journal, self._directory)
        try:
            self._dialect = await self._find_dialect()
            self._update_url = self._settings.store_update or find_update_url(self._settings.store, self._dialect)
            await self._catch_up()
        except BaseException:
            await self.close()
            raise

    async def _find_dialect(self) -> Dialect:
        named = self._settings.store_engine
        found = DIALECTS[named] if named in DIALECTS else find_dialect(await self._link.headers())
        return replace(found, merge="nobody") if self._settings.default_graph == "plain" else found

    async def close(self) -> None:
        """Hang up. Nothing acknowledged is lost."""
        for result in list(self._running.values()):
            await result.cancel()
        await self._link.close()
        if self._journal is not None:
            self._journal.close()

    @property
    def number(self) -> int:
        """Number of the newest commit of our ledger."""
        return self._number

    @property
    def dialect(self) -> Dialect:
        """What the engine was taken for."""
        return self._dialect

    async def query(self, query: Query) -> RemoteResult:
        """Start a query. Raises UnsupportedByEngineError for a snapshot, and what Store.query raises."""
        if query.snapshot is not None and query.snapshot != self._number:
            raise UnsupportedByEngineError(
                "The engine behind this service keeps no earlier states.",
                found=f"commit {query.snapshot}",
                expected=f"the present state, {self._number}",
            )
        place = await self._gate.enter(query.client)
        result = RemoteResult(query.id or secrets.token_urlsafe(12), self._number, query)
        self._running[result.id] = result
        result.on_end(lambda: self._end(result.id, place))
        await result.start(self._link.stream(self._parameters(query), query.media_type))
        return result

    def _end(self, query_id: str, place: Place) -> None:
        if self._running.pop(query_id, None) is not None:
            self._gate.leave(place)

    def _parameters(self, query: Query) -> list[tuple[str, str]]:
        pairs = [("query", query.text)]
        pairs += [("default-graph-uri", iri) for iri in query.dataset.default_graphs]
        pairs += [("named-graph-uri", iri) for iri in query.dataset.named_graphs]
        if self._dialect.merge == "us-named":
            pairs += name_merge(query)
        if self._dialect.deadline is not None:
            name, factor, unit = self._dialect.deadline
            pairs.append((name, f"{max(1, round(query.deadline_s * factor))}{unit}"))
        return pairs

    async def cancel(self, query_id: str) -> bool:
        """Hang up on the query with this id. False when there is none."""
        result = self._running.get(query_id)
        if result is None:
            return False
        await result.cancel()
        return True

    async def commit(self, change: Change) -> Commit:
        """Write a change into our ledger and have the engine make it.

        Raises UnsupportedByEngineError for blank nodes, PreconditionError, StorageError when the engine refuses.
        """
        self._check(change)
        return await asyncio.shield(asyncio.ensure_future(self._commit(change)))

    def _check(self, change: Change) -> None:
        quads = (*change.removed, *change.added)
        if not self._dialect.takes_updates:
            raise UnsupportedByEngineError(f"{self._dialect.name} takes no updates.")
        if has_blank_nodes(quads):
            raise UnsupportedByEngineError(
                "Blank nodes cannot be named in an update to another engine.", suggestion="Give them IRIs."
            )
        if self._dialect.merge != "nobody" and any(isinstance(quad.graph_name, DefaultGraph) for quad in quads):
            raise InputError("The default graph is the merge of all named graphs and read-only.")

    async def _commit(self, change: Change) -> Commit:
        async with self._turn:
            journal = self._get_journal()
            await self._catch_up()
            if not self._settings.store_shared:
                await asyncio.to_thread(journal.check_expected, dict(change.expected))
            header = {"token": secrets.token_hex(12), "who": change.who, "why": change.why}
            if change.about:
                header["about"] = dict(change.about)  # type: ignore[assignment]
            entry = await asyncio.to_thread(journal.append, change.removed, change.added, header)
            if entry is None:
                return to_commit({"number": self._number, **header})
            try:
                await self._send(entry)
            except StorageError:
                await asyncio.to_thread(journal.take_back)
                raise
            await self._confirm(entry)
            graphs = sorted(entry.header["graphs"] + entry.header["gone"])
            return to_commit({**entry.header, "graphs": graphs})

    async def _catch_up(self) -> None:
        """Send every commit that the engine is not known to have; doing so twice does no harm."""
        journal = self._get_journal()
        applied = await asyncio.to_thread(journal.read_applied, self._settings.store)
        for entry in await asyncio.to_thread(journal.entries_after, applied):
            await self._send(entry)
            await self._confirm(entry)
        self._number = journal.number

    async def _send(self, entry: Entry) -> None:
        """Have the engine make one commit. Raises StorageError when it says no, ResourceError when it is not heard."""
        removed, added = await asyncio.to_thread(self._get_journal().read, entry)
        for sent, text in enumerate(iter_updates(removed, added, self._dialect)):
            try:
                await self._update(text)
            except StorageError as error:
                if sent:
                    raise ResourceError("The engine stopped in the middle of a commit; it is sent again.") from error
                raise

    async def _update(self, text: str) -> None:
        for attempt in range(RESENDS):
            try:
                await self._link.update(self._update_url, text, UPDATE_LIMIT_S)
            except ResourceError:
                if attempt == RESENDS - 1:
                    raise
                await asyncio.sleep(FIRST_PAUSE_S * 2**attempt)
            else:
                return

    async def _confirm(self, entry: Entry) -> None:
        journal = self._get_journal()
        await asyncio.to_thread(journal.write_applied, self._settings.store, entry.number)
        if entry.number > self._number:
            self._number = entry.number
        await asyncio.to_thread(journal.confirm, entry)

    async def revisions(self, graphs: Sequence[str] | None = None) -> Mapping[str, int]:
        """Revision of the graphs named, or of all, as our ledger has them; absent graphs left out."""
        return await asyncio.to_thread(self._get_journal().archive.revisions, graphs, self._number)

    async def history(self, graph: str) -> list[Commit]:
        """Commits that touched a graph, oldest first; `graphs` of each is left empty."""
        return await asyncio.to_thread(self._get_journal().archive.history, graph, self._number)

    async def changes(self, number: int) -> Change:
        """What a commit removed and added. Raises GoneError for a number that there is not."""
        return await asyncio.to_thread(self._get_journal().archive.changes, number)

    async def graph(self, iri: str) -> AsyncIterator[Quad]:
        """Quads of a graph exactly as they were committed; sorted."""
        for quad in await asyncio.to_thread(self._get_journal().archive.graph, iri, self._number):
            yield quad

    def counts(self) -> dict[str, dict[str, int]]:
        """Numbers for the operator."""
        return {"remote": self._gate.counts}

    def _get_journal(self) -> Journal:
        if self._journal is None:
            raise StorageError("The store is not open.")
        return self._journal


def describe(store: RemoteStore) -> dict[str, Any]:
    """What the engine can do, for the service description and the operator."""
    dialect = store.dialect
    return {
        "engine": dialect.name,
        "snapshots": False,
        "atomic": dialect.is_atomic,
        "updates": dialect.takes_updates,
        "merged default graph": dialect.merge != "nobody",
        "blank nodes": False,
    }
