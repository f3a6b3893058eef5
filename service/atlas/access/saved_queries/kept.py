"""Queries kept under a short address: text in, a name made from the text out; bounded in number and bytes.

What nobody opened for a month is forgotten, unless it names a state of the graph: such a one can be cited.
"""

import sqlite3
import threading
import time
from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from atlas.errors import BusyError, TooLargeError

FILE: Final = "saved.sqlite"
NAME_LENGTH: Final = 16
TITLE_LENGTH: Final = 300
KEPT_S: Final = 30 * 24 * 3600.0
TOTAL_BYTES: Final = 64 * 1024 * 1024
CLIENT_BYTES: Final = 20 * 1024 * 1024
CLIENT_ITEMS: Final = 100
TABLE: Final = """
CREATE TABLE IF NOT EXISTS saved (
  name TEXT PRIMARY KEY, query TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL,
  client TEXT NOT NULL, made REAL NOT NULL, opened REAL NOT NULL, bytes INTEGER NOT NULL
)
"""


@dataclass(frozen=True)
class KeptQuery:
    """One kept query. state: the commit it was saved at, as `?as-of=` takes it; empty: always the newest."""

    name: str
    query: str
    title: str
    state: str
    made: float


class KeptQueries:
    """The kept queries of one store directory."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(directory / FILE, check_same_thread=False)
        self._connection.executescript(f"PRAGMA journal_mode = WAL; {TABLE}")

    def keep(self, query: str, *, title: str = "", state: str = "", client: str = "local") -> KeptQuery:
        """Keep a query; the same text, title and state always get the same name.

        Raises TooLargeError when a client keeps too many or too much, BusyError when the whole is full.
        """
        name = name_of(query, state, title)
        size = len(query.encode()) + len(title.encode())
        now = time.time()
        with self._lock, self._connection as connection:
            connection.execute("DELETE FROM saved WHERE state = '' AND opened < ?", (now - KEPT_S,))
            if connection.execute("SELECT 1 FROM saved WHERE name = ?", (name,)).fetchone() is None:
                self._check_room(connection, client, size)
                values = (name, query, title[:TITLE_LENGTH], state, client, now, now, size)
                connection.execute("INSERT INTO saved VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        found = self.find(name)
        if found is None:
            raise BusyError("The query could not be kept.")
        return found

    def find(self, name: str) -> KeptQuery | None:
        """A kept query, or None; that it was opened is noted."""
        with self._lock, self._connection as connection:
            row = connection.execute(
                "SELECT name, query, title, state, made FROM saved WHERE name = ?", (name,)
            ).fetchone()
            if row is None:
                return None
            connection.execute("UPDATE saved SET opened = ? WHERE name = ?", (time.time(), name))
        return KeptQuery(*row)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _check_room(self, connection: sqlite3.Connection, client: str, size: int) -> None:
        items, held = connection.execute(
            "SELECT COUNT(*), COALESCE(SUM(bytes), 0) FROM saved WHERE client = ? AND made > ?",
            (client, time.time() - KEPT_S),
        ).fetchone()
        if items >= CLIENT_ITEMS or held + size > CLIENT_BYTES:
            raise TooLargeError(
                "You kept as many queries this month as one client may.",
                found=f"{items} queries, {held} bytes",
                expected=f"fewer than {CLIENT_ITEMS} queries and {CLIENT_BYTES} bytes",
                suggestion="Share the query as a link to /sparql instead.",
            )
        (total,) = connection.execute("SELECT COALESCE(SUM(bytes), 0) FROM saved").fetchone()
        if total + size > TOTAL_BYTES:
            raise BusyError("No more queries can be kept now.")


def name_of(query: str, state: str, title: str = "") -> str:
    """The name of a query at a state, under a title: who knows it knew the text or was told the name."""
    said = f"{state}\0{query}" + (f"\0{title}" if title else "")
    return b32encode(sha256(said.encode("utf-8", "surrogatepass")).digest()).decode().lower()[:NAME_LENGTH]
