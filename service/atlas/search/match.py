"""Words in, things out, best first: whole words and beginnings, else near spellings by shared letter triples."""

import re
import sqlite3
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final, Self

from atlas.search.index import slug_of

WORD: Final = re.compile(r"\w+")
CANDIDATES: Final = 200
NEAR_ENOUGH: Final = 0.6
FOUND: Final = """
SELECT thing.iri, thing.label, thing.type, bm25(words) FROM words JOIN thing ON thing.id = words.rowid
WHERE words MATCH ? ORDER BY bm25(words) LIMIT ?
"""
SIMILAR: Final = """
SELECT thing.iri, thing.label, thing.type, bm25(pieces) FROM pieces JOIN thing ON thing.id = pieces.rowid
WHERE pieces MATCH ? ORDER BY bm25(pieces) LIMIT ?
"""


@dataclass(frozen=True)
class Hit:
    """One thing found. score: 1 for the very name, less for what is further away."""

    iri: str
    label: str
    type: str
    score: float


class Index:
    """An index file, open for reading."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def find(self, words: str, *, limit: int = 50, type_iri: str | None = None) -> list[Hit]:
        """Things whose names hold every word, the last one as a beginning; near spellings where none does."""
        wanted = WORD.findall(words)
        if not wanted:
            return []
        match = " ".join(f'"{word}"' for word in wanted) + "*"
        hits = self._hits(FOUND, match, words, max(CANDIDATES, limit))
        hits = [hit for hit in hits if type_iri is None or hit.type == type_iri]
        return hits[:limit] or self.near(words, limit=limit, type_iri=type_iri)

    def near(self, words: str, *, limit: int = 5, type_iri: str | None = None) -> list[Hit]:
        """Things with a name spelt nearly so, the nearest first."""
        text = "".join(WORD.findall(words.lower()))
        pieces = {text[i : i + 3] for i in range(len(text) - 2)}
        if not pieces:
            return []
        match = " OR ".join(f'"{piece}"' for piece in sorted(pieces))
        hits = self._hits(SIMILAR, match, words, CANDIDATES)
        kept = [hit for hit in hits if hit.score >= NEAR_ENOUGH and (type_iri is None or hit.type == type_iri)]
        return kept[:limit]

    def _hits(self, query: str, match: str, words: str, limit: int) -> list[Hit]:
        rows = self._connection.execute(query, (match, limit)).fetchall()
        hits = [Hit(iri, label, type_iri, _similarity(words, iri, label)) for iri, label, type_iri, _ in rows]
        return sorted(hits, key=lambda hit: (-hit.score, len(hit.label), hit.iri))


def _similarity(words: str, iri: str, label: str) -> float:
    """How alike the words are to the label or the slug, from 0 to 1."""
    wanted = words.strip().lower()
    return max(
        SequenceMatcher(None, wanted, name).ratio() for name in (label.lower(), slug_of(iri).replace("-", " ").lower())
    )
