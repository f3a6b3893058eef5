"""Work in rounds: a failure does not end it, its rest is a multiple of its time, and closing stops it anywhere."""

import asyncio
from collections.abc import Coroutine
from types import SimpleNamespace
from typing import Any

import pytest

from atlas.errors import BusyError
from atlas.workers import rounds as rounds_module
from atlas.workers.rounds import Rounds


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, 30))


def test_a_round_that_fails_is_followed_by_another() -> None:
    failures = [BusyError("Not now.", retry_after_s=1), ValueError("a fault of ours")]

    async def main() -> None:
        done = asyncio.Event()

        async def work() -> None:
            if failures:
                raise failures.pop()
            done.set()

        rounds = Rounds("test", work, rest_factor=1, pause_s=0.001)
        rounds.start()
        await done.wait()
        await rounds.close()

    run(main())
    assert not failures


def test_a_rest_is_a_multiple_of_its_round(monkeypatch: pytest.MonkeyPatch) -> None:
    now, rests = 100.0, list[float]()

    async def main() -> None:
        rested = asyncio.Event()

        async def work() -> None:
            nonlocal now
            now += 7

        async def rest(seconds: float) -> None:
            rests.append(seconds)
            rested.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(rounds_module, "time", SimpleNamespace(monotonic=lambda: now))
        monkeypatch.setattr(asyncio, "sleep", rest)
        rounds = Rounds("test", work, rest_factor=3)
        rounds.start()
        await rested.wait()
        await rounds.close()

    run(main())
    assert rests == [21.0]


def test_closing_stops_a_round_in_the_middle() -> None:
    said = []

    async def main() -> None:
        begun = asyncio.Event()

        async def work() -> None:
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                said.append("stopped")

        rounds = Rounds("test", work, rest_factor=1)
        rounds.start()
        await begun.wait()
        await rounds.close()

    run(main())
    assert said == ["stopped"]


def test_patience_with_the_first_round_ends() -> None:
    said = []

    async def main() -> None:
        rounds = Rounds("test", asyncio.Event().wait, rest_factor=1)
        await rounds.close()
        rounds.start()
        await rounds.wait_for_first(0.01)
        said.append("waited")
        await rounds.close()

    run(main())
    assert said == ["waited"]
