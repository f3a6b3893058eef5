"""The workbench in a process of its own, so that deriving can be stopped: a mark in, what was found out."""

import asyncio
import json
import shutil
from dataclasses import asdict
from typing import Any, Final

from atlas.intake.deriving.mark import Mark
from atlas.intake.deriving.windows import Tell
from atlas.intake.deriving.workbench import FOLDER, Found, parse_found
from atlas.schema.model import Schema
from atlas.store.embedded import EmbeddedStore
from atlas.workers.limits import Limits
from atlas.workers.pool import Pool

ENTRY: Final = "atlas.intake.deriving.workbench:entry"
DEADLINE_S: Final = 7 * 24 * 3600.0
OPEN_FILES: Final = 4096


class WorkbenchProcess:
    """One worker for one store, started when first needed: it keeps its layers from one derivation to the next."""

    def __init__(self, store: EmbeddedStore, schema: Schema) -> None:
        self._store, self._schema = store, schema
        self._pool: Pool | None = None

    async def derive(self, mark: Mark | None, tell: Tell | None = None) -> Found:
        """What the store's facts must change by. mark: how far they go, None if unknown. tell: hears how far it is."""
        pool = await self._get_pool()
        job = {"number": self._store.number, "mark": asdict(mark) if mark else None}
        run = await pool.run(json.dumps(job).encode(), deadline_s=DEADLINE_S)
        rest, answer = b"", dict[str, Any]()
        async for chunk in run.chunks():
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                answer = json.loads(line)
                if "rules" in answer and tell is not None:
                    tell(answer)
        return parse_found(answer)

    async def close(self) -> None:
        """Stop; nothing is kept of a derivation that has not ended, files included."""
        if self._pool is not None:
            await self._pool.close()
            await asyncio.to_thread(shutil.rmtree, self._store.directory / FOLDER, ignore_errors=True)

    async def _get_pool(self) -> Pool:
        if self._pool is None:
            setup = {
                "home": str(self._schema.home),
                "base": self._schema.base,
                "directory": str(self._store.directory),
            }
            limits = Limits(memory_bytes=None, files=OPEN_FILES)
            self._pool = await Pool(ENTRY, size=1, spare=0, name="derive", limits=limits, setup=setup).open()
        return self._pool
