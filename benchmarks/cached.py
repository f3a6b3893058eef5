"""A cached answer of this service beside an empty answer of the bare framework: same server, same clients, one run.

The bare framework is FastAPI with one route that returns an empty answer. Measurements take turns, so that what else
the machine does meets both alike.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

from tests.engines.servers import free_port, running

from benchmarks.catalogue import write
from benchmarks.client import measure_requests
from benchmarks.questions import read_mix
from benchmarks.rivals import atlas_service, write_triples

EMPTY = (
    "import sys, uvicorn\n"
    "from fastapi import FastAPI, Response\n"
    "app = FastAPI(telemetry={'tracing': False, 'metrics': False, 'logs': False, 'auto_configure': False})\n"
    "@app.get('/empty')\n"
    "async def empty() -> Response: return Response()\n"
    "uvicorn.run(app, port=int(sys.argv[1]), http='httptools', log_level='warning', access_log=False)\n"
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks cached", description=__doc__)
    parser.add_argument("--models", type=int, default=2_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name, ExitStack() as stack:
        folder = Path(name)
        for part in ("atlas", "empty"):
            (folder / part).mkdir()
        quads = folder / "catalogue.nq"
        write(quads, given.models)
        service = stack.enter_context(atlas_service(write_triples(quads), folder / "atlas"))
        bare = f"http://127.0.0.1:{free_port()}/empty"
        port = bare.split(":")[2].split("/")[0]
        stack.enter_context(running([sys.executable, "-c", EMPTY, port], bare, folder / "empty"))
        text = next(one for one in read_mix(given.models, 1) if one.name == "01-lookup-model").texts[0]
        asyncio.run(measure(service.url, bare, text, given.clients, given.seconds, given.rounds))
    return 0


async def measure(service: str, bare: str, text: str, clients: int, seconds: float, rounds: int) -> None:
    """Answers a second of each, taking turns, and their ratio."""
    results = ("Accept", "application/sparql-results+json")
    form = ("Content-Type", "application/x-www-form-urlencoded")
    asked = {
        "FastAPI, empty answer": (bare, "GET", b"", ()),
        "cached answer, GET": (f"{service}?query={quote(text)}", "GET", b"", (results,)),
        "cached answer, POST": (service, "POST", f"query={quote(text)}".encode(), (results, form)),
    }
    rates: dict[str, list[float]] = {what: [] for what in asked}
    for _ in range(rounds):
        for what, (url, method, body, headers) in asked.items():
            rates[what].append(await measure_requests(url, method, headers, body, clients, seconds))
    print(f"| what | answers a second, {clients} clients (median of {rounds}) | ratio |\n|---|---:|---:|")
    empty = statistics.median(next(iter(rates.values())))
    for what, some in rates.items():
        rate = statistics.median(some)
        print(f"| {what} | {rate:,.0f} | {rate / empty:.2f} |")
