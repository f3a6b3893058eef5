"""What people and earlier imports decided of things being one: pairs in, an answer for each pair out.

A decision stands in a graph of its own, so that no later edition of a catalogue takes it away.
"""

from collections.abc import Iterable
from typing import Final

from atlas.intake.identities.things import Verdict
from atlas.namespaces import OWL, SKOS
from atlas.rdf.terms import NamedNode, Quad
from atlas.schema.model import Schema
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Change, Commit

GRAPH: Final = "graph/import/decided-links"
SAME: Final = "same"
DIFFERENT: Final = "different"
PREDICATES: Final = {SAME: f"{SKOS}exactMatch", DIFFERENT: f"{OWL}differentFrom"}


class Decisions:
    """Verdicts by pair, whichever way round the pair is asked for."""

    def __init__(self) -> None:
        self._verdicts: dict[tuple[str, str], str] = {}
        self._same: dict[str, list[str]] = {}

    def learn(self, verdicts: Iterable[Verdict]) -> None:
        """Keep verdicts on pairs; that two things differ outweighs that they are the same."""
        for ours, theirs, verdict in verdicts:
            pair = _pair(ours, theirs)
            if self._verdicts.get(pair) != DIFFERENT:
                self._verdicts[pair] = verdict
            if verdict == SAME:
                self._same.setdefault(ours, []).append(theirs)
                self._same.setdefault(theirs, []).append(ours)

    def of(self, ours: str, theirs: str) -> str:
        """`same`, `different`, or empty where nothing is decided."""
        return self._verdicts.get(_pair(ours, theirs), "")

    def same_as(self, iri: str) -> list[str]:
        """Things that are one with this one."""
        return [other for other in dict.fromkeys(self._same.get(iri, ())) if self.of(iri, other) == SAME]


async def decide(
    store: EmbeddedStore, schema: Schema, pairs: Iterable[tuple[str, str]], verdict: str, *, who: str, why: str
) -> Commit:
    """Commit a verdict on pairs of IRIs; the opposite verdict on the same pairs is taken back."""
    graph = NamedNode(schema.base + GRAPH)
    added: list[Quad] = []
    removed: list[Quad] = []
    for ours, theirs in pairs:
        for one, other in ((ours, theirs), (theirs, ours)):
            for word, predicate in PREDICATES.items():
                if word != verdict:
                    removed.append(Quad(NamedNode(one), NamedNode(predicate), NamedNode(other), graph))
        added.append(Quad(NamedNode(ours), NamedNode(PREDICATES[verdict]), NamedNode(theirs), graph))
    return await store.commit(Change(removed, added, who=who, why=why))


def _pair(ours: str, theirs: str) -> tuple[str, str]:
    return (ours, theirs) if ours <= theirs else (theirs, ours)
