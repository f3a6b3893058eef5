"""One record of about 60 statements judged by the warm service, by size of its store, and by pySHACL's command.

The service's home has no rules, and it is asked when it has come to rest: what is measured is judging, not what a
catalogue just loaded gives a service to derive and count.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass, replace
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
HOME = ("ontology", "shapes", "queries", "data", "mappings", "exports")
READY_S = 1200.0
REST_S, RESTING_SHARE = 20.0, 0.05


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
        for size, times in measure(Path(name), record, given.sizes, given.rounds).items():
            low, median, high = statistics.quantiles(times, n=4)
            print(
                f"| {size:,} | {median:.1f} ms ({low:.1f} to {high:.1f}) | "
                f"{command * 1000 / median:.0f} times as long |"
            )
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


def measure(folder: Path, record: Path, sizes: list[int], rounds: int) -> dict[int, list[float]]:
    """Milliseconds of each request, by triples in the store; the services run side by side and take turns."""
    home = folder / "home"
    for part in HOME:
        shutil.copytree(find_home() / part, home / part, ignore=shutil.ignore_patterns("rules"))
    with ExitStack() as stack:
        services = {size: stack.enter_context(_serve(folder / str(size), home, size)) for size in sizes}
        return asyncio.run(_take_turns(services, record.read_bytes(), rounds))


@dataclass(frozen=True)
class Served:
    """A service that runs."""

    url: str
    pid: int


@contextmanager
def _serve(folder: Path, home: Path, size: int) -> Iterator[Served]:
    """A service over a store of that size."""
    folder.mkdir()
    quads, directory = folder / "catalogue.nq", folder / "store"
    write(quads, count_models(size))
    asyncio.run(_load(directory, quads))
    quads.unlink()
    port = free_port()
    command = [str(Path(sys.executable).with_name("atlas")), "--store", str(directory), "serve", "--port", str(port)]
    environment = {**os.environ, "ATLAS_HOME": str(home), "ATLAS_DUMPS": "false"}
    service = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield Served(f"http://127.0.0.1:{port}", service.pid)
    finally:
        service.terminate()
        service.wait(60)


async def _load(directory: Path, quads: Path) -> None:
    settings = replace(Settings(home=find_home()), deadline_s=3600.0)
    async with EmbeddedStore.open(directory, settings) as store:
        await store.bulk([quads], who="benchmark", why="a catalogue")


async def _take_turns(services: dict[int, Served], body: bytes, rounds: int) -> dict[int, list[float]]:
    headers = {"Content-Type": TURTLE.media_type, "Accept": "application/json"}
    times: dict[int, list[float]] = {size: [] for size in services}
    async with AsyncExitStack() as stack:
        clients = {
            size: await stack.enter_async_context(httpx.AsyncClient(base_url=service.url, timeout=60))
            for size, service in services.items()
        }
        for size, client in clients.items():
            await _wait(client)
            await _come_to_rest(services[size].pid)
        for number in range(-20, rounds):
            for size, client in clients.items():
                began = time.perf_counter()
                answer = await client.post("/validate", content=body, headers=headers)
                answer.raise_for_status()
                if number >= 0:
                    times[size].append((time.perf_counter() - began) * 1000)
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


async def _come_to_rest(pid: int) -> None:
    """Wait until the service and its workers leave the processor alone for twenty seconds."""
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        before = _processor_s(pid)
        await asyncio.sleep(REST_S)
        if _processor_s(pid) - before < RESTING_SHARE * REST_S:
            return
    raise RuntimeError("the service did not come to rest")


def _processor_s(pid: int) -> float:
    """Processor seconds of a process and its children that live."""
    folder = Path(f"/proc/{pid}")
    try:
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        children = (folder / "task" / str(pid) / "children").read_text().split()
    except OSError:
        return 0.0
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(_processor_s(int(child)) for child in children)


def _records(schema: Schema) -> list[Path]:
    return sorted((schema.home / "data" / "records").glob("*/*.ttl"))
