"""When to derive: asked for after each acceptance, done in the background by a worker, once for many that come close.

The worker reads snapshots and ledger and leaves what it found in files; this side commits it.
"""

import asyncio
import json
import logging
from contextlib import suppress
from dataclasses import asdict
from typing import Final

from atlas.errors import AtlasError, PreconditionError
from atlas.intake.derive import Derivation, keep_found, refresh, rules_in_order
from atlas.intake.workbench import digest_rules, parse_found, read_mark
from atlas.schema.model import Schema
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Store
from atlas.workers.limits import Limits
from atlas.workers.pool import Pool

ENTRY: Final = "atlas.intake.workbench:entry"
DEADLINE_S: Final = 7200.0
OPEN_FILES: Final = 4096
log = logging.getLogger(__name__)


class Deriver:
    """Keeps the rule graphs of one store up with its stated graphs."""

    def __init__(self, store: Store, schema: Schema) -> None:
        self._store, self._schema = store, schema
        self._digest = digest_rules(rules_in_order(schema), schema.base)
        self._pool: Pool | None = None
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
        if self._pool is not None:
            await self._pool.close()

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
        if not isinstance(self._store, EmbeddedStore):
            return await refresh(self._store, self._schema)
        pool = await self._get_pool(self._store)
        mark = read_mark(self._store.directory)
        job = {"number": self._store.number, "mark": asdict(mark) if mark else None}
        run = await pool.run(json.dumps(job).encode(), deadline_s=DEADLINE_S)
        return await keep_found(self._store, parse_found(await run.read()), self._digest)

    async def _get_pool(self, store: EmbeddedStore) -> Pool:
        """The worker, started when it is first needed: it keeps its layers from one derivation to the next."""
        if self._pool is None:
            setup = {
                "home": str(self._schema.home),
                "base": self._schema.base,
                "directory": str(store.directory),
            }
            limits = Limits(memory_bytes=None, files=OPEN_FILES)
            self._pool = await Pool(ENTRY, size=1, spare=0, name="derive", limits=limits, setup=setup).open()
        return self._pool
