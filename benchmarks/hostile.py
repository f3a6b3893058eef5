"""Honest clients beside hostile ones: ten thousand attacks from some addresses, eight clients with lookups from others.

Every honest answer is compared with that of the bare engine. First the honest clients alone, then both.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from pyoxigraph import Store

from atlas.store.snapshots import Snapshots
from benchmarks.catalogue import write
from benchmarks.client import Connection
from benchmarks.compare import answer_bare
from benchmarks.questions import read_mix
from benchmarks.rivals import atlas_service, write_triples

DEADLINE_S = "1"
WINDOW_S = 5.0
JSON = "application/sparql-results+json"
ATTACK = (
    "import asyncio, json, sys\n"
    "from tests.http.attack import attack\n"
    "print(json.dumps(asyncio.run(attack(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].split(',')))))\n"
)


Times = list[tuple[float, float]]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks hostile", description=__doc__)
    parser.add_argument("--models", type=int, default=10_000)
    parser.add_argument("--attacks", type=int, default=10_000)
    parser.add_argument("--attackers", type=int, default=4)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--alone", type=float, default=15.0, help="seconds that the honest clients have alone")
    given = parser.parse_args(arguments)
    os.environ["ATLAS_DEADLINE_S"] = DEADLINE_S
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name, ExitStack() as stack:
        folder = Path(name)
        (folder / "atlas").mkdir()
        quads = folder / "catalogue.nq"
        write(quads, given.models)
        service = stack.enter_context(atlas_service(write_triples(quads), folder / "atlas"))
        bare = Store.read_only(str(Snapshots(folder / "atlas" / "store").sound()[-1].store))
        question = next(one for one in read_mix(given.models, 4_000) if one.name == "01-lookup-model")
        expected = [read_rows(answer_bare(bare, question, text)) for text in question.texts]
        asyncio.run(measure(service.url, question.texts, expected, given))
    return 0


async def measure(url: str, texts: tuple[str, ...], expected: list[list[str]], given: argparse.Namespace) -> None:
    """The two parts, and what came of them."""
    honest = Honest(url, texts, expected, given.clients)
    alone = await honest.work(asyncio.sleep(given.alone))
    lowest = lowest_rate(alone)
    began, addresses = time.perf_counter(), ",".join(f"127.0.0.{2 + n}" for n in range(given.attackers))
    port = str(urlsplit(url).port)
    command = [sys.executable, "-c", ATTACK, port, str(given.attacks), addresses]
    attacking = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    during = await honest.work(attacking.wait())
    took = time.perf_counter() - began
    assert attacking.stdout is not None
    outcomes = json.loads(await attacking.stdout.read())
    again = await honest.work(asyncio.sleep(given.alone))
    print(f"{sum(outcomes.values()):,} attacks from {given.attackers} addresses in {took:.0f} s:")
    for what, count in sorted(outcomes.items()):
        print(f"- {what}: {count:,}")
    print("\n| | honest answers a second | median | 99 % within | wrong | failed |\n|---|---:|---:|---:|---:|---:|")
    parts = (("alone", given.alone, alone), ("beside the attacks", took, during), ("alone again", given.alone, again))
    for what, seconds, times in parts:
        middle, late = (sorted(one for _, one in times)[int(len(times) * share)] * 1000 for share in (0.5, 0.99))
        told = f"{len(times) / seconds:,.0f} | {middle:.1f} ms | {late:.0f} ms"
        print(f"| {what} | {told} | {honest.wrong} | {honest.failed} |")
    quiet = (len(alone) + len(again)) / 2 / given.alone
    print(f"\nratio to the mean of both times alone: {len(during) / took / quiet:.2f}")
    print(f"worst {WINDOW_S:g} s: {lowest:,.0f} a second alone, {lowest_rate(during):,.0f} beside the attacks")
    async with Connection(url) as connection:
        status, body, _ = await connection.ask(connection.prepare("ASK {}", JSON))
        print(f"afterwards: {status} {json.loads(body)['boolean']}")


class Honest:
    """Clients that ask for one thing after the other and look at each answer, each from an address of its own."""

    def __init__(self, url: str, texts: tuple[str, ...], expected: list[list[str]], clients: int) -> None:
        self._url, self._texts, self._expected, self._clients = url, texts, expected, clients
        self._position = 0
        self.wrong = self.failed = 0

    async def work(self, until: Awaitable[object]) -> Times:
        """Ask until something is over; when each right answer came, and its seconds."""
        times: Times = []
        clients = [asyncio.ensure_future(self._ask(f"127.0.1.{1 + n}", times)) for n in range(self._clients)]
        await until
        for client in clients:
            client.cancel()
        await asyncio.gather(*clients, return_exceptions=True)
        return times

    async def _ask(self, address: str, times: Times) -> None:
        async with Connection(self._url, address=address) as connection:
            while True:
                self._position += 1
                at = self._position % len(self._texts)
                text = f"{self._texts[at]}\n# {self._position}"
                began = time.perf_counter()
                status, body, _ = await connection.ask(connection.prepare(text, JSON))
                if status != 200:
                    self.failed += 1
                elif read_rows(body) != self._expected[at]:
                    self.wrong += 1
                else:
                    times.append((time.perf_counter(), time.perf_counter() - began))


def read_rows(body: bytes) -> list[str]:
    """Rows of a result, sorted."""
    return sorted(json.dumps(row, sort_keys=True) for row in json.loads(body)["results"]["bindings"])


def lowest_rate(times: Times) -> float:
    """Answers a second in the worst whole window."""
    first, last = times[0][0], times[-1][0]
    counts = [0] * max(1, int((last - first) / WINDOW_S))
    for at, _ in times:
        number = int((at - first) / WINDOW_S)
        if number < len(counts):
            counts[number] += 1
    return min(counts) / WINDOW_S
