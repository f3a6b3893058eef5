"""The store of this machine: a ledger, one writer process, immutable snapshots, killable reader processes.

Queries go to readers on a snapshot, changes to the writer; this side keeps the numbers and evaluates nothing.
"""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from atlas.errors import AtlasError, GoneError, StorageError
from atlas.rdf.terms import Quad
from atlas.settings import Settings
from atlas.store.archive import Archive, to_commit
from atlas.store.delta import write_delta
from atlas.store.desk import OPEN_FILES, Answer, Tell, WriterDesk, tell_mended
from atlas.store.protocol import Change, Commit, Query
from atlas.store.snapshots import Snapshot, Snapshots
from atlas.workers.limits import Limits
from atlas.workers.pool import Pool
from atlas.workers.run import Run

Done = TypeVar("Done")
log = logging.getLogger(__name__)

READER: Final = "atlas.store.reader:entry"


class EmbeddedResult:
    """One running query on one snapshot."""

    def __init__(self, run: Run, snapshot: int) -> None:
        self.id, self.snapshot = run.id, snapshot
        self.chunks, self.cancel = run.chunks, run.cancel


class EmbeddedStore:
    """A store in a directory of this machine. One process at a time may have a directory open."""

    def __init__(self, directory: Path, settings: Settings) -> None:
        self.directory = directory.absolute()
        self._settings = settings
        self._snapshots = Snapshots(self.directory)
        self._number, self._path, self.identity = 0, "", ""
        self._pins: Counter[int] = Counter()
        self._archive: Archive | None = None
        self._readers: Pool | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._writer = WriterDesk(self.directory, settings.default_graph)

    @classmethod
    @asynccontextmanager
    async def open(cls, directory: Path, settings: Settings) -> AsyncIterator[Self]:
        """The store of a directory, made when it is not there. Raises ConflictError when it is in use, StorageError."""
        store = cls(directory, settings)
        await store.start()
        try:
            yield store
        finally:
            await store.close()

    async def start(self) -> None:
        """Start writer and readers; afterwards queries are answered from the newest commit."""
        await self._writer.pool.open()
        try:
            status = await self._writer.order({"do": "status"})
            self.identity = status["identity"]
            tell_mended(status)
            self._adopt(status)
            self._archive = Archive(self.directory)
            self._readers = self._make_readers()
            self._tell_readers()
            await self._readers.open()
        except BaseException:
            await self.close()
            raise
        self._later(self._writer.order({"do": "warm"}))

    def _make_readers(self) -> Pool:
        settings = self._settings
        return Pool(
            READER,
            size=settings.readers,
            name="reader",
            limits=Limits(memory_bytes=settings.query_memory_bytes, worn_share=0.5, files=OPEN_FILES),
            queue_length=settings.queue_length,
            queue_wait_s=settings.queue_wait_s,
        )

    async def close(self) -> None:
        """Stop every process of the store. Nothing acknowledged is lost."""
        for task in self._tasks:
            task.cancel()
        if self._readers is not None:
            await self._readers.close()
        await self._writer.pool.close()
        if self._archive is not None:
            self._archive.close()

    @property
    def number(self) -> int:
        """Number of the newest commit that queries see; 0 for an empty store."""
        return self._number

    async def query(self, query: Query) -> EmbeddedResult:
        """Start a query. Raises GoneError for a snapshot that is not kept, and what Store.query raises."""
        number = self._number if query.snapshot is None else query.snapshot
        job = {
            "do": "query",
            "path": self._find_path(number),
            "text": query.text,
            "media_type": query.media_type,
            "default": query.dataset.default_graphs,
            "named": query.dataset.named_graphs,
            "base": query.base_iri,
        }
        self._pins[number] += 1
        try:
            run = await self._get_readers().run(
                json.dumps(job).encode(),
                deadline_s=query.deadline_s,
                byte_limit=query.byte_limit,
                client=query.client,
                run_id=query.id,
            )
        except BaseException:
            self._unpin(number)
            raise
        run.on_end(lambda: self._unpin(number))
        return EmbeddedResult(run, number)

    async def cancel(self, query_id: str) -> bool:
        """Stop the query with this id, waiting or running. False when there is none."""
        return await self._get_readers().cancel(query_id)

    async def commit(self, change: Change) -> Commit:
        """Make a change durable and visible; an empty one gives the present number and touches no graph.

        Raises PreconditionError, InputError for a quad in the merged default graph, StorageError; then nothing changed.
        """
        body = await asyncio.to_thread(write_delta, change.removed, change.added)
        return await self._make(self._writer.commit(change, body))

    async def bulk(
        self, files: Sequence[Path], *, who: str, why: str, graph: str | None = None, tell: Tell | None = None
    ) -> Commit:
        """Load files in any RDF format, gzipped or not, as one commit, by the engine's own bulk loader.

        graph: where triples go that name no graph. tell: hears `quads` so far, `bytes` read, and bytes `of` all.
        Raises RdfSyntaxError, InputError, UnknownMediaTypeError, StorageError; then nothing was changed. Commits
        wait meanwhile; `graphs` of the answer is left empty when they are very many.
        """
        paths = [str(path.absolute()) for path in files]
        return await self._make(self._writer.bulk(paths, graph, {"who": who, "why": why}, tell))

    async def _make(self, writing: Coroutine[Any, Any, Answer]) -> Commit:
        return await asyncio.shield(self._later(self._finish(writing)))

    async def _finish(self, writing: Coroutine[Any, Any, Answer]) -> Commit:
        answer = await writing
        if answer["path"]:
            self._adopt(answer)
            self._later(self._prune())
        return to_commit(answer["commit"])

    def _adopt(self, answer: Mapping[str, Any]) -> None:
        if answer["number"] < self._number:
            return
        self._number, self._path = answer["number"], answer["path"]
        self._tell_readers()

    def _tell_readers(self) -> None:
        if self._readers is not None:
            self._readers.tell(json.dumps({"do": "open", "path": self._path}).encode())

    async def _prune(self) -> None:
        pinned = [number for number, held in self._pins.items() if held]
        await self._writer.order({"do": "prune", "kept": self._settings.snapshots_kept, "pinned": pinned})

    async def revisions(self, graphs: Sequence[str] | None = None) -> Mapping[str, int]:
        """Revision of the graphs named, or of all; absent graphs left out. `default` names the default graph."""
        return await asyncio.to_thread(self._get_archive().revisions, graphs, self._number)

    async def history(self, graph: str) -> list[Commit]:
        """Commits that touched a graph, oldest first; `graphs` of each is left empty."""
        return await asyncio.to_thread(self._get_archive().history, graph, self._number)

    async def changes(self, number: int) -> Change:
        """What a commit removed and added, as it was written. Raises GoneError for a number that there is not."""
        return await asyncio.to_thread(self._get_archive().changes, number)

    async def graph(self, iri: str) -> AsyncIterator[Quad]:
        """Quads of a graph exactly as they were committed, not as the engine rewrites them; sorted."""
        for quad in await asyncio.to_thread(self._get_archive().graph, iri, self._number):
            yield quad

    async def snapshots(self) -> list[Snapshot]:
        """Snapshots kept, oldest first."""
        return await asyncio.to_thread(self._snapshots.sound)

    async def label(self, number: int, label: str) -> None:
        """Name a snapshot (a release), which keeps it; an empty label lets it go."""
        self._find_path(number)
        await self._writer.order({"do": "label", "number": number, "label": label})

    def counts(self) -> dict[str, dict[str, int]]:
        """Numbers of each pool, for the operator."""
        return {pool.name: pool.counts() for pool in (self._writer.pool, self._readers) if pool is not None}

    def pids(self) -> dict[str, tuple[int, ...]]:
        """Living processes of each pool."""
        return {pool.name: pool.pids for pool in (self._writer.pool, self._readers) if pool is not None}

    def _find_path(self, number: int) -> str:
        if number == self._number:
            return self._path
        path = self._snapshots.path(number) / "store"
        if number > self._number or not path.is_dir():
            raise GoneError(f"The state after commit {number} is not kept.", found=str(number))
        return str(path)

    def _unpin(self, number: int) -> None:
        self._pins[number] -= 1
        if not self._pins[number]:
            del self._pins[number]

    def _later(self, work: Coroutine[Any, Any, Done]) -> "asyncio.Task[Done]":
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None and not isinstance(error, AtlasError):
            log.error("event=store-task-failed error=%r", error)

    def _get_readers(self) -> Pool:
        if self._readers is None:
            raise StorageError("The store is not open.")
        return self._readers

    def _get_archive(self) -> Archive:
        if self._archive is None:
            raise StorageError("The store is not open.")
        return self._archive
