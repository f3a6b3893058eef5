"""`atlas merge`: what a branch did, put on top of this one as one commit; conflicts are shown for people to settle."""

import argparse
import asyncio
import getpass
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from textwrap import indent
from typing import Final

from atlas.cli.conflicts import Teller
from atlas.cli.progress import DeriveProgress
from atlas.cli.statements import Wording
from atlas.cli.words import count, read_settings, say, tell
from atlas.errors import InputError
from atlas.intake.branching.branches import MAIN, Branches
from atlas.intake.branching.merging import Plan, Settled, choose, commit_merge, judge_merged, plan_merge, settle
from atlas.intake.branching.resolutions import read_takes, write_conflicts
from atlas.intake.branching.states import States
from atlas.intake.branching.threeway import Conflict, Take
from atlas.intake.deriving.derive import refresh
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.settings import Settings
from atlas.store.embedded import EmbeddedStore

LEFT: Final = 1
GENERAL: Final[tuple[Take, ...]] = ("ours", "theirs")
DERIVED: Final = "The merge is made; what it lets the rules derive is derived by the next start."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which branch, and how conflicts are settled."""
    parser.add_argument("name", metavar="NAME", help="branch to merge into this one; main to bring one up to date")
    parser.add_argument("--take", choices=GENERAL, help="settle every conflict left: this branch's side or NAME's")
    parser.add_argument("--conflicts", metavar="FILE", type=Path, help="write the conflicts to a file to be edited")
    parser.add_argument("--resolve", metavar="FILE", type=Path, help="settle conflicts as such a file says")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done; change nothing")
    parser.add_argument("--by", default="", help="who merges (default: who runs this)")
    parser.add_argument("--why", default="", help="what the history says of it")


def run(given: argparse.Namespace) -> int:
    """0 when merged or nothing was to be merged, 1 when a conflict is left or a record would not conform."""
    settings = read_settings(given)
    branches = Branches.of(settings)
    branches.check(given.name)
    if given.name == branches.current:
        raise InputError(
            f"{given.name} cannot be merged into itself.",
            suggestion="Name the branch to merge; --branch says into which (default main).",
        )
    return asyncio.run(_merge(given, settings, branches))


async def _merge(given: argparse.Namespace, settings: Settings, branches: Branches) -> int:
    schema = load_schema(settings.home)
    async with EmbeddedStore.open(settings.directory, settings) as store:
        with States(branches) as states:
            ours, theirs = states.head(branches.current), states.head(given.name)
            plan = await asyncio.to_thread(plan_merge, ours, theirs, schema)
            if not plan.has_news:
                say(f"Nothing to merge: {ours.name} has all that {theirs.name} says.")
                return 0
            say(f"Merging {theirs} into {ours}; last in common: {plan.base}.")
            takes = _read_takes(given, plan)
            left = [one for one in plan.conflicts if one.mark not in takes]
            if left:
                _show(given, plan, left, Teller(plan, Wording(schema, states.snapshots())))
                return LEFT
            settled = settle(plan, takes)
            if not await _accept(store, schema, plan, settled):
                return LEFT
            return 0 if given.dry_run else await _commit(given, store, schema, plan, settled)


def _read_takes(given: argparse.Namespace, plan: Plan) -> dict[str, Take]:
    named = read_takes(given.resolve.read_text(encoding="utf-8"), plan.conflicts) if given.resolve else {}
    return choose(plan.conflicts, named, given.take)


def _show(given: argparse.Namespace, plan: Plan, left: list[Conflict], teller: Teller) -> None:
    """Every conflict left, and how to settle them; to a file too, where one is named."""
    ours, theirs = plan.ours.name, plan.theirs.name
    told = [(one, {"about": teller.title(one), **teller.sides(one)}) for one in left]
    for conflict, words in told:
        say(f"\nConflict {conflict.mark}: {words['about']}")
        for name in (ours, theirs):
            say(f"  {name}\n{indent(words[name], '    ')}")
    tell(f"\n{count(len(left), 'conflict')} left; nothing was changed.")
    command = f"atlas {f'--branch {ours} ' if ours != MAIN else ''}merge {theirs}"
    if given.conflicts is None:
        tell(f"  try: {command} --conflicts FILE, say in FILE what to take, then --resolve FILE.")
        tell(f"  or:  --take ours for what {ours} says in all of them, --take theirs for what {theirs} says.")
        return
    head = (
        f"Conflicts of merging {plan.theirs} into {plan.ours}, {datetime.now(UTC).date().isoformat()}.",
        f"Write behind each take: ours for what {ours} says, theirs for what {theirs} says; both where it is a choice.",
        f"Then: {command} --resolve {given.conflicts}",
    )
    given.conflicts.write_text(write_conflicts(told, head), encoding="utf-8")
    tell(f"They are written to {given.conflicts}.")


async def _accept(store: EmbeddedStore, schema: Schema, plan: Plan, settled: Settled) -> bool:
    """Say what the merge does and have its records judged; whether it may be made."""
    difference = settled.difference
    fates = ", ".join(f"{number} {fate}" for fate, number in settled.fates().items()) or "none changed"
    statements = f"{count(len(difference.added), 'statement')} added, {len(difference.removed)} removed"
    say(f"Records: {fates}; {statements}{_settled(plan.conflicts)}.")
    report = await judge_merged(store, schema, settled)
    if report is None or report.conforms:
        return True
    say(report.to_text().rstrip())
    tell(f"What was merged would not conform; nothing was changed. Mend it in {plan.theirs.name}, then merge again.")
    return False


async def _commit(given: argparse.Namespace, store: EmbeddedStore, schema: Schema, plan: Plan, settled: Settled) -> int:
    who = given.by.strip() or getpass.getuser()
    why = given.why.strip() or f"merge {plan.theirs.name}"
    commit = await commit_merge(store, plan, settled, who=who, why=why)
    say(f"Commit {commit.number}: {why}, by {who}.")
    with DeriveProgress(DERIVED) as progress:
        derived = await refresh(store, schema, progress.hear, whole=False)
    say(f"Derived: {derived.added} facts added, {derived.removed} removed.")
    return 0


def _settled(conflicts: Iterable[Conflict]) -> str:
    number = len(list(conflicts))
    return f"; {count(number, 'conflict')} settled" if number else ""
