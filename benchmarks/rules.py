"""Rules: a full derivation against one after a change of one record, beside nothing and beside generated catalogues."""

import argparse
import asyncio
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from atlas.intake.deriving.derive import refresh
from atlas.intake.deriving.deriver import Deriver
from atlas.intake.history.shipped import load_shipped
from atlas.rdf.terms import Quad
from atlas.schema.files import iter_home_files
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.settings import Settings, find_home
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Change
from benchmarks.catalogue import write

PORT = 8766
SEED = 7
START_LIMIT_S = 3600.0
WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


@dataclass
class Measured:
    """One row: seconds, and what they are of. processor: of the full derivation, commit apart; peak: memory of the
    process that derived, in MB."""

    quads: int
    facts: int
    load: float
    full: float
    processor: float
    first: float
    steps: list[float]
    touched: list[int]
    peak: float
    start: float

    def row(self) -> str:
        """A row of the table."""
        steps = sorted(self.steps)
        middle = f"{1000 * statistics.median(steps):,.0f} ({1000 * steps[0]:,.0f} to {1000 * steps[-1]:,.0f})"
        ratio = f"{self.full / statistics.median(steps):,.0f}"
        return (
            f"| {self.quads:,} | {self.facts:,} | {self.load:.1f} | {self.full:.1f} | {self.processor:.1f} "
            f"| {self.peak:,.0f} | {self.first:.1f} | {middle} | {ratio} "
            f"| {statistics.median(self.touched):.0f} | {self.start:.1f} |"
        )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks rules", description=__doc__)
    parser.add_argument("--models", type=int, nargs="*", default=[0, 4_000, 40_000], help="generated models beside")
    parser.add_argument("--records", type=int, default=12, help="records changed one after another, shipped ones")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder when left out")
    given = parser.parse_args(arguments)
    print(f"load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    names = (
        "quads stated",
        "facts",
        "load, s",
        "full, s",
        "of it processor s",
        "peak MB",
        "first change, s",
        "a change, ms",
        "ratio",
    )
    print(f"| {' | '.join(names)} | facts changed | start, s |")
    print(f"|{'---:|' * 11}")
    for models in given.models:
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            print(asyncio.run(_measure(Path(folder), models, given.records)).row(), flush=True)
    return 0


async def _measure(folder: Path, models: int, records: int) -> Measured:
    schema, directory = load_schema(find_home()), folder / "store"
    settings = Settings(store=str(directory), home=find_home())
    async with EmbeddedStore.open(directory, settings) as store:
        began = time.perf_counter()
        loading = await load_shipped(store, schema, directory)
        load = time.perf_counter() - began
        quads = loading.commit.added if loading.commit else 0
        if models:
            path = folder / "catalogue.nq"
            quads += write(path, models)
            await store.bulk([path], who="bench", why="a catalogue beside")
            path.unlink()
        began, used = time.perf_counter(), _processor_seconds()
        derived = await refresh(store, schema)
        full, processor = time.perf_counter() - began, _processor_seconds() - used
        peak = max(resource.getrusage(who).ru_maxrss for who in WHO) / 1024
        first, steps, touched = await _change_records(store, schema, records)
    start = _start(directory)
    return Measured(quads, derived.facts, load, full, processor, first, steps, touched, peak, start)


def _processor_seconds() -> float:
    """Of this process and of those that it has seen end; the writer and the readers still live."""
    spent = [resource.getrusage(who) for who in WHO]
    return sum(one.ru_utime + one.ru_stime for one in spent)


async def _change_records(store: EmbeddedStore, schema: Schema, count: int) -> tuple[float, list[float], list[int]]:
    """Seconds from a change's commit to the facts' own, for records taken out and put back; the first apart."""
    files = [file for file in iter_home_files(schema.home, schema.base) if file.part == "record"]
    deriver, steps, touched = Deriver(store, schema), list[float](), list[int]()
    try:
        for file in random.Random(SEED).sample(files, count):
            quads = [quad async for quad in store.graph(file.graph)]
            for less, more in ((quads, []), ([], quads)):
                seconds, facts = await _derive_change(store, deriver, less, more)
                steps.append(seconds)
                touched.append(facts)
    finally:
        await deriver.close()
    return steps[0], steps[1:], touched


async def _derive_change(
    store: EmbeddedStore, deriver: Deriver, less: Sequence[Quad], more: Sequence[Quad]
) -> tuple[float, int]:
    number = (await store.commit(Change(less, more, who="bench", why="a change"))).number
    began = time.perf_counter()
    deriver.want()
    await deriver.settle()
    seconds = time.perf_counter() - began
    if deriver.failure:
        raise RuntimeError(deriver.failure)
    if store.number == number:
        return seconds, 0
    change = await store.changes(store.number)
    return seconds, len(change.removed) + len(change.added)


def _start(directory: Path) -> float:
    """Seconds until `atlas serve` over the store is ready."""
    atlas = str(Path(sys.executable).with_name("atlas"))
    command = [atlas, "--store", str(directory), "serve", "--port", str(PORT)]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as service:
        try:
            while service.poll() is None and time.perf_counter() - began < START_LIMIT_S:
                try:
                    if httpx.get(f"http://127.0.0.1:{PORT}/readyz").status_code == 200:
                        return time.perf_counter() - began
                except httpx.TransportError:
                    time.sleep(0.05)
        finally:
            service.terminate()
    raise RuntimeError("the service did not come up")
