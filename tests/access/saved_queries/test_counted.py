import asyncio
import gc
from typing import Any, cast

import pytest

from atlas.access.saved_queries.counted import KEPT, Counted


class Numbered:
    """A store of which only the number of its newest commit is asked."""

    number = 1


def make(store: Numbered) -> Counted:
    return Counted(cast(Any, store), cast(Any, None))


def test_what_was_made_is_kept_until_the_next_commit() -> None:
    store, made = Numbered(), []

    async def run() -> None:
        counted = make(store)

        async def work() -> int:
            made.append(store.number)
            return store.number

        assert [await counted.once("a", work), await counted.once("a", work)] == [1, 1]
        store.number = 2
        assert await counted.once("a", work) == 2

    asyncio.run(run())
    assert made == [1, 2]


def test_readers_who_ask_at_once_wait_for_one_answer() -> None:
    made: list[int] = []

    async def run() -> list[int]:
        counted = make(Numbered())

        async def work() -> int:
            made.append(1)
            await asyncio.sleep(0)
            return 7

        return await asyncio.gather(*(counted.once("a", work) for _ in range(20)))

    assert asyncio.run(run()) == [7] * 20
    assert made == [1]


def test_a_failure_is_told_and_not_kept() -> None:
    tries: list[int] = []

    async def run() -> str:
        counted = make(Numbered())

        async def work() -> str:
            tries.append(1)
            if len(tries) == 1:
                raise ValueError("once")
            return "done"

        with pytest.raises(ValueError, match="once"):
            await counted.once("a", work)
        return await counted.once("a", work)

    assert asyncio.run(run()) == "done"


def test_many_different_answers_push_the_oldest_out() -> None:
    made: list[str] = []

    async def run() -> None:
        counted = make(Numbered())
        for name in [*(str(number) for number in range(KEPT + 1)), "0", str(KEPT)]:

            async def work(name: str = name) -> str:
                made.append(name)
                return name

            assert await counted.once(name, work) == name

    asyncio.run(run())
    assert made.count("0") == 2
    assert made.count(str(KEPT)) == 1


def test_closing_stops_what_is_made_and_leaves_no_failure_unheard() -> None:
    complaints: list[dict[str, Any]] = []
    ended: list[str] = []

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, said: complaints.append(said))
        store = Numbered()
        counted = make(store)

        async def work() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                ended.append("stopped")
                raise OSError("the readers are gone")

        asked = [asyncio.create_task(counted.once("a", work))]
        await asyncio.sleep(0)
        store.number = 2  # the first is dropped by a commit, and nobody waits for it any more
        asked.append(asyncio.create_task(counted.once("a", work)))
        await asyncio.sleep(0)
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        await counted.close()
        assert ended == ["stopped", "stopped"]

    asyncio.run(run())
    gc.collect()
    assert complaints == []
