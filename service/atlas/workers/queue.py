"""A fair waiting line: clients take turns, and none holds more than half the workers while others wait.

Plain data: no clock, no tasks, no processes.
"""

from collections import Counter, deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class FairQueue(Generic[Item]):
    """Items that wait, by client, and how many workers each client holds."""

    def __init__(self, workers: int, length: int) -> None:
        self._fair_share = max(1, workers // 2)
        self._length = length
        self._waiting: dict[str, deque[Item]] = {}
        self.running: Counter[str] = Counter()
        self._held = 0

    def __len__(self) -> int:
        return sum(len(line) for line in self._waiting.values())

    def add(self, client: str, item: Item) -> Item | None:
        """Let an item wait.

        When the line is full: the item that has to leave, this one or the newest of a greedier client.
        """
        leaves: Item | None = None
        if len(self) >= self._length:
            greediest = max(self._waiting, key=lambda name: len(self._waiting[name]), default=client)
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
        """Take out the item whose turn it is: first among clients below their fair share, then among all."""
        if not self._waiting:
            return None
        below = (client for client in self._waiting if self.running[client] < self._fair_share)
        client = next(below, None) or min(self._waiting, key=lambda name: self.running[name])
        line = self._waiting.pop(client)
        item = line.popleft()
        if line:
            self._waiting[client] = line
        return client, item

    def next_starved(self) -> tuple[str, Item] | None:
        """Take out an item of a client that holds nothing while another holds more than its fair share."""
        if not any(held > self._fair_share for held in self.running.values()):
            return None
        for client in self._waiting:
            if not self.running[client]:
                line = self._waiting[client]
                item = line.popleft()
                self._forget_if_empty(client)
                return client, item
        return None

    def put_back(self, client: str, item: Item) -> None:
        """Return an item that `next` took out; it stays first."""
        line = self._waiting.pop(client, deque())
        line.appendleft(item)
        self._waiting = {client: line, **self._waiting}

    @property
    def held(self) -> int:
        """Workers that clients hold now."""
        return self._held

    def hold(self, client: str) -> None:
        """Count one worker as held by the client."""
        self.running[client] += 1
        self._held += 1

    def release(self, client: str) -> None:
        """Count one worker as given back."""
        self.running[client] -= 1
        self._held -= 1
        if self.running[client] <= 0:
            del self.running[client]

    def _forget_if_empty(self, client: str) -> None:
        if not self._waiting[client]:
            del self._waiting[client]
