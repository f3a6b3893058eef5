"""The query mix and the throughput of this service beside other engines: one run, one machine, one catalogue.

Queries take turns between the engines, so that what else the machine does meets all alike. Ratios are to the bare
engine (the library in this process, on this service's own snapshot), which is where the service's answers come from.
"""

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path
from typing import Final

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store
from tests.engines.servers import NotHereError

from atlas.store.snapshots import Snapshots
from benchmarks.catalogue import count_models, write
from benchmarks.client import Connection, measure_throughput
from benchmarks.questions import Question, read_mix
from benchmarks.rivals import RIVALS, Rival, write_triples

Times = dict[str, list[float]]
TURNS: Final = 5
TOO_MANY: Final = HTTPStatus.TOO_MANY_REQUESTS
BUSY_S: Final = 600.0
JSON: Final = "application/sparql-results+json"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks compare", description=__doc__)
    parser.add_argument("--quads", type=int, default=960_000, help="size of the catalogue, about")
    parser.add_argument("--models", type=int, help="size of the catalogue in models, instead of quads")
    parser.add_argument("--rounds", type=int, default=7, help="of the mix; 0 for none")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each throughput measurement; 0 for none")
    parser.add_argument("--engines", default="atlas,oxigraph,fuseki,virtuoso")
    parser.add_argument("--patience", type=float, default=20.0, help="seconds one query may take before it is left out")
    given = parser.parse_args(arguments)
    models = given.models or count_models(given.quads)
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder, ExitStack() as stack:
        quads = Path(folder) / "catalogue.nq"
        print(f"{write(quads, models):,} quads, {models:,} models, {os.cpu_count()} cores")
        rivals = start(given.engines.split(","), quads, Path(folder), stack)
        bare = Store.read_only(str(Snapshots(Path(folder) / "atlas" / "store").sound()[-1].store))
        for rival in rivals:
            print(f"{rival.name:16} loaded in {rival.loaded_in_s:8.1f} s")
        if given.rounds:
            mix = read_mix(models, given.rounds)
            show(asyncio.run(measure_mix(rivals, bare, mix, given.patience)), mix, [rival.name for rival in rivals])
        if given.seconds:
            asyncio.run(measure_load(rivals, models, given.seconds))
    return 0


def start(names: list[str], quads: Path, folder: Path, stack: ExitStack) -> list[Rival]:
    """The engines that can be had, running; the others are named with the reason."""
    files, rivals = write_triples(quads), []
    for name in names:
        (folder / name).mkdir()
        try:
            rivals.append(stack.enter_context(RIVALS[name](files, folder / name)))
        except NotHereError as error:
            print(f"{name:16} not measured: {error}")
    return rivals


async def measure_mix(rivals: list[Rival], bare: Store, mix: list[Question], patience_s: float) -> dict[str, Times]:
    """Seconds of every query on every engine, taking turns; engines that disagree in the number of rows are named."""
    found: dict[str, Times] = {}
    for question in mix:
        times: Times = {"bare": [], **{rival.name: [] for rival in rivals}}
        for number, drawn in enumerate((question.texts[0], *question.texts)):
            text = f"{drawn}\n# asked {number}: no cache knows this text"
            counts: dict[str, int] = {}
            began = time.perf_counter()
            counts["bare"] = count(question, answer_bare(bare, question, text))
            times["bare"].append(time.perf_counter() - began)
            for rival in rivals:
                if times[rival.name] and max(times[rival.name]) > patience_s:
                    continue
                seconds, body = await ask(rival, question, text, patience_s)
                times[rival.name].append(seconds)
                if body is not None:
                    counts[rival.name] = count(question, body)
            if len(set(counts.values())) > 1:
                print(f"{question.name}: rows differ: {counts}")
        found[question.name] = {name: some[1:] for name, some in times.items()}
    return found


