"""Branches as stores of their own: made cheaply, named safely, kept apart, listed and removed."""

import asyncio
from pathlib import Path

import pytest
from tests.intake.branching.cases import page, size
from tests.intake.branching.conftest import Garden
from tests.store.engine import COUNT, quad, rows

from atlas.errors import (
    ConflictError,
    GoneError,
    InputError,
    NotFoundError,
    StorageError,
    UnsupportedByEngineError,
)
from atlas.intake.branching.branches import Branches, Work
from atlas.intake.branching.lineage import find_fork
from atlas.intake.branching.states import States
from atlas.settings import Settings
from atlas.store.backup import check_backup, make_backup, restore_backup
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Change
from atlas.store.snapshots import Snapshots


def test_branch_begins_as_its_origin_and_nothing_of_either_is_seen_by_the_other(garden: Garden) -> None:
    branch = garden.fork("fix")
    assert (branch.parent, branch.number, branch.who) == ("main", 1, "Ada")
    start = garden.quads("main")
    assert garden.quads("fix") == start
    garden.commit("fix", [page(1)])
    garden.commit("main", [page(2)])
    assert (garden.quads("fix"), garden.quads("main")) == (start | {page(1)}, start | {page(2)})
    assert garden.open("main", lambda store: rows(store)) != garden.open("fix", lambda store: rows(store))


def test_branch_shares_the_files_of_its_snapshot(garden: Garden) -> None:
    garden.fork("fix")
    main, fork = (Snapshots(garden.branches.path(name)).path(1) / "store" for name in ("main", "fix"))
    tables = sorted(path.name for path in main.glob("*.sst"))
    assert tables
    assert all((main / name).samefile(fork / name) for name in tables)


def test_commit_of_the_fork_stays_askable_however_far_both_go(garden: Garden) -> None:
    garden.fork("fix")

    async def go_on(store: EmbeddedStore) -> None:
        for number in range(6):
            await store.commit(Change([], [page(number)], "Ada", "go on"))

    for name in ("main", "fix"):
        garden.open(name, go_on)

    async def count(store: EmbeddedStore) -> list[str]:
        return await rows(store, COUNT, snapshot=1)

    with pytest.raises(GoneError):
        garden.open("main", count)
    assert garden.open("fix", count) == ["8"]


def test_branch_from_an_older_commit_is_as_that_commit_was(garden: Garden) -> None:
    start = garden.quads("main")
    for number in range(5):
        garden.commit("main", [page(number)])
    assert garden.fork("old", 1).number == 1
    assert garden.quads("old") == start
    garden.fork("between", 3)
    assert garden.quads("between") == start | {page(0), page(1)}
    with pytest.raises(GoneError):
        garden.fork("later", 99)
    assert garden.branches.names() == ["between", "old"]


def test_branch_of_a_branch_stands_beside_it(garden: Garden) -> None:
    garden.fork("one")
    garden.commit("one", [page(1)])
    branch = garden.fork("two", of="one")
    assert (branch.parent, branch.number) == ("one", 2)
    assert garden.quads("two") == garden.quads("one")
    assert garden.branches.names() == ["one", "two"]
    assert Branches(garden.branches.path("two")).root == garden.branches.root


def test_bulk_loads_come_along(garden: Garden, tmp_path: Path) -> None:
    file = tmp_path / "some.nq"
    file.write_text(f"{quad('a')} .\n{quad('b')} .\n", encoding="utf-8")
    garden.open("main", lambda store: store.bulk([file], who="Ada", why="a load"))
    garden.commit("main", [page(1)])
    garden.fork("fix")
    garden.commit("fix", [page(2)])
    assert garden.quads("fix") == garden.quads("main") | {page(2)}
    assert {quad("a"), quad("b")} < garden.quads("fix")


def test_branch_is_made_while_its_origin_is_in_use(garden: Garden) -> None:
    async def fork(store: EmbeddedStore) -> int:
        garden.branches.make("fix", store.number, garden.settings, "Ada")
        return store.number

    assert garden.open("main", fork) == 1
    assert garden.quads("fix") == garden.quads("main")


