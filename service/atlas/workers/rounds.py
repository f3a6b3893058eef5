"""Work done in rounds in the background, each followed by a rest that is a multiple of the time it took.

Starts no process: the rounds are a task of the event loop. What a round raises is logged, and the next one tries again.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from atlas.errors import AtlasError

log = logging.getLogger(__name__)


class Rounds:
    """One piece of work, round after round.

    name: of the work, for the log. rest_factor: a rest is so many times as long as its round; with 9 the work
    takes a tenth of the time. pause_s: the shortest rest, which is how often a round without work looks for some.
    """

    def __init__(
        self, name: str, work: Callable[[], Awaitable[object]], *, rest_factor: float, pause_s: float = 0.5
    ) -> None:
        self._name, self._work = name, work
        self._rest_factor, self._pause_s = rest_factor, pause_s
        self._first = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin the first round."""
        self._task = asyncio.create_task(self._go())

    async def wait_for_first(self, patience_s: float) -> None:
        """Come back when the first round is over, or when patience is."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await self._first.wait()

    async def close(self) -> None:
        """Stop, in the middle of a round too; nothing happens where none was started."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _go(self) -> None:
        while True:
            began = time.monotonic()
            try:
                await self._work()
            except (AtlasError, OSError) as error:
                log.warning("event=round-failed work=%s detail=%r", self._name, str(error))
            except Exception:
                log.exception("event=round-failed work=%s", self._name)
            self._first.set()
            await asyncio.sleep(max(self._pause_s, (time.monotonic() - began) * self._rest_factor))
