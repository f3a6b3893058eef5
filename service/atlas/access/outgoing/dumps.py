"""The worker that writes dumps: a snapshot in, N-Quads, TriG, JSON-LD and one CSV a class out, each with its SHA-256.

The same snapshot gives the same bytes. It runs in a process of its own, never in the one that answers.
"""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from hashlib import sha256
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, Final, cast

from atlas.access.outgoing.tables import Column, Table, TableWriter, iter_records
from atlas.rdf.formats import CSV, JSON_LD, N_QUADS, TRIG, Format
from atlas.rdf.stream import iter_quads, write_quads
from atlas.rdf.terms import Quad
from atlas.store.dump import iter_exact_quads

FORMATS: Final = (N_QUADS, TRIG, JSON_LD)
STEM: Final = "dump"
TABLES: Final = "tables"


@dataclass(frozen=True)
class Download:
    """One file. media_type: of what is inside the gzip. rows: of a table, else quads. table: its kind, or empty."""

    name: str
    media_type: str
    size_bytes: int
    sha256: str
    rows: int
    compressed: bool
    table: str = ""


def entry(setup: Mapping[str, Any]) -> Callable[[bytes], Iterator[bytes]]:
    """Handler of one dump. A job names snapshot, ledger, number, target, prefixes and tables; gives the file list."""
    del setup

    def handle(job: bytes) -> Iterator[bytes]:
        said = json.loads(job)
        target = Path(said["target"])
        target.mkdir(parents=True, exist_ok=True)
        with_default = bool(said["with_default"])
        quads = iter_exact_quads(
            Path(said["snapshot"]), Path(said["ledger"]), said["number"], with_default=with_default
        )
        made = list(write_dumps(quads, target, said["prefixes"], [read_table(one) for one in said["tables"]]))
        yield json.dumps([asdict(one) for one in made]).encode()

    return handle


def read_table(said: Mapping[str, Any]) -> Table:
    """A table out of a job."""
    return Table(said["kind"], said["label"], tuple(Column(**column) for column in said["columns"]))


def write_dumps(
    quads: Iterator[Quad], target: Path, prefixes: Mapping[str, str], tables: list[Table]
) -> Iterator[Download]:
    """Write every file; N-Quads first, the others from it, so that all hold the same statements."""
    source = target / f"{STEM}.{N_QUADS.extension}.gz"
    count = _write_rdf(quads, N_QUADS, source, prefixes)
    yield _describe(source, N_QUADS, count)
    for wanted in FORMATS[1:]:
        path = target / f"{STEM}.{wanted.extension}.gz"
        with gzip.open(source, "rb") as file:
            again = _write_rdf(iter_quads(cast("IO[bytes]", file), N_QUADS), wanted, path, prefixes)
        yield _describe(path, wanted, again)
    with gzip.open(source, "rb") as file:
        yield from _write_tables(iter_quads(cast("IO[bytes]", file), N_QUADS), target / TABLES, tables)


def _write_rdf(quads: Iterator[Quad], wanted: Format, path: Path, prefixes: Mapping[str, str]) -> int:
    count = 0

    def counted() -> Iterator[Quad]:
        nonlocal count
        for quad in quads:
            count += 1
            yield quad

    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
        write_quads(counted(), wanted, cast("IO[bytes]", packed), {} if wanted == N_QUADS else prefixes)
    return count


def _write_tables(quads: Iterator[Quad], folder: Path, tables: list[Table]) -> Iterator[Download]:
    folder.mkdir(exist_ok=True)
    with ExitStack() as stack:
        writers: dict[str, TableWriter] = {}
        for table in tables:
            raw = stack.enter_context((folder / f"{table.kind}.csv").open("wb"))
            text = stack.enter_context(TextIOWrapper(raw, encoding="utf-8", newline=""))
            writers[table.kind] = TableWriter(table, text)
        for iri, values in iter_records(quads):
            segments = iri.split("/")
            writer = writers.get(segments[-2]) if len(segments) > 2 else None
            if writer is not None:
                writer.write(iri, values)
    for table in tables:
        path = folder / f"{table.kind}.csv"
        if writers[table.kind].rows:
            yield _describe(path, CSV, writers[table.kind].rows, table=table.kind)
        else:
            path.unlink()


def _describe(path: Path, made: Format, rows: int, table: str = "") -> Download:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    name = f"{TABLES}/{path.name}" if table else path.name
    return Download(name, made.media_type, path.stat().st_size, digest.hexdigest(), rows, path.suffix == ".gz", table)
