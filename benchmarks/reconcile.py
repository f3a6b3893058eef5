"""Search and reconciliation over HTTP with the shipped graph and many imported models: p50 and p95."""

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx

from atlas.intake.history.shipped import load_shipped
from atlas.schema.load import load_schema
from atlas.settings import Settings, find_home
from atlas.store.embedded import EmbeddedStore
from benchmarks.catalogue import write

PORT = 8769
BATCH = 50
LABEL = '<http://www.w3.org/2004/02/skos/core#prefLabel> "'
WAIT_S = 900.0
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks reconcile", description=__doc__)
    parser.add_argument("--models", type=int, default=100_000)
    parser.add_argument("--batches", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=300)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        folder = Path(name)
        names = asyncio.run(_fill(folder, given.models))
        _serve(folder / "store", names, given.batches, given.rounds)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"\n`python -m benchmarks reconcile --models {given.models}`, {os.cpu_count()} cores, load {load}")
    return 0


async def _fill(folder: Path, models: int) -> list[str]:
    """A store of the shipped graph and a generated catalogue; the names of the catalogue's models."""
    quads = folder / "catalogue.nq"
    write(quads, models, as_records=True)
    with quads.open(encoding="utf-8") as file:
        named = (line for line in file if "/id/model/b" in line and LABEL in line)
        names = [line.partition(LABEL)[2].partition('"')[0] for line in named]
    settings = replace(Settings(home=find_home()), deadline_s=600.0)
    async with EmbeddedStore.open(folder / "store", settings) as store:
        await load_shipped(store, load_schema(find_home()), folder / "store")
        began = time.perf_counter()
        await store.bulk([quads], who="benchmark", why="a catalogue")
    print(f"loaded {models:,} models beside the shipped graph in {time.perf_counter() - began:.0f} s\n")
    quads.unlink()
    return names


def _serve(store: Path, names: list[str], batches: int, rounds: int) -> None:
    command = [str(Path(sys.executable).with_name("atlas")), "--store", str(store), "serve", "--port", str(PORT)]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as service:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=WAIT_S) as client:
                _wait(client, service)
                print(f"started, with the index of names, in {time.perf_counter() - began:.0f} s\n")
                _measure(client, names, batches, rounds)
        finally:
            service.terminate()


def _wait(client: httpx.Client, service: subprocess.Popen[bytes]) -> None:
    while service.poll() is None:
        try:
            if client.get("/readyz").status_code == 200:
                client.get("/search.json", params={"q": "olmo"}).raise_for_status()
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RuntimeError("the service ended before it answered")


def _measure(client: httpx.Client, names: list[str], batches: int, rounds: int) -> None:
    chance = random.Random(7)
    print("| asked | p50 ms | p95 ms | n |\n|---|---|---|---|")

    def batch() -> httpx.Response:
        queries = {f"q{n}": {"query": _ask_for(chance, names), "type": "Model"} for n in range(BATCH)}
        return client.post("/reconcile", data={"queries": json.dumps(queries)})

    def one() -> httpx.Response:
        return client.post("/reconcile", data={"queries": json.dumps({"q": {"query": _ask_for(chance, names)}})})

    def search() -> httpx.Response:
        return client.get("/search.json", params={"q": _ask_for(chance, names)})

    def suggest() -> httpx.Response:
        name = _ask_for(chance, names)
        return client.get("/reconcile/suggest/entity", params={"prefix": name[: chance.randint(3, 9)]})

    _time(f"reconcile, a batch of {BATCH} names", batch, batches)
    _time("reconcile, one name", one, rounds)
    _time("search", search, rounds)
    _time("suggest while one types", suggest, rounds)


def _ask_for(chance: random.Random, names: list[str]) -> str:
    """A name as it stands, with a slip, with its words turned round, shortened, or one that nobody has."""
    name = chance.choice(names)
    way = chance.random()
    if way < 0.4:
        return name
    if way < 0.65:
        place = chance.randrange(len(name))
        return name[:place] + chance.choice(LETTERS) + name[place + 1 :]
    if way < 0.8:
        return " ".join(reversed(name.split()))
    if way < 0.9:
        return " ".join(name.split()[:2])
    return "".join(chance.choice(LETTERS) for _ in range(chance.randint(5, 14)))


def _time(label: str, call: Callable[[], httpx.Response], rounds: int) -> None:
    call().raise_for_status()
    times: list[float] = []
    for _ in range(rounds):
        began = time.perf_counter()
        call().raise_for_status()
        times.append(1000 * (time.perf_counter() - began))
    cuts = statistics.quantiles(times, n=20)
    print(f"| {label} | {statistics.median(times):.1f} | {cuts[18]:.1f} | {rounds} |", flush=True)
