"""Three states of one graph in, what both sides' changes make of it out, and the conflicts that a person must settle.

Statements merge one by one. What belongs together stays together: a part of a record (a claim, evidence) with the parts
it is tied to, and a value that both sides set with the evidence for it. Pure: reads no store, knows no term.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from atlas.errors import ParameterError
from atlas.intake.branching.single import SingleValues
from atlas.intake.branching.units import Changes, Unit, find_units
from atlas.intake.history.difference import Difference
from atlas.namespaces import DCTERMS
from atlas.rdf.terms import Literal as Value
from atlas.rdf.terms import Quad
from atlas.store.archive import normalize

Take = Literal["ours", "theirs", "both"]
Kind = Literal["record", "part", "value"]
TAKES: Final[tuple[Take, ...]] = ("ours", "theirs", "both")
MODIFIED: Final = f"{DCTERMS}modified"


@dataclass(frozen=True)
class Conflict:
    """What both sides changed differently and cannot both be had.

    kind: the whole record is gone on one side, parts that belong together, or values of one property. about: what it
    is about: the graph, the parts, or the subject. path: the property of a value. ours, theirs: what each side did.
    """

    graph: str
    kind: Kind
    about: tuple[str, ...]
    path: str
    ours: Difference
    theirs: Difference
    choices: tuple[Take, ...]

    @property
    def mark(self) -> str:
        """A short name that stands for exactly this: 12 hexadecimal digits over both sides' changes."""
        sides = ((side.removed, side.added) for side in (self.ours, self.theirs))
        said = "\n\n".join("\n".join(sorted(map(str, quads))) for side in sides for quads in side)
        return sha256(f"{self.graph}\n{said}".encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Merged:
    """One graph merged but for its conflicts. written: key of a statement to the form in which it is to be kept."""

    graph: str
    base: Changes
    agreed: Changes
    contested: Mapping[str, tuple[Changes, Changes]]
    conflicts: tuple[Conflict, ...]
    written: Mapping[Quad, Quad]

    def settle(self, takes: Mapping[str, Take]) -> list[Quad]:
        """The graph as the choices make it, sorted. takes: mark of every conflict to what is taken.

        Raises ParameterError for a choice that a conflict does not have.
        """
        changes = set(self.agreed)
        for conflict in self.conflicts:
            take = takes[conflict.mark]
            if take not in conflict.choices:
                raise ParameterError(
                    f"Conflict {conflict.mark} cannot be settled with {take!r}.",
                    found=take,
                    expected=" or ".join(conflict.choices),
                )
            ours, theirs = self.contested[conflict.mark]
            changes |= ours if take == "ours" else theirs if take == "theirs" else ours | theirs
        return sorted((self.written[key] for key in self.base ^ changes), key=str)


def merge_graph(
    graph: str, base: Iterable[Quad], ours: Iterable[Quad], theirs: Iterable[Quad], single: SingleValues
) -> Merged:
    """Put what theirs did since the base on top of what ours did.

    Statements that differ only in how a literal is written are the same statement; ours is kept where both rewrote it.
    """
    before, mine, other = (_by_key(quads) for quads in (base, ours, theirs))
    was, our, their = frozenset(before), frozenset(mine) ^ frozenset(before), frozenset(other) ^ frozenset(before)
    written = {**before, **other, **{key: quad for key, quad in mine.items() if before.get(key) != quad}}
    if before and bool(mine) != bool(other) and our and their:
        units = [Unit((graph,), "", our, their, is_many=False)]
        return _merged(graph, was, frozenset(), units, written, "record")
    agreed, units = {*our, *their}, list[Unit]()
    for unit in find_units(was, our, their, single):
        agreed.difference_update(unit.ours, unit.theirs)
        if unit.path == MODIFIED and unit.about == (graph,):
            agreed |= max(unit.ours, unit.theirs, key=lambda side: _newest(side - was))
        else:
            units.append(unit)
    return _merged(graph, was, frozenset(agreed), units, written)


def _merged(
    graph: str,
    base: Changes,
    agreed: Changes,
    units: list[Unit],
    written: Mapping[Quad, Quad],
    kind: Kind | None = None,
) -> Merged:
    contested: dict[str, tuple[Changes, Changes]] = {}
    conflicts: list[Conflict] = []
    for unit in units:
        conflict = Conflict(
            graph,
            kind or ("value" if unit.path else "part"),
            unit.about,
            unit.path,
            _to_difference(unit.ours, base, written),
            _to_difference(unit.theirs, base, written),
            TAKES if unit.is_many else TAKES[:2],
        )
        conflicts.append(conflict)
        contested[conflict.mark] = (unit.ours, unit.theirs)
    return Merged(graph, base, agreed, contested, tuple(conflicts), written)


def _by_key(quads: Iterable[Quad]) -> dict[Quad, Quad]:
    return {normalize(quad): quad for quad in quads}


def _to_difference(changes: Changes, base: Changes, written: Mapping[Quad, Quad]) -> Difference:
    removed, added = (sorted((written[key] for key in keys), key=str) for keys in (changes & base, changes - base))
    return Difference(tuple(removed), tuple(added))


def _newest(added: AbstractSet[Quad]) -> str:
    return max((quad.object.value for quad in added if isinstance(quad.object, Value)), default="")
