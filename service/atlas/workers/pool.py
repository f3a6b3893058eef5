"""A pool of worker processes: jobs in, runs out; bounded, fair to clients, whole again after each death."""

import asyncio
import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from atlas.errors import AtlasError, BusyError, CancelledError
from atlas.workers.crew import Crew
from atlas.workers.limits import Limits
from atlas.workers.queue import BACKGROUND, SLOW_S, FairQueue
from atlas.workers.run import Run
from atlas.workers.worker import Worker

NO_LIMIT_BYTES: Final = 2**62
DEFAULT_LIMITS: Final = Limits()


@dataclass(eq=False)
class _Ticket:
    """A job that waits for a worker."""

    client: str
    worker: asyncio.Future[Worker]


class Pool:
    """`size` processes at work and `spare` warm ones that step in when one is killed.

    entry: `package.module:function`, called in each child with `setup`; gives the handler of its jobs.
    """

    def __init__(
        self,
        entry: str,
        *,
        size: int,
        limits: Limits = DEFAULT_LIMITS,
        setup: Mapping[str, Any] | None = None,
        name: str = "worker",
        spare: int = 1,
        queue_length: int = 64,
        queue_wait_s: float = 10.0,
        start_limit_s: float = 60.0,
    ) -> None:
        self.name, self.size = name, size
        self._queue_wait_s, self._start_limit_s = queue_wait_s, start_limit_s
        self._queue: FairQueue[_Ticket] = FairQueue(size, queue_length)
        self._runs: dict[str, Run] = {}
        self._tickets: dict[str, _Ticket] = {}
        self._crew = Crew(name, entry, setup or {}, limits, size + spare, self._serve_queue, self._queue.release)
        self._closed = False
        self._again: asyncio.TimerHandle | None = None

    async def open(self) -> Self:
        """Start the processes; returns when the first is ready. Raises what its entry raised."""
        await self._crew.open(self._start_limit_s)
        return self

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Refuse what waits, kill every process, and wait until all are gone."""
        self._closed = True
        if self._again is not None:
            self._again.cancel()
        for ticket in self._tickets.values():
            _refuse(ticket, CancelledError("The service is stopping."))
        for run in list(self._runs.values()):
            run.stop(CancelledError("The service is stopping."))
        await self._crew.close()

    async def run(
        self,
        job: bytes,
        *,
        deadline_s: float = math.inf,
        byte_limit: int = NO_LIMIT_BYTES,
        client: str = "local",
        run_id: str | None = None,
    ) -> Run:
        """Run a job; returns when its first chunk is there, or its whole answer when that is small.

        run_id: how `cancel` finds the run, unguessable when None. Raises BusyError when the line is full or
        too slow, what the handler raised, DeadlineError, ResourceError when the process died, CancelledError.
        """
        run_id = run_id or secrets.token_urlsafe(12)
        wait_s = deadline_s if client == BACKGROUND else self._queue_wait_s
        worker = await self._get_worker(run_id, client, wait_s)
        run = Run(run_id, byte_limit, worker.kill, worker.hold, worker.resume)
        run.on_end(lambda: self._runs.pop(run_id, None))
        self._runs[run_id] = run
        if not math.isinf(deadline_s):
            run.start_clock(deadline_s)
        worker.begin(run, job, deadline_s, byte_limit)
        try:
            await run.first()
        except BaseException:
            await run.cancel()
            raise
        return run

    async def cancel(self, run_id: str) -> bool:
        """Stop the run with this id, waiting or running. False when there is none."""
        ticket = self._tickets.get(run_id)
        if ticket is not None:
            return _refuse(ticket, CancelledError("The query was stopped on request."))
        run = self._runs.get(run_id)
        if run is None:
            return False
        await run.cancel()
        return True

    def tell(self, job: bytes) -> None:
        """Have every process do this job once, when it has nothing else to do; replaces earlier news."""
        self._crew.tell(job)

    def counts(self) -> dict[str, int]:
        """Numbers for the operator: started, died (since the opening), running, waiting (now)."""
        now = {"running": self._queue.held, "waiting": len(self._queue)}
        return {"started": self._crew.counts["started"], "died": self._crew.counts["died"], **now}

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of the living workers."""
        return self._crew.pids

    async def _get_worker(self, run_id: str, client: str, wait_s: float) -> Worker:
        if self._closed:
            raise CancelledError("The service is stopping.")
        if self._queue.lets_in(client) and (worker := self._crew.take()) is not None:
            return self._hold(worker, client)
        ticket = _Ticket(client, asyncio.get_running_loop().create_future())
        self._tickets[run_id] = ticket
        leaves = self._queue.add(client, ticket)
        if leaves is not None:
            _refuse(leaves, self._busy("Too many queries are waiting already."))
        self._serve_queue()
        try:
            return await self._wait(ticket, wait_s)
        finally:
            self._queue.discard(client, ticket)
            self._tickets.pop(run_id, None)

    async def _wait(self, ticket: _Ticket, wait_s: float) -> Worker:
        try:
            async with asyncio.timeout(None if math.isinf(wait_s) else wait_s):
                return await asyncio.shield(ticket.worker)
        except TimeoutError as error:
            if (worker := _given(ticket)) is not None:
                return worker
            raise self._busy(f"No worker was free within {wait_s:g} s.") from error
        except asyncio.CancelledError:
            if (worker := _given(ticket)) is not None:
                self._crew.give_back(worker)
                if worker.place is not None:
                    self._queue.release(worker.place)
                worker.place = None
                self._serve_queue()
            raise
        finally:
            ticket.worker.cancel()

    def _serve_queue(self) -> None:
        self._hand_out()
        if len(self._queue) and self._again is None and not self._closed:
            self._again = asyncio.get_running_loop().call_later(SLOW_S, self._serve_again)

    def _serve_again(self) -> None:
        """Look again: whose turn it is may change with time alone."""
        self._again = None
        self._serve_queue()

    def _hand_out(self) -> None:
        while len(self._queue):
            found = self._queue.next() if self._queue.held < self.size else self._queue.next_starved()
            if found is None:
                return
            client, ticket = found
            if ticket.worker.done():
                continue
            worker = self._crew.take()
            if worker is None:
                self._queue.put_back(client, ticket)
                return
            ticket.worker.set_result(self._hold(worker, client))

    def _hold(self, worker: Worker, client: str) -> Worker:
        worker.place = self._queue.hold(client)
        return worker

    def _busy(self, detail: str) -> BusyError:
        waits = f"{len(self._tickets)} waiting"
        return BusyError(detail, found=waits, retry_after_s=max(1, round(self._queue_wait_s)))


def _refuse(ticket: _Ticket, error: AtlasError) -> bool:
    if ticket.worker.done():
        return False
    ticket.worker.set_exception(error)
    return True


def _given(ticket: _Ticket) -> Worker | None:
    done = ticket.worker.done() and not ticket.worker.cancelled() and ticket.worker.exception() is None
    return ticket.worker.result() if done else None
