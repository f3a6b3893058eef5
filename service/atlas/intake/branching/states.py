"""What people call a state, across branches: a name, `NAME@MOMENT`, or a moment of the branch at work. Reads only."""

from pathlib import Path
from typing import Self

from atlas.errors import NotFoundError
from atlas.intake.branching.branches import MAIN, NAME, Branches, has_commits
from atlas.intake.branching.lineage import State
from atlas.intake.history.moment import find_moment
from atlas.intake.history.releases import Releases
from atlas.store.past import Past
from atlas.store.recover import ensure_index
from atlas.store.snapshots import Snapshots


class States:
    """The pasts of the branches that are asked for, open until the end of the block."""

    def __init__(self, branches: Branches) -> None:
        self.branches = branches
        self._pasts: dict[str, Past] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        for past in self._pasts.values():
            past.close()

    def head(self, name: str) -> State:
        """A branch as it newest is. Raises NotFoundError for one that is not there or holds nothing."""
        past = self._past(name)
        return State(name, past, past.newest)

    def find(self, asked: str) -> State:
        """The state that somebody means. Raises NotFoundError, ParameterError, GoneError."""
        name, sign, moment = asked.partition("@")
        if name in (MAIN, *self.branches.names()) or NAME.fullmatch(name) or sign:
            return self._at(name, moment) if sign else self.head(name)
        return self._at(self.branches.current, asked)

    def snapshots(self) -> list[Path]:
        """The newest snapshot of each branch that was asked for, the current one's first."""
        names = sorted(self._pasts, key=lambda name: name != self.branches.current)
        return [Snapshots(self.branches.path(name)).sound()[-1].store for name in names]

    def _at(self, name: str, moment: str) -> State:
        past = self._past(name)
        number = find_moment(Releases(self.branches.path(name)), past, moment)
        past.place(number)
        return State(name, past, number)

    def _past(self, name: str) -> Past:
        directory = self.branches.check(name)
        if not has_commits(directory):
            raise NotFoundError(
                f"The store in {directory} is empty: there is nothing to fork, compare or merge.",
                suggestion="Load the home's files first: atlas load.",
            )
        if name not in self._pasts:
            ensure_index(directory)
            self._pasts[name] = Past(directory)
        return self._pasts[name]
