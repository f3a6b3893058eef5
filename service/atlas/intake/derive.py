"""Rules: every `queries/rules/*.rq` over the stated graphs in, one named graph of derived facts a rule out.

A full derivation starts from the stated graphs alone, so that no derived fact can keep itself alive.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atlas.errors import HomeError
from atlas.namespaces import PROV, RDF, RDFS
from atlas.rdf.terms import Literal, NamedNode, Quad, Triple
from atlas.schema.files import rule_graph
from atlas.schema.model import SavedQuery, Schema
from atlas.schema.queries import load_queries
from atlas.store.contents import iter_quads
from atlas.store.delta import write_delta
from atlas.store.memory import MemoryStore
from atlas.store.protocol import Change, Commit, Store
from atlas.store.rows import select

ROUNDS = 50
ALL_QUADS = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
WHO, WHY = "rules", "derive from what is stated"
Tell = Callable[[int, int], None]
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
    return sort_rules(schema.folder("rules"))


def sort_rules(rules: Iterable[SavedQuery]) -> list[SavedQuery]:
    """Rules by the number in their `order` header, then by name."""
    return sorted(rules, key=lambda rule: (int(rule.first("order") or 0), rule.id))


def derive(stated: Iterable[Quad], rules: Sequence[SavedQuery], base: str, tell: Tell | None = None) -> set[Quad]:
    """Every derived quad, each in the graph of the rule that first derived it.

    stated: quads of graphs no rule made. tell: hears how many rules of how many are done. Blocks; runs rules with
    `repeat: fixpoint` until they add nothing.
    Raises HomeError when a fixpoint is not reached in ROUNDS rounds.
    """
    given = list(stated)
    known = {Triple(q.subject, q.predicate, q.object) for q in given}
    store = MemoryStore(given)
    derived: set[Quad] = set()
    for number, rule in enumerate(rules):
        if tell is not None:
            tell(number, len(rules))
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


def describe_rules(rules: Iterable[SavedQuery], base: str) -> set[Quad]:
    """What each rule is called and does, in the graph of its facts, so that every derived fact names its rule."""
    described: set[Quad] = set()
    for rule in rules:
        graph, name = NamedNode(rule_graph(base, rule.stem)), NamedNode(f"{base}rule/{rule.stem}")
        described.add(Quad(graph, NamedNode(f"{PROV}wasDerivedFrom"), name, graph))
        described.add(Quad(name, NamedNode(f"{RDF}type"), NamedNode(f"{PROV}Plan"), graph))
        described.add(Quad(name, NamedNode(f"{RDFS}label"), Literal(rule.title, language="en"), graph))
        said = rule.first("description")
        if said:
            described.add(Quad(name, NamedNode(f"{RDFS}comment"), Literal(said, language="en"), graph))
    return described


def difference(
    quads: Iterable[Quad], rules: Sequence[SavedQuery], base: str, tell: Tell | None = None
) -> tuple[list[Quad], list[Quad], int]:
    """What is to be removed from and added to a store with these quads, and how many facts there are then."""
    prefix = f"<{rule_graph(base, '')}"
    given = list(quads)
    present = {q for q in given if str(q.graph_name).startswith(prefix)}
    wanted = derive((q for q in given if q not in present), rules, base, tell)
    wanted = {q for q in wanted if not isinstance(q.subject, Literal)}
    wanted |= describe_rules(rules, base)
    return sorted(present - wanted, key=str), sorted(wanted - present, key=str), len(wanted)


async def refresh(store: Store, schema: Schema, tell: Tell | None = None) -> Derivation:
    """Make the store's rule graphs what the rules derive from its stated graphs, in one commit."""
    rows = await select(store, ALL_QUADS, deadline_s=600)
    quads = [Quad(r["s"], r["p"], r["o"], r["g"]) for r in rows]  # type: ignore[arg-type]
    removed, added, facts = await asyncio.to_thread(difference, quads, rules_in_order(schema), schema.base, tell)
    return await keep(store, removed, added, facts)


async def keep(store: Store, removed: Sequence[Quad], added: Sequence[Quad], facts: int) -> Derivation:
    """Commit what a derivation found."""
    commit = None
    if removed or added:
        commit = await store.commit(Change(removed, added, who=WHO, why=WHY))
    log.info("event=derived facts=%d added=%d removed=%d", facts, len(added), len(removed))
    return Derivation(commit, facts, len(added), len(removed))


def entry(setup: Mapping[str, Any]) -> Callable[[bytes], Iterator[bytes]]:
    """Handler of a worker. setup: home, base. A job is the path of a snapshot; the answer the number of facts, a
    line end, and the delta."""
    base = str(setup["base"])
    found = load_queries(Path(setup["home"]))
    rules = sort_rules(query for key, query in found.items() if key.startswith("rules/"))

    def handle(job: bytes) -> Iterator[bytes]:
        removed, added, facts = difference(iter_quads(Path(job.decode())), rules, base)
        yield b"%d\n" % facts
        yield write_delta(removed, added)

    return handle
