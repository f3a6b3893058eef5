"""Who made a thing, by every name that is known of the maker; whether two makers may be one. Decides nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from atlas.intake.identities.parts import Tables, letters_of
from atlas.intake.identities.things import Thing

SHORTEST: Final = 4
SHORTEST_WORD: Final = 3


@dataclass(frozen=True)
class Makers:
    """What a thing's makers are called. letters: names without spaces; words: of these names; groups: they stand in."""

    names: tuple[str, ...]
    letters: frozenset[str]
    words: frozenset[str]
    groups: frozenset[str]


@dataclass
class MakerNames:
    """Names of makers, learned from the things that are makers themselves."""

    groups: Mapping[str, str]
    tables: Tables
    _names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _made: dict[tuple[str, ...], Makers] = field(default_factory=dict)

    def learn(self, things: Iterable[Thing]) -> None:
        """Keep the names and identifiers of things that may be makers."""
        for thing in things:
            if thing.names:
                self._names[thing.iri] = (*thing.names, *(value for _, value in sorted(thing.own)))
        self._made.clear()

    def of(self, thing: Thing) -> Makers:
        """What its makers are called."""
        key = tuple(thing.makers)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._make([name for maker in key for name in self._names.get(maker, (maker,))])
        return found

    def compare(self, ours: Makers, theirs: Makers) -> str:
        """`same` for a name or group in common, `part` for names that are alike, `one` where a side has none."""
        if not ours.names or not theirs.names:
            return "one"
        if ours.letters & theirs.letters or ours.groups & theirs.groups:
            return "same"
        if ours.words & theirs.words:
            return "part"
        if any(_alike(a, b) for a in ours.words | ours.letters for b in theirs.words | theirs.letters):
            return "part"
        return "differs"

    def _make(self, names: Iterable[str]) -> Makers:
        given = tuple(dict.fromkeys(name for name in names if "://" not in name))
        letters = frozenset(letters_of(name) for name in given) - {""}
        words = {word for name in given for word in self.tables.part(name).words if len(word) >= SHORTEST_WORD}
        initials = {"".join(word[0] for word in self.tables.part(name).words) for name in given}
        return Makers(
            given,
            letters | {short for short in initials if len(short) >= SHORTEST},
            frozenset(words),
            frozenset(self.groups[one] for one in letters if one in self.groups),
        )


def _alike(ours: str, theirs: str) -> bool:
    short, long = sorted((ours, theirs), key=len)
    return len(short) >= SHORTEST and long.startswith(short)
