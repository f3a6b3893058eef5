"""Rules: every `queries/rules/*.rq` over the stated graphs in, one named graph of derived facts a rule out.

A full derivation starts from the stated graphs alone, so that no derived fact can keep itself alive; one that goes by
what changed (stepwise.py) comes to the same facts.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from atlas.intake.deriving.full import describe_rules, run_rules, to_quad
from atlas.intake.deriving.mark import WHO, WHY, Mark, digest_rules, read_mark, write_mark
from atlas.intake.deriving.windows import Tell
from atlas.intake.deriving.workbench import Found, Workbench
from atlas.intake.deriving.workbench_process import WorkbenchProcess
from atlas.rdf.terms import Quad, Triple
from atlas.schema.files import rule_graph
from atlas.schema.model import SavedQuery, Schema
from atlas.schema.rules import Rule, sort_rules
from atlas.store.contents import read_quads
from atlas.store.embedded import EmbeddedStore
from atlas.store.layers import is_small, make_flat
from atlas.store.protocol import Change, Commit, Store
from atlas.store.rows import select
from atlas.store.snapshots import STORE, Snapshots

ALL_QUADS: Final = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
AT_ONCE: Final = 100_000
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Derivation:
    """What one run of the rules changed. commit is None when nothing did, the last one where there were several."""

    commit: Commit | None
    facts: int
    added: int
    removed: int


def rules_in_order(schema: Schema) -> list[SavedQuery]:
    """Rules by the number in their `order` header, then by name."""
    return sort_rules(schema.folder("rules"))


def derive(stated: Iterable[Quad], rules: Sequence[SavedQuery], base: str, tell: Tell | None = None) -> set[Quad]:
    """Every derived quad, each in the graph of the rule that first derived it, made in memory.

    stated: quads of graphs no rule made. tell: hears `rules` done `of` how many. Blocks; runs rules with
    `repeat: fixpoint` until they add nothing. Raises HomeError when a fixpoint is not reached.
    """
    layers = make_flat((Triple(q.subject, q.predicate, q.object) for q in stated), rule_graph(base, ""))
    run_rules(layers, [Rule(query, base) for query in rules], tell)
    return {to_quad(fact, layer) for layer in layers.layers() for fact in layers.facts(layer)}


def difference(
    quads: Iterable[Quad], rules: Sequence[SavedQuery], base: str, tell: Tell | None = None
) -> tuple[list[Quad], list[Quad], int]:
    """What is to be removed from and added to a store with these quads, and how many facts there are then."""
    prefix = f"<{rule_graph(base, '')}"
    given = list(quads)
    present = {q for q in given if str(q.graph_name).startswith(prefix)}
    wanted = derive((q for q in given if q not in present), rules, base, tell) | describe_rules(rules, base)
    return sorted(present - wanted, key=str), sorted(wanted - present, key=str), len(wanted)


async def refresh(store: Store, schema: Schema, tell: Tell | None = None, *, whole: bool = True) -> Derivation:
    """Make the store's rule graphs what the rules derive from its stated graphs.

    whole: derive from all that is stated; otherwise from what changed since the last derivation, where that is known,
    and not at all where nothing changed.
    """
    if not isinstance(store, EmbeddedStore):
        return await _refresh_far(store, schema, tell)
    rules = rules_in_order(schema)
    mark, digest = read_mark(store.directory), digest_rules(rules, schema.base)
    if not whole and mark is not None and mark.stands_for(store.number, digest):
        return Derivation(None, mark.count, 0, 0)
    before = None if whole else mark
    if not await _is_small(store):
        apart = WorkbenchProcess(store, schema)
        try:
            return await keep_found(store, await apart.derive(before, tell), digest)
        finally:
            await apart.close()
    bench = Workbench(store.directory, rules, schema.base)
    try:
        return await keep_found(store, await asyncio.to_thread(bench.derive, store.number, before, tell), digest)
    finally:
        await asyncio.to_thread(bench.close)


async def takes_long(store: EmbeddedStore, schema: Schema) -> bool:
    """Whether there is something to derive in a store too big for doing it in memory."""
    mark = read_mark(store.directory)
    if mark is not None and mark.stands_for(store.number, digest_rules(rules_in_order(schema), schema.base)):
        return False
    return not await _is_small(store)


async def _is_small(store: EmbeddedStore) -> bool:
    return await asyncio.to_thread(is_small, Snapshots(store.directory).path(store.number) / STORE)


async def _refresh_far(store: Store, schema: Schema, tell: Tell | None) -> Derivation:
    """For an engine of another machine: all is read, derived from here, and sent back."""
    rows = await select(store, ALL_QUADS, deadline_s=600)
    quads = [Quad(r["s"], r["p"], r["o"], r["g"]) for r in rows]  # type: ignore[arg-type]
    removed, added, facts = await asyncio.to_thread(difference, quads, rules_in_order(schema), schema.base, tell)
    commit = await store.commit(Change(removed, added, who=WHO, why=WHY)) if removed or added else None
    log.info("event=derived facts=%d added=%d removed=%d", facts, len(added), len(removed))
    return Derivation(commit, facts, len(added), len(removed))


async def keep_found(store: EmbeddedStore, found: Found, rules: str) -> Derivation:
    """Commit what a derivation found, in several commits where it is very much, and remember how far it got.

    rules: digest of the rules it went by.
    """
    commit = None
    for some in _batches(found.removed):
        commit = await store.commit(Change(some, [], who=WHO, why=WHY))
    if found.is_big:
        commit = await store.bulk([found.added], who=WHO, why=WHY)
    else:
        for some in _batches(found.added):
            commit = await store.commit(Change([], some, who=WHO, why=WHY))
    facts = commit.number if commit is not None else found.number
    write_mark(store.directory, Mark(found.number, facts, rules, found.facts))
    log.info("event=derived facts=%d added=%d removed=%d how=%s", found.facts, found.come, found.gone, found.how)
    return Derivation(commit, found.facts, found.come, found.gone)


def _batches(path: Path) -> Iterator[list[Quad]]:
    quads = read_quads(path)
    while batch := list(islice(quads, AT_ONCE)):
        yield batch
