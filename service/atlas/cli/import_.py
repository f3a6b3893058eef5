"""`atlas import`: a foreign catalogue's files into the store, as one named graph or as a draft; and a report."""

import argparse
import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from atlas.cli.progress import Progress
from atlas.cli.words import read_settings, say, tell
from atlas.errors import ParameterError
from atlas.intake.deriving.derive import refresh
from atlas.intake.history.shipped import load_shipped, tell_loading
from atlas.intake.importing.matching import make_matcher
from atlas.intake.importing.origin import Origin
from atlas.intake.importing.report import ImportReport
from atlas.intake.importing.run import Wish, run_import
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.settings import Settings
from atlas.store.embedded import EmbeddedStore
from atlas.store.snapshots import Snapshots


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which mapping, which files, what is known of their origin, and what to do with the outcome."""
    parser.add_argument("mapping", metavar="NAME", help="a folder of mappings/")
    parser.add_argument("path", metavar="PATH", type=Path, help="the catalogue's folder, or one of its files")
    parser.add_argument("--release", metavar="NAME", help="what the edition is called; else its day and commit")
    parser.add_argument(
        "--commit", metavar="HASH", help="of the catalogue's repository; else from SOURCE.txt beside it"
    )
    parser.add_argument("--issued", metavar="DAY", help="day of the edition, as 2026-06-12")
    parser.add_argument("--retrieved", metavar="DAY", help="day on which the files were fetched")
    parser.add_argument("--param", action="append", default=[], metavar="NAME=VALUE", help="of the mapping's own")
    parser.add_argument("--drafts", action="store_true", help="lay it down as a draft for review; publish nothing")
    parser.add_argument("--again", action="store_true", help="even where the same files were imported before")
    parser.add_argument("--strict", action="store_true", help="exit 1 where anything was refused")
    parser.add_argument("--no-derive", dest="derives", action="store_false", help="leave the rules for later")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes that map and judge")
    parser.add_argument("--json", action="store_true", help="the report as JSON, whole")


def run(given: argparse.Namespace) -> int:
    """0 when imported or nothing was to be changed, 1 with --strict when something was refused."""
    report = asyncio.run(_import(given, read_settings(given)))
    say(report.to_json() if given.json else report.to_text())
    return 1 if given.strict and report.refused else 0


async def _import(given: argparse.Namespace, settings: Settings) -> ImportReport:
    schema = load_schema(settings.home)
    wish = Wish(
        given.mapping,
        given.path,
        Origin(given.commit, given.issued, given.retrieved, given.release),
        date=datetime.now(UTC).date().isoformat(),
        values=dict(_pair(text) for text in given.param),
        drafts=given.drafts,
        again=given.again,
        workers=max(1, given.workers),
    )
    directory = Path(settings.store)
    async with EmbeddedStore.open(directory, settings) as store:
        await _load_first(store, schema, directory)
        snapshot = Snapshots(store.directory).path(store.number) / "store"
        with Progress("documents", "Nothing was imported.") as progress:
            report = await run_import(store, schema, wish, partial(make_matcher, schema, snapshot), progress)
        if report.commit and given.derives:
            derived = await refresh(store, schema, whole=False)
            report.notes.append(f"Derived: {derived.added} statements added, {derived.removed} removed.")
    return report


async def _load_first(store: EmbeddedStore, schema: Schema, directory: Path) -> None:
    if store.number == 0:
        for line in tell_loading(await load_shipped(store, schema, directory)):
            tell(line)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ParameterError(f"{text!r} gives no parameter.", expected="NAME=VALUE")
    return name, value
