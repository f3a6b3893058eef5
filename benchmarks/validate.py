"""A whole graph validated by us, by pySHACL and by Jena, each by its command; findings compared one by one.

Ours is told twice: the command as people run it, which also asks the checks that no shape can say and writes its
report in words; and the shapes alone, which is what the others do.
"""

import argparse
import asyncio
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from tests.engines.servers import engines_folder, find_fuseki

from atlas.errors import AtlasError
from atlas.namespaces import SH
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.serialize import serialize, write_lines
from atlas.rdf.terms import BlankNode, Dataset, NamedNode, Quad, Term, one_object
from atlas.schema.files import SCHEMA_PARTS, iter_home_files
from atlas.schema.load import load_schema, read_file
from atlas.schema.model import Schema
from atlas.settings import Settings, find_home
from atlas.store.embedded import EmbeddedStore
from atlas.store.memory import MemoryStore
from atlas.store.snapshots import Snapshots
from atlas.validation.closure import Superclasses
from atlas.validation.result import Result
from atlas.validation.targets import stated_once
from atlas.validation.whole.everything import validate_everything
from benchmarks.copies import write

Key = tuple[str, str, str, str, str, str]
HEAP = "-Xmx6g"
SHOWN = 5
LOGGED = re.compile(rb"^[0-9:]{8} (?:WARN|INFO|ERROR) .*\n", re.MULTILINE)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks validate", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000], help="triples, about")
    parser.add_argument("--one-in", type=int, default=100, help="one statement in so many is damaged")
    parser.add_argument("--readers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--with", dest="others", nargs="*", default=["pyshacl", "jena"], choices=["pyshacl", "jena"])
    given = parser.parse_args(arguments)
    print("Each cell: seconds by the clock (processor seconds, most memory).\n")
    print(
        "| triples | results | ours | shapes alone | pySHACL | Jena | ratios | only ours | only pySHACL | only Jena |"
    )
    print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for size in given.sizes:
        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
            print(measure(Path(name), size, given.one_in, given.readers, given.others), flush=True)
    print(f"\n{given.readers} readers, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}.")
    return 0


@dataclass(frozen=True)
class Cost:
    """What a command took. peak: bytes of its largest process, where known."""

    seconds: float
    processor_s: float
    peak: int = 0

    def __str__(self) -> str:
        memory = f", {self.peak / 1e6:,.0f} MB" if self.peak else ""
        return f"{self.seconds:.1f} s ({self.processor_s:.1f} s{memory})"


def measure(folder: Path, size: int, one_in: int, readers: int, others: list[str]) -> str:
    """One row of the table."""
    schema = load_schema(find_home())
    snapshot, triples = make_graph(folder, schema, size, one_in)
    told = ["--store", str(folder / "store"), "validate", "--all", "--readers", str(readers), "--format", "json"]
    took = {"ours": run([str(Path(sys.executable).with_name("atlas")), *told], folder / "ours.json", folder)}
    alone, ours = ask_shapes(schema, snapshot, readers)
    only: dict[str, str] = {}
    for name in others:
        try:
            took[name], found = ask_other(name, folder, schema)
        except (AtlasError, OSError, subprocess.SubprocessError) as error:
            only[name] = f"not run: {error}"[:60]
            continue
        only[name] = f"{len(found - ours)}"
        for side, rest in (("ours", ours - found), (name, found - ours)):
            for one in sorted(rest)[:SHOWN]:
                print(f"only {side}: {' '.join(one)}", file=sys.stderr)
        if name == "pyshacl" or "pyshacl" not in took:
            only["ours"] = f"{len(ours - found)}"
    ratios = ", ".join(f"{took[name].seconds / took['ours'].seconds:.1f}" for name in others if name in took)
    costs = [took["ours"], alone, *(took.get(name, "") for name in ("pyshacl", "jena"))]
    differ = [only.get(name, "") for name in ("ours", "pyshacl", "jena")]
    return f"| {' | '.join([f'{triples:,}', f'{len(ours):,}', *map(str, costs), ratios, *differ])} |"


