"""A gate for work done elsewhere: so many at once, clients in turn, and a clear no when the line is too long."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from atlas.errors import BusyError
from atlas.workers.queue import FairQueue


class Gate:
    """Lets `width` callers in at once."""

    def __init__(self, width: int, length: int, wait_s: float) -> None:
        self._width, self._wait_s = width, wait_s
        self._line: FairQueue[asyncio.Future[None]] = FairQueue(width, length)

    @property
    def counts(self) -> dict[str, int]:
        """How many are inside and how many wait."""
        return {"running": self._line.held, "waiting": len(self._line)}

    @asynccontextmanager
    async def passage(self, client: str) -> AsyncIterator[None]:
        """Be inside for the length of the block. Raises BusyError when the line is full or too slow."""
        await self.enter(client)
        try:
            yield
        finally:
            self.leave(client)

    async def enter(self, client: str) -> None:
        """Go in; `leave` must follow. Raises BusyError."""
        if self._line.held < self._width and not len(self._line):
            self._line.hold(client)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        out = self._line.add(client, turn)
        if out is not None and not out.done():
            out.set_exception(BusyError("Too many queries are waiting already.", retry_after_s=self._retry_after_s))
        try:
            async with asyncio.timeout(self._wait_s):
                await asyncio.shield(turn)
        except TimeoutError as error:
            if turn.done() and turn.exception() is None:
                return
            raise BusyError("Nothing was free in time.", retry_after_s=self._retry_after_s) from error
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.leave(client)
            raise
        finally:
            self._line.discard(client, turn)

    def leave(self, client: str) -> None:
        """Go out and let the next in."""
        self._line.release(client)
        while self._line.held < self._width and (found := self._line.next()) is not None:
            who, turn = found
            if not turn.done():
                self._line.hold(who)
                turn.set_result(None)

    @property
    def _retry_after_s(self) -> int:
        return max(1, round(self._wait_s))
