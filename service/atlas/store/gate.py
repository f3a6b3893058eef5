"""A gate for work done elsewhere: so many at once, clients in turn, and a clear no when the line is too long."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from atlas.errors import BusyError
from atlas.workers.queue import BACKGROUND, FairQueue, Place


class Gate:
    """Lets `width` callers in at once."""

    def __init__(self, width: int, length: int, wait_s: float) -> None:
        self._width, self._wait_s = width, wait_s
        self._line: FairQueue[asyncio.Future[Place]] = FairQueue(width, length)

    @property
    def counts(self) -> dict[str, int]:
        """How many are inside and how many wait."""
        return {"running": self._line.held, "waiting": len(self._line)}

    @asynccontextmanager
    async def passage(self, client: str) -> AsyncIterator[None]:
        """Be inside for the length of the block. Raises BusyError when the line is full or too slow."""
        place = await self.enter(client)
        try:
            yield
        finally:
            self.leave(place)

    async def enter(self, client: str) -> Place:
        """Go in; `leave` must follow. Raises BusyError."""
        if self._line.lets_in(client):
            return self._line.hold(client)
        turn: asyncio.Future[Place] = asyncio.get_running_loop().create_future()
        out = self._line.add(client, turn)
        if out is not None and not out.done():
            out.set_exception(BusyError("Too many queries are waiting already.", retry_after_s=self._retry_after_s))
        try:
            async with asyncio.timeout(None if client == BACKGROUND else self._wait_s):
                return await asyncio.shield(turn)
        except TimeoutError as error:
            if turn.done() and turn.exception() is None:
                return turn.result()
            raise BusyError("Nothing was free in time.", retry_after_s=self._retry_after_s) from error
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.leave(turn.result())
            raise
        finally:
            self._line.discard(client, turn)

    def leave(self, place: Place) -> None:
        """Go out and let the next in."""
        self._line.release(place)
        while self._line.held < self._width and (found := self._line.next()) is not None:
            who, turn = found
            if not turn.done():
                turn.set_result(self._line.hold(who))

    @property
    def _retry_after_s(self) -> int:
        return max(1, round(self._wait_s))
