"""`atlas load`: the home's changed files into the store, as `serve` does at its start."""

import argparse
import asyncio
from pathlib import Path

from atlas.cli.words import read_settings, say
from atlas.intake.shipped import Loading, Prefer, load_shipped, tell_loading
from atlas.schema.load import load_schema
from atlas.settings import Settings
from atlas.store.embedded import EmbeddedStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Who wins where file and store both changed."""
    parser.add_argument(
        "--prefer",
        choices=("files", "store"),
        help="who wins where a graph changed in file and store alike (default: the store, and it is said)",
    )


def run(given: argparse.Namespace) -> int:
    """0 when loaded, 1 when something that changed on both sides was left as the store has it."""
    loading = asyncio.run(_load(read_settings(given), given.prefer))
    for line in tell_loading(loading) or ["Nothing to load: the store has what the files say."]:
        say(line)
    return 1 if loading.kept and given.prefer is None else 0


async def _load(settings: Settings, prefer: Prefer | None) -> Loading:
    schema = load_schema(settings.home)
    directory = Path(settings.store)
    async with EmbeddedStore.open(directory, settings) as store:
        return await load_shipped(store, schema, directory, prefer)
