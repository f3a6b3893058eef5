"""Backup while serving, and the way back."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from tests.store.engine import COUNT, change, quad, rows, with_store

from atlas.errors import ConflictError, NotFoundError, StorageError
from atlas.store.backup import check_backup, make_backup, restore_backup
from atlas.store.embedded import EmbeddedStore


def fill(directory: Path, commits: int = 3) -> None:
    async def test(store: EmbeddedStore) -> None:
        for number in range(commits):
            await store.commit(change(quad(f"s{number}", "v")))

    with_store(directory, test)


def test_a_backup_taken_under_load_is_a_moment_of_the_store(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(quad("s0", "v")))
        await store.label(1, "2026.1")

        begun = asyncio.Event()

        async def load() -> None:
            for number in range(1, 40):
                await store.commit(change(quad(f"s{number}", "v")))
                if number == 2:
                    begun.set()

        loading = asyncio.ensure_future(load())
        await begun.wait()
        backup = await asyncio.to_thread(make_backup, tmp_path / "store", tmp_path / "backup")
        await loading
        assert 1 < backup.number <= store.number == 40

    async def look(store: EmbeddedStore) -> None:
        number = check_backup(tmp_path / "backup")
        assert store.number == number
        assert await rows(store, COUNT) == [str(number)]
        assert await rows(store, COUNT, snapshot=1) == ["1"]
        await store.commit(change(quad("new", "v")))

    with_store(tmp_path / "store", test, snapshots_kept=2)
    restore_backup(tmp_path / "backup", tmp_path / "back")
    with_store(tmp_path / "back", look)
    assert check_backup(tmp_path / "backup") < 41


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    fill(tmp_path / "a")
    make_backup(tmp_path / "a", tmp_path / "b")
    with pytest.raises(ConflictError):
        make_backup(tmp_path / "a", tmp_path / "b")
    with pytest.raises(ConflictError):
        restore_backup(tmp_path / "b", tmp_path / "a")


def test_a_folder_without_a_store_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        make_backup(tmp_path, tmp_path / "b")
    with pytest.raises(NotFoundError):
        restore_backup(tmp_path, tmp_path / "c")


def test_a_backup_that_is_not_whole_is_not_restored(tmp_path: Path) -> None:
    fill(tmp_path / "a")
    make_backup(tmp_path / "a", tmp_path / "b")
    ledger = tmp_path / "b" / "ledger" / "commits.ledger"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole[:-20])
    with pytest.raises(StorageError):
        restore_backup(tmp_path / "b", tmp_path / "c")
    assert not (tmp_path / "c").exists()
    ledger.write_bytes(whole)
    next((tmp_path / "b" / "snapshots").glob("*/store/*.sst")).unlink()
    with pytest.raises(StorageError):
        restore_backup(tmp_path / "b", tmp_path / "c")


def test_a_backup_of_a_store_with_other_state_leaves_that_state_alone(tmp_path: Path) -> None:
    fill(tmp_path / "a")
    make_backup(tmp_path / "a", tmp_path / "b")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "drafts.sqlite").write_text("drafts")
    restore_backup(tmp_path / "b", tmp_path / "c")
    assert (tmp_path / "c" / "drafts.sqlite").read_text() == "drafts"
    assert check_backup(tmp_path / "b") == 3


def test_a_restored_store_is_another_one_with_its_own_identity(tmp_path: Path) -> None:
    fill(tmp_path / "a")
    make_backup(tmp_path / "a", tmp_path / "b")
    restore_backup(tmp_path / "b", tmp_path / "c")
    seen = list[str]()

    async def look(store: EmbeddedStore) -> None:
        seen.append(store.identity)

    for name in ("a", "c", "a"):
        with_store(tmp_path / name, look)
    assert seen[0] == seen[2] != seen[1]
    assert all(len(identity) == 16 for identity in seen)


def test_a_backup_holds_what_no_ledger_tells(tmp_path: Path) -> None:
    store = tmp_path / "a"
    fill(store)
    drafts = sqlite3.connect(store / "drafts.sqlite")
    drafts.executescript("PRAGMA journal_mode=WAL; CREATE TABLE draft (text); INSERT INTO draft VALUES ('one');")
    (store / "tokens.json").write_text("[]", encoding="utf-8")
    (store / "derived.json").write_text("{}", encoding="utf-8")
    (store / "releases" / "1").mkdir(parents=True)
    (store / "releases" / "1" / "dump").write_text("x", encoding="utf-8")
    make_backup(store, tmp_path / "b")
    drafts.execute("INSERT INTO draft VALUES ('later')")
    drafts.close()
    restore_backup(tmp_path / "b", tmp_path / "c")
    assert sqlite3.connect(tmp_path / "c" / "drafts.sqlite").execute("SELECT text FROM draft").fetchall() == [("one",)]
    assert (tmp_path / "c" / "tokens.json").read_text(encoding="utf-8") == "[]"
    assert (tmp_path / "c" / "releases" / "1" / "dump").is_file()
    assert not (tmp_path / "c" / "derived.json").exists()
