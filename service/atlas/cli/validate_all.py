"""`atlas validate --all`: the store's newest snapshot against every shape and check, by several readers at once."""

import argparse
import asyncio
from pathlib import Path

from atlas.cli.progress import Progress
from atlas.cli.words import tell
from atlas.errors import NotFoundError
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.settings import Settings
from atlas.store.memory import MemoryStore
from atlas.store.snapshots import Snapshots
from atlas.validation.report import FINDING_LIMIT, Report
from atlas.validation.whole.everything import Tell, Validated, validate_everything
from atlas.validation.whole.explained import explain_all


def judge(given: argparse.Namespace, settings: Settings) -> tuple[dict[str, Report], Schema, int]:
    """The report on everything in the store, the schema it is judged by, and the exit code.

    Raises NotFoundError of an empty store.
    """
    sound = Snapshots(Path(settings.store)).sound()
    if not sound:
        raise NotFoundError(
            f"The store in {settings.store} holds nothing to validate.",
            suggestion="Load the home's files first: atlas load.",
        )
    newest = max(sound, key=lambda one: one.number)
    with Progress("groups of rules", "Nothing was changed.") as progress:
        schema, validated = asyncio.run(_read_and_judge(settings.home, newest.store, given.readers, progress))
    ours = [one for one in validated.results if one.is_ours(schema.base)]
    left = f"; pySHACL judged {len(validated.left)} shapes" if validated.left else ""
    tell(
        f"{validated.groups} groups of rules on commit {newest.number} in {validated.seconds:.1f} s: "
        f"{len(ours):,} results{left}."
    )
    report = explain_all(schema, MemoryStore.of_snapshot(newest.store), ours, FINDING_LIMIT)
    return {str(settings.store): report}, schema, int(not report.conforms)


async def _read_and_judge(home: Path, snapshot: Path, readers: int, progress: Tell) -> tuple[Schema, Validated]:
    """The home is read here while another process judges."""
    return await asyncio.gather(
        asyncio.to_thread(load_schema, home),
        validate_everything(home, snapshot, readers=readers or None, tell=progress),
    )
