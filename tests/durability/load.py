"""A process that checks what an earlier one was told and then commits until it is killed. Run by test_kill.

Arguments: directory of the store, file of acknowledged records, seconds to run. Every record is three triples in two
graphs; every third commit also removes the record before it.
"""

import asyncio
import os
import sys
from pathlib import Path

from tests.durability.check import check_all, make_record
from tests.store.engine import SETTINGS

from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Change

COMMITTERS = 3


async def main(directory: Path, told: Path, seconds: float, known: list[str]) -> None:
    async with EmbeddedStore.open(directory, SETTINGS) as store:
        await check_all(store, known)
        print("ready", store.pids()["writer"][0], flush=True)  # noqa: T201
        start = store.number * COMMITTERS * 2 + 1
        fd = os.open(told, os.O_WRONLY | os.O_APPEND)
        try:
            async with asyncio.timeout(seconds):
                await asyncio.gather(*(commit(store, fd, start + n) for n in range(COMMITTERS)))
        except TimeoutError:
            return


async def commit(store: EmbeddedStore, fd: int, number: int) -> None:
    before: int | None = None
    while True:
        removed = make_record(before) if before is not None and number % 3 == 0 else ()
        os.write(fd, f"try {number} {before if removed else 0}\n".encode())
        await store.commit(Change(removed, make_record(number), "load", "a load test"))
        os.write(fd, f"ack {number} {before if removed else 0}\n".encode())
        before, number = number, number + COMMITTERS


if __name__ == "__main__":
    log = Path(sys.argv[2])
    asyncio.run(main(Path(sys.argv[1]), log, float(sys.argv[3]), log.read_text().split("\n")))
