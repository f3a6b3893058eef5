"""`atlas derive`: the store's derived facts made anew from what is stated, in one commit."""

import argparse
import asyncio
from pathlib import Path

from atlas.cli.progress import DeriveProgress
from atlas.cli.words import read_settings, say
from atlas.intake.deriving.derive import Derivation, refresh
from atlas.intake.deriving.windows import Tell
from atlas.schema.load import load_schema
from atlas.settings import Settings
from atlas.store.embedded import EmbeddedStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(given: argparse.Namespace) -> int:
    """0 when the rule graphs say what the rules derive."""
    with DeriveProgress("The store is as it was: what is derived is committed at the end.") as progress:
        done = asyncio.run(_derive(read_settings(given), progress.hear))
    if done.commit is None:
        say(f"Nothing to change: {done.facts} facts were derived before.")
    else:
        say(f"Commit {done.commit.number}: {done.facts} facts, {done.added} added, {done.removed} removed.")
    return 0


async def _derive(settings: Settings, tell: Tell) -> Derivation:
    schema = load_schema(settings.home)
    async with EmbeddedStore.open(Path(settings.store), settings) as store:
        return await refresh(store, schema, tell)
