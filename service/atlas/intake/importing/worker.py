"""A batch of documents through one worker: lifted, mapped, names read, judged. Statements that conform come out.

It reads one snapshot for what records point to, and writes nothing.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from atlas.intake.documents import Document
from atlas.intake.importing.catalogue import load_catalogue
from atlas.intake.importing.files import Linked
from atlas.intake.importing.make import Made, Maker, needs_care, sort_lines
from atlas.intake.mappings import Refusal, load_mapping
from atlas.intake.names.apply import FOLDER as NAMES
from atlas.intake.names.apply import NameReader
from atlas.namespaces import XSD
from atlas.rdf.formats import N_TRIPLES
from atlas.rdf.parse import parse
from atlas.rdf.serialize import write_lines
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.files import iter_home_files
from atlas.schema.load import load_schema, read_file
from atlas.schema.model import Schema
from atlas.store.contents import iter_quads
from atlas.store.memory import MemoryStore
from atlas.validation.batch import BatchJudge
from atlas.validation.context import Surroundings

ENTRY: Final = "atlas.intake.importing.worker:entry"
REASONS: Final = 3
IDENTITY: Final = "identity"
Batch = Sequence[Document | Linked]


class Worker:
    """One mapping over one snapshot. setup: home, mapping, values, snapshot, looks_up, judges.

    store: told of what records point to, where it is not the snapshot.
    """

    def __init__(self, setup: Mapping[str, Any], store: MemoryStore | None = None) -> None:
        self._schema = load_schema(Path(str(setup["home"])))
        snapshot = Path(setup["snapshot"]) if setup["snapshot"] else None
        mapping = load_mapping(self._schema.home, str(setup["mapping"]), self._schema.base)
        known = iter_quads(snapshot) if setup["looks_up"] and snapshot else ()
        self._maker = Maker(mapping, to_terms(setup["values"]), self._schema.base, known)
        self._judge = BatchJudge(self._schema, without=[IDENTITY]) if setup["judges"] else None
        if store is None:
            store = MemoryStore.of_snapshot(snapshot) if snapshot else MemoryStore()
        self._described = load_catalogue(self._schema.home, str(setup["mapping"]), self._schema.base).described
        self._surroundings = Surroundings(self._schema, store)
        self._names = _name_readers(self._schema) if setup["judges"] else []

    def work(self, batch: Batch, *, checks: bool = True) -> Made:
        """What the batch became, without the records that break a shape. checks: as `Maker.make` says."""
        made = self._maker.make(batch, checks=checks)
        if self._judge is None or not made.records:
            return made
        records = {key: self._quads(key, lines) for key, lines in made.records.items()}
        for reader in self._names:
            extra = reader.read([quad for quads in records.values() for quad in quads])
            sort_lines(write_lines(extra).splitlines(), self._schema.base, made.records)
            for quad in extra:
                records[str(getattr(quad.graph_name, "value", "")).removeprefix(f"{self._schema.base}graph/")].append(
                    quad
                )
        self._refuse(self._judge, records, made)
        return made

    def _quads(self, key: str, lines: Iterable[bytes]) -> list[Quad]:
        graph = NamedNode(f"{self._schema.base}graph/{key}")
        read = parse(b"\n".join(lines), N_TRIPLES, quad_limit=None)
        return [Quad(q.subject, q.predicate, q.object, graph) for q in read]

    def _refuse(self, judge: BatchJudge, records: dict[str, list[Quad]], made: Made) -> None:
        """Judge until nothing that is left points to what was refused."""
        base = self._schema.base
        while records:
            named = {f"{base}graph/{key}": quads for key, quads in records.items()}
            found = judge.judge(named, [*self._surroundings.of(named), *self._described])
            if not found:
                return
            for graph, results in found.items():
                key = graph.removeprefix(f"{base}graph/")
                told = list(dict.fromkeys(judge.tell(result) for result in results))
                made.refused += [Refusal(key, found, reason) for found, reason in told[:REASONS]]
                del records[key], made.records[key]


def _name_readers(schema: Schema) -> list[NameReader]:
    folders = sorted(path for path in (schema.home / NAMES).glob("*") if path.is_dir())
    if not folders:
        return []
    known = [quad for file in iter_home_files(schema.home, schema.base) for quad in read_file(file)]
    return [NameReader(schema, folder.name, known) for folder in folders]


def to_terms(values: Mapping[str, str]) -> dict[str, Term]:
    """Parameters of queries: a day is a date, an IRI in angle brackets an IRI, all else text."""
    found: dict[str, Term] = {}
    for name, text in values.items():
        if text.startswith("<"):
            found[name] = NamedNode(text[1:-1])
        elif len(text) == 10 and text[4] == text[7] == "-":
            found[name] = Literal(text, datatype=NamedNode(f"{XSD}date"))
        else:
            found[name] = Literal(text)
    return found


def write_batch(batch: Batch) -> bytes:
    """A job: documents as JSON."""
    said: list[dict[str, Any]] = [
        {"name": one.name, "line": one.line, "triples": one.triples.decode()}
        if isinstance(one, Linked)
        else {"name": one.name, "line": one.line, "value": one.value}
        for one in batch
    ]
    return json.dumps(said, ensure_ascii=False).encode()


def read_batch(job: bytes) -> list[Document | Linked]:
    """The documents of a job."""
    return [
        Linked(one["name"], one["triples"].encode(), one["line"])
        if "triples" in one
        else Document(one["name"], one["value"], one["line"])
        for one in json.loads(job)
    ]


def write_made(made: Made) -> Iterator[bytes]:
    """An answer: a line of JSON, then the records' lines one after the other."""
    head = {
        "documents": made.documents,
        "formulas": made.formulas,
        "ignored": made.ignored,
        "refused": [[one.document, one.found, one.reason, one.line] for one in made.refused],
        "records": [[key, len(lines)] for key, lines in made.records.items()],
    }
    yield json.dumps(head).encode() + b"\n"
    for lines in made.records.values():
        yield b"\n".join(lines) + b"\n"


def read_made(answer: bytes) -> Made:
    """What a worker answered."""
    head, _, body = answer.partition(b"\n")
    said, lines, start = json.loads(head), body.split(b"\n"), 0
    made = Made(said["documents"], formulas=said["formulas"])
    made.ignored.update(said["ignored"])
    made.refused = [Refusal(*one) for one in said["refused"]]
    for key, count in said["records"]:
        made.records[key] = set(lines[start : start + count])
        start += count
    return made


def entry(setup: Mapping[str, Any]) -> Callable[[bytes], Iterator[bytes]]:
    """Handler of a worker. A job is a batch of documents; the answer what became of it."""
    worker = Worker(setup)
    return lambda job: write_made(worker.work(read_batch(job), checks=needs_care(job)))
