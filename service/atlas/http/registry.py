"""Queries by id: those that run, and for ten minutes what became of those that ended. Holds no query text."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

KEPT_S: Final = 600.0
KEPT: Final = 4_096


@dataclass
class QueryRecord:
    """One query. outcome: running, ok, refused, timeout, killed, stopped, failed. problem: why it did not end well."""

    id: str
    caller: str
    deadline_s: float
    byte_limit: int
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None
    outcome: str = "running"
    sent_bytes: int = 0
    snapshot: int | None = None
    problem: Mapping[str, object] | None = None

    def to_json(self) -> dict[str, object]:
        """What `/queries/{id}` says."""
        end = time.monotonic() if self.ended is None else self.ended
        return {
            "id": self.id,
            "outcome": self.outcome,
            "seconds": round(end - self.began, 3),
            "deadline_s": self.deadline_s,
            "byte_limit": self.byte_limit,
            "sent_bytes": self.sent_bytes,
            "snapshot": self.snapshot,
            "problem": self.problem,
        }


class QueryRegistry:
    """The queries of one app."""

    def __init__(self) -> None:
        self._records: OrderedDict[str, QueryRecord] = OrderedDict()

    def begin(self, record: QueryRecord) -> None:
        """Take a query in, forgetting those that ended long ago."""
        self._records[record.id] = record
        while self._records:
            oldest = next(iter(self._records.values()))
            expired = oldest.ended is not None and oldest.ended < record.began - KEPT_S
            if not (expired or (len(self._records) > KEPT and oldest.ended is not None)):
                break
            self._records.popitem(last=False)

    def end(self, record: QueryRecord, outcome: str, problem: Mapping[str, object] | None = None) -> None:
        """Say what became of a query; the first word stands, while what was sent is still on its way."""
        if record.ended is None:
            record.ended, record.outcome, record.problem = time.monotonic(), outcome, problem

    def find(self, query_id: str) -> QueryRecord | None:
        """A query that runs or ended within ten minutes, or None."""
        record = self._records.get(query_id)
        if record is None or (record.ended is not None and record.ended < time.monotonic() - KEPT_S):
            return None
        return record

    def running(self) -> int:
        """How many queries run now."""
        return sum(1 for record in self._records.values() if record.ended is None)
