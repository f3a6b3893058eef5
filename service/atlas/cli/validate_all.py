"""`atlas validate --all`: the store's newest snapshot against every shape and check, by several readers at once."""

import argparse
import asyncio
from pathlib import Path

from atlas.cli.progress import Progress
from atlas.cli.words import tell
from atlas.errors import NotFoundError
from atlas.intake.history.shipped import GENID_SEGMENT
from atlas.rdf.terms import NamedNode
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.settings import Settings
from atlas.store.memory import MemoryStore
from atlas.store.snapshots import Snapshots
from atlas.validation.judge import FINDING_LIMIT
from atlas.validation.report import Report
from atlas.validation.result import Result
from atlas.validation.whole.everything import Tell, Validated, validate_everything
from atlas.validation.whole.explained import explain_all


def is_ours(result: Result, base: str) -> bool:
    """Whether a result is about something that we named: how foreign vocabularies describe their terms is theirs."""
    focus = result.focus
    return isinstance(focus, NamedNode) and focus.value.startswith(base) and GENID_SEGMENT not in focus.value


def judge_all(given: argparse.Namespace, settings: Settings) -> tuple[Report, Schema]:
    """The report on everything in the store, and the home it is judged by. Raises NotFoundError of an empty store."""
    sound = Snapshots(Path(settings.store)).sound()
    if not sound:
        raise NotFoundError(
            f"The store in {settings.store} holds nothing to validate.",
            suggestion="Load the home's files first: atlas load.",
        )
    newest = max(sound, key=lambda one: one.number)
    with Progress("groups of rules", "Nothing was changed.") as progress:
        schema, validated = asyncio.run(_read_and_judge(settings.home, newest.store, given.readers, progress))
    ours = [one for one in validated.results if is_ours(one, schema.base)]
    left = f"; pySHACL judged {len(validated.left)} shapes" if validated.left else ""
    tell(
        f"{validated.groups} groups of rules on commit {newest.number} in {validated.seconds:.1f} s: "
        f"{len(ours):,} results{left}."
    )
    return explain_all(schema, MemoryStore.of_snapshot(newest.store), ours, FINDING_LIMIT), schema


async def _read_and_judge(home: Path, snapshot: Path, readers: int, progress: Tell) -> tuple[Schema, Validated]:
    """The home is read here while another process judges."""
    return await asyncio.gather(
        asyncio.to_thread(load_schema, home),
        validate_everything(home, snapshot, readers=readers or None, tell=progress),
    )
