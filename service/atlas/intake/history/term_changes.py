"""What became of a term: the commits that stated, changed or took back something of it. Reads the ledger only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from atlas.intake.history.releases import Release
from atlas.rdf.terms import NamedNode
from atlas.store.past import Past
from atlas.store.protocol import Commit

GRAPHS: Final = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { $term ?property ?value } }"


@dataclass(frozen=True)
class TermChange:
    """One commit that touched a term. added, removed: its statements there. release: the first that has it."""

    commit: Commit
    added: int
    removed: int
    release: str = ""


def find_changes(
    past: Past, graphs: Iterable[str], term: str, upto: int, releases: Sequence[Release]
) -> list[TermChange]:
    """Commits that touched a term, newest first."""
    subject = NamedNode(term)
    found: dict[int, TermChange] = {}
    for graph in graphs:
        for delta in past.deltas(graph, upto):
            added = sum(quad.subject == subject for quad in delta.added)
            removed = sum(quad.subject == subject for quad in delta.removed)
            if added or removed:
                held = found.get(delta.commit.number)
                sides = (added + held.added, removed + held.removed) if held else (added, removed)
                release = next((one.version for one in releases if one.number >= delta.commit.number), "")
                found[delta.commit.number] = TermChange(delta.commit, *sides, release)
    return [found[number] for number in sorted(found, reverse=True)]
