"""The processes of a pool: started, told news, replaced when they die.

It knows nothing of clients and waiting lines.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

from atlas.errors import AtlasError, ResourceError
from atlas.workers.limits import Limits
from atlas.workers.queue import Place
from atlas.workers.run import Run
from atlas.workers.worker import Worker

log = logging.getLogger(__name__)

LONGEST_PAUSE_S: Final = 5.0
NEWS_LIMIT_S: Final = 30.0
NEWS_ID: Final = "news"


class Crew:
    """`count` processes running one entry. `on_free` is called for each worker that can take a job.

    counts: how many were started and how many died, and by which exit code.
    """

    def __init__(
        self,
        name: str,
        entry: str,
        setup: Mapping[str, Any],
        limits: Limits,
        count: int,
        on_free: Callable[[], None],
        on_back: Callable[[Place], None],
    ) -> None:
        self._name, self._count = name, count
        self._entry, self._setup, self._limits = entry, dict(setup), limits
        self._on_free, self._on_back = on_free, on_back
        self._idle: list[Worker] = []
        self._workers: set[Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._ready: asyncio.Future[None] | None = None
        self._news: tuple[int, bytes] = (0, b"")
        self._failures = 0
        self._closed = False
        self.counts: Counter[str] = Counter()

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of the living workers."""
        return tuple(worker.pid for worker in self._workers if worker.alive)

    async def open(self, limit_s: float) -> None:
        """Start all; returns when the first is ready.

        Raises what the entry raised, or ResourceError after the limit.
        """
        self._ready = asyncio.get_running_loop().create_future()
        for _ in range(self._count):
            self._start(0.0)
        try:
            async with asyncio.timeout(limit_s):
                await self._ready
        except TimeoutError as error:
            await self.close()
            raise ResourceError(f"No {self._name} process was ready after {limit_s:g} s.") from error
        except AtlasError:
            await self.close()
            raise

    async def close(self) -> None:
        """Kill every process and wait until all are reaped."""
        self._closed = True
        self._idle.clear()
        while self._workers or self._tasks:
            for worker in self._workers:
                worker.kill()
            await asyncio.sleep(0.002)

    def take(self) -> Worker | None:
        """An idle worker, the most recently used one first, or None."""
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
        return None

    def give_back(self, worker: Worker) -> None:
        """Return a worker that was taken and given no job."""
        if worker.alive:
            self._idle.append(worker)

    def tell(self, job: bytes) -> None:
        """Have every process do this job once, when it has nothing else to do; replaces earlier news."""
        self._news = (self._news[0] + 1, job)
        idle, self._idle = self._idle, []
        for worker in idle:
            self._settle(worker)

    def _start(self, pause_s: float) -> None:
        self._do(self._bring_up(pause_s))

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _bring_up(self, pause_s: float) -> None:
        await asyncio.sleep(pause_s)
        if self._closed:
            return
        worker = Worker(self._name, self._free, self._gone)
        self._workers.add(worker)
        self.counts["started"] += 1
        try:
            await worker.start(self._entry, self._setup, self._limits)
        except OSError as error:
            log.warning("event=worker-start-failed name=%s error=%r", self._name, str(error))
            self._gone(worker)

    def _free(self, worker: Worker) -> None:
        self._release(worker)
        if self._ready is not None and not self._ready.done():
            self._ready.set_result(None)
        self._failures = 0
        self._settle(worker)

    def _settle(self, worker: Worker) -> None:
        number, job = self._news
        if not worker.alive:
            return
        self._idle.append(worker)
        if worker.news == number:
            self._on_free()
            return
        self._on_free()
        if worker in self._idle:
            self._idle.remove(worker)
            worker.news = number
            run = Run(NEWS_ID, 1, worker.kill, worker.hold, worker.resume)
            run.start_clock(NEWS_LIMIT_S)
            worker.begin(run, job, NEWS_LIMIT_S, 1)

    def _gone(self, worker: Worker) -> None:
        self._workers.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        self._release(worker)
        if self._closed:
            return
        self.counts["died"] += 1
        never_ready, refused = not worker.was_ready, worker.start_error
        self._failures = self._failures + 1 if never_ready else 0
        if never_ready and self._ready is not None and not self._ready.done():
            ended = ResourceError(f"The {self._name} process ended at its start.")
            self._ready.set_exception(refused or ended)
            return
        if refused is not None:
            log.warning("event=worker-refused name=%s detail=%r found=%r", self._name, refused.detail, refused.found)
        self._start(min(LONGEST_PAUSE_S, 0.1 * 2**self._failures) if never_ready else 0.0)

    def _release(self, worker: Worker) -> None:
        place, worker.place = worker.place, None
        if place is not None:
            self._on_back(place)
