"""Conflicts of a merge in words: both sides' statements, who made each, when and why, and the sources it rests on."""

from collections.abc import Iterable, Iterator
from typing import Final

from atlas.access.things.changes import find_supports
from atlas.access.things.supports import Supports, text_of
from atlas.cli.statements import Wording
from atlas.intake.branching.lineage import State, find_fork
from atlas.intake.branching.merging import Plan
from atlas.intake.branching.threeway import Conflict
from atlas.intake.history.difference import Difference
from atlas.namespaces import FOAF
from atlas.rdf.terms import Literal, NamedNode, Quad
from atlas.store.archive import normalize
from atlas.store.protocol import Commit

GONE: Final = "the whole record"


class Teller:
    """Tells the conflicts of one plan."""

    def __init__(self, plan: Plan, wording: Wording) -> None:
        self._plan, self._wording = plan, wording
        self._fork = find_fork(plan.ours, plan.theirs)

    def title(self, conflict: Conflict) -> str:
        """What a conflict is about."""
        self._learn(conflict)
        what = ", ".join(self._wording.term(NamedNode(iri)) for iri in conflict.about)
        if conflict.kind == "record":
            what = GONE
        elif conflict.path:
            what += f": {self._wording.term(NamedNode(conflict.path))}"
        return f"{self._wording.place(conflict.graph)}, {what}"

    def sides(self, conflict: Conflict) -> dict[str, str]:
        """By name of the branch, what it did, in lines."""
        plan = self._plan
        pairs = ((plan.ours, conflict.ours), (plan.theirs, conflict.theirs))
        return {state.name: "\n".join(self._lines(conflict, state, side)) for state, side in pairs}

    def _learn(self, conflict: Conflict) -> None:
        for side in (conflict.ours, conflict.theirs):
            self._wording.learn((*side.removed, *side.added))

    def _lines(self, conflict: Conflict, state: State, side: Difference) -> Iterator[str]:
        stated = state.past.graph(conflict.graph, state.number)
        supports = self._supports(stated)
        makers = {name: find_makers(state, name, self._fork) for name in (conflict.graph, *side.graphs())}
        if conflict.kind == "record" and not stated:
            yield f"removed {self._by(next(iter(makers[conflict.graph].values()), None))}"
            return
        for line, quad in self._wording.lines(side):
            if quad is None:
                yield line
                continue
            made = makers[text_of(quad.graph_name)].get(normalize(quad))  # type: ignore[arg-type]
            yield f"{line}    {self._by(made)}{self._sources(supports, quad) if '+' in line[:4] else ''}"

    def _supports(self, stated: Iterable[Quad]) -> Supports:
        given = list(stated)
        self._wording.learn(given)
        topics = [text_of(q.object) for q in given if q.predicate.value == f"{FOAF}primaryTopic"]
        return find_supports(self._wording.schema, given, topics, self._wording.labels)

    @staticmethod
    def _by(commit: Commit | None) -> str:
        if commit is None:
            return ""
        return f"by {commit.who}, {commit.at[:10]}, commit {commit.number}: {commit.why}"

    def _sources(self, supports: Supports, quad: Quad) -> str:
        value = quad.object.value if isinstance(quad.object, (NamedNode, Literal)) else str(quad.object)
        found = supports.of(text_of(quad.subject), quad.predicate.value, value)
        names = list(dict.fromkeys(one.label for one in found))
        return f"; rests on {', '.join(names)}" if names else ""


def find_makers(state: State, graph: str, after: int) -> dict[Quad, Commit]:
    """For each statement of a graph, the last commit since another that added it or took it away. Blocks."""
    found: dict[Quad, Commit] = {}
    for delta in state.past.deltas(graph, state.number):
        if delta.commit.number > after:
            found.update((normalize(quad), delta.commit) for quad in (*delta.removed, *delta.added))
    return found
