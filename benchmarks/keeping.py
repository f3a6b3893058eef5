"""What keeping costs: loading beside the engine's own loader, a commit until it is seen, streaming, and memory."""

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from atlas.rdf.terms import Literal, NamedNode, Quad
from atlas.settings import MIB, Settings
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Change, Query
from benchmarks.catalogue import BASE, ONT, count_models, write

SETTINGS = Settings(home=Path())
OWN_LOADER = (
    "import sys, resource, pyoxigraph as ox\n"
    "ox.Store(sys.argv[2]).bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)\n"
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks keeping", description=__doc__)
    parser.add_argument("--quads", type=int, default=960_000, help="size of the catalogue, about")
    parser.add_argument("--commits", type=int, default=50)
    parser.add_argument("--rows", type=int, default=1_000_000)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        folder = Path(name)
        quads = folder / "catalogue.nq"
        count = write(quads, count_models(given.quads))
        print(f"{count:,} quads, {quads.stat().st_size / 1e6:,.0f} MB, {os.cpu_count()} cores")
        own = measure_own_loader(quads, folder / "own", count)
        asyncio.run(measure_store(folder / "ours", quads, count, own, given.commits, given.rows))
    return 0


def measure_own_loader(quads: Path, target: Path, count: int) -> float:
    """Seconds of the engine's own bulk loader, in a process of its own, named graphs only."""
    began = time.perf_counter()
    command = [sys.executable, "-c", OWN_LOADER, str(quads), str(target)]
    memory = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    own = time.perf_counter() - began
    print(f"the engine's own loader: {own:.1f} s, {count / own:,.0f} quads/s, {memory} MB")
    shutil.rmtree(target)
    return own


async def measure_store(directory: Path, quads: Path, count: int, own: float, commits: int, rows: int) -> None:
    """Loading with merge and ledger, commits, and streaming, on one store."""
    settings = replace(SETTINGS, result_bytes=2**40, deadline_s=600)
    async with EmbeddedStore.open(directory, settings) as store:
        began = time.perf_counter()
        await store.bulk([quads], who="benchmark", why="a catalogue")
        ours = time.perf_counter() - began
        memory = read_memory(store.pids()["writer"][0], "VmHWM")
        print(f"our loading, merge and ledger included: {ours:.1f} s, ratio {ours / own:.2f}, {memory:.0f} MB")
        await measure_commits(store, commits)
        await measure_streaming(store, rows)


async def measure_commits(store: EmbeddedStore, commits: int) -> None:
    """Seconds from a change to the answer of a query that sees it."""
    kept, seen = list[float](), list[float]()
    for number in range(commits):
        name = NamedNode(f"{BASE}graph/new/{number}")
        quads = [Quad(name, NamedNode(f"{ONT}p{n}"), Literal(f"value {n}"), name) for n in range(30)]
        began = time.perf_counter()
        await store.commit(Change((), quads, "benchmark", "one record"))
        kept.append(time.perf_counter() - began)
        result = await store.query(Query(f"SELECT * {{ {name} ?p ?o }}", "text/csv"))
        body = b"".join([chunk async for chunk in result.chunks()])
        seen.append(time.perf_counter() - began)
        if body.count(b"\n") != len(quads) + 1:
            raise RuntimeError("the commit is not seen")
    for what, times in (("acknowledged", kept), ("seen by a query", seen)):
        worst = sorted(times)[int(len(times) * 0.95)]
        print(f"commit {what}: median {statistics.median(times) * 1000:.0f} ms, 95 % within {worst * 1000:.0f} ms")


async def measure_streaming(store: EmbeddedStore, rows: int) -> None:
    """Memory while an answer of very many rows streams, and the time to its first byte."""
    pids = [os.getpid(), *store.pids()["reader"]]
    before = {pid: read_memory(pid, "VmRSS") for pid in pids}
    query = Query(f"SELECT * {{ ?s ?p ?o }} LIMIT {rows}", "application/sparql-results+json", byte_limit=2**40)
    began = time.perf_counter()
    result = await store.query(replace(query, deadline_s=600.0))
    first, size = time.perf_counter() - began, 0
    most = dict(before)
    async for chunk in result.chunks():
        size += len(chunk)
        if size % (16 * MIB) < len(chunk):
            most = {pid: max(most[pid], read_memory(pid, "VmRSS")) for pid in pids}
    took = time.perf_counter() - began
    grown = max(most[pid] - before[pid] for pid in pids)
    print(f"{rows:,} rows, {size / 1e6:,.0f} MB in {took:.1f} s; first byte after {first * 1000:.1f} ms")
    print(f"most memory added in one process: {grown:.0f} MB")


def read_memory(pid: int, name: str) -> float:
    """A line of a process's status, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    return 0.0
