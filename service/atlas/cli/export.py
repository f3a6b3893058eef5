"""`atlas export`: the store's records as the home's canonical Turtle files, or whether the two agree."""

import argparse
import asyncio
from pathlib import Path

from atlas.cli.progress import Progress
from atlas.cli.words import read_settings, say, tell
from atlas.errors import NotFoundError
from atlas.intake.history.export import Exported, Tell, export_records
from atlas.schema.load import load_schema
from atlas.settings import Settings
from atlas.store.embedded import EmbeddedStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and whether to look only."""
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where files and store differ")
    parser.add_argument("--to", metavar="DIR", help="another folder than the home's own")


def run(given: argparse.Namespace) -> int:
    """0 when done or in agreement, 1 when --check found a difference."""
    settings = read_settings(given)
    target = Path(given.to) if given.to else None
    with Progress("graphs", "Files that were written are whole; run it again to go on.") as progress:
        exported = asyncio.run(_export(settings, target, progress, check=given.check))
    for said, paths in (("", exported.written), ("gone: ", exported.removed), ("not loaded: ", exported.unknown)):
        for path in paths:
            say(f"{said}{path}")
    if given.check:
        tell("Files and store agree." if exported.agrees else "Files and store differ.")
        return int(not exported.agrees)
    tell(f"{len(exported.written)} files written, {len(exported.removed)} removed, {exported.same} left as they are.")
    return 0


async def _export(settings: Settings, target: Path | None, progress: Tell, *, check: bool) -> Exported:
    schema = load_schema(settings.home)
    async with EmbeddedStore.open(Path(settings.store), settings) as store:
        if not store.number:
            raise NotFoundError(
                f"The store in {settings.store} is empty: there is nothing to export.",
                suggestion="Load the home's files first: atlas load.",
            )
        return await export_records(store, schema, target or schema.home, check=check, tell=progress)
