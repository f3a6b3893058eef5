"""When to derive: asked for after each acceptance, done in the background by a worker, once for many that come close.

The worker reads a snapshot and gives back a delta; this side commits it.
"""

import asyncio
import logging
from contextlib import suppress
from pathlib import Path
from typing import Final

from atlas.errors import AtlasError, PreconditionError
from atlas.intake.derive import Derivation, keep
from atlas.schema.model import Schema
from atlas.store.delta import read_delta
from atlas.store.protocol import Store
from atlas.store.snapshots import Snapshots
from atlas.workers.limits import Limits
from atlas.workers.pool import Pool

ENTRY: Final = "atlas.intake.derive:entry"
DEADLINE_S: Final = 600.0
log = logging.getLogger(__name__)


class Deriver:
    """Keeps the rule graphs of one store up with its stated graphs."""

    def __init__(self, store: Store, schema: Schema, directory: Path) -> None:
        self._store, self._schema, self._snapshots = store, schema, Snapshots(directory)
        self._wanted = False
        self._task: asyncio.Task[None] | None = None
        self.failure: str = ""

    def want(self) -> None:
        """Have the rules run soon; many calls before they start are one run."""
        self._wanted = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def settle(self) -> None:
        """Wait until nothing is left to derive."""
        while self._task is not None and not self._task.done():
            await asyncio.shield(self._task)

    @property
    def is_settled(self) -> bool:
        """Whether what is stated has been derived from."""
        return self._task is None or self._task.done()

    async def close(self) -> None:
        """Stop; what was not derived yet is derived by the next run."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _work(self) -> None:
        while self._wanted:
            self._wanted = False
            try:
                await self._derive()
                self.failure = ""
            except PreconditionError:
                self._wanted = True
            except AtlasError as error:
                self.failure = error.detail
                log.error("event=derive-failed code=%s detail=%r", error.code, error.detail)

    async def _derive(self) -> Derivation:
        setup = {"home": str(self._schema.home), "base": self._schema.base}
        limits = Limits(memory_bytes=None)
        async with Pool(ENTRY, size=1, spare=0, name="derive", limits=limits, setup=setup) as pool:
            snapshot = self._snapshots.path(self._store.number) / "store"
            run = await pool.run(str(snapshot).encode(), deadline_s=DEADLINE_S)
            facts, _, delta = (await run.read()).partition(b"\n")
        removed, added = await asyncio.to_thread(read_delta, delta)
        return await keep(self._store, removed, added, int(facts))
