"""Work that takes a processor, one piece at a time: a few wait, the rest are asked to come back later."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from atlas.errors import BusyError

WAITING: Final = 8


class Turns:
    """Whose turn it is in one app."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)
        self._here = 0

    @asynccontextmanager
    async def take(self) -> AsyncIterator[None]:
        """Hold the turn. Raises BusyError when too many wait for it."""
        if self._here > WAITING:
            raise BusyError("Too many tables are being written.", retry_after_s=5)
        self._here += 1
        try:
            async with self._turn:
                yield
        finally:
            self._here -= 1
