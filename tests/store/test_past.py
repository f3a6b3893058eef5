"""What each commit did to a graph, and states that are no longer kept."""

import asyncio
from pathlib import Path

import pytest
from tests.store.engine import change, quad, rows, with_store

from atlas.errors import ForbiddenError, GoneError
from atlas.store.asof import AsOf
from atlas.store.embedded import EmbeddedStore
from atlas.store.past import Past
from atlas.store.protocol import Change, Query
from atlas.store.rebuild import Rebuilder, find_older, nearest_label
from atlas.store.snapshots import Snapshots

LIMIT = 1024 * 1024


async def fill(store: EmbeddedStore) -> Past:
    """Three commits: two to <x:g>, one to <x:h>."""
    await store.commit(change(quad("a"), quad("b")))
    await store.commit(change(quad("c", graph="h")))
    await store.commit(change(quad("d"), removed=(quad("a"),)))
    return Past(store.directory)


def test_deltas_of_a_graph_are_its_commits_alone(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        past = await fill(store)
        first, last = past.deltas("x:g", 3)
        assert (first.commit.number, set(first.added), first.removed) == (1, {quad("a"), quad("b")}, ())
        assert (last.commit.number, last.added, last.removed) == (3, (quad("d"),), (quad("a"),))
        assert past.deltas("x:g", 2) == [first]
        assert past.deltas("x:none", 3) == []
        past.close()

    with_store(tmp_path, test)


def test_commits_come_newest_first_and_one_tells_its_graphs(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        past = await fill(store)
        assert [one.number for one in past.commits(3, 2)] == [3, 2]
        assert past.commit(2).graphs == ("x:h",)
        assert past.span_bytes(1, 3) > past.span_bytes(2, 3) > 0
        assert past.last_before("1970-01-01T00:00:00Z") == 0
        assert past.last_before("2999-01-01T00:00:00Z") == 3
        with pytest.raises(GoneError):
            past.commit(4)
        past.close()

    with_store(tmp_path, test)


def test_provenance_of_a_change_is_kept_in_the_ledger(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        made = await store.commit(Change((), (quad("a"),), "curator", "why", about={"draft": "7"}))
        past = Past(store.directory)
        assert made.about == {"draft": "7"}
        assert past.commit(made.number).about == {"draft": "7"}
        assert (await store.changes(made.number)).about == {"draft": "7"}
        past.close()

    with_store(tmp_path, test)


def test_state_no_longer_kept_is_made_again(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        past = await fill(store)
        for number in (1, 2):
            Snapshots(store.directory).remove(number)
        with pytest.raises(GoneError):
            await rows(store, snapshot=1)
        rebuilder = Rebuilder(store.directory, "merged", past, LIMIT)
        await asyncio.gather(*(rebuilder.recall(number, 3) for number in (1, 2, 2, 3)))
        assert await rows(store, snapshot=1) == ["x:a,x:p,v", "x:b,x:p,v"]
        assert await rows(store, snapshot=2) == ["x:a,x:p,v", "x:b,x:p,v", "x:c,x:p,v"]
        assert await rows(store) == ["x:b,x:p,v", "x:c,x:p,v", "x:d,x:p,v"]
        assert not list((store.directory / "rebuild").iterdir())
        past.close()

    with_store(tmp_path, test)


def test_state_too_far_off_is_gone_and_a_release_is_named(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        past = await fill(store)
        await store.label(3, "2026.1")
        Snapshots(store.directory).remove(2)
        with pytest.raises(GoneError) as gone:
            await Rebuilder(store.directory, "merged", past, 1).recall(2, 3)
        assert gone.value.near == ("2026.1",)
        for number in (0, 4):
            with pytest.raises(GoneError):
                await Rebuilder(store.directory, "merged", past, LIMIT).recall(number, 3)
        past.close()

    with_store(tmp_path, test)


def test_rebuilt_state_is_let_go_before_newer_ones(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        past = await fill(store)
        snapshots = Snapshots(store.directory)
        snapshots.remove(1)
        await Rebuilder(store.directory, "merged", past, LIMIT).recall(1, 3)
        older = find_older(snapshots, 2, "merged")
        assert older is not None
        assert older.number == 2
        assert snapshots.prune(2, ()) == [0, 1]
        assert nearest_label(snapshots.sound(), 1) == ""
        past.close()

    with_store(tmp_path, test)


def test_store_as_of_a_commit_answers_from_it_and_takes_no_change(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        past = await fill(store)
        seen = AsOf(store, past, 1)
        assert seen.number == 1
        result = await seen.query(Query("SELECT * { ?s ?p ?o }", "text/csv"))
        assert b"x:c" not in b"".join([chunk async for chunk in result.chunks()])
        assert await seen.revisions() == {"x:g": 1}
        assert [q async for q in seen.graph("x:g")] == [quad("a"), quad("b")]
        with pytest.raises(ForbiddenError):
            await seen.commit(change(quad("z")))
        past.close()

    with_store(tmp_path, test)
