"""Rules: every `queries/rules/*.rq` over the stated graphs in, one named graph of derived facts a rule out.

A full derivation starts from the stated graphs alone, so that no derived fact can keep itself alive.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from atlas.errors import HomeError
from atlas.rdf.terms import Literal, NamedNode, Quad, Triple
from atlas.schema.files import rule_graph
from atlas.schema.model import SavedQuery, Schema
from atlas.store.memory import MemoryStore
from atlas.store.protocol import Change, Commit, Store
from atlas.store.rows import select

ROUNDS = 50
ALL_QUADS = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Derivation:
    """What one run of the rules changed. commit is None when nothing did."""

    commit: Commit | None
    facts: int
    added: int
    removed: int


def rules_in_order(schema: Schema) -> list[SavedQuery]:
    """Rules by the number in their `order` header, then by name."""
    return sorted(schema.folder("rules"), key=lambda rule: (int(rule.first("order") or 0), rule.id))


def derive(stated: Iterable[Quad], rules: Sequence[SavedQuery], base: str) -> set[Quad]:
    """Every derived quad, each in the graph of the rule that first derived it.

    stated: quads of graphs no rule made. Blocks; runs rules with `repeat: fixpoint` until they add nothing.
    Raises HomeError when a fixpoint is not reached in ROUNDS rounds.
    """
    given = list(stated)
    known = {Triple(q.subject, q.predicate, q.object) for q in given}
    store = MemoryStore(given)
    derived: set[Quad] = set()
    for rule in rules:
        graph = NamedNode(rule_graph(base, rule.stem))
        for _ in range(ROUNDS):
            found = {Triple(q.subject, q.predicate, q.object) for q in store.construct(rule.text)} - known
            new = {Quad(t.subject, t.predicate, t.object, graph) for t in found}
            known |= found
            derived |= new
            store.add(new)
            if not new or rule.first("repeat") != "fixpoint":
                break
        else:
            raise HomeError(f"The rule {rule.stem} does not come to an end.", expected=f"at most {ROUNDS} rounds")
    return derived


async def refresh(store: Store, schema: Schema) -> Derivation:
    """Make the store's rule graphs what the rules derive from its stated graphs, in one commit."""
    rules = rules_in_order(schema)
    prefix = rule_graph(schema.base, "")
    rows = await select(store, ALL_QUADS, deadline_s=600)
    quads = [Quad(r["s"], r["p"], r["o"], r["g"]) for r in rows]  # type: ignore[arg-type]
    present = {q for q in quads if str(q.graph_name).startswith(f"<{prefix}")}
    stated = [q for q in quads if q not in present]
    wanted = await asyncio.to_thread(derive, stated, rules, schema.base)
    wanted = {q for q in wanted if not isinstance(q.subject, Literal)}
    removed, added = sorted(present - wanted, key=str), sorted(wanted - present, key=str)
    commit = None
    if removed or added:
        commit = await store.commit(Change(removed, added, who="rules", why="derive from what is stated"))
    log.info("event=derived facts=%d added=%d removed=%d", len(wanted), len(added), len(removed))
    return Derivation(commit, len(wanted), len(added), len(removed))
