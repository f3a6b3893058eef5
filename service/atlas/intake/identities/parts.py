"""A name as its parts, by tables: what the thing is called, its version, its size and whatever else the tables tell.

Names no part itself: the classes of words and what agreement counts for stand in data/identities.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from atlas.errors import HomeError
from atlas.intake.names.read import Step, apply_steps, read_steps
from atlas.intake.names.table import compile_pattern, read_table

WORD: Final = "word"
LEFT_OUT: Final = "-"
SETTINGS: Final = ("start", "certain", "review", "lead", "against", "doubtful")
OUTCOMES: Final = ("same", "part", "one", "differs")


@dataclass(frozen=True)
class Parts:
    """A name taken apart. words: what it is called by, in order; classed: the other parts by class."""

    name: str
    words: tuple[str, ...]
    classed: Mapping[str, frozenset[str]]

    @property
    def letters(self) -> str:
        """The words without the spaces between them, which people set as they like."""
        return "".join(self.words)


@dataclass(frozen=True)
class Weight:
    """What each outcome of one feature counts for; doubt: outcomes that keep a match from being certain."""

    counts: Mapping[str, float]
    doubt: frozenset[str]


@dataclass(frozen=True)
class Tables:
    """How names of one sort are compared."""

    steps: Sequence[Step]
    tokens: Sequence[tuple[re.Pattern[str], str, str]]
    weights: Mapping[str, Weight]
    settings: Mapping[str, float]
    _known: dict[str, Parts] = field(default_factory=dict, compare=False)

    def part(self, name: str) -> Parts:
        """A name taken apart; one seen before is not taken apart again."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._part(name)
        return found

    def _part(self, name: str) -> Parts:
        words: list[str] = []
        classed: dict[str, set[str]] = {}
        for word in apply_steps(self.steps, name).split():
            kind, means = self._class_of(word)
            if kind == WORD:
                words.append(means)
            elif kind != LEFT_OUT:
                classed.setdefault(kind, set()).add(means)
        return Parts(name, tuple(words), {kind: frozenset(found) for kind, found in classed.items()})

    def _class_of(self, word: str) -> tuple[str, str]:
        for pattern, kind, means in self.tokens:
            match = pattern.fullmatch(word)
            if match:
                return kind, match.expand(means) if means else word
        return WORD, word


def load_tables(folder: Path) -> dict[str, Tables]:
    """Tables of every sort of name by the name of its folder. Raises HomeError for tables at fault."""
    found = {path.name: _load(path) for path in sorted(folder.glob("*")) if path.is_dir()}
    if not found:
        raise HomeError(f"{folder} holds no tables.", expected="a folder for each sort of name")
    return found


def load_groups(folder: Path) -> dict[str, str]:
    """Groups of names of one maker: the group by the name's letters."""
    rows = read_table(folder / "makers.tsv", ("group", "name", "seen"))
    return {letters_of(row["name"]): row["group"] for row in rows}


@lru_cache(maxsize=100_000)
def letters_of(name: str) -> str:
    """Letters and digits of a name in lower case."""
    return "".join(re.findall(r"[^\W_]+", name.casefold()))


def without_makers(words: Sequence[str], makers: frozenset[str]) -> tuple[str, ...]:
    """Words without those before the last that name a maker; the last stays whatever it is."""
    return tuple(word for place, word in enumerate(words, start=1) if place == len(words) or word not in makers)


def _load(folder: Path) -> Tables:
    tokens = folder / "tokens.tsv"
    weights: dict[str, Weight] = {}
    settings: dict[str, float] = {}
    path = folder / "weights.tsv"
    for row in read_table(path, ("feature", *OUTCOMES, "doubt", "why")):
        try:
            counts = {outcome: float(row[outcome] or 0) for outcome in OUTCOMES}
        except ValueError as error:
            raise HomeError(f"{path} weighs {row['feature']} by what is no number.") from error
        if row["feature"] in SETTINGS:
            settings[row["feature"]] = counts["same"]
        else:
            weights[row["feature"]] = Weight(counts, frozenset(row["doubt"].split()))
    missing = set(SETTINGS) - settings.keys()
    if missing:
        raise HomeError(f"{path} lacks {', '.join(sorted(missing))}.")
    return Tables(
        read_steps(folder / "steps.tsv"),
        [
            (compile_pattern(row["pattern"], tokens), row["class"], row["means"])
            for row in read_table(tokens, ("pattern", "class", "means", "why"))
        ],
        weights,
        settings,
    )
