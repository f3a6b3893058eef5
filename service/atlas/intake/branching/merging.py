"""A branch merged into another: planned from ledgers, settled, judged, and made as one commit or not at all."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from atlas.errors import InputError, PreconditionError
from atlas.intake.branching.lineage import MERGED_DIGEST, State, find_base, find_fork
from atlas.intake.branching.single import SingleValues
from atlas.intake.branching.threeway import TAKES, Conflict, Merged, Take, merge_graph
from atlas.intake.deriving.mark import WHO as RULES
from atlas.intake.drafting.accept import TOOL
from atlas.intake.history.difference import Difference, compare
from atlas.intake.history.provenance import AUTHORS, MERGES
from atlas.rdf.terms import Quad, Term
from atlas.schema.files import record_path, rule_graph
from atlas.schema.model import Schema
from atlas.store.live import DEFAULT_NAME
from atlas.store.protocol import Change, Commit, Store
from atlas.validation.context import context_from_store
from atlas.validation.judge import Judge
from atlas.validation.report import Report

COMMITS_TOLD: Final = 20
CONTEXT_DEADLINE_S: Final = 60.0


@dataclass(frozen=True)
class Plan:
    """A merge of theirs into ours, not yet settled. graphs: those that theirs changed since the base, merged but for
    their conflicts. present: the same as ours has them; revisions: of these.
    """

    ours: State
    theirs: State
    base: State
    graphs: Mapping[str, Merged]
    present: Mapping[str, list[Quad]]
    revisions: Mapping[str, int]

    @property
    def conflicts(self) -> list[Conflict]:
        """Every conflict, by graph."""
        return [conflict for merged in self.graphs.values() for conflict in merged.conflicts]

    @property
    def has_news(self) -> bool:
        """Whether theirs says something that ours does not have, or both disagree."""
        return bool(self.conflicts) or bool(settle(self, {}).after)


@dataclass(frozen=True)
class Settled:
    """What a merge does. after: every graph that changes as it will be; difference: what leads there."""

    after: Mapping[str, list[Quad]]
    difference: Difference

    def fates(self) -> dict[str, int]:
        """How many graphs are new, changed and removed."""
        parts, counted = self.difference.graphs(), {"new": 0, "changed": 0, "removed": 0}
        for name, quads in self.after.items():
            is_new = bool(quads) and set(quads) == set(parts[name].added) and not parts[name].removed
            counted["new" if is_new else "changed" if quads else "removed"] += 1
        return {fate: count for fate, count in counted.items() if count}


def plan_merge(ours: State, theirs: State, schema: Schema) -> Plan:
    """What a merge would do. Blocks; writes nothing. Raises InputError for a default graph of its own."""
    base, fork = find_base(ours, theirs), find_fork(ours, theirs)
    touched = _stated(theirs.past.touched(fork, theirs.number), schema)
    was, new = base.past.graphs(touched, base.number), theirs.past.graphs(touched, theirs.number)
    changed = [name for name in touched if was[name] != new[name]]
    present = ours.past.graphs(changed, ours.number)
    single = SingleValues(schema)
    graphs = {name: merge_graph(name, was[name], present[name], new[name], single) for name in changed}
    gone = [name for name in changed if not new[name] and was[name] and was[name] == present[name]]
    if gone:
        graphs |= _keep_used({name: graphs[name] for name in gone}, ours, base, fork, schema)
    return Plan(ours, theirs, base, graphs, present, ours.past.revisions(changed, ours.number))


def choose(conflicts: Iterable[Conflict], takes: Mapping[str, Take], rest: Take | None) -> dict[str, Take]:
    """What is taken in each conflict: as named, else the rest where it fits; those left open are left out."""
    chosen = dict(takes)
    for conflict in conflicts:
        if rest is not None and conflict.mark not in chosen and rest in conflict.choices:
            chosen[conflict.mark] = rest
    return chosen


def settle(plan: Plan, takes: Mapping[str, Take]) -> Settled:
    """What the merge does once every conflict has its choice."""
    after = {name: merged.settle(takes) for name, merged in plan.graphs.items()}
    after = {name: quads for name, quads in after.items() if set(quads) != set(plan.present[name])}
    present = chain(*(plan.present[name] for name in after))
    return Settled(after, compare(present, chain(*after.values())))


async def judge_merged(store: Store, schema: Schema, settled: Settled) -> Report | None:
    """The verdict on every record as it will be; None where no record is left to judge.

    Imports and graphs that are no records are not judged: they came in by a way of their own.
    """
    records = {name: quads for name, quads in settled.after.items() if record_path(schema.home, schema.base, name)}
    quads = list(chain(*records.values()))
    if not quads:
        return None
    judge = await asyncio.to_thread(Judge, schema)
    references = judge.references(quads)
    context = await context_from_store(store, schema, references, deadline_s=CONTEXT_DEADLINE_S)
    return await asyncio.to_thread(judge.judge, quads, context)


async def commit_merge(store: Store, plan: Plan, settled: Settled, *, who: str, why: str) -> Commit:
    """Make the merge, as one commit. It is made even where all was settled our way, so that nobody is asked again.

    Raises PreconditionError when a record moved on since the merge was planned; then nothing was changed.
    """
    theirs, difference = plan.theirs, settled.difference
    commits = await asyncio.to_thread(_find_commits, plan)
    about = {
        MERGES: str(theirs),
        MERGED_DIGEST: theirs.digest,
        "base": str(plan.base),
        "commits": ", ".join(str(one.number) for one in commits[:COMMITS_TOLD]),
        AUTHORS: "; ".join(dict.fromkeys(one.who for one in commits)),
        "tool": TOOL,
    }
    expected = {name: plan.revisions.get(name, 0) for name in settled.after}
    change = Change(difference.removed, difference.added, who, why, expected, about, always=True)
    try:
        return await store.commit(change)
    except PreconditionError as error:
        raise PreconditionError(
            f"{plan.ours.name} moved on while the merge was prepared: {error.detail}",
            found=error.found,
            expected=error.expected,
            suggestion="Nothing was changed. Merge again.",
        ) from error


def _find_commits(plan: Plan) -> list[Commit]:
    """Commits of theirs that the merge brings, newest first."""
    fork = find_fork(plan.ours, plan.theirs)
    after = plan.base.number if plan.base.past is plan.theirs.past else fork
    found = plan.theirs.past.commits(plan.theirs.number, plan.theirs.number - after)
    return [one for one in found if one.who != RULES]


def _stated(names: Iterable[str], schema: Schema) -> list[str]:
    rules = rule_graph(schema.base, "")
    found = sorted(name for name in names if not name.startswith(rules))
    if DEFAULT_NAME in found:
        raise InputError(
            "The default graph of a branch was changed, and only named graphs are merged.",
            suggestion="Move the statements to a named graph, or serve with ATLAS_DEFAULT_GRAPH=merged.",
        )
    return found


def _keep_used(gone: Mapping[str, Merged], ours: State, base: State, fork: int, schema: Schema) -> dict[str, Merged]:
    """Records that theirs removed while ours began to point to them: a conflict, for one of the two must give way."""
    touched = [name for name in _stated(ours.past.touched(fork, ours.number), schema) if name not in gone]
    was, now = base.past.graphs(touched, base.number), ours.past.graphs(touched, ours.number)
    begun = compare(chain(*was.values()), chain(*now.values())).added
    pointing: dict[Term, list[Quad]] = {}
    for quad in begun:
        pointing.setdefault(quad.object, []).append(quad)
    found: dict[str, Merged] = {}
    for name, merged in gone.items():
        used = [quad for subject in {q.subject for q in merged.base} for quad in pointing.get(subject, ())]
        if used:
            removed = Difference(tuple(sorted(merged.written.values(), key=str)), ())
            conflict = Conflict(name, "record", (name,), "", Difference((), tuple(used)), removed, TAKES[:2])
            contested = {conflict.mark: (frozenset[Quad](), merged.base)}
            found[name] = replace(merged, agreed=frozenset(), contested=contested, conflicts=(conflict,))
    return found
