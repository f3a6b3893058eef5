"""A directory in any state a crash can leave it in: the next start agrees with everything acknowledged."""

import shutil
from pathlib import Path

import pytest
from tests.store.engine import ALL, change, quad, rows, with_store

from atlas.errors import StorageError
from atlas.store.embedded import EmbeddedStore


def make(directory: Path, commits: int = 4) -> None:
    async def fill(store: EmbeddedStore) -> None:
        for number in range(commits):
            await store.commit(change(quad(f"s{number}", str(number), f"g{number % 2}")))

    with_store(directory, fill)


def expect(directory: Path, number: int, **settings: str) -> None:
    async def test(store: EmbeddedStore) -> None:
        assert store.number == number
        assert await rows(store, ALL) == [f"x:s{n},x:p,{n}" for n in range(number)]
        last = {f"x:g{n % 2}": n + 1 for n in range(number)}
        assert await store.revisions() == last
        made = await store.commit(change(quad(f"s{number}", str(number), f"g{number % 2}")))
        assert made.number == number + 1

    with_store(directory, test, **settings)


def snapshot(directory: Path, number: int) -> Path:
    return directory / "snapshots" / f"{number:012d}"


def test_a_torn_entry_is_dropped_and_its_number_given_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    make(tmp_path)
    ledger = tmp_path / "ledger" / "commits.ledger"
    with ledger.open("ab") as file:
        file.write(ledger.read_bytes()[:300])
    expect(tmp_path, 4)
    assert [line.name for line in caplog.records if "event=mended" in line.getMessage()] == ["atlas.store.desk"]


def test_a_commit_in_the_ledger_without_a_snapshot_is_replayed(tmp_path: Path) -> None:
    make(tmp_path)
    shutil.rmtree(snapshot(tmp_path, 4))
    shutil.rmtree(snapshot(tmp_path, 3))
    expect(tmp_path, 4)


def test_without_any_snapshot_everything_is_made_from_the_ledger(tmp_path: Path) -> None:
    make(tmp_path)
    shutil.rmtree(tmp_path / "snapshots")
    shutil.rmtree(tmp_path / "live")
    expect(tmp_path, 4)


def test_a_snapshot_with_a_missing_table_is_not_used(tmp_path: Path) -> None:
    make(tmp_path)
    next((snapshot(tmp_path, 4) / "store").glob("*.sst")).unlink()
    expect(tmp_path, 4)


def test_a_half_made_snapshot_is_removed(tmp_path: Path) -> None:
    make(tmp_path)
    half = snapshot(tmp_path, 5).with_name("000000000005.making")
    shutil.copytree(snapshot(tmp_path, 4), half)
    expect(tmp_path, 4)
    assert not half.exists()


def test_a_lost_index_is_made_again(tmp_path: Path) -> None:
    make(tmp_path)
    for path in tmp_path.glob("index.sqlite*"):
        path.unlink()
    expect(tmp_path, 4)


def test_a_broken_index_is_made_again(tmp_path: Path) -> None:
    make(tmp_path)
    for path in tmp_path.glob("index.sqlite-*"):
        path.unlink()
    (tmp_path / "index.sqlite").write_bytes(b"no data base" * 1000)
    expect(tmp_path, 4)


def test_an_index_of_another_ledger_is_made_again(tmp_path: Path) -> None:
    make(tmp_path / "a", 4)
    make(tmp_path / "b", 2)
    for path in (tmp_path / "a").glob("index.sqlite*"):
        path.unlink()
    shutil.copy(tmp_path / "b" / "index.sqlite", tmp_path / "a" / "index.sqlite")
    expect(tmp_path / "a", 4)


def test_a_live_store_left_behind_is_ignored(tmp_path: Path) -> None:
    make(tmp_path)
    shutil.rmtree(tmp_path / "live")
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "CURRENT").write_text("nonsense")
    expect(tmp_path, 4)


def test_a_ledger_shorter_than_its_snapshots_stops_the_start(tmp_path: Path) -> None:
    make(tmp_path)
    ledger = tmp_path / "ledger" / "commits.ledger"
    lines = ledger.read_bytes().split(b'{"number":3,')
    ledger.write_bytes(lines[0])
    with pytest.raises(StorageError):
        expect(tmp_path, 4)
    assert snapshot(tmp_path, 4).is_dir()


def test_damage_in_the_middle_of_the_ledger_stops_a_start_that_needs_it(tmp_path: Path) -> None:
    make(tmp_path)
    shutil.rmtree(tmp_path / "snapshots")
    ledger = tmp_path / "ledger" / "commits.ledger"
    ledger.write_bytes(ledger.read_bytes().replace(b'"1" <x:g1>', b'"7" <x:g1>'))
    with pytest.raises(StorageError):
        expect(tmp_path, 4)


def test_a_change_of_mode_makes_the_snapshots_anew(tmp_path: Path) -> None:
    make(tmp_path)

    async def plain(store: EmbeddedStore) -> None:
        assert store.number == 4
        assert await rows(store, ALL) == []
        assert len(await rows(store, "SELECT ?s { GRAPH ?g { ?s ?p ?o } }")) == 4

    with_store(tmp_path, plain, default_graph="plain")
    expect(tmp_path, 4)