def run(command: list[str], output: Path, folder: Path) -> Cost:
    """A command run to its end. Raises SubprocessError where it could not judge."""
    began = time.monotonic()
    with output.open("wb") as out, (folder / "errors").open("wb") as errors:
        process = subprocess.Popen(command, stdout=out, stderr=errors)
        _, status, used = os.wait4(process.pid, 0)
    took = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise subprocess.SubprocessError((folder / "errors").read_text()[-200:])
    return Cost(took, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def ask_shapes(schema: Schema, snapshot: Path, readers: int) -> tuple[Cost, set[Key]]:
    """The shapes without the checks, put to a snapshot: what it took, and every result."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    validated = asyncio.run(validate_everything(schema.home, snapshot, readers=readers, checks=False))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(validated.seconds, processor_s), {key(one) for one in validated.results}


def make_graph(folder: Path, schema: Schema, size: int, one_in: int) -> tuple[Path, int]:
    """A snapshot of a damaged graph; the same merged graph and the shapes as files beside it."""
    quads = folder / "graph.nq"
    write(quads, schema, size, one_in=one_in)
    with quads.open("ab") as file:
        for one in iter_home_files(schema.home, schema.base, SCHEMA_PARTS):
            named = NamedNode(one.graph)
            said = [Quad(q.subject, q.predicate, q.object, named) for q in read_file(one)]
            file.write(b"".join(f"{q} .\n".encode() for q in said if not _has_blank(q)))
    directory = folder / "store"

    async def load() -> None:
        async with EmbeddedStore.open(directory, replace(Settings(home=schema.home), deadline_s=600.0)) as store:
            await store.bulk([quads], who="benchmark", why="a graph to validate")

    asyncio.run(load())
    snapshot = Snapshots(directory).sound()[-1].store
    statements = list(MemoryStore.of_snapshot(snapshot).statements())
    (folder / "data.nt").write_bytes(write_lines(statements))
    (folder / "shapes.ttl").write_bytes(serialize(stated_once(schema.shapes, Superclasses(schema.ontology)), TURTLE))
    return snapshot, len(statements)


def ask_other(name: str, folder: Path, schema: Schema) -> tuple[Cost, set[Key]]:
    """Another validator's command with the same files: what it took, and what it found."""
    report, data, shapes = folder / f"{name}.ttl", str(folder / "data.nt"), str(folder / "shapes.ttl")
    if name == "pyshacl":
        program = shutil.which("pyshacl", path=str(Path(sys.executable).parent)) or "pyshacl"
        command = [program, "-s", shapes, "-sf", "turtle", "-df", "nt", "-f", "turtle", data]
    else:
        jar = str(find_fuseki(engines_folder()))
        command = ["java", HEAP, "-cp", jar, "shacl.shacl", "validate", "--shapes", shapes, "--data", data]
    cost = run(command, report, folder)
    return cost, read_report(LOGGED.sub(b"", report.read_bytes()))


def read_report(text: bytes) -> set[Key]:
    """The results of a validation report, those that are details of others left out."""
    report = Dataset(parse(text, TURTLE, quad_limit=None))
    found = {quad.object for quad in report.quads_for_predicate(NamedNode(f"{SH}result"))}
    return {_read(report, one) for one in found}


def key(result: Result) -> Key:
    """What is compared of a result: all but its message; of a path that is no predicate only that there is one."""
    names = (result.severity.removeprefix(SH), result.component.removeprefix(SH))
    return (_text(result.focus), _text(result.path), _text(result.value), _text(result.shape), *names)


def _read(report: Dataset, node: Term) -> Key:
    focus, path, value, shape, severity, component = (
        one_object(report, node, f"{SH}{name}")
        for name in ("focusNode", "resultPath", "value", "sourceShape", "resultSeverity", "sourceConstraintComponent")
    )
    names = (getattr(one, "value", "").removeprefix(SH) for one in (severity, component))
    return (_text(focus), _text(path), _text(value), _text(shape), *names)  # type: ignore[return-value]


def _text(term: Term | None) -> str:
    return "" if term is None else "a path" if isinstance(term, BlankNode) else str(term)


def _has_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
