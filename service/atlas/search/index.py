"""Names in, a full-text index in one SQLite file out (FTS5). Built whole for one snapshot, never changed after."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TABLES: Final = """
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT UNIQUE, label TEXT, type TEXT);
CREATE VIRTUAL TABLE words USING fts5(names, content='', tokenize="unicode61 remove_diacritics 2", prefix='2 3 4');
CREATE VIRTUAL TABLE pieces USING fts5(names, content='', tokenize="trigram");
"""


@dataclass(frozen=True)
class Entry:
    """One thing: its label first among its names."""

    iri: str
    names: tuple[str, ...]
    type: str = ""


def make_entries(rows: Iterable[Mapping[str, str]]) -> list[Entry]:
    """Entries from rows of item, label and type, one row a name; the first label of a thing is its own."""
    names: dict[str, list[str]] = defaultdict(list)
    types: dict[str, str] = {}
    for row in rows:
        names[row["item"]].append(row["label"])
        types.setdefault(row["item"], row.get("type", ""))
    return [Entry(iri, tuple(dict.fromkeys(found)), types[iri]) for iri, found in names.items()]


def build_index(path: Path, entries: Iterable[Entry]) -> int:
    """Write the index file and return the number of things in it. The file appears only when it is whole.

    The end of an IRI counts as a name, so that a slug or a hub name is found. Source: sqlite.org/fts5.html.
    """
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    connection = sqlite3.connect(partial)
    try:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES)
        count = 0
        for number, entry in enumerate(entries, start=1):
            text = "\n".join((*entry.names, slug_of(entry.iri)))
            connection.execute("INSERT INTO thing VALUES (?, ?, ?, ?)", (number, entry.iri, entry.names[0], entry.type))
            connection.execute("INSERT INTO words (rowid, names) VALUES (?, ?)", (number, text))
            connection.execute("INSERT INTO pieces (rowid, names) VALUES (?, ?)", (number, text))
            count = number
        connection.commit()
    finally:
        connection.close()
    partial.replace(path)
    return count


def slug_of(iri: str) -> str:
    """What stands after the last slash or hash of an IRI."""
    return iri.replace("#", "/").rstrip("/").rpartition("/")[2]
