"""`atlas query`: SPARQL or a saved question in, a result out; asked of the store's newest snapshot or of the files."""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Final

from atlas.access.protocol.door import admit_query
from atlas.access.protocol.negotiate import OFFERED, choose_named
from atlas.access.saved_queries.questions import fill
from atlas.cli.words import read_bytes, read_settings, tell
from atlas.errors import NotFoundError, ParameterError
from atlas.intake.deriving.derive import derive, rules_in_order
from atlas.rdf.formats import CSV, TURTLE, Format
from atlas.schema.files import iter_home_files
from atlas.schema.load import load_schema, read_file
from atlas.schema.model import Schema
from atlas.settings import Settings
from atlas.store.memory import MemoryStore
from atlas.store.snapshots import Snapshot, Snapshots
from atlas.workers.limits import Limits
from atlas.workers.pool import Pool

READER: Final = "atlas.store.reader:entry"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to ask, with which parameters, in which format."""
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("file", nargs="?", metavar="FILE", help="a .rq file; - for the standard input")
    asked.add_argument("-e", dest="text", metavar="SPARQL", help="the query itself")
    asked.add_argument("--question", metavar="ID", help="a saved question by its id")
    parser.add_argument("--param", action="append", default=[], metavar="NAME=VALUE", help="of a saved question")
    parser.add_argument("--format", metavar="FORMAT", help="csv, tsv, json, xml; turtle, ntriples, jsonld, rdfxml")
    parser.add_argument("--files", action="store_true", help="ask the home's files, even where there is a store")


def run(given: argparse.Namespace) -> int:
    """0 when the query was answered."""
    settings = read_settings(given)
    schema = load_schema(settings.home)
    text = _text(given, schema)
    form = admit_query(text).form
    offered = OFFERED[form]
    default = TURTLE if TURTLE in offered else CSV
    chosen = choose_named(given.format, offered).format if given.format else default
    snapshots = [] if given.files else Snapshots(Path(settings.store).absolute()).sound()
    if snapshots:
        asyncio.run(_ask_snapshot(snapshots[-1], text, chosen, settings))
    else:
        if not given.files:
            tell(f"No store in {settings.store}: asking the files of {settings.home}.")
        _ask_files(schema, text, chosen)
    return 0


def _text(given: argparse.Namespace, schema: Schema) -> str:
    if given.question:
        question = schema.queries.get(f"questions/{given.question}")
        if question is None:
            known = ", ".join(one.stem for one in schema.folder("questions"))
            raise NotFoundError(f"There is no question {given.question!r}.", expected=known or "none is saved here")
        return fill(schema, question, dict(_parameter(one) for one in given.param))
    return str(given.text) if given.text is not None else read_bytes(given.file).decode("utf-8")


def _parameter(said: str) -> tuple[str, str]:
    name, sign, value = said.partition("=")
    if not sign:
        raise ParameterError(f"The parameter {said!r} has no value.", expected="NAME=VALUE")
    return name, value


async def _ask_snapshot(snapshot: Snapshot, text: str, chosen: Format, settings: Settings) -> None:
    """Stream the answer of a reader process, bounded as the service bounds it for a token holder."""
    job = {"do": "query", "path": str(snapshot.store), "text": text, "media_type": chosen.media_type}
    limits = Limits(memory_bytes=settings.query_memory_bytes)
    async with Pool(READER, size=1, spare=0, limits=limits, name="reader") as pool:
        running = await pool.run(json.dumps(job).encode(), deadline_s=settings.token_deadline_s)
        async for chunk in running.chunks():
            sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def _ask_files(schema: Schema, text: str, chosen: Format) -> None:
    stated = [quad for file in iter_home_files(schema.home, schema.base) for quad in read_file(file)]
    store = MemoryStore(stated)
    store.add(derive(stated, rules_in_order(schema), schema.base))
    store.write_answer(text, chosen.media_type, sys.stdout.buffer)
    sys.stdout.buffer.flush()
