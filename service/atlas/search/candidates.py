"""A name in, the things it may mean out, each with a score that says how it came about. Reads one index, asks nothing.

The very name first (without case, accents and punctuation), then things with all its words, then those that share its
rarest words, and where none of them is good its rarest letters.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from atlas.search.index import to_key

POOL: Final = 40
SCANNED: Final = 1_500
ALL_WORDS: Final = 100
PIECE: Final = 3
NEAR_ENOUGH: Final = 35.0
GOOD: Final = 75.0
SURE: Final = 100.0
ALMOST: Final = 99.0
WITHOUT_WORDS: Final = 0.9
EXACT: Final = "SELECT DISTINCT thing FROM name WHERE key = ?"
BY_WORDS: Final = "SELECT rowid FROM words WHERE words MATCH ? LIMIT ?"
BY_PIECES: Final = "SELECT rowid FROM pieces WHERE pieces MATCH ? LIMIT ?"


@dataclass(frozen=True)
class Asked:
    """A name to find. types: IRIs of which the thing must have one; empty for any."""

    name: str
    types: frozenset[str] = frozenset()
    limit: int = 5


@dataclass(frozen=True)
class Candidate:
    """A thing the name may mean. score: 0 to 100; name: the one of its names that fits best.

    is_exact: that name is the very one. words: share of the words asked for that it has. letters: how alike they are.
    """

    iri: str
    label: str
    type: str
    score: float
    name: str
    is_exact: bool
    words: float
    letters: float


def find_candidates(connection: sqlite3.Connection, asked: Asked) -> list[Candidate]:
    """At most `limit` candidates, the best first; none for a name without letters and digits."""
    key = to_key(asked.name)
    if not key:
        return []
    very = [row[0] for row in connection.execute(EXACT, (key,))]
    found = find_rows(connection, very, asked.types)
    if not found:
        found = find_rows(connection, by_words(connection, key), asked.types)
    if not found and not very:
        found = find_rows(connection, by_rare_words(connection, key), asked.types)
    ranked = rank(connection, found, key)
    if not very and (len(found) < asked.limit or not ranked or ranked[0].score < GOOD):
        found |= find_rows(connection, by_pieces(connection, key), asked.types)
        ranked = rank(connection, found, key)
    return ranked[: asked.limit]


def rank(
    connection: sqlite3.Connection,
    found: Mapping[int, tuple[str, str, str]],
    key: str,
    at_least: float = NEAR_ENOUGH,
) -> list[Candidate]:
    """Things found as candidates for a key, the best first, without those that score too little."""
    names = _names(connection, found)
    words, letters = frozenset(key.split()), pieces_of(key)
    scored = [_score(row, key, words, letters, names.get(thing, [])) for thing, row in found.items()]
    kept = [one for one in scored if one.score >= at_least]
    return sorted(kept, key=lambda one: (-one.score, len(one.label), one.iri))


def alike(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """How many letter triples two keys share, from 0 to 1 (Dice's coefficient)."""
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0


@lru_cache(maxsize=50_000)
def pieces_of(key: str) -> frozenset[str]:
    """Letter triples of a key, its ends marked."""
    padded = f" {key} "
    return frozenset([padded[i : i + PIECE] for i in range(len(padded) - PIECE + 1)])


def by_words(connection: sqlite3.Connection, key: str) -> list[int]:
    """Things with every word of a key."""
    words = " ".join(f'"{word}"' for word in key.split())
    return [row[0] for row in connection.execute(BY_WORDS, (words, ALL_WORDS))]


def by_rare_words(connection: sqlite3.Connection, key: str) -> list[int]:
    """Things that share the most of a key's rarest words; none for a key of one word, which by_words has tried."""
    words = key.split()
    return _most_shared(connection, "word", words) if len(words) > 1 else []


def by_pieces(connection: sqlite3.Connection, key: str) -> list[int]:
    """Things that share the most of a key's rarest letter triples."""
    return _most_shared(connection, "piece", [key[i : i + PIECE] for i in range(len(key) - PIECE + 1)])


def _most_shared(connection: sqlite3.Connection, table: str, terms: Sequence[str]) -> list[int]:
    """Things that hold the most of the terms, as far as the rarest terms tell without reading too many rows."""
    counting = {"word": "SELECT docs FROM word WHERE term = ?", "piece": "SELECT docs FROM piece WHERE term = ?"}[table]
    counts = {term: connection.execute(counting, (term,)).fetchone() for term in dict.fromkeys(terms)}
    rare = sorted((row[0], term) for term, row in counts.items() if row)
    shared: Counter[int] = Counter()
    left = SCANNED
    for docs, term in rare:
        if left <= 0:
            break
        query = BY_WORDS if table == "word" else BY_PIECES
        shared.update(row[0] for row in connection.execute(query, (f'"{term}"', left)))
        left -= docs
    return [thing for thing, _ in shared.most_common(POOL)]


def find_rows(
    connection: sqlite3.Connection, things: Iterable[int], types: frozenset[str]
) -> dict[int, tuple[str, str, str]]:
    """IRI, label and type of some things that have one of the types."""
    wanted = list(things)
    marks = ",".join("?" * len(wanted))
    rows = connection.execute(f"SELECT id, iri, label, type FROM thing WHERE id IN ({marks})", wanted)  # noqa: S608 - only question marks
    return {row[0]: (row[1], row[2], row[3]) for row in rows if not types or row[3] in types}


def _names(connection: sqlite3.Connection, things: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    wanted = list(things)
    marks = ",".join("?" * len(wanted))
    names: dict[int, list[tuple[str, str]]] = {}
    query = f"SELECT thing, key, text FROM name WHERE thing IN ({marks})"  # noqa: S608 - only question marks
    for thing, key, text in connection.execute(query, wanted):
        names.setdefault(thing, []).append((key, text))
    return names


def _score(
    row: tuple[str, str, str],
    key: str,
    words: frozenset[str],
    letters: frozenset[str],
    names: Sequence[tuple[str, str]],
) -> Candidate:
    iri, label, type_iri = row
    best = (0.0, 0.0, 0.0, label)
    for other, text in names:
        if other == key:
            return Candidate(iri, label, type_iri, SURE, text, is_exact=True, words=1.0, letters=1.0)
        if other.replace(" ", "") == key.replace(" ", ""):
            best = (ALMOST / SURE, 1.0, 1.0, text)
            continue
        shared = len(words.intersection(other.split())) / len(words)
        likeness = alike(letters, pieces_of(other))
        best = max(best, (max((shared + 3 * likeness) / 4, WITHOUT_WORDS * likeness), shared, likeness, text))
    score = round(min(ALMOST, best[0] * SURE), 1)
    return Candidate(iri, label, type_iri, score, best[3], is_exact=False, words=best[1], letters=best[2])
