"""What changed: net differences between commits, who stated what and why, a commit undone. Reads only."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from atlas.errors import ConflictError, TooLargeError
from atlas.rdf.terms import NamedNode, Quad
from atlas.store.archive import normalize
from atlas.store.past import Past
from atlas.store.protocol import Change, Commit

DIFFERENCE_BYTES: Final = 64 * 1024 * 1024
SHOWN: Final = 5


@dataclass(frozen=True)
class Difference:
    """Quads that one state has and another has not, each side sorted."""

    removed: tuple[Quad, ...]
    added: tuple[Quad, ...]

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)

    def graphs(self) -> dict[str, "Difference"]:
        """The same by graph IRI, in order."""
        sides: dict[str, tuple[list[Quad], list[Quad]]] = {}
        for side, quads in enumerate((self.removed, self.added)):
            for quad in quads:
                name = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
                sides.setdefault(name, ([], []))[side].append(quad)
        return {name: Difference(tuple(less), tuple(more)) for name, (less, more) in sorted(sides.items())}

    def inverse(self) -> "Difference":
        """What leads back."""
        return Difference(self.added, self.removed)


@dataclass(frozen=True)
class Stated:
    """One statement of a graph and the commit that made it stand there."""

    quad: Quad
    commit: Commit


def compare(old: Iterable[Quad], new: Iterable[Quad]) -> Difference:
    """The difference between two states, literals compared as written."""
    before, after = set(old), set(new)
    return Difference(tuple(sorted(before - after, key=str)), tuple(sorted(after - before, key=str)))


def fold(changes: Iterable[Change]) -> Difference:
    """The net effect of changes, oldest first; what one made and a later one took back is not in it."""
    before: dict[Quad, Quad | None] = {}
    after: dict[Quad, Quad | None] = {}
    for change in changes:
        for quad in change.removed:
            key = normalize(quad)
            before.setdefault(key, quad)
            after[key] = None
        for quad in change.added:
            key = normalize(quad)
            before.setdefault(key, None)
            after[key] = quad
    changed = [key for key, quad in before.items() if quad != after[key]]
    removed = [quad for quad in map(before.get, changed) if quad is not None]
    added = [quad for quad in map(after.get, changed) if quad is not None]
    return Difference(tuple(sorted(removed, key=str)), tuple(sorted(added, key=str)))


async def between(past: Past, old: int, new: int) -> Difference:
    """What leads from the state after one commit to that after another, in either direction.

    Raises GoneError for a number that there is not, TooLargeError over DIFFERENCE_BYTES of changes.
    """
    first, last = min(old, new), max(old, new)
    if past.span_bytes(first, last) > DIFFERENCE_BYTES:
        raise TooLargeError(
            "These two states lie too far apart.",
            found=f"more than {DIFFERENCE_BYTES} bytes of changes",
            suggestion="Compare states closer to each other, or take the dumps of both.",
        )
    found = await asyncio.to_thread(lambda: fold(past.changes(number) for number in range(first + 1, last + 1)))
    return found if old <= new else found.inverse()


def blame(past: Past, graph: str, upto: int) -> list[Stated]:
    """Every statement of a graph after a commit, with the commit that made it stand there; sorted. Blocks."""
    held: dict[Quad, Stated] = {}
    for delta in past.deltas(graph, upto):
        for quad in delta.removed:
            held.pop(normalize(quad), None)
        held.update((normalize(quad), Stated(quad, delta.commit)) for quad in delta.added)
    return sorted(held.values(), key=lambda one: str(one.quad))


def undo(done: Difference, present: Mapping[str, Iterable[Quad]]) -> Difference:
    """What takes back a difference from the present states of its graphs.

    Raises ConflictError when a later change touched the same statements.
    """
    held = {normalize(quad) for quads in present.values() for quad in quads}
    lost = [quad for quad in done.added if normalize(quad) not in held]
    back = [quad for quad in done.removed if normalize(quad) in held]
    if lost or back:
        shown = "; ".join(f"{q.subject} {q.predicate} {q.object}" for q in (lost + back)[:SHOWN])
        raise ConflictError(
            "A later change touched the same statements.",
            found=shown,
            suggestion="Undo the later change first, or correct the record as it stands.",
        )
    return done.inverse()