async def ask(rival: Rival, question: Question, text: str, patience_s: float) -> tuple[float, bytes | None]:
    """Seconds and body of one answer; no body when it failed or took too long. Who is told to come back comes back."""
    extra = () if "GRAPH" in text else rival.extra
    ends = time.perf_counter() + BUSY_S
    async with Connection(rival.url, extra) as connection:
        request = connection.prepare(text, question.media_type)
        await connection.ask(connection.prepare("ASK {}", JSON))
        status: int = TOO_MANY
        body = b""
        while status == TOO_MANY and time.perf_counter() < ends:
            began = time.perf_counter()
            try:
                async with asyncio.timeout(patience_s):
                    status, body, _ = await connection.ask(request)
            except TimeoutError:
                return float("inf"), None
        return (time.perf_counter() - began, body) if status == HTTPStatus.OK else (float("inf"), None)


def answer_bare(bare: Store, question: Question, text: str) -> bytes:
    """The answer of the library in this process."""
    answer = bare.query(text)
    if isinstance(answer, QueryTriples):
        return answer.serialize(None, RdfFormat.N_TRIPLES) or b""
    return answer.serialize(None, QueryResultsFormat.JSON) or b""


def count(question: Question, body: bytes) -> int:
    """Rows or triples in an answer; of an ASK, its truth."""
    if question.media_type == "application/n-triples":
        return len(set(body.splitlines()))
    said = json.loads(body)
    if "boolean" in said:
        return int(said["boolean"])
    rows = said["results"]["bindings"]
    odd = "__ASK_RETVAL" in said["head"]["vars"]
    return int(bool(rows) and rows[0]["__ASK_RETVAL"]["value"] == "1") if odd else len(rows)


def show(found: dict[str, Times], mix: list[Question], names: list[str]) -> None:
    """A table of medians in milliseconds, with the ratio to the bare engine, and what the service adds."""
    print("\n| query | kind | bare ms | " + " | ".join(f"{name} ms (ratio)" for name in names) + " |")
    print("|---|---|---:|" + "---:|" * len(names))
    for question in mix:
        times = found[question.name]
        own = statistics.median(times["bare"])
        cells = [_cell(times[name], own) for name in names]
        print(f"| {question.name} | {question.kind} | {own * 1000:.2f} | " + " | ".join(cells) + " |")
    if "atlas" in names:
        added = [
            statistics.median(found[q.name]["atlas"]) - statistics.median(found[q.name]["bare"])
            for q in mix
            if statistics.median(found[q.name]["bare"]) < 0.01
        ]
        print(f"\natlas adds to queries under 10 ms: median {statistics.median(added) * 1000:.2f} ms")


def _cell(times: list[float], own: float) -> str:
    middle = statistics.median(times) if times else float("inf")
    return "gave up" if middle == float("inf") else f"{middle * 1000:.2f} ({middle / own:.2f})"


async def measure_load(rivals: list[Rival], models: int, seconds: float) -> None:
    """Answers a second to point lookups: distinct and repeated queries, 8 and 64 clients; engines take turns."""
    distinct = next(q for q in read_mix(models, 40_000) if q.name == "01-lookup-model").texts
    print("\n| engine | distinct, 8 clients | distinct, 64 | repeated, 8 | repeated, 64 |\n|---|---:|---:|---:|---:|")
    cells: dict[str, list[str]] = {rival.name: [] for rival in rivals}
    asked = dict.fromkeys(cells, 0)
    for texts in (distinct, distinct[:1]):
        for clients in (8, 64):
            found: dict[str, list[tuple[float, float]]] = {rival.name: [] for rival in rivals}
            for _ in range(TURNS):
                for rival in rivals:
                    at = asked[rival.name] % len(texts)
                    rate, median = await measure_throughput(
                        rival.url, rival.extra, texts[at:] + texts[:at], JSON, clients, seconds / TURNS
                    )
                    asked[rival.name] += int(rate * seconds / TURNS) + clients
                    found[rival.name].append((rate, median))
            for name, turns in found.items():
                rate, median = (statistics.median(column) for column in zip(*turns, strict=True))
                cells[name].append(f"{rate:,.0f}/s, {median * 1000:.1f} ms")
    for name, row in cells.items():
        print(f"| {name} | " + " | ".join(row) + " |")
