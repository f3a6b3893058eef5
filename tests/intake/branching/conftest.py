"""A main store of the toy home with a garden in it, and branches beside it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from tests.intake.branching.cases import bed, head, size

from atlas.intake.branching.branches import Branch, Branches
from atlas.intake.branching.states import States
from atlas.rdf.terms import Quad
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.settings import Settings
from atlas.store.archive import to_commit
from atlas.store.delta import write_delta
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Change, Commit
from atlas.store.writer import Writer

TOY = Path(__file__).resolve().parents[2] / "toy"


class Own:
    """Commits to a store in this process, which is quicker than starting one for each."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def commit(self, change: Change) -> Commit:
        header = {"who": change.who, "why": change.why, "about": dict(change.about)}
        said = {"expected": dict(change.expected), "always": change.always, "header": header}
        writer = Writer(self._directory, "merged")
        try:
            return to_commit(writer.do_commit(said, write_delta(change.removed, change.added))["commit"])
        finally:
            writer.close()


class Garden:
    """The store and its branches. Every method leaves all of them closed."""

    def __init__(self, directory: Path, schema: Schema) -> None:
        self.settings = Settings(home=TOY, store=str(directory), readers=1, snapshots_kept=2)
        self.schema, self.branches = schema, Branches(directory)

    def open(self, name: str, work: Callable[[EmbeddedStore], Awaitable[Any]]) -> Any:
        """Do something with the open store of a branch."""

        async def main() -> Any:
            async with EmbeddedStore.open(self.branches.path(name), self.settings) as store:
                return await work(store)

        return asyncio.run(asyncio.wait_for(main(), 60))

    def commit(self, name: str, added: Iterable[Quad] = (), removed: Iterable[Quad] = (), who: str = "Ada") -> Commit:
        """One commit in a branch."""
        return asyncio.run(Own(self.branches.path(name)).commit(Change([*removed], [*added], who, "a change")))

    def fork(self, name: str, number: int | None = None, of: str = "main") -> Branch:
        """A branch of another, after its newest commit or an older one."""
        branches = Branches(self.branches.path(of))
        with States(branches) as states:
            start = states.head(of).number if number is None else number
        return branches.make(name, start, self.settings, "Ada")

    def quads(self, name: str) -> set[Quad]:
        """All that a branch states."""
        with States(self.branches) as states:
            state = states.head(name)
            names = state.past.touched(0, state.number)
            return {quad for quads in state.past.graphs(names, state.number).values() for quad in quads}


@pytest.fixture(scope="session")
def toy_schema() -> Schema:
    return load_schema(TOY)


@pytest.fixture
def garden(tmp_path: Path, toy_schema: Schema) -> Garden:
    """Main has one commit: a garden of 1.5 hectares with one bed."""
    made = Garden(tmp_path / "store", toy_schema)
    made.commit("main", [*head(), size("1.5"), *bed(1, 12)])
    return made
