"""How far a long job is: one line on the standard error, written over; and what was done when it is interrupted."""

import sys
import time
from collections.abc import Callable, Mapping
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
            self._stream.write(f"\r{self.line()}")
            self._stream.flush()

    def line(self) -> str:
        """What the terminal shows."""
        return f"{self.done} of {self.of} {self._what}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        if self._shown:
            self._stream.write("\n")
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            done = f"after {self.done} of {self.of} {self._what}" if self.done else f"before any {self._what} were done"
            self._stream.write(f"Interrupted {done}. {self._kept}\n")
            self._stream.flush()


class LoadProgress(Progress):
    """How far a bulk load is: quads so far, their rate, the share of the files read and the time that is left."""

    def __init__(self, kept: str, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__("bytes", kept, stream)
        self._clock, self._began, self._quads = clock, clock(), 0
        self._read_in: float | None = None

    def hear(self, news: Mapping[str, int]) -> None:
        """Take what the store tells: `quads` so far, `bytes` read, and bytes `of` all."""
        self._quads = news["quads"]
        if news["bytes"] >= news["of"] and self._read_in is None:
            self._read_in = self._clock() - self._began
        self(news["bytes"], news["of"])

    def line(self) -> str:
        """The line, long enough to cover the one before it."""
        took = max(self._clock() - self._began, 0.001)
        if self._read_in is not None:
            said = f"{self._quads:,} quads read, {self._quads / took:,.0f} a second; sorting and writing for "
            return f"{said + to_span(took - self._read_in):<78}"
        share = self.done / self.of if self.of else 0.0
        left = f"{to_span(took * (1 - share) / share)} left to read" if share else "starting"
        said = f"{self._quads:,} quads, {self._quads / took:,.0f} a second, {share:.0%}, {left}"
        return f"{said:<78}"


class DeriveProgress(Progress):
    """How far a derivation is: rules done, facts so far, and for how long it has been at work."""

    def __init__(self, kept: str, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__("rules", kept, stream)
        self._clock, self._began, self._facts = clock, clock(), 0

    def hear(self, news: Mapping[str, int]) -> None:
        """Take what the rules tell: `rules` done `of` all, and `facts` so far."""
        self._facts = news["facts"]
        self(news["rules"], news["of"])

    def line(self) -> str:
        """The line, long enough to cover the one before it."""
        facts = f", {self._facts:,} facts" if self._facts else ""
        return f"{f'{super().line()}{facts}, {to_span(self._clock() - self._began)}':<78}"


def to_span(seconds: float) -> str:
    """A length of time for people: 48 s, 3 min 20 s, 2 h 5 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
