"""A batch of documents through one worker: lifted, mapped, names read, judged. Statements that conform come out.

It reads one snapshot for what records point to, and writes nothing.
"""

import gc
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from atlas.errors import RdfSyntaxError
from atlas.intake.identities.things import Described, describe_memory, read_thing, write_thing
from atlas.intake.importing.catalogue import load_catalogue
from atlas.intake.importing.files import Linked
from atlas.intake.importing.make import Made, Maker, needs_care, sort_lines
from atlas.intake.importing.matching import has_identities
from atlas.intake.names.apply import FOLDER as NAMES
from atlas.intake.names.apply import NameReader
from atlas.intake.reading.documents import Document
from atlas.intake.reading.mappings import Refusal, load_mapping
from atlas.namespaces import XSD
from atlas.rdf.formats import N_QUADS, N_TRIPLES
from atlas.rdf.parse import parse
from atlas.rdf.serialize import write_lines
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.load import load_schema
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
        self._names = _name_readers(self._schema, store) if setup["judges"] else []
        self._describes = has_identities(self._schema)

    def work(self, batch: Batch, *, checks: bool = True) -> Made:
        """What the batch became, without the records that break a shape. checks: as `Maker.make` says."""
        made = self._maker.make(batch, checks=checks)
        if self._judge is None or not made.records:
            return made
        records = self._read(made)
        store = MemoryStore()
        store.read(b"\n".join(line for lines in made.records.values() for line in lines), N_TRIPLES)
        store.add_named(quad for quads in records.values() for quad in quads)
        for reader in self._names:
            extra = reader.read(store)
            store.add(extra)
            sort_lines(write_lines(extra).splitlines(), self._schema.base, made.records)
            for quad in extra:
                records[quad.graph_name.value].append(quad)  # type: ignore[union-attr]
        if self._describes:
            made.described = describe_memory(self._schema, store)
        self._refuse(self._judge, records, store, made)
        return made

    def _read(self, made: Made) -> dict[str, list[Quad]]:
        """Statements of each record by its graph and in it; a record with what is no RDF is refused."""
        try:
            return self._parse(made.records)
        except RdfSyntaxError:
            found: dict[str, list[Quad]] = {}
        for key, lines in list(made.records.items()):
            try:
                found |= self._parse({key: lines})
            except RdfSyntaxError as error:
                made.refused.append(Refusal(key, error.found or "", error.detail))
                del made.records[key]
        return found

    def _parse(self, records: Mapping[str, Collection[bytes]]) -> dict[str, list[Quad]]:
        """All at once, which is much faster than one by one."""
        named = [(f"{self._schema.base}graph/{key}", lines) for key, lines in records.items()]
        text = b"\n".join(line[:-1] + f"<{graph}> .".encode() for graph, lines in named for line in lines)
        quads = iter(parse(text, N_QUADS, quad_limit=None))
        return {graph: list(islice(quads, len(lines))) for graph, lines in named}

    def _refuse(self, judge: BatchJudge, records: dict[str, list[Quad]], store: MemoryStore, made: Made) -> None:
        """Judge until nothing that is left points to what was refused. store: of these records."""
        base = self._schema.base
        held: MemoryStore | None = store
        while records:
            found = judge.judge(records, [*self._surroundings.of(records), *self._described], held)
            if not found:
                return
            for graph, results in found.items():
                key = graph.removeprefix(f"{base}graph/")
                told = list(dict.fromkeys(judge.tell(result) for result in results))
                made.refused += [Refusal(key, found, reason) for found, reason in told[:REASONS]]
                del records[graph], made.records[key]
            lost = {graph.replace(f"{base}graph/", f"{base}id/", 1) for graph in found}
            made.described, held = made.described.without(lost), None


def _name_readers(schema: Schema, held: MemoryStore) -> list[NameReader]:
    folders = sorted(path for path in (schema.home / NAMES).glob("*") if path.is_dir())
    return [NameReader(schema, folder.name, held) for folder in folders]


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
        "things": [write_thing(thing) for thing in made.described.things],
        "decided": made.described.decided,
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
    decided = tuple(tuple(one) for one in said["decided"])
    made.described = Described(tuple(map(read_thing, said["things"])), decided)
    for key, count in said["records"]:
        made.records[key] = set(lines[start : start + count])
        start += count
    return made


def entry(setup: Mapping[str, Any]) -> Callable[[bytes], Iterator[bytes]]:
    """Handler of a worker. A job is a batch of documents; the answer what became of it."""
    worker = Worker(setup)
    gc.freeze()  # the schema stays; a fifth of the time went into looking it through again and again
    return lambda job: write_made(worker.work(read_batch(job), checks=needs_care(job)))
