"""Importing: rows of a generated hub table lifted and mapped, the whole way into a store, and the openness index."""

import argparse
import asyncio
import csv
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from atlas.intake.history.shipped import load_shipped
from atlas.intake.importing.catalogue import Catalogue, load_catalogue
from atlas.intake.importing.files import Linked, iter_documents
from atlas.intake.importing.matching import make_matcher
from atlas.intake.importing.origin import Origin
from atlas.intake.importing.report import ImportReport
from atlas.intake.importing.run import BATCH, Wish, run_import
from atlas.intake.importing.worker import ENTRY, write_batch
from atlas.intake.reading.documents import Document
from atlas.intake.reading.mappings import Refusal
from atlas.schema.load import load_schema
from atlas.settings import MIB, Settings
from atlas.store.embedded import EmbeddedStore
from atlas.store.snapshots import Snapshots
from atlas.workers.limits import Limits
from atlas.workers.pool import Pool

HOME = Path(__file__).resolve().parent.parent
HUB, INDEX = "hugging-face-hub", "osai-index"
KINDS = ("finetune", "quantized", "adapter", "merge")
LICENCES = ("apache-2.0", "mit", "llama3.1", "gemma", "other", "cc-by-nc-4.0", "openrail")
LANGUAGES = ("en", "zh", "de", "fr", "es", "pl", "th", "id")
Taken = tuple[float, float]
PLAIN = ("transformers", "safetensors", "text-generation", "conversational", "region:us", "endpoints_compatible")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks importing", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000, help="rows that are lifted and mapped")
    parser.add_argument("--whole", type=int, default=5_000, help="rows that go the whole way; 0 leaves that out")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args(arguments)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {given.workers} workers\n")
    print("| what | amount | seconds | processor seconds | a second | peak memory of a process |")
    print("|---|---|---:|---:|---|---:|")
    with tempfile.TemporaryDirectory(prefix="atlas-import-") as name:
        folder = Path(name)
        asyncio.run(measure_mapping(folder, given.rows, given.workers))
        asyncio.run(measure_whole(folder, given.whole, given.workers))
    return 0


