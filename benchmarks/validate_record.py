"""One record of about 60 statements judged by the warm service, by size of its store, and by pySHACL's command."""

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

import httpx
from tests.engines.servers import free_port

from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.serialize import serialize, write_lines
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.settings import Settings, find_home
from atlas.store.embedded import EmbeddedStore
from atlas.validation.context import HomeContext
from atlas.validation.judge import Judge
from benchmarks.catalogue import count_models, write

WANTED = 60
READY_S = 600.0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks validate-record", description=__doc__)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[100_000, 10_000_000], help="triples in the store, about"
    )
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--commands", type=int, default=3, help="runs of pySHACL's command")
    given = parser.parse_args(arguments)
    schema = load_schema(find_home())
    record = find_record(schema)
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        command = run_pyshacl(schema, record, Path(name), given.commands)
        print(f"record {record.stem}; pyshacl, command line, same record, context and shapes: median {command:.2f} s")
        print(
            "| triples in the store, about | service, median (quartiles) | pySHACL's command takes |\n|---:|---:|---:|"
        )
        for size in given.sizes:
            times = measure(Path(name) / str(size), record, size, given.rounds)
            low, median, high = statistics.quantiles(times, n=4)
            print(
                f"| {size:,} | {median:.1f} ms ({low:.1f} to {high:.1f}) | "
                f"{command * 1000 / median:.0f} times as long |"
            )
            shutil.rmtree(Path(name) / str(size))
    print(f"\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}.")
    return 0


def find_record(schema: Schema) -> Path:
    """The shipped record whose number of statements is nearest to the one wanted."""
    sized = (
        (abs(len(parse(path.read_bytes(), TURTLE, base_iri=schema.base)) - WANTED), path) for path in _records(schema)
    )
    return min(sized)[1]


def run_pyshacl(schema: Schema, record: Path, folder: Path, runs: int) -> float:
    """Median seconds of the pyshacl command, given what our judge is given."""
    judge = Judge(schema)
    quads = judge.read(record.read_bytes(), TURTLE.media_type, schema.base).quads
    described = [q for q in schema.ontology if q.predicate.value.endswith(("#type", "#subClassOf", "#inScheme"))]
    data = [*quads, *HomeContext(schema).find(judge.references(quads)), *described]
    (folder / "data.nt").write_bytes(write_lines(data))
    (folder / "shapes.ttl").write_bytes(serialize(schema.shapes, TURTLE))
    program = shutil.which("pyshacl", path=str(Path(sys.executable).parent)) or "pyshacl"
    command = [program, "-s", str(folder / "shapes.ttl"), "-sf", "turtle", "-df", "nt", str(folder / "data.nt")]
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def measure(folder: Path, record: Path, size: int, rounds: int) -> list[float]:
    """Milliseconds of each request to a service over a store of that size."""
    folder.mkdir()
    quads, directory = folder / "catalogue.nq", folder / "store"
    write(quads, count_models(size))
    asyncio.run(_load(directory, quads))
    quads.unlink()
    port = free_port()
    command = [str(Path(sys.executable).with_name("atlas")), "--store", str(directory), "serve", "--port", str(port)]
    service = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return asyncio.run(_ask(f"http://127.0.0.1:{port}", record.read_bytes(), rounds))
    finally:
        service.terminate()
        service.wait(60)


async def _load(directory: Path, quads: Path) -> None:
    settings = replace(Settings(home=find_home()), deadline_s=3600.0)
    async with EmbeddedStore.open(directory, settings) as store:
        await store.bulk([quads], who="benchmark", why="a catalogue")


async def _ask(url: str, body: bytes, rounds: int) -> list[float]:
    headers = {"Content-Type": TURTLE.media_type, "Accept": "application/json"}
    times: list[float] = []
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        await _wait(client)
        for number in range(-20, rounds):
            began = time.perf_counter()
            answer = await client.post("/validate", content=body, headers=headers)
            answer.raise_for_status()
            if number >= 0:
                times.append((time.perf_counter() - began) * 1000)
    return times


async def _wait(client: httpx.AsyncClient) -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        try:
            if (await client.get("/readyz")).status_code == 200:
                return
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.2)
    raise RuntimeError("the service did not get ready")


def _records(schema: Schema) -> list[Path]:
    return sorted((schema.home / "data" / "records").glob("*/*.ttl"))
