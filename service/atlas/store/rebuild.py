"""States that are no longer kept, made again: a number in, a snapshot of that commit out, by a worker that then ends.

It starts from the nearest older snapshot and the ledger, up to a bound, and never touches the live store.
"""

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

from atlas.errors import GoneError
from atlas.store.ledger import BEGINNING, Ledger
from atlas.store.live import MERGED, Live
from atlas.store.past import Past
from atlas.store.recover import LEDGER_FOLDER, replay
from atlas.store.snapshots import Snapshot, Snapshots
from atlas.workers.limits import Limits
from atlas.workers.pool import Pool

ENTRY: Final = "atlas.store.rebuild:entry"
FOLDER: Final = "rebuild"
OPEN_FILES: Final = 4096
DEADLINE_S: Final = 60.0
QUAD_BYTES: Final = 100


class Rebuilder:
    """Makes past states of one directory askable. byte_limit: of the ledger that one rebuild may replay."""

    def __init__(self, directory: Path, mode: str, past: Past, byte_limit: int) -> None:
        self._directory, self._mode, self._past, self._byte_limit = directory, mode, past, byte_limit
        self._snapshots = Snapshots(directory)
        self._turn = asyncio.Lock()

    async def recall(self, number: int, newest: int) -> None:
        """Have a snapshot of a commit, made again where it is not kept.

        Raises GoneError naming the nearest kept release for a number that there is not or that is too far off.
        """
        if not 1 <= number <= newest:
            raise GoneError(f"There is no commit {number}.", found=str(number), expected=f"1 to {newest}")
        if number == newest or self._is_kept(number):
            return
        async with self._turn:
            if not self._is_kept(number):
                await asyncio.to_thread(self._check_cost, number)
                await self._make(number)

    def _is_kept(self, number: int) -> bool:
        return (self._snapshots.path(number) / "about.json").is_file()

    def _check_cost(self, number: int) -> None:
        base = find_older(self._snapshots, number, self._mode)
        after = base.number if base else 0
        quads = sum(one.added + one.removed for one in self._past.commits(number, number - after))
        if max(self._past.span_bytes(after, number), quads * QUAD_BYTES) > self._byte_limit:
            nearest = nearest_label(self._snapshots.sound(), number)
            raise GoneError(
                f"The state after commit {number} is not kept and would take too long to make again.",
                found=str(number),
                expected=f"a release, like {nearest}" if nearest else "a later commit",
                near=(nearest,) if nearest else (),
            )

    async def _make(self, number: int) -> None:
        setup = {"directory": str(self._directory), "mode": self._mode}
        limits = Limits(memory_bytes=None, files=OPEN_FILES)
        async with Pool(ENTRY, size=1, spare=0, name="rebuild", limits=limits, setup=setup) as pool:
            run = await pool.run(json.dumps({"number": number}).encode(), deadline_s=DEADLINE_S)
            await run.read()


def nearest_label(snapshots: list[Snapshot], number: int) -> str:
    """Label of the labelled snapshot nearest to a commit, the older of two; empty when none has one."""
    labelled = [snapshot for snapshot in snapshots if snapshot.label]
    return min(labelled, key=lambda one: (abs(one.number - number), one.number)).label if labelled else ""


def find_older(snapshots: Snapshots, number: int, mode: str) -> Snapshot | None:
    """The newest sound snapshot that is not newer than a commit."""
    found = [one for one in snapshots.sound() if one.number <= number and one.mode == mode]
    return found[-1] if found else None


def entry(setup: Mapping[str, Any]) -> Callable[[bytes], Iterator[bytes]]:
    """Handler of the worker. setup: directory, mode. A job names the number; the answer says it is done."""
    directory, mode = Path(setup["directory"]), str(setup["mode"])

    def handle(job: bytes) -> Iterator[bytes]:
        rebuild(directory, mode, int(json.loads(job)["number"]))
        yield b"{}"

    return handle


def rebuild(directory: Path, mode: str, number: int) -> None:
    """Make the snapshot of a commit from an older one and the ledger. Raises GoneError, StorageError."""
    snapshots = Snapshots(directory)
    base = find_older(snapshots, number, mode)
    apart = directory / FOLDER / str(number)
    with Ledger(directory / LEDGER_FOLDER, read_only=True) as ledger:
        position = base.position if base else BEGINNING
        entries = list(takewhile(lambda entry: entry.number <= number, ledger.entries(position)))
        if not entries or entries[-1].number != number:
            raise GoneError(f"There is no commit {number}.", found=str(number))
        try:
            live = Live(apart, mode, base.store if base else None)
            replay(live, ledger, entries, merged=mode == MERGED)
            snapshots.make(entries[-1].position, mode, live.checkpoint)
            del live
        finally:
            shutil.rmtree(apart, ignore_errors=True)
