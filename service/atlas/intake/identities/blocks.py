"""Which held things are worth comparing with a new one: look-ups in dictionaries, never a walk over all held."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from atlas.intake.identities.makers import Makers
from atlas.intake.identities.parts import Parts, without_makers
from atlas.intake.identities.things import Thing

SIZES: Final = ("size",)
WIDEST: Final = 60
RARE: Final = 25
NONE: Final = "-"
ANY: Final = "*"


@dataclass
class Blocks:
    """Held things by identifier, by the letters of their names, and by rare words of them."""

    own: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    letters: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    words: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, number: int, thing: Thing, names: Iterable[Parts], makers: Makers) -> None:
        """Keep a thing under its number."""
        for identifier in thing.own:
            self.own[identifier].append(number)
        named = list(names)
        for key in {key for parts in named for key in (*_exact(parts, makers), *_wide(parts, makers, for_all=True))}:
            self.letters[key].append(number)
        for word in {word for parts in named for word in parts.words}:
            self.words[word].append(number)

    def by_identifier(self, thing: Thing) -> list[int]:
        """Things that bear one of its identifiers, the first come first."""
        return list(dict.fromkeys(number for key in sorted(thing.own) for number in self.own.get(key, ())))

    def by_parts(self, names: Iterable[Parts], makers: Makers) -> tuple[list[int], bool]:
        """Things with the very same parts to a name; the second value says that there are more than can be compared."""
        keys = dict.fromkeys(key for parts in names for key in _exact(parts, makers))
        found = [self.letters.get(key, []) for key in keys]
        cut = any(len(block) > WIDEST for block in found)
        return list(dict.fromkeys(number for block in found for number in block[:WIDEST])), cut

    def by_likeness(self, names: Iterable[Parts], makers: Makers) -> list[int]:
        """Things with the same letters and size to a name, or else with one of its rare words."""
        named = list(names)
        keys = dict.fromkeys(key for parts in named for key in _wide(parts, makers))
        found = dict.fromkeys(number for key in keys for number in self.letters.get(key, [])[:WIDEST])
        if not found:
            words = dict.fromkeys(word for parts in named for word in parts.words)
            for word in sorted(words, key=lambda one: (len(self.words.get(one, ())), one))[:2]:
                block = self.words.get(word, [])
                found.update(dict.fromkeys(block if len(block) <= RARE else ()))
        return list(found)


def _exact(parts: Parts, makers: Makers) -> Iterator[str]:
    """The letters of a name with every other part."""
    rest = "|".join(f"{kind}={' '.join(sorted(values))}" for kind, values in sorted(parts.classed.items()))
    return (f"{letters}|{rest}" for letters in _letters(parts, makers))


def _wide(parts: Parts, makers: Makers, *, for_all: bool = False) -> Iterator[str]:
    """The letters of a name with its size, or without one; for_all: also for those that ask without a size."""
    size = " ".join(sorted(value for kind in SIZES for value in parts.classed.get(kind, ())))
    for letters in _letters(parts, makers):
        yield f"{letters} {size or NONE}"
        if for_all or not size:
            yield f"{letters} {ANY}"
        elif not for_all:
            yield f"{letters} {NONE}"


def _letters(parts: Parts, makers: Makers) -> list[str]:
    """The letters of a name, and the same without the words that name a maker."""
    plain = without_makers(parts.words, makers.words | makers.letters)
    return list(dict.fromkeys(found for found in (parts.letters, "".join(plain)) if found))
