"""A whole graph validated: a snapshot in, every result out, several readers at work. Changes nothing."""

import asyncio
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from atlas.validation.result import Result, from_row
from atlas.validation.whole.worker import ENTRY
from atlas.workers.limits import Limits
from atlas.workers.pool import Pool

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Validated:
    """results: each once. left: shapes that pySHACL judged. seconds: by the wall clock, from the first process on."""

    results: list[Result]
    left: tuple[str, ...]
    groups: int
    seconds: float


async def validate_everything(
    home: Path, snapshot: Path, *, readers: int | None = None, tell: Tell = lambda done, of: None
) -> Validated:
    """Every result of every shape and check on the graph of a snapshot. tell: hears how many groups are done."""
    begun = time.monotonic()
    setup = {"home": str(home), "snapshot": str(snapshot)}
    size = readers or os.cpu_count() or 1
    results: dict[Result, None] = {}
    left: set[str] = set()
    async with Pool(
        ENTRY, size=size, spare=0, limits=Limits(memory_bytes=None), setup=setup, name="validation", queue_wait_s=1e6
    ) as pool:
        names: list[str] = json.loads(await (await pool.run(b"")).read())
        waiting = iter(names)
        done = 0

        async def work() -> None:
            nonlocal done
            for name in waiting:
                said = json.loads(await (await pool.run(name.encode())).read())
                results.update(dict.fromkeys(from_row(row) for row in said["results"]))
                left.update(said["left"])
                done += 1
                tell(done, len(names))

        async with asyncio.TaskGroup() as group:
            for _ in range(size):
                group.create_task(work())
    return Validated(list(results), tuple(sorted(left)), len(names), time.monotonic() - begun)
