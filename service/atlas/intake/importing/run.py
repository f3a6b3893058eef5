"""One import: files in, one named graph of the store out, or nothing at all; and a report of what became of what.

Batches go through workers; identities are settled here, in order; the commit comes last and is one.
"""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from atlas.intake.identities.resolve import Link
from atlas.intake.importing.catalogue import Catalogue, load_catalogue
from atlas.intake.importing.collect import Collector
from atlas.intake.importing.commit import keep_edition
from atlas.intake.importing.draft import lay_draft
from atlas.intake.importing.edition import Naming, describe_edition, find_place
from atlas.intake.importing.files import Linked, find_files, iter_documents, place
from atlas.intake.importing.make import Made, sort_lines
from atlas.intake.importing.origin import Origin, find_origin
from atlas.intake.importing.report import ImportReport, Matched
from atlas.intake.importing.settle import EXACT, Matcher, Settler
from atlas.intake.importing.worker import ENTRY, read_made, to_terms, write_batch
from atlas.intake.reading.documents import Document
from atlas.intake.reading.mappings import FOLDER, Refusal, load_mapping
from atlas.rdf.serialize import write_lines
from atlas.schema.model import Schema
from atlas.store.embedded import EmbeddedStore
from atlas.store.snapshots import Snapshots
from atlas.workers.limits import Limits
from atlas.workers.pool import Pool

BATCH: Final = 500
WORKPLACE: Final = "import"
READ_BYTES: Final = 1024 * 1024
DEADLINE_S: Final = 600.0
MATCHES_ONLY: Final = "Of this catalogue only links to what is held are kept."
EXACT_LINE: Final = f"> <{EXACT}> <".encode()
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Wish:
    """What is asked for. workers: processes that map and judge. again: even where the same files were imported.

    values: for parameters of the mapping's own, such as the name of what a single card is of.
    """

    mapping: str
    path: Path
    origin: Origin = field(default_factory=Origin)
    date: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    drafts: bool = False
    again: bool = False
    workers: int = 2


async def run_import(
    store: EmbeddedStore, schema: Schema, wish: Wish, matcher: Callable[[], Matcher], tell: Tell = lambda done, of: None
) -> ImportReport:
    """Import a catalogue. matcher: made only where there is something to match.

    Raises HomeError for a mapping that cannot be used, InputError and DocumentError for files that cannot be read;
    then nothing was changed.
    """
    load_mapping(schema.home, wish.mapping, schema.base)
    catalogue = load_catalogue(schema.home, wish.mapping, schema.base)
    files, left = find_files(wish.path, catalogue)
    origin = find_origin(wish.path, wish.origin)
    said_besides = (origin, sorted(wish.values.items()))
    digest = await asyncio.to_thread(digest_input, schema.home / FOLDER / wish.mapping, files, said_besides)
    release = origin.named(digest)
    naming = Naming(schema.base, wish.mapping, release, catalogue.versioned, origin.day or "")
    place = await find_place(store, f"{schema.base}mapping/{wish.mapping}", release, origin.day)
    said = {"commit": origin.commit, "issued": origin.issued, "retrieved": origin.retrieved}
    report = ImportReport(wish.mapping, naming.graph, release, {"source": catalogue.source, **said}, left=left)
    if place.same is not None and place.same.digest == digest and not wish.again and not wish.drafts:
        report.notes.append("The same files were imported before by the same mapping.")
        return report
    job = Job(store, schema, wish, catalogue, naming, report)
    folder = store.directory / WORKPLACE
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    folder.mkdir()
    try:
        with Collector(folder / "edition.nt") as collector:
            await job.gather(files, collector, matcher, origin, tell)
            about = describe_edition(schema.base, wish.mapping, release, origin, catalogue, digest)
            started = time.monotonic()
            keep = lay_draft if wish.drafts else keep_edition
            await keep(store, schema, collector, naming, place, about, report)
            report.seconds["compare and commit"] = round(time.monotonic() - started, 2)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    return report


