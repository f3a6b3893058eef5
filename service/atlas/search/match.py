"""Words in, things out, best first: whole words and beginnings, else near spellings by shared letter triples."""

import sqlite3
import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from atlas.search.candidates import EXACT, Asked, Candidate, by_pieces, find_candidates, find_rows, rank
from atlas.search.index import to_key

READ: Final = 200
NEAR_ENOUGH: Final = 45.0  # one letter of six left out
BEGINNING: Final = "SELECT rowid FROM words WHERE words MATCH ? LIMIT ?"


@dataclass(frozen=True)
class Hit:
    """One thing found. score: 1 for the very name, less for what is further away. is_near: spelt nearly so only."""

    iri: str
    label: str
    type: str
    score: float
    is_near: bool = False


class Index:
    """An index file, open for reading by any thread, one at a time. It closes when nobody holds it any more."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._turn = threading.Lock()
        weakref.finalize(self, self._connection.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file once the search under way has ended; none may follow."""
        with self._turn:
            self._connection.close()

    def find(self, words: str, *, limit: int = 50, type_iri: str | None = None) -> list[Hit]:
        """Things whose names hold every word, the last one as a beginning; near spellings where none does."""
        key = to_key(words)
        if not key:
            return []
        match = " ".join(f'"{word}"' for word in key.split()) + "*"
        with self._turn:
            exact = [row[0] for row in self._connection.execute(EXACT, (key,))]
            begun = [row[0] for row in self._connection.execute(BEGINNING, (match, max(READ, limit)))]
            found = find_rows(self._connection, {*exact, *begun}, _types(type_iri))
            hits = [_hit(one) for one in rank(self._connection, found, key, at_least=0.0)]
        return hits[:limit] or self.near(words, limit=limit, type_iri=type_iri)

    def near(self, words: str, *, limit: int = 5, type_iri: str | None = None) -> list[Hit]:
        """Things with a name spelt nearly so, the nearest first."""
        key = to_key(words)
        if not key:
            return []
        with self._turn:
            found = find_rows(self._connection, by_pieces(self._connection, key), _types(type_iri))
            near = rank(self._connection, found, key, at_least=NEAR_ENOUGH)[:limit]
        return [replace(_hit(one), is_near=not one.is_exact) for one in near]

    def candidates(self, asked: Sequence[Asked]) -> list[list[Candidate]]:
        """For each name asked for, the things it may mean, best first."""
        with self._turn:
            return [find_candidates(self._connection, one) for one in asked]


def _types(type_iri: str | None) -> frozenset[str]:
    return frozenset() if type_iri is None else frozenset((type_iri,))


def _hit(found: Candidate) -> Hit:
    return Hit(found.iri, found.label, found.type, found.score / 100)
