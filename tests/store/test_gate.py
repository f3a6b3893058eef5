"""The gate: width, turns, and a clear no."""

import asyncio

import pytest

from atlas.errors import BusyError
from atlas.store.gate import Gate


def test_no_more_are_inside_than_its_width_and_all_get_in() -> None:
    inside, most, done = 0, 0, list[str]()

    async def visit(gate: Gate, client: str) -> None:
        nonlocal inside, most
        async with gate.passage(client):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1
            done.append(client)

    async def main() -> None:
        gate = Gate(3, 100, 5.0)
        await asyncio.gather(*(visit(gate, "a") for _ in range(20)), *(visit(gate, "b") for _ in range(5)))
        assert gate.counts == {"running": 0, "waiting": 0}

    asyncio.run(main())
    assert (most, len(done)) == (3, 25)
    assert done.index("b") < 10


def test_a_line_too_long_or_too_slow_is_busy() -> None:
    async def main() -> None:
        gate = Gate(1, 1, 0.05)
        place = await gate.enter("a")
        with pytest.raises(BusyError):
            await gate.enter("b")
        waiting = asyncio.ensure_future(gate.enter("b"))
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await gate.enter("b")
        gate.leave(place)
        await waiting
        assert gate.counts == {"running": 1, "waiting": 0}

    asyncio.run(main())


def test_one_who_leaves_the_line_takes_no_place() -> None:
    async def main() -> None:
        gate = Gate(1, 10, 5.0)
        place = await gate.enter("a")
        waiting = asyncio.ensure_future(gate.enter("b"))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        gate.leave(place)
        assert gate.counts == {"running": 0, "waiting": 0}

    asyncio.run(main())
