"""`atlas release`: the present state named and kept for ever, as `POST /releases` does it; or the list of releases."""

import argparse
import asyncio
from pathlib import Path

from atlas.cli.words import read_settings, say, tell
from atlas.errors import NotFoundError
from atlas.http.releasing import make_release
from atlas.intake.drafting.accept import Curator, today
from atlas.intake.drafting.curation import Curation
from atlas.intake.history.releases import Release, Releases
from atlas.schema.load import load_schema
from atlas.settings import Settings
from atlas.store.embedded import EmbeddedStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which version, and what is said of it."""
    parser.add_argument("version", nargs="?", help="numbers and dots (default: year and month, then counted)")
    parser.add_argument("--notes", default="", help="what is new, in words")
    parser.add_argument("--by", default="operator", help="whose release it is; written into its manifest")
    parser.add_argument("--list", action="store_true", help="list the releases instead")


def run(given: argparse.Namespace) -> int:
    """0 when the release is made."""
    settings = read_settings(given)
    directory = Path(settings.store)
    if given.list:
        for one in Releases(directory).all():
            say(f"{one.version}  {one.at[:10]}  commit {one.number}  {_fates(one)}".rstrip())
        return 0
    tell("Writing the dumps of the whole state; interrupted, nothing is released.")
    release = asyncio.run(_release(settings, given.version, Curator(given.by), given.notes))
    say(f"Release {release.version}: commit {release.number}. {_fates(release)}".rstrip())
    for file in release.files:
        say(f"{file.sha256}  {directory / 'releases' / release.version / file.name}")
    return 0


async def _release(settings: Settings, version: str | None, by: Curator, notes: str) -> Release:
    schema, directory = load_schema(settings.home), Path(settings.store)
    async with EmbeddedStore.open(directory, settings) as store:
        if not store.number:
            raise NotFoundError(
                f"The store in {settings.store} is empty: there is nothing to release.",
                suggestion="Load the home's files first: atlas load.",
            )
        curation = Curation(store, schema, settings, directory, None)
        try:
            return await make_release(curation, version or curation.releases.propose(today()), by, notes)
        finally:
            await curation.close()


def _fates(release: Release) -> str:
    return ", ".join(f"{count} {fate}" for fate, count in release.changed.items())
