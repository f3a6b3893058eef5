"""The pool: answers, bounds, cancelling, deaths, fairness."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from atlas.errors import (
    AtlasError,
    BusyError,
    CancelledError,
    DeadlineError,
    ResourceError,
    SparqlSyntaxError,
    TooLargeError,
)
from atlas.workers.limits import MIB, Limits
from atlas.workers.pool import Pool
from atlas.workers.queue import BACKGROUND
from atlas.workers.run import HIGH_WATER_BYTES

OBEY = "tests.workers.entries:obey"


def with_pool(test: Callable[[Pool], Awaitable[None]], **options: object) -> None:
    async def main() -> None:
        async with Pool(OBEY, **{"size": 2, **options}) as pool:  # type: ignore[arg-type]
            await test(pool)

    asyncio.run(asyncio.wait_for(main(), 30))


def order(name: str, value: object) -> bytes:
    return json.dumps([name, value]).encode()


async def ask(pool: Pool, name: str, value: object, **options: object) -> bytes:
    return await (await pool.run(order(name, value), **options)).read()  # type: ignore[arg-type]


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - the pool tells nobody but the waiting
        await asyncio.sleep(0.01)


def test_an_answer_comes_back_whole_however_long() -> None:
    async def test(pool: Pool) -> None:
        assert await ask(pool, "say", "hello") == b"hello"
        assert await ask(pool, "say", "") == b""
        assert await ask(pool, "repeat", 300_000) == b"".join(b"%07d\n" % n for n in range(300_000))

    with_pool(test)


def test_a_handler_may_write_its_answer_itself() -> None:
    async def main() -> None:
        async with Pool("tests.workers.entries:push", size=1) as pool:
            assert await (await pool.run(b"")).read() == b"written out"

    asyncio.run(main())


def test_an_error_in_the_child_arrives_as_the_same_class() -> None:
    async def test(pool: Pool) -> None:
        with pytest.raises(SparqlSyntaxError) as caught:
            await ask(pool, "then_fail", 10)
        assert (caught.value.line, caught.value.column) == (3, 4)
        assert pool.counts()["died"] == 0

    with_pool(test)


def test_an_error_after_the_first_chunk_breaks_the_stream() -> None:
    async def test(pool: Pool) -> None:
        got = 0
        with pytest.raises(SparqlSyntaxError):
            run = await pool.run(order("then_fail", 200_000))
            async for chunk in run.chunks():
                got += len(chunk)
        assert got <= 200_000

    with_pool(test)


def test_a_surprise_in_the_child_names_no_internals_and_leaves_the_worker_alive() -> None:
    async def test(pool: Pool) -> None:
        before = pool.pids
        with pytest.raises(AtlasError) as caught:
            await ask(pool, "no such order", 0)
        assert type(caught.value) is AtlasError
        assert await ask(pool, "say", 1) == b"1"
        assert set(before) <= set(pool.pids)

    with_pool(test)


def test_the_deadline_kills_and_the_worker_is_replaced() -> None:
    async def test(pool: Pool) -> None:
        before = set(pool.pids)
        with pytest.raises(DeadlineError):
            await ask(pool, "spin", 600, deadline_s=0.2)
        await until(lambda: len(pool.pids) == 3)
        assert set(pool.pids) != before
        assert await ask(pool, "say", "still here") == b"still here"

    with_pool(test)


def test_cancelling_by_id_stops_the_work() -> None:
    async def test(pool: Pool) -> None:
        task = asyncio.ensure_future(pool.run(order("spin", 20), run_id="known"))
        await until(lambda: pool.counts()["running"] == 1)
        assert await pool.cancel("known")
        with pytest.raises(CancelledError):
            await task
        assert not await pool.cancel("known")
        await until(lambda: pool.counts()["running"] == 0)

    with_pool(test)


def test_a_waiting_job_can_be_cancelled() -> None:
    async def test(pool: Pool) -> None:
        busy = asyncio.ensure_future(ask(pool, "sleep", 0.5))
        await asyncio.sleep(0.05)
        waiting = asyncio.ensure_future(pool.run(order("say", 1), run_id="w"))
        await until(lambda: pool.counts()["waiting"] == 1)
        assert await pool.cancel("w")
        with pytest.raises(CancelledError):
            await waiting
        assert await busy == b"slept"
        assert await ask(pool, "say", 2) == b"2"

    with_pool(test, size=1, spare=0)


def test_leaving_the_stream_early_kills_the_work() -> None:
    async def test(pool: Pool) -> None:
        run = await pool.run(order("repeat", 10_000_000))
        async for _ in run.chunks():
            break
        await run.cancel()
        await until(lambda: pool.counts()["running"] == 0)
        assert pool.counts()["died"] == 1

    with_pool(test)


def test_a_task_cancelled_while_it_waits_for_its_answer_frees_the_worker() -> None:
    async def test(pool: Pool) -> None:
        task = asyncio.ensure_future(ask(pool, "spin", 20))
        await until(lambda: pool.counts()["running"] == 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await ask(pool, "say", 3) == b"3"

    with_pool(test, size=1)


def test_the_byte_limit_ends_the_answer_with_an_error() -> None:
    async def test(pool: Pool) -> None:
        with pytest.raises(TooLargeError):
            await ask(pool, "repeat", 10_000_000, byte_limit=1_000_000)
        assert pool.counts()["died"] == 0

    with_pool(test)


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGKILL", "SIGTERM"])
def test_a_worker_that_dies_is_a_resource_error_and_is_replaced(name: str) -> None:
    async def test(pool: Pool) -> None:
        with pytest.raises(ResourceError):
            await ask(pool, "die", name)
        await until(lambda: len(pool.pids) == 3)
        assert await ask(pool, "say", 4) == b"4"

    with_pool(test)


def test_too_much_memory_is_a_resource_error() -> None:
    async def test(pool: Pool) -> None:
        assert await ask(pool, "hoard", 50 * MIB) == str(50 * MIB).encode()
        with pytest.raises(ResourceError):
            await ask(pool, "hoard", 500 * MIB)

    with_pool(test, limits=Limits(memory_bytes=400 * MIB))


def test_a_worker_that_a_job_left_big_is_replaced_before_the_next() -> None:
    async def test(pool: Pool) -> None:
        await until(lambda: len(pool.pids) == 2)
        for _ in range(4):
            assert await ask(pool, "cling", 400 * MIB) == b"mine"
        await until(lambda: pool.counts()["died"] == 4)
        assert await ask(pool, "say", 1) == b"1"

    with_pool(test, size=1, limits=Limits(memory_bytes=800 * MIB, worn_share=0.5))


def test_a_worker_that_left_little_behind_stays() -> None:
    async def test(pool: Pool) -> None:
        await until(lambda: len(pool.pids) == 2)
        before = set(pool.pids)
        for _ in range(3):
            assert await ask(pool, "cling", MIB) == b"mine"
        assert set(pool.pids) == before

    with_pool(test, size=1, limits=Limits(memory_bytes=600 * MIB, worn_share=0.5))


def test_processor_time_is_bounded_even_when_the_parent_sleeps() -> None:
    async def test(pool: Pool) -> None:
        with pytest.raises(DeadlineError):
            await ask(pool, "spin", 20)

    with_pool(test, limits=Limits(cpu_s=1))


def test_idle_workers_that_die_are_replaced() -> None:
    async def test(pool: Pool) -> None:
        await until(lambda: len(pool.pids) == 3)
        for pid in pool.pids:
            os.kill(pid, signal.SIGKILL)
        await until(lambda: pool.counts()["started"] == 6 and len(pool.pids) == 3)
        assert await ask(pool, "say", 5) == b"5"

    with_pool(test)


def test_the_environment_of_a_child_is_bare() -> None:
    os.environ["ATLAS_TEST_SECRET"] = "x"

    async def test(pool: Pool) -> None:
        seen = json.loads(await ask(pool, "environment", 0))
        assert "ATLAS_TEST_SECRET" not in seen
        assert set(seen) <= {"LANG", "LC_CTYPE", "MALLOC_ARENA_MAX", "PATH"}

    try:
        with_pool(test)
    finally:
        del os.environ["ATLAS_TEST_SECRET"]


def test_a_worker_sees_no_network_unless_it_may() -> None:
    allowed = "import sys; from atlas.workers.limits import leave_network; sys.exit(not leave_network())"
    if subprocess.run([sys.executable, "-c", allowed], check=False).returncode:
        pytest.skip("this system lets no process leave the network")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        async def cut_off(pool: Pool) -> None:
            assert await ask(pool, "connect", port) == b"no way"

        async def open_to_all(pool: Pool) -> None:
            assert await ask(pool, "connect", port) == b"connected"

        with_pool(cut_off)
        with_pool(open_to_all, limits=Limits(network=True))


def test_setup_reaches_the_entry() -> None:
    async def test(pool: Pool) -> None:
        assert json.loads(await ask(pool, "recall", 0)) == {"colour": "blue"}

    with_pool(test, setup={"colour": "blue"})


def test_news_reaches_every_worker_and_every_later_one() -> None:
    async def test(pool: Pool) -> None:
        await until(lambda: len(pool.pids) == 2)
        pool.tell(order("remember", 1))
        pool.tell(order("remember", 2))
        os.kill(pool.pids[0], signal.SIGKILL)
        await until(lambda: pool.counts()["started"] == 3 and len(pool.pids) == 2)
        await asyncio.sleep(0.1)
        runs = [await pool.run(order("sleep", 0.05)) for _ in range(1)]
        told = [json.loads(await ask(pool, "recall", 0)).get("told") for _ in range(4)]
        assert [await run.read() for run in runs] == [b"slept"]
        assert told == [2, 2, 2, 2]

    with_pool(test, size=2, spare=0)


def test_an_entry_that_fails_is_told_at_the_opening() -> None:
    async def main() -> None:
        with pytest.raises(SparqlSyntaxError) as caught:
            await Pool("tests.workers.entries:refuse_to_start", size=2).open()
        assert caught.value.near == ("a", "b")

    asyncio.run(main())


def test_a_full_line_is_busy_and_says_when_to_come_back() -> None:
    async def test(pool: Pool) -> None:
        tasks = [asyncio.ensure_future(ask(pool, "sleep", 0.4)) for _ in range(2)]
        await asyncio.sleep(0.05)
        with pytest.raises(BusyError) as caught:
            await ask(pool, "say", 1)
        assert caught.value.retry_after_s == 3
        assert await asyncio.gather(*tasks) == [b"slept", b"slept"]

    with_pool(test, size=1, spare=0, queue_length=1, queue_wait_s=3.0)


def test_waiting_too_long_is_busy() -> None:
    async def test(pool: Pool) -> None:
        task = asyncio.ensure_future(ask(pool, "sleep", 0.5))
        await asyncio.sleep(0.05)
        with pytest.raises(BusyError):
            await ask(pool, "say", 1)
        assert await task == b"slept"
        assert await ask(pool, "say", 6) == b"6"

    with_pool(test, size=1, spare=0, queue_wait_s=0.1)


def test_the_background_waits_for_its_turn_while_others_are_served() -> None:
    async def test(pool: Pool) -> None:
        counting = [asyncio.ensure_future(ask(pool, "sleep", 0.2, client=BACKGROUND)) for _ in range(3)]
        while not all(task.done() for task in counting):
            assert await ask(pool, "say", 1) == b"1"
        assert await asyncio.gather(*counting) == [b"slept"] * 3

    with_pool(test, size=2, spare=0, queue_length=1, queue_wait_s=0.1)


def test_another_client_does_not_wait_behind_a_greedy_one() -> None:
    async def test(pool: Pool) -> None:
        greedy = [asyncio.ensure_future(ask(pool, "sleep", 0.3, client="a")) for _ in range(12)]
        await asyncio.sleep(0.05)
        assert await ask(pool, "say", 7, client="b") == b"7"
        assert not all(one.done() for one in greedy)
        assert await asyncio.gather(*greedy) == [b"slept"] * 12

    with_pool(test)


def test_a_slow_reader_holds_the_worker_back_instead_of_filling_memory() -> None:
    async def test(pool: Pool) -> None:
        run = await pool.run(order("repeat", 2_000_000))
        await asyncio.sleep(0.5)
        assert run.buffered < 2 * HIGH_WATER_BYTES
        assert len(await run.read()) == 16_000_000

    with_pool(test)


def test_a_worker_ends_with_its_parent_even_in_the_middle_of_work() -> None:
    async def main() -> None:
        script = (
            "import asyncio, sys\n"
            "from atlas.workers.pool import Pool\n"
            "async def main():\n"
            "    pool = await Pool('tests.workers.entries:obey', size=1, spare=0).open()\n"
            "    task = asyncio.ensure_future(pool.run(b'[\"spin\", 60]'))\n"
            "    await asyncio.sleep(0.1)\n"
            "    print(pool.pids[0], flush=True)\n"
            "    await task\n"
            "asyncio.run(main())\n"
        )
        parent = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            script,
            stdout=asyncio.subprocess.PIPE,
            env={"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert parent.stdout is not None
        pid = int(await parent.stdout.readline())
        parent.kill()
        await parent.wait()

        def is_gone() -> bool:
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return True
            return "Z" in _state(pid)

        await asyncio.wait_for(until(is_gone), 2)

    asyncio.run(main())


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "Z"


def test_closing_leaves_no_process_behind() -> None:
    async def main() -> None:
        pool = await Pool(OBEY, size=2).open()
        await until(lambda: len(pool.pids) == 3)
        pids = pool.pids
        waiting = asyncio.ensure_future(ask(pool, "spin", 20))
        await asyncio.sleep(0.05)
        await pool.close()
        with pytest.raises(CancelledError):
            await waiting
        for pid in pids:
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
        with pytest.raises(CancelledError):
            await ask(pool, "say", 1)

    asyncio.run(main())
