"""Changes of two sides to one graph in, those that belong together and cannot both be had out. Pure.

A change is a statement: one that the base has was removed, one that it has not was added.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from atlas.intake.branching.single import SingleValues
from atlas.namespaces import GENID_SEGMENT, RDF
from atlas.rdf.terms import BlankNode, NamedNode, Quad, Term

Changes: TypeAlias = frozenset[Quad]
Owner: TypeAlias = tuple[Term, str, str | None]  # a part has no path; the last: by what values shut each other out
TYPE: Final = f"{RDF}type"
NOTHING: Final[Changes] = frozenset()


@dataclass(frozen=True)
class Unit:
    """Changes that are taken from one side together. about: parts, or the subject of `path`. is_many: both sides'
    values may stand side by side."""

    about: tuple[str, ...]
    path: str
    ours: Changes
    theirs: Changes
    is_many: bool


def find_units(base: Changes, ours: Changes, theirs: Changes, single: SingleValues) -> list[Unit]:
    """The units that both sides changed differently."""
    return _Graph(base, ours, theirs, single).units()


class _Graph:
    """What was changed, by the part or the property that owns it, and what ties owners together."""

    def __init__(self, base: Changes, ours: Changes, theirs: Changes, single: SingleValues) -> None:
        self._all, self._base, self._single = base | ours | theirs, base, single
        self._subjects = {quad.subject for quad in self._all}
        self._was_there = {quad.subject for quad in base}
        self._types: dict[Term, set[str]] = defaultdict(set)
        self._objects: dict[Term, set[Term]] = defaultdict(set)
        for quad in self._all:
            self._objects[quad.subject].add(quad.object)
            if quad.predicate.value == TYPE and isinstance(quad.object, NamedNode):
                self._types[quad.subject].add(quad.object.value)
        described: set[Term] = {quad.subject for quad in ours | theirs}
        self._ours, self._theirs = self._group(ours, described), self._group(theirs, described)

    def units(self) -> list[Unit]:
        """Sets of owners tied to each other that both sides changed differently, in order."""
        owners = [*dict.fromkeys((*self._ours, *self._theirs))]
        contested = {owner for owner in owners if owner[1] and self._is_contested(owner)}
        replaced = {owner for owner in owners if owner[1] and owner not in contested and self._is_replaced(owner)}
        units = []
        for tied in _join(owners, self._ties(owners, contested, replaced)):
            our, their = (frozenset().union(*(side.get(one, NOTHING) for one in tied)) for side in self._sides)
            differ = bool(our and their) and not (our <= their or their <= our)
            if contested.intersection(tied) or (differ and not (len(tied) == 1 and tied[0][1])):
                units.append(self._unit(tied, our, their))
        return sorted(units, key=lambda unit: (unit.about, unit.path))

    @property
    def _sides(self) -> tuple[dict[Owner, Changes], dict[Owner, Changes]]:
        return self._ours, self._theirs

    def _unit(self, tied: list[Owner], ours: Changes, theirs: Changes) -> Unit:
        about = tuple(sorted({_name(owner[0]) for owner in tied}))
        alone = tied[0] if len(tied) == 1 else None
        return Unit(about, alone[1] if alone else "", ours, theirs, bool(alone and alone[1]) and tied[0][2] is None)

    def _group(self, changes: Changes, described: set[Term]) -> dict[Owner, Changes]:
        found: dict[Owner, set[Quad]] = defaultdict(set)
        for quad in changes:
            found[self._owner(quad, described)].add(quad)
        return {owner: frozenset(quads) for owner, quads in found.items()}

    def _owner(self, quad: Quad, described: set[Term]) -> Owner:
        """The part that a change is of, or the property of a thing. A link to a part that changed too is the part's."""
        subject, value = quad.subject, quad.object
        to_part = self._is_part(value)
        if to_part and value in described:
            return value, "", None
        if self._is_part(subject):
            return subject, "", None
        if to_part:
            return value, "", None
        path = quad.predicate.value
        return subject, path, self._single.slot(self._types[subject], path, value)

    def _is_part(self, term: Term) -> bool:
        """A node of the record that is not what the record is about: blank, or named after something it describes."""
        if isinstance(term, BlankNode):
            return True
        if not isinstance(term, NamedNode):
            return False
        stem, sign, _ = term.value.partition("#")
        return GENID_SEGMENT in term.value or bool(sign and NamedNode(stem) in self._subjects)

    def _is_contested(self, owner: Owner) -> bool:
        """Both set the one value that may stand, or replaced the same value by different ones."""
        our, their = self._ours.get(owner, NOTHING), self._theirs.get(owner, NOTHING)
        if not our or not their or our == their:
            return False
        if owner[2] is not None:
            return True
        both_removed, both_added = our & their & self._base, our - self._base and their - self._base
        return bool(both_removed and both_added) and not (our <= their or their <= our)

    def _is_replaced(self, owner: Owner) -> bool:
        """One side alone took a value away."""
        our, their = self._ours.get(owner, NOTHING), self._theirs.get(owner, NOTHING)
        return bool(our) != bool(their) and bool((our | their) & self._base)

    def _ties(
        self, owners: Iterable[Owner], contested: set[Owner], replaced: set[Owner]
    ) -> Iterator[tuple[Owner, Owner]]:
        """Parts that point to each other; values that both set, and whatever part speaks of them; a value that one side
        replaced, and a part that speaks of it and that the other side changed.
        """
        parts = {owner[0]: owner for owner in owners if not owner[1]}
        slots: dict[Term, list[Owner]] = defaultdict(list)
        for slot in contested | replaced:
            slots[slot[0]].append(slot)
        for part, owner in parts.items():
            spoken = self._objects[part]
            yield from ((owner, parts[other]) for other in spoken & parts.keys())
            for slot in (slot for other in spoken & slots.keys() for slot in slots[other]):
                is_tied = slot in contested or self._is_known_to_other(owner, slot)
                if is_tied and NamedNode(slot[1]) in spoken:
                    yield owner, slot

    def _is_known_to_other(self, part: Owner, slot: Owner) -> bool:
        """Whether a part that was there before was changed by the side that did not touch a value."""
        changed, same = (self._theirs, self._ours) if slot in self._ours else (self._ours, self._theirs)
        return part[0] in self._was_there and bool(changed.get(part, NOTHING) - same.get(part, NOTHING))


def _join(owners: list[Owner], ties: Iterable[tuple[Owner, Owner]]) -> list[list[Owner]]:
    """Owners that are tied, directly or through others, each in one list."""
    groups = {owner: [owner] for owner in owners}
    for one, other in ties:
        if groups[one] is not groups[other]:
            groups[one] += groups[other]
            for moved in groups[other]:
                groups[moved] = groups[one]
    return list({id(group): group for group in groups.values()}.values())


def _name(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)
