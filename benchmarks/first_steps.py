"""Start-up from nothing and again, a point lookup, a three-way join, and validating one record, over HTTP."""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.settings import find_home

PORT = 8765
ROUNDS = 200


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks first-steps")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args(arguments).rounds
    schema = load_schema(find_home())
    record = sorted((schema.home / "data" / "records").glob("*/*.ttl"), key=lambda path: path.stat().st_size)[-20]
    with tempfile.TemporaryDirectory() as folder:
        for label in ("start from nothing", "start again"):
            began = time.perf_counter()
            with subprocess.Popen(_command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as service:
                try:
                    _wait(service)
                    print(f"{label}: {time.perf_counter() - began:.2f} s")
                    if label == "start again":
                        _measure(schema, record, rounds)
                finally:
                    service.terminate()
    return 0


def _command(folder: str) -> list[str]:
    return [str(Path(sys.executable).with_name("atlas")), "--store", folder, "serve", "--port", str(PORT)]


def _wait(service: subprocess.Popen[bytes]) -> None:
    while service.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{PORT}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError("the service ended before it answered")


def _measure(schema: Schema, record: Path, rounds: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{PORT}") as client:
        thing = f"{schema.base}id/{record.parent.name}/{record.stem}"
        lookup = f"SELECT ?p ?o {{ <{thing}> ?p ?o }}"
        join = "SELECT ?a ?b ?c { ?a ?p ?b . ?b ?q ?c . ?c a ?type } LIMIT 1000"
        body = record.read_bytes()
        asked = (
            ("point lookup", lambda n: _ask(client, f"{lookup} #{n}")),
            ("three-way join, 1000 rows", lambda n: _ask(client, f"{join} #{n}")),
            (f"validate {record.name}, {body.count(b';')} statements or so", lambda _: _validate(client, body)),
        )
        for label, call in asked:
            print(f"{label}: {_median(call, rounds)}")


def _ask(client: httpx.Client, query: str) -> httpx.Response:
    return client.post("/sparql", content=query, headers={"Content-Type": "application/sparql-query"})


def _validate(client: httpx.Client, body: bytes) -> httpx.Response:
    return client.post("/validate", content=body, headers={"Content-Type": "text/turtle", "Accept": "application/json"})


def _median(call: Callable[[int], httpx.Response], rounds: int) -> str:
    call(-1).raise_for_status()
    times: list[float] = []
    for number in range(rounds):
        began = time.perf_counter()
        call(number).raise_for_status()
        times.append(time.perf_counter() - began)
    fast, middle, slow = (1000 * value for value in statistics.quantiles(times, n=4))
    return f"median {middle:.2f} ms (quartiles {fast:.2f} to {slow:.2f}), n={rounds}"