@pytest.mark.parametrize("name", ["", "../fix", "a/b", "a.b", "Fix", "1", "-a", "a b", "ä", "a" * 64, "fix\n"])
def test_names_that_are_paths_or_could_be_taken_for_something_else_are_refused(garden: Garden, name: str) -> None:
    with pytest.raises(InputError):
        garden.fork(name)
    with pytest.raises(InputError):
        garden.branches.check(name)


@pytest.mark.parametrize("name", ["main", "fix"])
def test_name_that_is_taken_is_refused(garden: Garden, name: str) -> None:
    garden.fork("fix")
    with pytest.raises(ConflictError):
        garden.fork(name)


def test_unknown_branch_is_told_with_names_that_are_near(garden: Garden) -> None:
    garden.fork("fix-size")
    with pytest.raises(NotFoundError) as told:
        garden.branches.check("fix-sizes")
    assert told.value.near == ("fix-size",)


def test_branch_that_could_not_be_made_leaves_nothing(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Snapshots, "hold", fail)
    with pytest.raises(OSError, match="No space"):
        garden.fork("fix")
    assert list((garden.branches.root / "branches").iterdir()) == []
    assert garden.branches.names() == []


def test_removed_branch_is_gone_and_one_in_use_is_not_removed(garden: Garden) -> None:
    garden.fork("fix")

    async def remove(store: EmbeddedStore) -> None:
        await asyncio.to_thread(garden.branches.remove, "fix")

    with pytest.raises(ConflictError):
        garden.open("fix", remove)
    assert garden.branches.names() == ["fix"]
    garden.branches.remove("fix")
    assert not garden.branches.path("fix").exists()
    with pytest.raises(NotFoundError):
        garden.branches.remove("fix")


def test_backup_holds_the_branches(garden: Garden, tmp_path: Path) -> None:
    garden.fork("fix")
    garden.commit("fix", [page(1)])
    make_backup(garden.branches.root, tmp_path / "backup")
    restored = Garden(tmp_path / "restored", garden.schema)
    restore_backup(tmp_path / "backup", restored.branches.root)
    assert restored.branches.names() == ["fix"]
    assert restored.branches.get("fix") == garden.branches.get("fix")
    assert restored.quads("fix") == garden.quads("fix")
    with States(restored.branches) as states:
        assert find_fork(states.head("main"), states.head("fix")) == 1
    (tmp_path / "backup" / "branches" / "fix" / "ledger" / "commits.ledger").write_bytes(b"")
    with pytest.raises(StorageError):
        check_backup(tmp_path / "backup")


def test_work_counts_what_was_stated_since_a_commit(garden: Garden) -> None:
    garden.fork("fix")
    assert garden.branches.work("fix", 1) == Work(0, 0, 0)
    garden.commit("fix", [size("2.0"), page(1)], [size("1.5")])
    garden.commit("fix", [page(2)])
    garden.commit("fix", [page(3)], who="rules")
    assert garden.branches.work("fix", 1) == Work(2, 3, 1)
    assert garden.branches.work("fix", 2) == Work(1, 1, 0)


def test_states_are_found_by_branch_commit_and_both(garden: Garden) -> None:
    garden.fork("fix")
    garden.commit("fix", [page(1)])
    garden.commit("fix", [page(2)])
    with States(garden.branches) as states:
        assert [str(states.find(asked)) for asked in ("fix", "fix@2", "main", "1")] == [
            "fix@3",
            "fix@2",
            "main@1",
            "main@1",
        ]
        for asked in ("fix@9", "7"):
            with pytest.raises(GoneError):
                states.find(asked)
        with pytest.raises(NotFoundError):
            states.find("nothing")


def test_store_of_another_engine_has_no_branches() -> None:
    with pytest.raises(UnsupportedByEngineError):
        Branches.of(Settings(home=Path(), store="http://127.0.0.1:1/sparql"))
