"""A string as some catalogue writes it in, what it means out, with the rule that says so. Guesses nothing.

A string means a thing only when its key is the key of one of the thing's names; patterns tell of the rest what it is.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from atlas.errors import HomeError
from atlas.intake.names.table import compile_pattern, read_table

LONGEST: Final = 500
ONE: Final = "one"
SEVERAL: Final = "several"
PART: Final = "part"
UNREAD: Final = "unread"


@dataclass(frozen=True)
class Named:
    """A thing with one of its names. iri: its record or empty; code: how a formal expression names it."""

    name: str
    iri: str
    code: str


@dataclass(frozen=True)
class Reading:
    """What a string means. reading: a row's word, `one`, `several` or `unread`; rule: what decided, in words."""

    text: str
    key: str
    reading: str
    rule: str
    meant: tuple[Named, ...] = ()
    joint: str = ""

    @property
    def expression(self) -> str:
        """The codes of what is meant, joined as the string joins them; empty where it does not say how."""
        if len(self.meant) == 1:
            return self.meant[0].code
        return f" {self.joint} ".join(one.code for one in self.meant) if self.joint else ""


@dataclass(frozen=True)
class Step:
    """A rewriting step of a table."""

    pattern: re.Pattern[str]
    replacement: str


@dataclass(frozen=True)
class _Rule:
    pattern: re.Pattern[str]
    reading: str
    joint: str
    reason: str


@dataclass(frozen=True)
class Names:
    """The tables of one sort of name. known: things by key; doubtful: keys that more than one thing has."""

    steps: Sequence[Step]
    rules: Sequence[_Rule]
    splits: Sequence[_Rule]
    known: dict[str, Named] = field(default_factory=dict)
    doubtful: dict[str, tuple[Named, ...]] = field(default_factory=dict)

    def key(self, text: str) -> str:
        """What is left of a string when the steps have taken off what does not tell names apart."""
        return apply_steps(self.steps, text)

    def read(self, text: str) -> Reading:
        """What a string means: a name first, then what a pattern says of it, then names joined with each other."""
        key = self.key(text)
        if key in self.known:
            return Reading(text, key, ONE, f"name {self.known[key].name!r}", (self.known[key],))
        if key in self.doubtful:
            found = ", ".join(sorted(one.code for one in self.doubtful[key]))
            return Reading(text, key, UNREAD, f"may mean {found}")
        plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
        first = next((rule for rule in self.rules if rule.pattern.search(key) or rule.pattern.search(plain)), None)
        return self._joined(text, key) or (
            Reading(text, key, first.reading, first.reason) if first else Reading(text, key, UNREAD, "no rule reads it")
        )

    def _joined(self, text: str, key: str) -> Reading | None:
        """The string as names joined with each other, where every part is a name."""
        for split in self.splits:
            parts = [part for part in split.pattern.split(text[:LONGEST]) if part and part.strip()]
            found = [self.known.get(self.key(part)) for part in parts]
            known = tuple(dict.fromkeys(one for one in found if one is not None))
            if len(parts) > 1 and len(known) > 1 and None not in found:
                return Reading(text, key, SEVERAL, split.reason, known, split.joint)
        return None


def load_names(folder: Path, things: Iterable[Named]) -> Names:
    """The tables of a folder, and things with their names; several rows of one thing are its several names.

    `steps.tsv` rewrites, `aliases.tsv` adds names to codes, `readings.tsv` says what is no name of a thing, and where
    to part a string. Raises HomeError for tables at fault and for an alias of a code that nothing has.
    """
    steps = read_steps(folder / "steps.tsv")
    path = folder / "readings.tsv"
    rules = [
        _Rule(compile_pattern(row["pattern"], path), row["reading"], row["joint"], row["why"])
        for row in read_table(path, ("pattern", "reading", "joint", "why"))
    ]
    by_key: dict[str, dict[str, Named]] = defaultdict(dict)
    by_code: dict[str, Named] = {}
    for thing in things:
        by_code.setdefault(thing.code, thing)
        by_key[apply_steps(steps, thing.name)].setdefault(thing.code, thing)
    chosen: dict[str, Named] = {}
    for row in read_table(folder / "aliases.tsv", ("written", "code", "why")):
        if row["code"] not in by_code:
            raise HomeError(f"{folder / 'aliases.tsv'} names {row['code']}, which nothing is called.")
        found = by_code[row["code"]]
        chosen[apply_steps(steps, row["written"])] = Named(row["written"], found.iri, found.code)
    known = {key: next(iter(found.values())) for key, found in by_key.items() if key and len(found) == 1}
    doubtful = {key: tuple(found.values()) for key, found in by_key.items() if len(found) > 1 and key not in chosen}
    return Names(
        steps,
        [rule for rule in rules if rule.reading != PART],
        [rule for rule in rules if rule.reading == PART],
        known | chosen,
        doubtful,
    )


def read_steps(path: Path) -> list[Step]:
    """The rewriting steps of a table. Raises HomeError."""
    return [
        Step(compile_pattern(row["pattern"], path), row["replacement"])
        for row in read_table(path, ("pattern", "replacement", "why"))
    ]


def apply_steps(steps: Sequence[Step], text: str) -> str:
    """The key of a string: compatible characters made one, lower case, then each step in turn."""
    key = unicodedata.normalize("NFKC", text[:LONGEST]).casefold().strip()
    for step in steps:
        key = step.pattern.sub(step.replacement, key)
    return " ".join(key.split())
