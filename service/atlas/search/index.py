"""Names in, a full-text index in one SQLite file out (FTS5). Built whole for one snapshot, never changed after."""

import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

STROKED: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe"})
WORD: Final = re.compile(r"[^\W_]+")
TABLES: Final = """
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT UNIQUE, label TEXT, type TEXT);
CREATE VIRTUAL TABLE words USING fts5(
    names, content='', detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 2", prefix='2 3 4'
);
CREATE VIRTUAL TABLE pieces USING fts5(names, content='', detail=none, columnsize=0, tokenize="trigram");
CREATE VIRTUAL TABLE temp.word_terms USING fts5vocab(main, 'words', 'row');
CREATE VIRTUAL TABLE temp.piece_terms USING fts5vocab(main, 'pieces', 'row');
CREATE TABLE name (thing INTEGER, key TEXT, text TEXT);
"""
INDEXES: Final = """
CREATE INDEX name_key ON name (key);
CREATE INDEX name_thing ON name (thing);
CREATE TABLE word (term TEXT PRIMARY KEY, docs INTEGER) WITHOUT ROWID;
INSERT INTO word SELECT term, doc FROM word_terms;
CREATE TABLE piece (term TEXT PRIMARY KEY, docs INTEGER) WITHOUT ROWID;
INSERT INTO piece SELECT term, doc FROM piece_terms;
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

    Things with short names come first, so that the first matches read are the closest ones.
    The end of an IRI counts as a name, so that a slug or a hub name is found. Source: sqlite.org/fts5.html.
    """
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    connection = sqlite3.connect(partial)
    try:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES)
        count = 0
        for number, entry in enumerate(sorted(entries, key=_by_length), start=1):
            names = (*entry.names, slug_of(entry.iri))
            named = {to_key(name): name for name in reversed(names)}
            text = "\n".join(named)
            connection.execute("INSERT INTO thing VALUES (?, ?, ?, ?)", (number, entry.iri, entry.names[0], entry.type))
            connection.execute("INSERT INTO words (rowid, names) VALUES (?, ?)", (number, text))
            connection.execute("INSERT INTO pieces (rowid, names) VALUES (?, ?)", (number, text))
            connection.executemany("INSERT INTO name VALUES (?, ?, ?)", [(number, *pair) for pair in named.items()])
            count = number
        connection.commit()
        connection.executescript(INDEXES)
    finally:
        connection.close()
    partial.replace(path)
    return count


def _by_length(entry: Entry) -> tuple[int, str]:
    return len(entry.names[0]), entry.iri


def to_key(name: str) -> str:
    """A name without case, accents and punctuation: two names are the same when their keys are."""
    letters = unicodedata.normalize("NFKD", name.casefold().translate(STROKED))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(WORD.findall(plain))


def slug_of(iri: str) -> str:
    """What stands after the last slash or hash of an IRI."""
    return iri.replace("#", "/").rstrip("/").rpartition("/")[2]
