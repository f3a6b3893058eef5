"""One job running in a worker: its chunks with back-pressure, its bounds, and the button that stops it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Final

from atlas.errors import AtlasError, CancelledError, DeadlineError, TooLargeError

HIGH_WATER_BYTES: Final = 1024 * 1024
LOW_WATER_BYTES: Final = 256 * 1024


class Run:
    """A job from the moment a worker has it. `run_id` cannot be guessed.

    kill: ends the worker. hold, resume: stop and restart reading from it.
    """

    def __init__(
        self,
        run_id: str,
        byte_limit: int,
        kill: Callable[[], None],
        hold: Callable[[], None],
        resume: Callable[[], None],
    ) -> None:
        self.id = run_id
        self._byte_limit = byte_limit
        self._kill, self._hold, self._resume = kill, hold, resume
        self._chunks: deque[bytes] = deque()
        self._buffered = 0
        self._received = 0
        self._held = False
        self._ended = False
        self._error: AtlasError | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._at_end: list[Callable[[], object]] = []

    @property
    def ended(self) -> bool:
        """True once the worker has said everything, or will not."""
        return self._ended or self._error is not None

    @property
    def buffered(self) -> int:
        """Bytes received and not yet handed on."""
        return self._buffered

    def on_end(self, action: Callable[[], object]) -> None:
        """Have this called once, as soon as the run has ended."""
        self._at_end.append(action)

    def start_clock(self, deadline_s: float) -> None:
        """End the run with DeadlineError when it is not over by then."""
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(deadline_s, self._expire, deadline_s)

    def _expire(self, deadline_s: float) -> None:
        self.stop(
            DeadlineError(
                f"The query was stopped after {deadline_s:g} s.",
                found=f"work that had not ended after {deadline_s:g} s",
                expected=f"an answer within {deadline_s:g} s",
                suggestion="Ask for less: add a more selective pattern, a LIMIT, or fewer paths.",
            )
        )

    def receive(self, chunk: bytes, *, last: bool) -> None:
        """Take what the worker sent."""
        if self.ended:
            return
        self._received += len(chunk)
        if self._received > self._byte_limit:
            most = f"at most {self._byte_limit} bytes"
            self.stop(TooLargeError("The answer is longer than this service sends.", found="more bytes", expected=most))
            return
        if chunk:
            self._chunks.append(chunk)
            self._buffered += len(chunk)
        if last:
            self._ended = True
            self._finish()
        elif self._buffered > HIGH_WATER_BYTES and not self._held:
            self._held = True
            self._hold()
        self._wake()

    def fail(self, error: AtlasError) -> None:
        """End the run with this error unless it has already ended; the worker is left alone."""
        if self.ended:
            return
        self._error = error
        self._chunks.clear()
        self._finish()
        self._wake()

    def stop(self, error: AtlasError) -> None:
        """End the run with this error and kill its worker, unless it has already ended."""
        if not self.ended:
            self.fail(error)
            self._kill()

    async def cancel(self) -> None:
        """Stop the work now; safe at any time."""
        self.stop(CancelledError("The query was stopped on request."))

    async def first(self) -> None:
        """Wait until there is a chunk, the end or an error. Raises the error."""
        while not self._chunks and not self.ended:
            await self._wait()
        if self._error is not None:
            raise self._error

    async def chunks(self) -> AsyncIterator[bytes]:
        """The answer in pieces, once. Raises what ended the run early; leaving early stops the work."""
        try:
            while True:
                while self._chunks and self._error is None:
                    yield self._take()
                if self._error is not None:
                    raise self._error
                if self._ended:
                    return
                await self._wait()
        finally:
            if not self.ended:
                await self.cancel()

    async def read(self) -> bytes:
        """The whole answer in one piece."""
        return b"".join([chunk async for chunk in self.chunks()])

    def _take(self) -> bytes:
        chunk = self._chunks.popleft()
        self._buffered -= len(chunk)
        if self._held and self._buffered < LOW_WATER_BYTES:
            self._held = False
            if not self._ended:
                self._resume()
        return chunk

    async def _wait(self) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _finish(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        actions, self._at_end = self._at_end, []
        for action in actions:
            action()
