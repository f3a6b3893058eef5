"""How far a long job is: one line on the standard error, written over; and what was done when it is interrupted."""

import sys
import time
from types import TracebackType
from typing import Final, Self, TextIO

EVERY_S: Final = 0.1


class Progress:
    """Counts the steps of a job. It is the function that the job calls: `progress(done, of)`.

    what: the things counted. kept: what holds of a job that was interrupted. Nothing but that is written where the
    standard error is no terminal.
    """

    def __init__(self, what: str, kept: str, stream: TextIO | None = None) -> None:
        self._what, self._kept = what, kept
        self._stream = stream or sys.stderr
        self._shown_at, self._shown = 0.0, False
        self.done, self.of = 0, 0

    def __call__(self, done: int, of: int) -> None:
        """So many of so many are done."""
        self.done, self.of = done, of
        now = time.monotonic()
        if self._stream.isatty() and (now - self._shown_at >= EVERY_S or done == of):
            self._shown_at, self._shown = now, True
            self._stream.write(f"\r{done} of {of} {self._what}")
            self._stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        if self._shown:
            self._stream.write("\n")
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            self._stream.write(f"Interrupted after {self.done} of {self.of or 'unknown'} {self._what}. {self._kept}\n")
            self._stream.flush()
