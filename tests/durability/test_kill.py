"""Kill -9 of any process at random moments under load: nothing acknowledged is lost, nothing is there by half."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.durability.check import check_all, make_record
from tests.store.engine import COUNT, rows, with_store

from atlas.errors import StorageError
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Change

IN_CI = 20
LONG = 200
PROGRAM = str(Path(__file__).with_name("load.py"))


def load_and_kill(directory: Path, told: Path, chance: random.Random) -> None:
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path) + os.pathsep + str(Path.cwd())}
    command = [sys.executable, PROGRAM, str(directory), str(told), "30"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline().split()
        assert line, process.stderr.read().decode()[-3000:]
        try:
            process.wait(chance.uniform(0.0, 0.4))
        except subprocess.TimeoutExpired:
            victims = [process.pid, int(line[1])]
            for pid in chance.sample(victims, 2)[: chance.choice((1, 2))]:
                os.kill(pid, signal.SIGKILL)
            process.kill()


def kill_many_times(directory: Path, times: int, seed: int) -> None:
    told, chance = directory / "told", random.Random(seed)
    told.touch()
    for _ in range(times):
        load_and_kill(directory / "store", told, chance)

    async def test(store: EmbeddedStore) -> None:
        assert await check_all(store, told.read_text().split("\n")) > times

    with_store(directory / "store", test)


def test_nothing_acknowledged_is_lost_when_everything_is_killed(tmp_path: Path) -> None:
    kill_many_times(tmp_path, IN_CI, seed=3)


@pytest.mark.long
def test_nothing_acknowledged_is_lost_in_two_hundred_deaths(tmp_path: Path) -> None:
    kill_many_times(tmp_path, LONG, seed=4)


def test_a_killed_writer_is_replaced_and_every_answer_it_owed_is_true(tmp_path: Path) -> None:
    kept, refused = list[str](), set[int]()

    async def commit(store: EmbeddedStore, number: int) -> None:
        try:
            await store.commit(Change((), make_record(number), "load", "a load test"))
            kept.append(f"ack {number} 0")
        except StorageError:
            refused.add(number)

    async def kill_now_and_then(store: EmbeddedStore) -> None:
        chance = random.Random(5)
        for _ in range(6):
            await asyncio.sleep(chance.uniform(0.05, 0.25))
            while not store.pids()["writer"]:  # noqa: ASYNC110 - the pool tells nobody when it has a writer again
                await asyncio.sleep(0.01)
            for pid in store.pids()["writer"]:
                os.kill(pid, signal.SIGKILL)

    async def test(store: EmbeddedStore) -> None:
        killing = asyncio.ensure_future(kill_now_and_then(store))
        number = 1
        while not killing.done():
            await asyncio.gather(*(commit(store, number + n) for n in range(4)))
            number += 4
        await commit(store, number)
        assert await check_all(store, kept) == len(kept)
        assert len(kept) + len(refused) == number
        assert store.counts()["writer"]["died"] > 3

    with_store(tmp_path, test)


def test_killed_readers_cost_only_the_queries_they_ran(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(Change((), make_record(1), "load", "a load test"))
        for _ in range(5):
            for pid in store.pids()["reader"]:
                os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(0.02)
            assert await rows(store, COUNT) == ["3"]

    with_store(tmp_path, test)


def test_a_bulk_load_cut_short_leaves_nothing_and_can_be_made_again(tmp_path: Path) -> None:
    file = tmp_path / "many.nq"
    lines = (f'<x:s{n}> <x:p> "{n}" <x:g{n % 50}> .\n' for n in range(120_000))
    file.write_text("".join(lines))

    async def test(store: EmbeddedStore) -> None:
        await store.commit(Change((), make_record(1), "load", "a load test"))
        killed = list[int]()

        def kill(told: dict[str, int]) -> None:
            if told["quads"] > 1000 and not killed:
                killed.extend(store.pids()["writer"])
                os.kill(killed[0], signal.SIGKILL)

        with pytest.raises(StorageError):
            await store.bulk([file], who="t", why="w", tell=kill)
        assert killed
        assert (store.number, await rows(store, COUNT)) == (1, ["3"])
        assert not list((tmp_path / "store" / "ledger" / "bulk").glob("*"))
        made = await store.bulk([file], who="t", why="w")
        assert (made.number, made.added, await rows(store, COUNT)) == (2, 120_000, ["120003"])

    with_store(tmp_path / "store", test)
