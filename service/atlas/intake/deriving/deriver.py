"""When to derive: asked for after each acceptance, done in the background by a worker, once for many that come close.

The worker reads snapshots and ledger and leaves what it found in files; this side commits it.
"""

import asyncio
import logging
from contextlib import suppress

from atlas.errors import AtlasError, PreconditionError
from atlas.intake.deriving.derive import Derivation, keep_found, refresh, rules_in_order
from atlas.intake.deriving.mark import digest_rules, read_mark
from atlas.intake.deriving.windows import News
from atlas.intake.deriving.workbench_process import WorkbenchProcess
from atlas.schema.model import Schema
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Store

log = logging.getLogger(__name__)


class Deriver:
    """Keeps the rule graphs of one store up with its stated graphs.

    failure: why the last derivation came to nothing.
    """

    def __init__(self, store: Store, schema: Schema) -> None:
        self._store, self._schema = store, schema
        self._digest = digest_rules(rules_in_order(schema), schema.base)
        self._workbench: WorkbenchProcess | None = None
        self._wanted = False
        self._task: asyncio.Task[None] | None = None
        self.failure = ""
        self._news: News = {}

    def want(self) -> None:
        """Have the rules run soon; many calls before they start are one run."""
        self._wanted = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def settle(self) -> None:
        """Wait until nothing is left to derive."""
        while self._task is not None and not self._task.done():
            await asyncio.shield(self._task)

    def standing(self) -> News:
        """Where a derivation that takes its time is: `rules` done `of` all, `facts` so far, and of which `state` the
        facts are that the store has, 0 for none; empty where none is at work."""
        return self._news

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
        if self._workbench is not None:
            await self._workbench.close()

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
        if self._workbench is None:
            self._workbench = WorkbenchProcess(self._store, self._schema)
        mark = read_mark(self._store.directory)
        state = mark.number if mark else 0

        def hear(news: News) -> None:
            self._news = {**news, "state": state}

        try:
            return await keep_found(self._store, await self._workbench.derive(mark, hear), self._digest)
        finally:
            self._news = {}
