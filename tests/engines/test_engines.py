"""Every promise of a store against real servers, and the table of what each cannot keep.

A "no" in the table is tested as such: the promise must fail in that engine, so that the table stays true.
"""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engines.servers import ENGINES, NotHereError, Started, second_atlas
from tests.store import contract
from tests.store.contract import PROMISES, Promise
from tests.store.engine import SETTINGS

from atlas.errors import StorageError
from atlas.store.remote import RemoteStore

pytestmark = pytest.mark.engines

CANNOT: dict[str, dict[Promise, str]] = {
    "virtuoso": {
        contract.a_triple_in_two_graphs_gives_one_row: "GRAPH ?g also finds the graph that holds the merge",
    },
    "fuseki": {},
    "oxigraph": {},
    "atlas": {},
}


@pytest.fixture(scope="module", params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Started]]:
    with ExitStack() as stack:
        try:
            started = stack.enter_context(ENGINES[request.param](tmp_path_factory.mktemp(request.param) / "server"))
        except NotHereError as error:
            pytest.skip(f"{request.param}: {error}")
        yield request.param, started


@pytest.fixture(scope="module")
def directory(engine: tuple[str, Started], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp(f"{engine[0]}-ledger")


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_the_engine_keeps_its_promise_or_the_table_says_no(
    engine: tuple[str, Started], directory: Path, promise: Promise
) -> None:
    name, (url, settings) = engine

    async def main() -> None:
        async with RemoteStore.open(directory, replace(SETTINGS, store=url, **settings)) as store:
            assert store.dialect.name == name
            await promise(store, promise.__name__)

    reason = CANNOT[name].get(promise)
    if reason is None:
        asyncio.run(asyncio.wait_for(main(), 60))
        return
    with pytest.raises(AssertionError):
        asyncio.run(asyncio.wait_for(main(), 60))


READING = [
    contract.a_dataset_of_an_unknown_graph_is_empty,
    contract.a_syntax_error_is_one,
]


def test_a_second_atlas_is_read_like_any_engine_and_keeps_its_own_gate(tmp_path: Path) -> None:
    async def main(url: str) -> None:
        async with RemoteStore.open(tmp_path / "ledger", replace(SETTINGS, store=url)) as store:
            assert store.dialect.name == "atlas"
            assert len(await contract.values(store, "SELECT DISTINCT ?s WHERE { ?s ?p ?o }")) > 3
            for promise in READING:
                await promise(store, promise.__name__)
            with pytest.raises(StorageError):
                await store.commit(contract.change(contract.quad("gate", "a")))
            assert store.number == 0

    with second_atlas(tmp_path / "server") as (url, _):
        asyncio.run(asyncio.wait_for(main(url), 60))