@dataclass
class Job:
    """The part of an import that goes batch by batch."""

    store: EmbeddedStore
    schema: Schema
    wish: Wish
    catalogue: Catalogue
    naming: Naming
    report: ImportReport
    refused: set[str] = field(default_factory=set)

    async def gather(
        self,
        files: Sequence[tuple[str, Path]],
        collector: Collector,
        matcher: Callable[[], Matcher],
        origin: Origin,
        tell: Tell,
    ) -> None:
        """Put every record of every file into the collector, settled and under the edition's names."""
        started = time.monotonic()
        values = {
            **self.wish.values, "date": self.wish.date, "release": self.report.release, "commit": origin.commit or "",
            "issued": origin.issued or "", "retrieved": origin.retrieved or "", "mapping": self.wish.mapping,
            "source": f"<{self.catalogue.source}>",
        }  # fmt: skip
        snapshot = Snapshots(self.store.directory).path(self.store.number) / "store"
        setup = {
            "home": str(self.schema.home), "mapping": self.wish.mapping, "values": values,
            "snapshot": str(snapshot) if snapshot.is_dir() else "", "looks_up": self.catalogue.looks_up, "judges": True,
        }  # fmt: skip
        settler = Settler(self.schema, await asyncio.to_thread(matcher), to_terms(values))  # type: ignore[arg-type]
        of = await asyncio.to_thread(count_documents, files)
        size = self.wish.workers
        limits = Limits(memory_bytes=None)
        async with Pool(
            ENTRY, size=size, spare=0, name="import", limits=limits, setup=setup, queue_wait_s=DEADLINE_S,
            start_limit_s=DEADLINE_S,
        ) as pool:  # fmt: skip
            async for made in self._made(pool, files):
                await asyncio.to_thread(self._take, made, settler, collector)
                tell(self.report.documents, max(of, self.report.documents))
        named = dict(files)
        self.report.refused = [place(one, named) for one in self.report.refused]
        self._take_described(collector, await self.store.revisions())
        self.report.seconds["read, map, judge and match"] = round(time.monotonic() - started, 2)

    async def _made(self, pool: Pool, files: Sequence[tuple[str, Path]]) -> AsyncIterator[Made]:
        """Batches in their order, a few at work at a time."""
        waiting: list[asyncio.Task[bytes]] = []
        batches = self._batches(files)
        try:
            while True:
                while len(waiting) < self.wish.workers + 1:
                    batch = await asyncio.to_thread(next, batches, None)
                    if batch is None:
                        break
                    waiting.append(asyncio.create_task(_run(pool, batch)))
                if not waiting:
                    return
                yield read_made(await waiting.pop(0))
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    def _batches(self, files: Sequence[tuple[str, Path]]) -> Iterator[bytes]:
        held: list[Document | Linked] = []
        for name, path in files:
            for found in iter_documents(name, path, self.catalogue):
                if isinstance(found, Refusal):
                    self.report.refused.append(found)
                    continue
                if isinstance(found, Linked):
                    yield write_batch([found])
                    continue
                held.append(found)
                if len(held) >= BATCH:
                    yield write_batch(held)
                    held = []
        if held:
            yield write_batch(held)

    def _take(self, made: Made, settler: Settler, collector: Collector) -> None:
        self.report.documents += made.documents
        self.report.refused += made.refused
        self.report.ignored.update(made.ignored)
        if self.catalogue.matches_only and MATCHES_ONLY not in self.report.notes:
            self.report.notes.append(MATCHES_ONLY)
        if made.formulas:
            self._note("cells begin like a formula of a spreadsheet; they are kept as text.", made.formulas)
        settled = settler.settle(made)
        self.report.matched += [_matched(link) for link in settled.links]
        self.report.review += [_matched(link) for link in settled.review]
        for key, lines in made.records.items():
            if self.catalogue.matches_only:
                lines = {line for line in lines if EXACT_LINE in line}
            collector.add(key, sorted(lines) if self.wish.drafts else self.naming.put(lines))

    def _note(self, text: str, count: int) -> None:
        before = next((note for note in self.report.notes if note.endswith(text)), None)
        if before is not None:
            self.report.notes.remove(before)
            count += int(before.split()[0])
        self.report.notes.append(f"{count} {text}")

    def _take_described(self, collector: Collector, revisions: "dict[str, int] | object") -> None:
        """The source and whom else the mapping describes, where the graph has no record of them."""
        held = set(revisions) if isinstance(revisions, dict) else set()
        found: dict[str, set[bytes]] = {}
        sort_lines(write_lines(self.catalogue.described).splitlines(), self.schema.base, found)
        for key, lines in found.items():
            if f"{self.schema.base}graph/{key}" not in held:
                collector.add(key, self.naming.put(lines))


async def _run(pool: Pool, batch: bytes) -> bytes:
    run = await pool.run(batch, deadline_s=DEADLINE_S)
    return await run.read()


def _matched(link: Link) -> Matched:
    return Matched(link.subject, link.target, link.score, tuple(link.reasons))


def count_documents(files: Sequence[tuple[str, Path]]) -> int:
    """About how many documents there are: lines of tables, else one a file."""
    total = 0
    for name, path in files:
        if name.rpartition(".")[2].lower() in ("csv", "tsv", "jsonl", "ndjson"):
            with path.open("rb") as file:
                total += sum(block.count(b"\n") for block in iter(partial(file.read, READ_BYTES), b""))
        else:
            total += 1
    return total


def digest_input(folder: Path, files: Sequence[tuple[str, Path]], said: object) -> str:
    """SHA-256 over the files, the mapping and what is said besides, such as of their origin."""
    whole = sha256(repr(said).encode())
    for name, path in [*sorted((one.name, one) for one in folder.iterdir() if one.is_file()), *files]:
        digest = sha256()
        with path.open("rb") as file:
            for block in iter(partial(file.read, READ_BYTES), b""):
                digest.update(block)
        whole.update(name.encode() + b"\0" + digest.digest())
    return whole.hexdigest()
