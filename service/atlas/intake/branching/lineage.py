"""What two states have in common: where their ledgers part, which was last merged into the other, what lies between.

Ledgers are chained by digests, so what is shared is seen in them and not taken from a note that could be wrong.
"""

from dataclasses import dataclass
from itertools import chain
from typing import Final

from atlas.errors import GoneError
from atlas.intake.history.difference import Difference, compare
from atlas.intake.history.provenance import MERGES
from atlas.schema.files import rule_graph
from atlas.store.live import DEFAULT_NAME
from atlas.store.past import Past

MERGED_DIGEST: Final = "merged-digest"


@dataclass(frozen=True)
class State:
    """A branch, called `name`, as it was after a commit."""

    name: str
    past: Past
    number: int

    def __str__(self) -> str:
        return f"{self.name}@{self.number}"

    @property
    def digest(self) -> str:
        """What tells this commit, with all before it, from any other."""
        return self.past.place(self.number).digest if self.number else ""

    def at(self, number: int) -> "State":
        """The same branch after another commit."""
        return State(self.name, self.past, number)


@dataclass(frozen=True)
class Event:
    """A merge that one branch tells of: made by its commit `number`, of the other branch as it was after `merged`."""

    number: int
    merged: int


def find_fork(one: State, other: State) -> int:
    """The last commit that both have; 0 where they have none."""
    low, high = 0, min(one.number, other.number)
    while low < high:
        middle = (low + high + 1) // 2
        if one.at(middle).digest == other.at(middle).digest:
            low = middle
        else:
            high = middle - 1
    return low


def find_base(ours: State, theirs: State) -> State:
    """The newest state that both sides have taken in: where they parted, or what was last merged between them.

    Merges take a branch as it newest is, so of two merges in opposite directions the later one knows the earlier.
    """
    fork = find_fork(ours, theirs)
    taken, given = find_merge(ours, theirs, fork), find_merge(theirs, ours, fork)
    if given is not None and (taken is None or given.merged >= taken.number):
        return ours.at(given.merged)
    return theirs.at(taken.merged if taken is not None else fork)


def find_merge(into: State, of: State, fork: int) -> Event | None:
    """The last merge of a state's branch, after they parted, into another; told by the digest of what was merged."""
    for commit in into.past.telling(MERGES):
        number = int(commit.about[MERGES].rpartition("@")[2])
        if commit.number > into.number or not fork < number <= of.number:
            continue
        try:
            if of.at(number).digest == commit.about.get(MERGED_DIGEST):
                return Event(commit.number, number)
        except GoneError:
            continue
    return None


def find_touched(one: State, other: State, base: str) -> list[str]:
    """Graphs that either side may have changed since they parted, those of rules left out: rules make them anew."""
    fork, rules = find_fork(one, other), rule_graph(base, "")
    touched = one.past.touched(fork, one.number) | other.past.touched(fork, other.number)
    return sorted(name for name in touched if not name.startswith(rules) and name != DEFAULT_NAME)


def compare_states(old: State, new: State, base: str) -> Difference:
    """What leads from one state to another, of the same branch or not, literals as written. Blocks."""
    touched = find_touched(old, new, base)
    before, after = old.past.graphs(touched, old.number), new.past.graphs(touched, new.number)
    return compare(chain(*before.values()), chain(*after.values()))
