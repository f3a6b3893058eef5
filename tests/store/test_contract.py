"""Every promise of a store, held by the embedded engine and by the remote one over a small server."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from tests.store.contract import PROMISES, Promise
from tests.store.engine import SETTINGS
from tests.store.small_engine import run_small_engine

from atlas.store.embedded import EmbeddedStore
from atlas.store.remote import RemoteStore


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_the_embedded_store_keeps_its_promise(tmp_path: Path, promise: Promise) -> None:
    async def main() -> None:
        async with EmbeddedStore.open(tmp_path, SETTINGS) as store:
            await promise(store, promise.__name__)

    asyncio.run(asyncio.wait_for(main(), 30))


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_the_remote_store_keeps_its_promise(tmp_path: Path, promise: Promise) -> None:
    async def main(url: str) -> None:
        async with RemoteStore.open(tmp_path, replace(SETTINGS, store=url)) as store:
            await promise(store, promise.__name__)

    with run_small_engine() as (_, url):
        asyncio.run(asyncio.wait_for(main(url), 30))
