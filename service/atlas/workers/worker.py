"""The parent's handle of one worker process: starts it, sends it jobs, hands its frames to the run, kills it.

It knows nothing of queues, and never reads or writes what a job means.
"""

import asyncio
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import IO, Final

from atlas.errors import AtlasError, DeadlineError, ResourceError
from atlas.workers import pipe
from atlas.workers.limits import Limits
from atlas.workers.queue import Place
from atlas.workers.run import Run

log = logging.getLogger(__name__)

PROGRAM: Final = "import sys; sys.path[:] = sys.argv[3:]; from atlas.workers.child import main; main()"
ENVIRONMENT: Final = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2", "PATH": os.defpath}
SAID_BYTES: Final = 2000
QUICK_S: Final = 0.1  # a job done sooner took too little memory to leave much


class Worker(asyncio.Protocol):
    """One process. `on_free` is called when it can take a job, `on_gone` once it is dead and reaped."""

    def __init__(self, name: str, on_free: Callable[["Worker"], None], on_gone: Callable[["Worker"], None]) -> None:
        self.name = name
        self.run: Run | None = None
        self.place: Place | None = None
        self.was_ready = False
        self._killed = False
        self._began, self._limits = 0.0, Limits()
        self.news = 0
        self.alive = False
        self.exit_code: int | None = None
        self.start_error: AtlasError | None = None
        self._on_free, self._on_gone = on_free, on_gone
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lifeline = -1
        self._stderr: IO[bytes] | None = None
        self._reaping: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        """Process id, 0 before the start."""
        return self._process.pid if self._process else 0

    async def start(self, entry: str, setup: object, limits: Limits) -> None:
        """Start the process and send it its setup; `on_free` tells when it is ready."""
        self._limits = limits
        connection = await asyncio.to_thread(self._spawn)
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_unix_connection(lambda: self, sock=connection)
        self._transport = transport
        said = {"entry": entry, "setup": setup, "limits": list(limits)}
        self._transport.write(pipe.pack(pipe.SETUP, json.dumps(said).encode()))

    def _spawn(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        lifeline, self._lifeline = os.pipe()
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the process is reaped
        fds = (theirs.fileno(), lifeline)
        flags = ["-I", "-S", "-X", "frozen_modules=on", "-c", PROGRAM]
        self._process = subprocess.Popen(
            [sys.executable, *flags, *map(str, fds), *[path for path in sys.path if path]],
            pass_fds=fds,
            env=ENVIRONMENT,
            cwd="/",
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._stderr,
        )
        theirs.close()
        os.close(lifeline)
        ours.setblocking(False)
        return ours

    def begin(self, run: Run, job: bytes, deadline_s: float, byte_limit: int) -> None:
        """Give the idle process a job."""
        self.run, self._began = run, time.monotonic()
        if self._transport is not None:
            self._transport.write(pipe.pack_job(job, deadline_s, byte_limit))

    def hold(self) -> None:
        """Stop reading: the process blocks once the socket is full."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read again."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def kill(self) -> None:
        """End the process now."""
        self.alive = False
        self._killed = True
        if self._process is not None and self.exit_code is None:
            self._process.kill()
        self.resume()

    def data_received(self, data: bytes) -> None:
        """Frames from the child."""
        self._buffer += data
        while (frame := pipe.take_frame(self._buffer)) is not None:
            self._take(*frame)

    def _take(self, kind: int, payload: bytes) -> None:
        if kind == pipe.READY:
            self.alive = self.was_ready = True
            self._on_free(self)
        elif kind == pipe.ERROR and not self.was_ready:
            self.start_error = pipe.unpack_error(payload)
        elif self.run is not None:
            if kind == pipe.MORE:
                self.run.receive(payload, last=False)
                return
            run, self.run = self.run, None
            if kind == pipe.LAST:
                run.receive(payload, last=True)
            else:
                run.fail(pipe.unpack_error(payload))
            self.resume()
            if self.alive and self._is_worn():
                log.info("event=worker-worn name=%s pid=%d", self.name, self.pid)
                self.kill()
            elif self.alive:
                self._on_free(self)

    def _is_worn(self) -> bool:
        """Whether the job left too much behind; a quick one cannot have."""
        return time.monotonic() - self._began > QUICK_S and self._limits.is_worn(self.pid)

    def connection_lost(self, exc: Exception | None) -> None:
        """The process has gone, or is going."""
        self.alive = False
        self._reaping = asyncio.ensure_future(self._reap())

    async def _reap(self) -> None:
        if self._process is not None:
            self._process.kill()
            self.exit_code = await asyncio.to_thread(self._process.wait)
        said = self._close_files()
        run, self.run = self.run, None
        if not self._killed and self.start_error is None:
            what = (self.name, self.pid, self.exit_code, said)
            log.warning("event=worker-died name=%s pid=%d exit=%s said=%r", *what)
        if run is not None:
            run.fail(explain_exit(self.exit_code))
        self._on_gone(self)

    def _close_files(self) -> str:
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1
        if self._stderr is None:
            return ""
        self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, self._stderr.tell() - SAID_BYTES))
        said = self._stderr.read().decode(errors="replace").strip()
        self._stderr.close()
        self._stderr = None
        return said


def explain_exit(exit_code: int | None) -> AtlasError:
    """What the death of a process means to whoever waits for its answer."""
    if exit_code == -signal.SIGXCPU:
        return DeadlineError("The query used up its processor time.")
    if exit_code == -signal.SIGABRT:
        return ResourceError(
            "The query needed more memory than it may use.",
            suggestion="Ask for less: a LIMIT, fewer columns, no ORDER BY over everything.",
        )
    return ResourceError("The process that ran the query ended before the answer was whole.")
