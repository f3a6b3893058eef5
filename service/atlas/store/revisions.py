"""Which commit touched which graph: an index over the ledger in SQLite that can be rebuilt from it at any time."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self

from atlas.errors import PreconditionError
from atlas.store.ledger import BEGINNING, Entry, Position

FILE: Final = "index.sqlite"
TABLES: Final = """
CREATE TABLE IF NOT EXISTS "commit" (number INTEGER PRIMARY KEY, start INTEGER NOT NULL, body INTEGER NOT NULL,
  finish INTEGER NOT NULL, digest TEXT NOT NULL, header TEXT NOT NULL, token TEXT);
CREATE INDEX IF NOT EXISTS commit_token ON "commit" (token);
CREATE TABLE IF NOT EXISTS graph (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS touch (graph INTEGER NOT NULL, number INTEGER NOT NULL, present INTEGER NOT NULL,
  PRIMARY KEY (graph, number)) WITHOUT ROWID;
"""
LAST_TOUCH: Final = """
SELECT number, present FROM touch WHERE graph = (SELECT id FROM graph WHERE iri = ?) AND number <= ?
ORDER BY number DESC LIMIT 1
"""
LAST_TOUCHES: Final = """
SELECT iri, max(number), present FROM touch JOIN graph ON graph.id = touch.graph WHERE number <= ? GROUP BY graph.id
"""
HISTORY: Final = """
SELECT header FROM touch JOIN "commit" USING (number)
WHERE graph = (SELECT id FROM graph WHERE iri = ?) AND number <= ? ORDER BY number
"""
SPANS: Final = """
SELECT number, body, finish, header LIKE '%"bulk"%' FROM touch JOIN "commit" USING (number)
WHERE graph = (SELECT id FROM graph WHERE iri = ?) AND number <= ? ORDER BY number
"""


class Revisions:
    """The index of one store. One process writes it, any may read it; a reader asks for what a snapshot may know."""

    def __init__(self, directory: Path, *, read_only: bool = False) -> None:
        self.path = directory / FILE
        how = "mode=ro" if read_only else "mode=rwc"
        self._base = sqlite3.connect(f"{self.path.absolute().as_uri()}?{how}", uri=True, check_same_thread=False)
        if not read_only:
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("PRAGMA synchronous=NORMAL")
            self._base.executescript(TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    @property
    def last(self) -> Position:
        """Where the newest commit recorded stands in the ledger."""
        query = 'SELECT number, start, finish, digest FROM "commit" ORDER BY number DESC LIMIT 1'
        row = self._base.execute(query).fetchone()
        return Position(*row) if row else BEGINNING

    def record(self, entries: Iterable[Entry]) -> None:
        """Add commits, all or none."""
        with self._base:
            for entry in entries:
                self._record(entry)

    def forget_after(self, number: int) -> None:
        """Drop every commit later than this one."""
        with self._base:
            self._base.execute('DELETE FROM "commit" WHERE number > ?', (number,))
            self._base.execute("DELETE FROM touch WHERE number > ?", (number,))

    def _record(self, entry: Entry) -> None:
        header = {key: value for key, value in entry.header.items() if key not in ("graphs", "gone")}
        self._base.execute(
            'INSERT INTO "commit" VALUES (?, ?, ?, ?, ?, ?, ?)',
            (entry.number, entry.start, entry.body, entry.end, entry.digest, json.dumps(header), header.get("token")),
        )
        if "bulk" in header:
            path = self.path.parent / "ledger" / "bulk" / f"{entry.number}.graphs"
            with path.open(encoding="utf-8") as file:
                self._touch(entry.number, (line[1:-2] for line in file), present=1)
        self._touch(entry.number, entry.header.get("graphs", ()), present=1)
        self._touch(entry.number, entry.header.get("gone", ()), present=0)

    def _touch(self, number: int, graphs: Iterable[str], *, present: int) -> None:
        for iri in graphs:
            self._base.execute("INSERT OR IGNORE INTO graph (iri) VALUES (?)", (iri,))
            self._base.execute(
                "INSERT OR REPLACE INTO touch SELECT id, ?, ? FROM graph WHERE iri = ?", (number, present, iri)
            )

    def find(self, graphs: Sequence[str] | None, upto: int) -> dict[str, int]:
        """Graph IRI to the last commit that touched it, as of a commit; graphs that are not there left out."""
        if graphs is None:
            rows = self._base.execute(LAST_TOUCHES, (upto,))
            return {iri: number for iri, number, present in rows if present}
        found = {}
        for iri in graphs:
            row = self._base.execute(LAST_TOUCH, (iri, upto)).fetchone()
            if row is not None and row[1]:
                found[iri] = int(row[0])
        return found

    def check(self, expected: Mapping[str, int], upto: int) -> None:
        """Raise PreconditionError when a graph has another revision than expected; 0 is that of an absent graph."""
        found = self.find(list(expected), upto)
        for graph, revision in expected.items():
            if found.get(graph, 0) != revision:
                raise PreconditionError(
                    f"{graph} has changed since you read it.",
                    found=f"revision {found.get(graph, 0)}",
                    expected=f"revision {revision}",
                    suggestion="Read it again and repeat your change on what is there now.",
                )

    def history(self, graph: str, upto: int) -> list[dict[str, Any]]:
        """Headers of the commits that touched a graph, oldest first, without their lists of graphs."""
        return [json.loads(row[0]) for row in self._base.execute(HISTORY, (graph, upto))]

    def spans(self, graph: str, upto: int) -> list[tuple[int, int, int, bool]]:
        """Number of each of those commits, where its body stands in the ledger, and whether it was a bulk load."""
        rows = self._base.execute(SPANS, (graph, upto))
        return [(int(number), int(body), int(end), bool(bulk)) for number, body, end, bulk in rows]

    def get_span(self, number: int) -> tuple[int, int] | None:
        """Where in the ledger the body of a commit stands, or None."""
        row = self._base.execute('SELECT body, finish FROM "commit" WHERE number = ?', (number,)).fetchone()
        return (int(row[0]), int(row[1])) if row else None

    def find_token(self, token: str) -> int | None:
        """Number of the commit that carries this token, or None."""
        row = self._base.execute('SELECT number FROM "commit" WHERE token = ?', (token,)).fetchone()
        return int(row[0]) if row else None

    def get_header(self, number: int) -> dict[str, Any] | None:
        """Header of a commit with the graphs it touched, or None."""
        row = self._base.execute('SELECT header FROM "commit" WHERE number = ?', (number,)).fetchone()
        if row is None:
            return None
        header: dict[str, Any] = json.loads(row[0])
        rows = self._base.execute(
            "SELECT iri FROM touch JOIN graph ON graph.id = touch.graph WHERE number = ? ORDER BY iri", (number,)
        )
        return {**header, "graphs": [row[0] for row in rows]}
