"""Answers kept by what they depend on (snapshot, dataset, query, format, coding), bounded in bytes; and their ETags."""

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from atlas.store.protocol import DatasetClause

ENTRY_SHARE: Final = 8
ENTRY_OVERHEAD_BYTES: Final = 1_024


@dataclass(frozen=True)
class Key:
    """Everything that the bytes of an answer depend on. identity: of the store, so that two stores never share."""

    identity: str
    snapshot: int
    dataset: DatasetClause
    text: str
    media_type: str
    coding: str = ""

    def etag(self) -> str:
        """The strong ETag of the answer (RFC 9110 section 8.8.3), in quotes."""
        named = (self.dataset.default_graphs, self.dataset.named_graphs)
        said = repr((self.identity, self.snapshot, named, self.text, self.media_type, self.coding))
        return f'"{sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


class ResultCache:
    """Whole answers by key, the least recently used forgotten first."""

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.size_bytes = 0
        self.hits = 0
        self.misses = 0
        self._entries: OrderedDict[Key, bytes] = OrderedDict()

    @property
    def entry_limit_bytes(self) -> int:
        """The longest answer that is kept."""
        return self.limit_bytes // ENTRY_SHARE

    def find(self, key: Key) -> bytes | None:
        """The answer kept for a key, or None."""
        body = self._entries.get(key)
        if body is None:
            self.misses += 1
            return None
        self.hits += 1
        self._entries.move_to_end(key)
        return body

    def keep(self, key: Key, body: bytes) -> bool:
        """Keep an answer, forgetting older ones; False when it is too long to be kept."""
        if len(body) > self.entry_limit_bytes or not self.limit_bytes:
            return False
        previous = self._entries.pop(key, None)
        if previous is not None:
            self.size_bytes -= self._weight(key, previous)
        self._entries[key] = body
        self.size_bytes += self._weight(key, body)
        while self.size_bytes > self.limit_bytes and self._entries:
            self.size_bytes -= self._weight(*self._entries.popitem(last=False))
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    @staticmethod
    def _weight(key: Key, body: bytes) -> int:
        return len(body) + len(key.text) + ENTRY_OVERHEAD_BYTES


def matches(header: str, etag: str) -> bool:
    """Whether an If-None-Match header names this ETag, weakly compared (RFC 9110 section 13.1.2)."""
    if header.strip() == "*":
        return True
    return any(part.strip().removeprefix("W/") == etag for part in header.split(","))
