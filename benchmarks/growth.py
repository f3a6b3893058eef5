"""How loading, disk and answers grow with the catalogue: this service and the bare engine, size after size."""

import argparse
import asyncio
import os
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from pyoxigraph import Store

from atlas.store.snapshots import Snapshots
from benchmarks.catalogue import count_models, write
from benchmarks.compare import Times, measure_mix
from benchmarks.questions import Question, read_mix
from benchmarks.rivals import Files, atlas_service

SIZES = "100000,1000000,10000000"
PATIENCE_S = 120.0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks growth", description=__doc__)
    parser.add_argument("--quads", default=SIZES, help=f"sizes of the catalogues, about (default {SIZES})")
    parser.add_argument("--one-graph", action="store_true", help="everything in one graph")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args(arguments)
    columns: dict[str, dict[str, Times]] = {}
    mix: list[Question] = []
    print("| quads | file | loaded in | quads a second | on disk |\n|---:|---:|---:|---:|---:|")
    for size in (int(one) for one in given.quads.split(",")):
        models = count_models(size)
        mix = read_mix(models, given.rounds)
        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name, ExitStack() as stack:
            count, found = measure(Path(name), models, mix, stack, one_graph=given.one_graph)
        columns[f"{count:,}"] = found
    show(columns, mix)
    return 0


def measure(
    folder: Path, models: int, mix: list[Question], stack: ExitStack, *, one_graph: bool
) -> tuple[int, dict[str, Times]]:
    """One size: quads, and seconds of every query. Prints the row of loading."""
    quads = folder / "catalogue.nq"
    count = write(quads, models, one_graph=one_graph)
    (folder / "atlas").mkdir()
    service = stack.enter_context(atlas_service(Files(quads, quads), folder / "atlas"))
    length = quads.stat().st_size
    quads.unlink()
    disk = sum_files(folder / "atlas" / "store")
    rate = count / service.loaded_in_s
    print(f"| {count:,} | {length / 1e6:,.0f} MB | {service.loaded_in_s:,.1f} s | {rate:,.0f} | {disk / 1e6:,.0f} MB |")
    bare = Store.read_only(str(Snapshots(folder / "atlas" / "store").sound()[-1].store))
    return count, asyncio.run(measure_mix([service], bare, mix, PATIENCE_S))


def sum_files(folder: Path) -> int:
    """Bytes of a folder, each file once however many links it has."""
    found = {(state := path.stat()).st_ino: state.st_size for path in folder.rglob("*") if path.is_file()}
    return sum(found.values())


def show(columns: dict[str, dict[str, Times]], mix: list[Question]) -> None:
    """Medians of every query at every size: the service's, in brackets the bare engine's, in milliseconds."""
    print("\n| query | kind | " + " | ".join(f"{size} quads" for size in columns) + " |")
    print("|---|---|" + "---:|" * len(columns))
    for question in mix:
        cells = []
        for found in columns.values():
            ours, bare = (statistics.median(found[question.name][name]) * 1000 for name in ("atlas", "bare"))
            cells.append("gave up" if ours == float("inf") else f"{ours:,.1f} ({bare:,.1f})")
        print(f"| {question.name} | {question.kind} | " + " | ".join(cells) + " |")
