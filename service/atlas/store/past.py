"""The past of a store: commits by number, what each did to one graph, graphs as they were. It writes nothing."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from atlas.errors import GoneError
from atlas.rdf.terms import NamedNode, Quad
from atlas.store.archive import Archive, keep_graph, normalize, to_commit
from atlas.store.delta import read_delta, split_by_graph
from atlas.store.ledger import Position
from atlas.store.protocol import Commit
from atlas.store.revisions import Revisions

POSITION: Final = 'SELECT number, finish FROM "commit" WHERE number <= ? ORDER BY number DESC LIMIT 1'
HEADERS: Final = 'SELECT header FROM "commit" WHERE number <= ? ORDER BY number DESC LIMIT ?'
PLACE: Final = 'SELECT number, start, finish, digest FROM "commit" WHERE number = ?'
TOUCHED: Final = "SELECT DISTINCT iri FROM touch JOIN graph ON graph.id = touch.graph WHERE number > ? AND number <= ?"
TOLD: Final = (
    "SELECT header FROM \"commit\" WHERE json_extract(header, '$.about.' || ?) IS NOT NULL ORDER BY number DESC"
)
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

    def place(self, number: int) -> Position | None:
        """Where a commit stands in the ledger, with the digest that chains it to all before."""
        row = self._base.execute(PLACE, (number,)).fetchone()
        return Position(*row) if row else None

    def touched(self, after: int, upto: int) -> set[str]:
        """Graphs that some commit between two touched."""
        return {row[0] for row in self._base.execute(TOUCHED, (after, upto))}

    def telling(self, name: str) -> list[dict[str, Any]]:
        """Headers of commits whose provenance tells something by this name, newest first."""
        return [json.loads(row[0]) for row in self._base.execute(TOLD, (name,))]


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

    @property
    def newest(self) -> int:
        """Number of the newest commit; 0 where there is none."""
        with self._turn:
            return self._commits.last.number

    def place(self, number: int) -> Position:
        """Where a commit stands in the ledger. Raises GoneError for a number that there is not."""
        with self._turn:
            found = self._commits.place(number)
        if found is None:
            raise GoneError(f"There is no commit {number}.", found=str(number), expected=f"1 to {self.newest}")
        return found

    def touched(self, after: int, upto: int) -> set[str]:
        """Graphs that some commit between two touched."""
        with self._turn:
            return self._commits.touched(after, upto)

    def telling(self, name: str) -> list[Commit]:
        """Commits whose provenance tells something by this name, newest first, without their graphs."""
        with self._turn:
            return [to_commit(header) for header in self._commits.telling(name)]

    def graphs(self, iris: Collection[str], upto: int) -> dict[str, list[Quad]]:
        """Several graphs after a commit as `graph` gives one, each commit read once; absent ones are empty."""
        wanted = {str(NamedNode(iri)).encode(): iri for iri in iris}
        bodies: dict[int, tuple[int, int, bool]] = {}
        with self._turn:
            for iri in iris:
                bodies.update((number, span) for number, *span in self._index.spans(iri, upto))  # type: ignore[misc]
        held: dict[str, dict[Quad, Quad]] = defaultdict(dict)
        for number, (start, end, is_bulk) in sorted(bodies.items()):
            lines = self._bulk_lines(number) if is_bulk else self._ledger.read(start, end).splitlines(keepends=True)
            for name, body in split_by_graph(lines, wanted).items():
                removed, added = read_delta(body)
                for quad in removed:
                    held[wanted[name]].pop(normalize(quad), None)
                held[wanted[name]].update((normalize(quad), quad) for quad in added)
        return {iri: sorted(held[iri].values(), key=str) for iri in iris}

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
