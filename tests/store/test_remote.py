"""The remote store beyond its contract: trouble on the way, moving to another engine, what it was taken for."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.store.contract import JSON, ask, change, of, quad, values
from tests.store.engine import SETTINGS
from tests.store.small_engine import SmallEngine, run_small_engine

from atlas.errors import CancelledError, ResourceError, StorageError
from atlas.store.choose import open_store
from atlas.store.dialects import DIALECTS, find_dialect, find_update_url
from atlas.store.embedded import EmbeddedStore
from atlas.store.link import explain
from atlas.store.remote import RemoteStore
from atlas.store.updates import iter_updates

NAME = "remote"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(STR(?a) != STR(?j)) }"


def with_remote(
    directory: Path, test: Callable[[RemoteStore, SmallEngine], Awaitable[None]], **settings: object
) -> None:
    async def main(engine: SmallEngine, url: str) -> None:
        async with RemoteStore.open(directory, replace(SETTINGS, store=url, **settings)) as store:  # type: ignore[arg-type]
            await test(store, engine)

    with run_small_engine() as (engine, url):
        asyncio.run(asyncio.wait_for(main(engine, url), 30))


def test_an_update_whose_answer_is_lost_is_sent_again_and_made_once(tmp_path: Path) -> None:
    async def test(store: RemoteStore, engine: SmallEngine) -> None:
        engine.fail = 1
        made = await store.commit(change(quad(NAME, "a")))
        assert (made.number, engine.updates) == (1, 2)
        assert await values(store, of(NAME)) == [f"{NAME}:a"]

    with_remote(tmp_path, test)


def test_a_commit_the_engine_never_confirmed_is_sent_before_the_next(tmp_path: Path) -> None:
    async def test(store: RemoteStore, engine: SmallEngine) -> None:
        engine.fail = 3
        with pytest.raises(ResourceError):
            await store.commit(change(quad(NAME, "a")))
        assert (await store.commit(change(quad(NAME, "b")))).number == 2
        assert await values(store, of(NAME)) == [f"{NAME}:a", f"{NAME}:b"]
        assert [commit.number for commit in await store.history("urn:contract:remote:g")] == [1, 2]

    with_remote(tmp_path, test)


def test_a_commit_the_engine_refuses_leaves_no_trace(tmp_path: Path) -> None:
    async def test(store: RemoteStore, engine: SmallEngine) -> None:
        engine.refuse = True
        with pytest.raises(StorageError):
            await store.commit(change(quad(NAME, "a")))
        assert (store.number, await store.revisions()) == (0, {})
        engine.refuse = False
        assert (await store.commit(change(quad(NAME, "b")))).number == 1

    with_remote(tmp_path, test)


def test_a_new_engine_is_brought_up_to_the_ledger(tmp_path: Path) -> None:
    async def fill(store: EmbeddedStore) -> None:
        await store.commit(change(quad(NAME, "a"), quad(NAME, "b", graph="h")))
        await store.commit(change(removed=(quad(NAME, "a"),)))

    async def look(store: RemoteStore, engine: SmallEngine) -> None:
        assert store.number == 2
        assert await values(store, of(NAME)) == [f"{NAME}:b"]
        assert await store.revisions() == {"urn:contract:remote:h": 1}

    async def main() -> None:
        async with EmbeddedStore.open(tmp_path, SETTINGS) as store:
            await fill(store)

    asyncio.run(main())
    with_remote(tmp_path, look)


def test_an_engine_that_is_not_there_is_said_to_be_silent(tmp_path: Path) -> None:
    async def main() -> None:
        with pytest.raises(ResourceError):
            await open_store(tmp_path, replace(SETTINGS, store="http://127.0.0.1:9/query"))

    asyncio.run(main())


def test_cancelling_hangs_up(tmp_path: Path) -> None:
    async def test(store: RemoteStore, engine: SmallEngine) -> None:
        await store.commit(change(*(quad(NAME, f"s{n}") for n in range(60))))
        running = asyncio.ensure_future(ask(store, HEAVY, JSON, id="mine"))
        while not store.counts()["remote"]["running"]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # the server tells nobody that it has begun
        assert await store.cancel("mine")
        with pytest.raises(CancelledError):
            await running
        assert store.counts()["remote"]["running"] == 0
        assert not await store.cancel("mine")

    with_remote(tmp_path, test)


def test_the_settings_choose_the_store(tmp_path: Path) -> None:
    async def main(url: str) -> None:
        embedded = await open_store(tmp_path / "a", SETTINGS)
        remote = await open_store(tmp_path / "b", replace(SETTINGS, store=url))
        assert (type(embedded), type(remote)) == (EmbeddedStore, RemoteStore)
        await embedded.close()
        await remote.close()

    with run_small_engine() as (_, url):
        asyncio.run(main(url))


@pytest.mark.parametrize(
    ("headers", "name", "query_url", "update_url"),
    [
        ({"server": "Virtuoso/07.20"}, "virtuoso", "http://h/sparql", "http://h/sparql"),
        ({"server": "Oxigraph/0.5"}, "oxigraph", "http://h/query", "http://h/update"),
        ({"fuseki-request-id": "1"}, "fuseki", "http://h/ds/sparql", "http://h/ds/update"),
        ({"fuseki-request-id": "1"}, "fuseki", "http://h/ds", "http://h/ds/update"),
        ({"server": "GraphDB/10"}, "graphdb", "http://h/repositories/x", "http://h/repositories/x/statements"),
        ({"Cache-Status": "atlas; fwd=miss", "Snapshot": "9"}, "atlas", "http://h/sparql", "http://h/update"),
        ({}, "generic", "http://h/sparql", "http://h/sparql"),
    ],
)
def test_an_engine_is_known_by_its_headers(headers: dict[str, str], name: str, query_url: str, update_url: str) -> None:
    dialect = find_dialect(headers)
    assert (dialect.name, find_update_url(query_url, dialect)) == (name, update_url)


@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_an_update_never_names_more_quads_than_the_engine_takes(name: str) -> None:
    dialect = DIALECTS[name]
    quads = [quad(NAME, f"s{n}") for n in range(2 * dialect.batch_quads + 1)]
    texts = list(iter_updates(quads[:1], quads, dialect))
    assert len(texts) == 4
    assert max(text.split("}")[0].count("urn:contract:p") for text in texts) == dialect.batch_quads


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("error at 3:9: expected", (3, 9)),
        ('Encountered "{" at line 1, column 8.', (1, 8)),
        ("SPARQL compiler, line 7: syntax error", (7, None)),
        ("no idea", (None, None)),
    ],
)
def test_the_place_of_a_syntax_error_is_read_from_what_engines_say(
    said: str, place: tuple[int | None, int | None]
) -> None:
    error = explain(400, said)
    assert (error.line, error.column) == place
