"""Two things in, how sure it is that they are one out, with what each part of their names told. Pure arithmetic.

The odds begin low and every feature adds to or takes from their logarithm what the tables say its outcome counts for.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from atlas.intake.identities.makers import MakerNames, Makers
from atlas.intake.identities.parts import WORD, Parts, Tables, Weight, without_makers
from atlas.intake.identities.things import Thing

NAMES: Final = 4
NOTHING: Final = Weight({}, frozenset())


@dataclass(frozen=True)
class Comparison:
    """score: from 0 to 1; odds: their logarithm. doubts: features that keep it from being certain.

    against: features that speak so strongly against it that even an identifier in common proves nothing.
    features: outcome by feature; reasons: the same in words, with the values that were compared.
    """

    score: float
    odds: float
    doubts: tuple[str, ...]
    against: tuple[str, ...]
    features: Mapping[str, str]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Outcome:
    feature: str
    outcome: str
    ours: str
    theirs: str
    share: float = 1.0


def compare(tables: Tables, makers: MakerNames, ours: Thing, theirs: Thing) -> Comparison:
    """The pair of their names that fits best, with makers and shared identifiers."""
    us, them = makers.of(ours), makers.of(theirs)
    by = _Outcome("maker", makers.compare(us, them), _first(us.names), _first(them.names))
    rest = [*([by] if us.names or them.names else []), *_shared(ours, theirs)]
    said, told = _remarks(tables, ours), _remarks(tables, theirs)
    pairs = product(_parted(tables, ours), _parted(tables, theirs))
    found = [_judge(tables, [*_names(_filled(a, said, b), _filled(b, told, a), us, them), *rest]) for a, b in pairs]
    return max(found, key=lambda one: (one.odds, -len(one.doubts)))


def _parted(tables: Tables, thing: Thing) -> list[Parts]:
    return [tables.part(name) for name in thing.names[:NAMES]]


def _remarks(tables: Tables, thing: Thing) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for remark in thing.remarks:
        found = {**tables.part(remark).classed, **found}
    return found


def _filled(ours: Parts, remarks: Mapping[str, frozenset[str]], theirs: Parts) -> Parts:
    """A name with what remarks tell of parts that only the other name has; a remark that nothing answers is left."""
    added = {kind: remarks[kind] for kind in theirs.classed if kind in remarks and kind not in ours.classed}
    return Parts(ours.name, ours.words, {**ours.classed, **added}) if added else ours


def _names(ours: Parts, theirs: Parts, us: Makers, them: Makers) -> Iterator[_Outcome]:
    yield _words(ours, theirs, us, them)
    for kind in sorted(ours.classed.keys() | theirs.classed.keys()):
        a, b = ours.classed.get(kind, frozenset()), theirs.classed.get(kind, frozenset())
        if a == b:
            outcome = "same"
        elif not a or not b:
            outcome = "one"
        else:
            outcome = "part" if a & b else "differs"
        yield _Outcome(kind, outcome, " ".join(sorted(a)), " ".join(sorted(b)))


def _words(ours: Parts, theirs: Parts, us: Makers, them: Makers) -> _Outcome:
    """Words agree when their letters do, with or without those that name a maker; `one`: a side has further words."""
    said = (" ".join(ours.words), " ".join(theirs.words))
    if not ours.words and not theirs.words:
        return _Outcome(WORD, "differs", *said)
    if _letters(ours.words) == _letters(theirs.words):
        return _Outcome(WORD, "same", *said)
    makers = us.words | them.words | us.letters | them.letters
    a, b = without_makers(ours.words, makers), without_makers(theirs.words, makers)
    if a and b and (_letters(a) == _letters(b) or set(a) == set(b)):
        return _Outcome(WORD, "same", *said)
    common, both = set(a) & set(b), set(a) | set(b)
    if not common:
        return _Outcome(WORD, "differs", *said)
    return _Outcome(WORD, "one" if common in (set(a), set(b)) else "part", *said, len(common) / len(both))


def _letters(words: Sequence[str]) -> str:
    return "".join(words)


def _shared(ours: Thing, theirs: Thing) -> Iterator[_Outcome]:
    if ours.shared and theirs.shared:
        common = sorted(value for _, value in ours.shared & theirs.shared)
        told = _first(common)
        yield _Outcome("shared", "same" if common else "differs", told or "another", told or "another")


def _judge(tables: Tables, outcomes: Sequence[_Outcome]) -> Comparison:
    odds = tables.settings["start"]
    doubts: list[str] = []
    against: list[str] = []
    for one in outcomes:
        weight = tables.weights.get(one.feature, NOTHING)
        count = weight.counts.get(one.outcome, 0.0)
        if one.share < 1:
            least = weight.counts.get("differs", 0.0)
            count = least + (count - least) * one.share
        odds += count
        if one.outcome in weight.doubt:
            doubts.append(one.feature)
        if count < tables.settings["against"]:
            against.append(one.feature)
    return Comparison(
        1 / (1 + math.exp(-odds)),
        odds,
        tuple(doubts),
        tuple(against),
        {one.feature: one.outcome for one in outcomes},
        tuple(_told(one) for one in outcomes),
    )


def _told(one: _Outcome) -> str:
    values = one.ours if one.ours == one.theirs else f"{one.ours or 'none'} and {one.theirs or 'none'}"
    return f"{one.feature} {one.outcome}: {values}"


def _first(texts: Sequence[str]) -> str:
    return texts[0] if texts else ""
