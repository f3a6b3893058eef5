"""A class explored: chosen facet values in, counts and the things that fit out. Counts with bits, asks no store."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from atlas.access.exploring.facets import Facet, Facets
from atlas.access.exploring.postings import every, last_segment, numbers_of, to_bytes
from atlas.access.exploring.spans import FROM, TO, Scale, Span, Typed, read_span, say_span
from atlas.access.ontology.labels import Say
from atlas.schema.model import Schema

UNSAID: Final = "~unknown"
GAP: Final = "~"
SHOWN: Final = 12
BOOLEANS: Final = frozenset(("true", "false"))
Value = str | Span
Chosen = Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True)
class Choice:
    """One value of a facet. key: in the address. count: things that would fit. is_gap: a way of not knowing."""

    key: str
    value: str
    label: str
    count: int
    is_chosen: bool
    is_gap: bool = False


@dataclass(frozen=True)
class Division:
    """One facet with its choices. known: things that have a value at all. more: choices that are not shown.

    scale: its numbers or dates, which are not counted one by one. typed: the bounds given for them.
    """

    facet: Facet
    choices: tuple[Choice, ...]
    known: int
    more: int
    scale: Scale | None = None
    typed: Typed | None = None

    @property
    def is_active(self) -> bool:
        """Whether anything of it is chosen or typed."""
        return self.typed is not None or any(choice.is_chosen for choice in self.choices)


@dataclass
class Selection:
    """What is chosen: facet name to values, each an IRI, a literal, a span or a way of not knowing.

    lost: keys nobody has. wrong: by facet name, bounds that make no span, as they were typed.
    """

    chosen: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    lost: list[tuple[str, str]] = field(default_factory=list)
    wrong: dict[str, Typed] = field(default_factory=dict)


def read_selection(schema: Schema, facets: Facets, given: Iterable[tuple[str, str]], say: Say) -> Selection:
    """The choices that an address names; names that are no facet are left out."""
    found: dict[str, list[Value]] = defaultdict(list)
    selection = Selection()
    pairs = list(given)
    bounds = dict(reversed(pairs))
    for name, key in pairs:
        ranged = name.removesuffix(FROM).removesuffix(TO)
        if name not in facets.facets and ranged in facets.scales and ranged not in selection.wrong:
            low, high = bounds.get(ranged + FROM, ""), bounds.get(ranged + TO, "")
            span = read_span(facets.scales[ranged].kind, low, high, say)
            if isinstance(span, Typed):
                selection.wrong[ranged] = span
            elif span is not None and span not in found[ranged]:
                found[ranged].append(span)
        if name not in facets.facets or not key:
            continue
        value = _value_of(schema, facets, name, key)
        if value is None:
            selection.lost.append((name, key))
        elif value not in found[name]:
            found[name].append(value)
    selection.chosen = {name: tuple(values) for name, values in found.items() if values}
    return selection


def fitting(facets: Facets, chosen: Chosen, *, but: str = "") -> int:
    """Things that fit every choice, as bits. but: a facet whose own choices are left out."""
    found = every(facets.size)
    for name, values in chosen.items():
        if name != but:
            found &= _bits(facets, name, values)
    return found


def divide(
    schema: Schema,
    facets: Facets,
    chosen: Chosen,
    say: Say,
    whole: str = "",
    wrong: Mapping[str, Typed] | None = None,
) -> list[Division]:
    """Every facet that divides the class, with counts under the other facets' choices.

    whole: shown with all values. wrong: bounds to be shown again.
    """
    shown: list[Division] = []
    total = fitting(facets, chosen)
    for name, facet in facets.facets.items():
        if not len(facets.values(name)) and (name in facets.scales or not _gaps(facets, facet)):
            continue
        among = fitting(facets, chosen, but=name) if name in chosen else total
        choices = _choices(schema, facets, facet, chosen.get(name, ()), among, say)
        kept = choices if name == whole else _shorten(choices)
        known = facets.values(name).known().bit_count()
        spans = (one for one in chosen.get(name, ()) if isinstance(one, Span))
        typed = (wrong or {}).get(name) or next((Typed(one.low, one.high) for one in spans), None)
        more = len(choices) - len(kept)
        shown.append(Division(facet, tuple(kept), known, more, facets.scales.get(name), typed))
    return sorted(shown, key=lambda one: (not one.is_active, one.facet.member is not None, one.facet.path is not None))


def page_of(facets: Facets, chosen: Chosen, start: int, count: int) -> tuple[list[str], int]:
    """IRIs of the things that fit, from one place of the listing on, and how many fit in all."""
    bits = fitting(facets, chosen)
    return [facets.items[n] for n in numbers_of(bits, facets.size, start=start, count=count)], bits.bit_count()


def short_key(schema: Schema, facets: Facets, name: str, value: str) -> str:
    """What stands for a value in an address: its last segment where no other value of the facet ends so."""
    if value.startswith(GAP) and value != UNSAID:
        return GAP + last_segment(value)
    if ":" not in value:
        return value
    return last_segment(value) if facets.postings[name].is_alone(value) else value.removeprefix(schema.base)


def pairs_of(schema: Schema, facets: Facets, name: str, value: Value) -> list[tuple[str, str]]:
    """What stands for a choice in an address."""
    if isinstance(value, Span):
        return [(name + end, bound) for end, bound in ((FROM, value.low), (TO, value.high)) if bound]
    return [(name, short_key(schema, facets, name, value))]


def label_of(schema: Schema, facets: Facets, value: Value, say: Say) -> str:
    """What a person reads for a value."""
    if isinstance(value, Span):
        return say_span(value, say)
    if value == UNSAID:
        return say("nothing-said")
    iri = value.removeprefix(GAP)
    if iri in BOOLEANS:
        return say("truth", value=iri)
    plain = facets.labels.get(iri) or schema.labels.get(iri)
    return plain or schema.compact(iri).removeprefix(schema.base)


def _choices(
    schema: Schema, facets: Facets, facet: Facet, chosen: Sequence[Value], among: int, say: Say
) -> list[Choice]:
    values = [] if facet.name in facets.scales else _known_choices(schema, facets, facet, chosen, among, say)
    unknowing = [*(GAP + status for status in _gaps(facets, facet)), UNSAID]
    return values + [
        Choice(
            short_key(schema, facets, facet.name, value),
            value,
            label_of(schema, facets, value, say),
            (_bits(facets, facet.name, (value,)) & among).bit_count(),
            value in chosen,
            is_gap=True,
        )
        for value in unknowing
    ]


def _known_choices(
    schema: Schema, facets: Facets, facet: Facet, chosen: Sequence[Value], among: int, say: Say
) -> list[Choice]:
    postings = facets.postings[facet.name]
    among_bytes = to_bytes(among, facets.size)
    plain = (one for one in chosen if isinstance(one, str) and not one.startswith(GAP))
    named = dict.fromkeys([*plain, *postings.ranked()])
    values = [
        Choice(
            short_key(schema, facets, facet.name, value),
            value,
            label_of(schema, facets, value, say),
            postings.count(value, among, among_bytes),
            value in chosen,
        )
        for value in named
    ]
    values.sort(key=lambda one: (not one.is_chosen, -one.count, one.label))
    return values


def _shorten(choices: list[Choice]) -> list[Choice]:
    values = [one for one in choices if not one.is_gap]
    return [*values[:SHOWN], *(one for one in choices if one.is_gap)]


def _bits(facets: Facets, name: str, values: Iterable[Value]) -> int:
    """Things that have any of some values of a facet, or lack one in any of some ways."""
    facet, held = facets.facets[name], facets.values(name)
    found = 0
    for value in values:
        if isinstance(value, Span):
            found |= facets.scales[name].bits(value)
        elif value == UNSAID:
            told = held.known()
            for path in facets.gaps.keys() & set(gap_paths(facet)):
                told |= facets.gaps[path].known()
            found |= every(facets.size) & ~told
        elif value.startswith(GAP):
            for path in gap_paths(facet):
                if path in facets.gaps:
                    found |= facets.gaps[path].bits((value.removeprefix(GAP),))
        else:
            found |= facets.postings[name].bits((value,))
    return found


def gap_paths(facet: Facet) -> list[str]:
    """Properties of which a recorded gap means that the facet's value is not known."""
    return [step.property for step in facet.path.steps] if facet.path else []


def _gaps(facets: Facets, facet: Facet) -> list[str]:
    """Statuses that somebody recorded for a facet's property."""
    held = (facets.gaps[path].values() for path in gap_paths(facet) if path in facets.gaps)
    return sorted({status for statuses in held for status in statuses})


def _value_of(schema: Schema, facets: Facets, name: str, key: str) -> str | None:
    if key == UNSAID:
        return key
    facet = facets.facets[name]
    if key.startswith(GAP):
        return next((GAP + status for status in _gaps(facets, facet) if last_segment(status) == key[1:]), None)
    if name in facets.scales:
        return None
    postings = facets.postings[name]
    exact = (one for one in (key, schema.base + key) if one in postings)
    return next(exact, None) or next((value for value in postings.values() if last_segment(value) == key), None)
