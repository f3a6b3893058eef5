"""The past of a store: commits by number, what each did to one graph, graphs as they were. It writes nothing."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from atlas.errors import GoneError
from atlas.rdf.terms import NamedNode, Quad
from atlas.store.archive import Archive, keep_graph, to_commit
from atlas.store.delta import read_delta
from atlas.store.protocol import Commit
from atlas.store.revisions import Revisions

POSITION: Final = 'SELECT number, finish FROM "commit" WHERE number <= ? ORDER BY number DESC LIMIT 1'
HEADERS: Final = 'SELECT header FROM "commit" WHERE number <= ? ORDER BY number DESC LIMIT ?'
BEFORE: Final = "SELECT max(number) FROM \"commit\" WHERE json_extract(header, '$.at') < ?"


@dataclass(frozen=True)
class Delta:
    """What one commit did to one graph."""

    commit: Commit
    removed: tuple[Quad, ...]
    added: tuple[Quad, ...]


class PastIndex(Revisions):
    """The index of commits, read for what the past asks."""

    def headers(self, newest: int, count: int) -> list[dict[str, Any]]:
        """Headers of commits up to a number, newest first, without their graphs."""
        return [json.loads(row[0]) for row in self._base.execute(HEADERS, (newest, count))]

    def end(self, number: int) -> int:
        """How many bytes of the ledger tell of the commits up to this one."""
        row = self._base.execute(POSITION, (number,)).fetchone()
        return int(row[1]) if row else 0

    def last_before(self, moment: str) -> int:
        """Number of the last commit before a moment (ISO 8601), 0 when there is none."""
        row = self._base.execute(BEFORE, (moment,)).fetchone()
        return int(row[0] or 0)


class Past(Archive):
    """The commits of a directory whose writer is at work. Blocks; used from threads."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self._commits = PastIndex(directory, read_only=True)

    def close(self) -> None:
        """Let go of the files."""
        super().close()
        self._commits.close()

    def commit(self, number: int) -> Commit:
        """One commit with the graphs it touched. Raises GoneError for a number that there is not."""
        with self._turn:
            header = self._commits.get_header(number)
        if header is None:
            raise GoneError(f"There is no commit {number}.", found=str(number))
        return to_commit(header)

    def commits(self, newest: int, count: int) -> list[Commit]:
        """Commits up to a number, newest first, without their lists of graphs."""
        with self._turn:
            return [to_commit(header) for header in self._commits.headers(newest, count)]

    def last_before(self, moment: str) -> int:
        """Number of the last commit before a moment (ISO 8601 with a zone), 0 when there is none."""
        with self._turn:
            return self._commits.last_before(moment)

    def span_bytes(self, after: int, upto: int) -> int:
        """How many bytes of the ledger lie between two commits."""
        with self._turn:
            return self._commits.end(upto) - self._commits.end(after)

    def deltas(self, graph: str, upto: int) -> list[Delta]:
        """What each commit did to a graph, oldest first."""
        with self._turn:
            spans = self._index.spans(graph, upto)
            headers = self._index.history(graph, upto)
        found: list[Delta] = []
        name = str(NamedNode(graph))
        for (number, start, end, bulk), header in zip(spans, headers, strict=True):
            body = self._read_bulk(number, name) if bulk else keep_graph(self._ledger.read(start, end), name)
            removed, added = read_delta(body)
            found.append(Delta(to_commit(header), tuple(removed), tuple(added)))
        return found