def write_rows(path: Path, count: int, seed: int = 1) -> None:
    """A hub table of so many rows; the same for the same seed. Popular bases have most derivatives."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("model_id", "author", "downloads", "likes", "pipeline_tag", "library_name", "tags"))
        for number in range(count):
            owner, base = f"team-{chance.randrange(max(2, count // 20))}", int(chance.paretovariate(1.1)) % 500
            tags = [*chance.sample(PLAIN, 4), chance.choice(LANGUAGES), f"license:{chance.choice(LICENCES)}"]
            if chance.random() < 0.6:
                kind = chance.choice(KINDS)
                tags += [f"base_model:base-team/base-{base}", f"base_model:{kind}:base-team/base-{base}"]
            if chance.random() < 0.3:
                tags.append(f"dataset:data-team/set-{int(chance.paretovariate(1.1)) % 200}")
            row = (
                f"{owner}/model-{number}",
                owner,
                chance.randrange(10**6),
                chance.randrange(999),
                "",
                "",
                ",".join(tags),
            )
            writer.writerow(row)


async def measure_mapping(folder: Path, rows: int, workers: int) -> None:
    """Reading, lifting and mapping alone, in worker processes."""
    path = folder / "rows.csv"
    await asyncio.to_thread(write_rows, path, rows)
    catalogue = load_catalogue(HOME, HUB, load_schema(HOME).base)
    values = {"release": "r1", "issued": "", "source": f"<{catalogue.source}>"}
    setup = {"home": str(HOME), "mapping": HUB, "values": values, "snapshot": "", "looks_up": False, "judges": False}
    async with Pool(ENTRY, size=workers, spare=0, name="map", limits=Limits(memory_bytes=None), setup=setup) as pool:
        await map_batch(pool, next(iter_batches(path, catalogue, 1)))
        began, spent, seen, lines = time.perf_counter(), _processor_s(pool.pids), 0, 0
        waiting: set[asyncio.Task[tuple[int, int]]] = set()
        for job in iter_batches(path, catalogue, BATCH):
            waiting.add(asyncio.create_task(map_batch(pool, job)))
            if len(waiting) > workers + 1:
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                seen, lines = seen + sum(t.result()[0] for t in done), lines + sum(t.result()[1] for t in done)
        for task in waiting:
            seen, lines = seen + (await task)[0], lines + task.result()[1]
        seconds, spent = time.perf_counter() - began, _processor_s(pool.pids) - spent
        memory = max(_peak(pid) for pid in (*pool.pids, os.getpid()))
    if seen != rows or not lines:
        raise RuntimeError(f"{seen} of {rows} rows were mapped")
    amount = f"{rows:,} rows, {lines:,} statements, {rows / spent:,.0f} rows for each processor second"
    _say("hub rows lifted and mapped", amount, (seconds, spent), f"{rows / seconds:,.0f} rows", memory)


def iter_batches(path: Path, catalogue: Catalogue, size: int) -> Iterator[bytes]:
    """Jobs of so many rows."""
    held: list[Document | Linked] = []
    for found in iter_documents(path.name, path, catalogue):
        if isinstance(found, Refusal):
            raise TypeError("a generated row is sound")
        held.append(found)
        if len(held) == size:
            yield write_batch(held)
            held = []
    if held:
        yield write_batch(held)


async def map_batch(pool: Pool, job: bytes) -> tuple[int, int]:
    """Rows and statements of one batch."""
    run = await pool.run(job)
    head, _, body = (await run.read()).partition(b"\n")
    return int(json.loads(head)["documents"]), body.count(b"\n")


async def measure_whole(folder: Path, rows: int, workers: int) -> None:
    """Reading, mapping, licences, judging, identities, comparing and committing, on the shipped graph."""
    settings = Settings.from_environment({"ATLAS_HOME": str(HOME), "ATLAS_STORE": str(folder / "store")})
    schema, directory = load_schema(HOME), folder / "store"
    async with EmbeddedStore.open(directory, settings) as store:
        await load_shipped(store, schema, directory)

        async def run(mapping: str, path: Path) -> tuple[ImportReport, Taken]:
            snapshot = Snapshots(store.directory).path(store.number) / "store"
            wish = Wish(mapping, path, Origin(), date="2026-01-01", workers=workers)
            began, spent = time.perf_counter(), _all_processor_s(store)
            report = await run_import(store, schema, wish, partial(make_matcher, schema, snapshot))
            return report, (time.perf_counter() - began, _all_processor_s(store) - spent)

        shared = os.environ.get("ATLAS_SHARED")
        index = Path(shared or "") / "catalogues" / INDEX
        if shared and index.is_dir():
            report, taken = await run(INDEX, index)
            said = f"{report.documents} systems, {report.statements:,} statements, {len(report.refused)} refused"
            _say(
                "openness index, whole way", said, taken, f"{report.documents / taken[0]:,.0f} systems", _peak_of_all()
            )
        else:
            print("ATLAS_SHARED is not set: the openness index was not measured", file=sys.stderr)
        if rows:
            path = folder / "whole.csv"
            await asyncio.to_thread(write_rows, path, rows)
            report, taken = await run(HUB, path)
            said = f"{rows:,} rows, {report.statements:,} statements, {len(report.refused)} refused"
            _say("hub rows, whole way", said, taken, f"{rows / taken[0]:,.0f} rows", _peak_of_all())
            print(f"\n{report.seconds}", file=sys.stderr)


def _say(what: str, amount: str, taken: Taken, rate: str, memory: int) -> None:
    print(f"| {what} | {amount} | {taken[0]:.1f} | {taken[1]:.1f} | {rate} | {memory / MIB:,.0f} MB |", flush=True)


def _peak(pid: int) -> int:
    """Highest resident size of a process so far, in bytes; of this one where the system keeps no /proc."""
    path = Path(f"/proc/{pid}/status")
    if not path.is_file():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    line = next(line for line in path.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def _peak_of_all() -> int:
    """Highest resident size so far of this process or of one that it started and that has ended."""
    return max(_peak(os.getpid()), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)


def _all_processor_s(store: EmbeddedStore) -> float:
    """Processor time of this process, of those it started that have ended, and of the store's that run."""
    running = [pid for pids in store.pids().values() for pid in pids]
    return sum(os.times()[:4]) + _processor_s(running)


def _processor_s(pids: Iterable[int]) -> float:
    """Seconds of processor time that processes have had; with other work on the machine the better measure."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
