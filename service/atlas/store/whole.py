"""A working copy of a big snapshot for deriving everything: facts found in, what is new among them out, in files.

What is stated and all facts so far stand in its default graph. The layers that came with the snapshot stay beside, and
what is found again is taken out of them, so that in the end they hold what no rule makes any more.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Final, Self

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from atlas.store.layers import Layers, Values, open_copy

FOLDER: Final = "whole"
AT_ONCE: Final = 200_000


class Whole:
    """layers: the copy. folder: for what is found and not yet settled."""

    def __init__(self, layers: Layers, folder: Path) -> None:
        self.layers = layers
        self._found = folder / "found.nt"
        self._held = set(layers.layers())

    @classmethod
    def open(cls, snapshot: Path, folder: Path, prefix: str, *, is_merged: bool) -> Self:
        """A working copy of a snapshot. is_merged: its default graph is the merge of its named graphs."""
        layers = open_copy(snapshot, folder / FOLDER, prefix, is_merged=is_merged)
        return cls(Layers(layers.store, prefix, is_flat=True), folder)

    def gather(self, text: str, windows: Iterable[Values]) -> Iterator[None]:
        """Find what a CONSTRUCT makes for each window of values; comes back after each. None of it is seen yet."""
        with self._found.open("wb") as file:
            for values in windows:
                self.layers.write(text, values, file)
                yield

    def settle(self, layer: str, added: IO[str]) -> tuple[int, int]:
        """Have what was found seen from now on, as facts of a layer; how many are seen for the first time, and how many
        of these the layer did not hold, which are written as lines of N-Quads.
        """
        quads, count = parse(path=str(self._found), format=RdfFormat.N_TRIPLES), 0
        new = 0
        while some := list(islice(quads, AT_ONCE)):
            fresh = [quad for quad in dict.fromkeys(some) if quad not in self.layers.store]
            self.layers.store.bulk_extend(fresh)
            new += self.write_new((quad.triple for quad in fresh), layer, added)
            count += len(fresh)
        self._found.unlink()
        return count, new

    def write_new(self, facts: Iterable[Triple], layer: str, added: IO[str]) -> int:
        """Take facts out of the layer as it was, and write those that it did not hold; how many these are."""
        name, held, store, count = NamedNode(layer), layer in self._held, self.layers.store, 0
        for fact in facts:
            quad = Quad(fact.subject, fact.predicate, fact.object, name)
            if held and quad in store:
                store.remove(quad)
            else:
                added.write(f"{quad} .\n")
                count += 1
        return count

    def iter_left(self) -> Iterator[Quad]:
        """What no rule makes any more, once all have been settled."""
        for layer in sorted(self._held):
            yield from self.layers.store.quads_for_pattern(None, None, None, NamedNode(layer))
