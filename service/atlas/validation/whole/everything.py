"""A whole graph validated: a snapshot in, every result out, judged in a process of its own. Changes nothing."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from atlas.validation.result import Result, from_row
from atlas.workers.limits import Limits
from atlas.workers.pool import Pool

Tell = Callable[[int, int], None]
ENTRY: Final = "atlas.validation.whole.worker:entry"
START_S: Final = 600.0


@dataclass(frozen=True)
class Validated:
    """results: each once. left: shapes that pySHACL judged. seconds: by the wall clock, from the process's start on."""

    results: list[Result]
    left: tuple[str, ...]
    groups: int
    seconds: float


async def validate_everything(
    home: Path, snapshot: Path, *, readers: int | None = None, checks: bool = True, tell: Tell = lambda done, of: None
) -> Validated:
    """Every result of every shape and check on the graph of a snapshot.

    readers: how many questions the process puts to the store at once; else one a processor. checks: without them
    only the shapes are asked. tell: hears how many groups of questions are done. Cancelled, it ends the process.
    """
    begun = time.monotonic()
    setup = {"home": str(home), "snapshot": str(snapshot), "readers": readers or os.cpu_count() or 1, "checks": checks}
    results: dict[Result, None] = {}
    left: set[str] = set()
    done, of = -1, 0
    limits = Limits(memory_bytes=None)
    async with Pool(
        ENTRY, size=1, spare=0, limits=limits, setup=setup, name="validation", start_limit_s=START_S
    ) as pool:
        rest = b""
        run = await pool.run(b"")
        async for chunk in run.chunks():
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                said = json.loads(line)
                results.update(dict.fromkeys(from_row(row) for row in said["results"]))
                left.update(said["left"])
                done, of = done + 1, said["of"]
                tell(done, of)
    return Validated(list(results), tuple(sorted(left)), of, time.monotonic() - begun)
