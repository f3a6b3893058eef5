"""A fair waiting line: clients take turns, quick ones before slow ones, and nobody takes all workers from the others.

Plain data: no tasks, no processes, and a clock only where one is given.
"""

import time
from collections import deque
from collections.abc import Callable
from typing import Final, Generic, NamedTuple, TypeVar

SLOW_S: Final = 0.25
KEPT_FREE_S: Final = 1.0
REMEMBERED: Final = 4_096
BACKGROUND: Final = "background"  # the client of what nobody asked for: it comes last and holds one worker at most
OVERLOOKED_S: Final = 5.0

Item = TypeVar("Item")


class Place(NamedTuple):
    """A worker that a client holds, since when."""

    client: str
    since: float


class FairQueue(Generic[Item]):
    """Items that wait, by client, and how many workers each client holds.

    A client is slow while its jobs take, on a falling average, longer than `SLOW_S`, and once one of them runs as long.
    Slow clients together hold at most half of the workers while quick ones come at least every `KEPT_FREE_S`.
    `BACKGROUND` lets everybody go first, but once it was passed over for `OVERLOOKED_S` it takes its turn.
    """

    def __init__(self, workers: int, length: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._share = max(1, workers // 2)
        self._workers, self._length, self._clock = workers, length, clock
        self._waiting: dict[str, deque[Item]] = {}
        self._held: dict[str, list[float]] = {}
        self._taken: dict[str, float] = {}
        self._quick_at = -KEPT_FREE_S
        self._overlooked_since = 0.0

    def __len__(self) -> int:
        return sum(len(line) for line in self._waiting.values())

    def add(self, client: str, item: Item) -> Item | None:
        """Let an item wait.

        When the line is full: the item that has to leave, this one or the newest of a greedier client. What waits
        in the background takes nobody's place.
        """
        leaves: Item | None = None
        people = self._waiting.keys() - {BACKGROUND}
        if client == BACKGROUND:
            self._overlooked_since = self._overlooked_since if client in self._waiting else self._clock()
        elif sum(len(self._waiting[name]) for name in people) >= self._length:
            greediest = max(people, key=lambda name: len(self._waiting[name]), default=client)
            own = len(self._waiting.get(client, ()))
            if client == greediest or len(self._waiting.get(greediest, ())) <= own + 1:
                return item
            leaves = self._waiting[greediest].pop()
            self._forget_if_empty(greediest)
        self._waiting.setdefault(client, deque()).append(item)
        return leaves

    def discard(self, client: str, item: Item) -> None:
        """Take an item out, wherever it stands; nothing happens when it is not there."""
        line = self._waiting.get(client)
        if line is not None and item in line:
            line.remove(item)
            self._forget_if_empty(client)

    def next(self) -> tuple[str, Item] | None:
        """Take out the item whose turn it is: first among clients below their share, then among all.

        None when nobody waits, and when the free workers are kept for quick clients.
        """
        able = [client for client in self._waiting if self._may_hold_more(client)]
        if len(able) > 1 and BACKGROUND in able and self._clock() - self._overlooked_since < OVERLOOKED_S:
            able.remove(BACKGROUND)
        if not able:
            return None
        below = (client for client in able if self._count(client) < self._share)
        return self._take(next(below, None) or min(able, key=self._count))

    def lets_in(self, client: str) -> bool:
        """Whether a client's job may have a free worker now, without waiting."""
        if self._waiting.keys() - {BACKGROUND} or self.held >= self._workers:
            return False
        return self._may_hold_more(client)

    def next_starved(self) -> tuple[str, Item] | None:
        """Take out an item for a worker beyond the number, for a client that would otherwise wait for a greedy one.

        That is one that holds nothing while another holds more than its share, or a quick one while all jobs are slow.
        """
        if sum(map(len, self._held.values())) > self._workers:
            return None
        greedy = any(len(since) > self._share for since in self._held.values())
        crawling = self._count_slow() >= self._workers
        for client in self._waiting.keys() - {BACKGROUND}:
            if not self._count(client) and (greedy or (crawling and not self._is_slow(client))):
                return self._take(client)
        return None

    def put_back(self, client: str, item: Item) -> None:
        """Return an item that `next` took out; it stays first."""
        line = self._waiting.pop(client, deque())
        line.appendleft(item)
        self._waiting = {client: line, **self._waiting}

    @property
    def held(self) -> int:
        """Workers that clients hold now."""
        return sum(map(len, self._held.values()))

    def hold(self, client: str) -> Place:
        """Count one worker as held by the client, until the place is released."""
        place = Place(client, self._clock())
        if client != BACKGROUND and not self._is_slow(client):
            self._quick_at = place.since
        self._held.setdefault(client, []).append(place.since)
        return place

    def release(self, place: Place) -> None:
        """Count one worker as given back, and remember how long it was held."""
        client, since = place
        self._held[client].remove(since)
        if not self._held[client]:
            del self._held[client]
        took = (self._taken.pop(client, 0.0) + self._clock() - since) / 2
        if took > SLOW_S / 64:
            self._taken[client] = took
            if len(self._taken) > REMEMBERED:
                del self._taken[next(iter(self._taken))]

    def running(self) -> dict[str, int]:
        """How many workers each client holds."""
        return {client: len(since) for client, since in self._held.items()}

    def _count(self, client: str) -> int:
        return len(self._held.get(client, ()))

    def _is_slow(self, client: str) -> bool:
        if self._taken.get(client, 0.0) > SLOW_S:
            return True
        since = self._held.get(client)
        return since is not None and self._clock() - since[0] > SLOW_S

    def _may_hold_more(self, client: str) -> bool:
        return not self._count(client) if client == BACKGROUND else not (self._is_slow(client) and self._keeps_free())

    def _keeps_free(self) -> bool:
        """Whether what is free is kept for quick clients: there were some just now, and slow ones hold their half."""
        slow = self._count_slow() - self._count(BACKGROUND)
        return self._clock() - self._quick_at < KEPT_FREE_S and slow >= self._share

    def _count_slow(self) -> int:
        return sum(len(since) for client, since in self._held.items() if self._is_slow(client))

    def _take(self, client: str) -> tuple[str, Item]:
        if client == BACKGROUND:
            self._overlooked_since = self._clock()
        line = self._waiting.pop(client)
        item = line.popleft()
        if line:
            self._waiting[client] = line
        return client, item

    def _forget_if_empty(self, client: str) -> None:
        if not self._waiting[client]:
            del self._waiting[client]
