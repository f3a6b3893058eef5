"""A working copy of a snapshot for deriving: the default graph merges what is stated, each rule's facts are a layer.

A triple stands in one layer only, or is stated, so that a query over several of them sees each triple once. Nothing
here reaches readers: what comes of the work goes back as a change to be committed.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Final, Self

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, QueryTriples, RdfFormat, Store, Triple, serialize

from atlas.rdf.terms import Term
from atlas.store.archive import normalize
from atlas.store.parameters import bind
from atlas.store.reader import explain_syntax
from atlas.store.snapshots import copy_store

STATED: Final = DefaultGraph()
BATCH: Final = 50_000
MANY: Final = 20_000
SMALL_BYTES: Final = 64 * 1024 * 1024
Graph = NamedNode | DefaultGraph
Values = Mapping[str, Term | Sequence[Term]]


class Layers:
    """prefix: of the graphs that are layers. is_flat: layers are seen by every query, whatever it names."""

    def __init__(self, store: Store, prefix: str, *, is_flat: bool = False) -> None:
        self.store, self._prefix, self.is_flat = store, prefix, is_flat
        self._sizes: dict[str, int] = {}

    @classmethod
    def empty(cls, prefix: str, *, is_flat: bool = False) -> Self:
        """Layers over nothing, in memory."""
        return cls(Store(), prefix, is_flat=is_flat)

    def construct(self, text: str, layers: Sequence[str], values: Values | None = None) -> Iterator[Triple]:
        """Triples of a CONSTRUCT over what is stated and these layers, as they are found, some more than once."""
        found = self._query(text, layers, values)
        if not isinstance(found, QueryTriples):
            raise TypeError("not a CONSTRUCT query")
        return iter(found)

    def write(self, text: str, values: Values, file: IO[bytes]) -> None:
        """Write the triples of a CONSTRUCT over what is stated to a file of N-Triples, as they are found."""
        found = self._query(text, (), values)
        if not isinstance(found, QueryTriples):
            raise TypeError("not a CONSTRUCT query")
        serialize(found, file, RdfFormat.N_TRIPLES)

    def select(self, text: str, layers: Sequence[str], values: Values | None = None) -> Iterator[Sequence[Term | None]]:
        """Rows of a SELECT over what is stated and these layers."""
        found = self._query(text, layers, values)
        if not isinstance(found, QuerySolutions):
            raise TypeError("not a SELECT query")
        return (tuple(row) for row in found)

    def _query(self, text: str, layers: Sequence[str], values: Values | None) -> object:
        seen: list[Graph] = [STATED, *(() if self.is_flat else map(NamedNode, layers))]
        try:
            return self.store.query(bind(text, values or {}), default_graph=seen)  # type: ignore[arg-type]
        except SyntaxError as error:
            raise explain_syntax(error, text) from error

    def sees(self, triple: Triple, layers: Iterable[str]) -> bool:
        """Whether a triple is stated or stands in one of these layers."""
        graphs: tuple[Graph, ...] = (STATED, *(() if self.is_flat else map(NamedNode, layers)))
        return any(_quad(triple, graph) in self.store for graph in graphs)

    def terms(self, place: int, predicate: str, value: str | None, layers: Sequence[str]) -> Iterator[Term]:
        """Subjects (place 0) or objects (place 2) of what is stated or stands in these layers."""
        named, end = NamedNode(predicate), NamedNode(value) if value else None
        for graph in (STATED, *(() if self.is_flat else map(NamedNode, layers))):
            for quad in self.store.quads_for_pattern(None, named, end, graph):
                yield quad.object if place else quad.subject

    def has_any(self, layer: str, shapes: Iterable[tuple[str | None, Term | None]]) -> bool:
        """Whether a layer holds a triple of one of these predicates and objects, None being any."""
        graph = NamedNode(layer)
        for predicate, value in shapes:
            named = NamedNode(predicate) if predicate else None
            if next(self.store.quads_for_pattern(None, named, value, graph), None) is not None:
                return True
        return False

    def size(self, layer: str) -> int:
        """How many triples a layer holds, about: counted once, then kept up."""
        if layer not in self._sizes:
            self._sizes[layer] = self.count(layer)
        return self._sizes[layer]

    def holds(self, triple: Triple, layer: str) -> bool:
        """Whether a triple stands in a layer."""
        return _quad(triple, NamedNode(layer)) in self.store

    def count(self, layer: str | None) -> int:
        """How many triples stand in a layer; None for what is stated."""
        graph: Graph = NamedNode(layer) if layer else STATED
        found = self.store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", default_graph=[graph])
        return int(next(found)[0].value)  # type: ignore[arg-type]

    def facts(self, layer: str) -> Iterator[Triple]:
        """Triples of a layer."""
        return (quad.triple for quad in self.store.quads_for_pattern(None, None, None, NamedNode(layer)))

    def add(self, layer: str, triples: Iterable[Triple]) -> None:
        """Put triples into a layer."""
        graphs: tuple[Graph, ...] = (NamedNode(layer), STATED) if self.is_flat else (NamedNode(layer),)
        for some in _batches(triples):
            insert = self.store.bulk_extend if len(some) > MANY else self.store.extend
            insert(_quad(triple, graph) for graph in graphs for triple in some)
            if layer in self._sizes:
                self._sizes[layer] += len(some)

    def remove(self, layer: str, triples: Iterable[Triple]) -> None:
        """Take triples out of a layer."""
        graph = NamedNode(layer)
        for triple in triples:
            self.store.remove(_quad(triple, graph))
            if layer in self._sizes:
                self._sizes[layer] -= 1

    def change(self, removed: Iterable[Quad], added: Iterable[Quad]) -> tuple[set[Triple], set[Triple]]:
        """Change the stated graphs; triples that are no longer stated, and triples that are stated now and were not."""
        gone, new = set[Triple](), set[Triple]()
        for quad in removed:
            self.store.remove(quad)
            triple = normalize(quad).triple
            if not self._is_stated(triple) and _quad(triple, STATED) in self.store:
                self.store.remove(_quad(triple, STATED))
                gone.add(triple)
        for quad in added:
            self.store.add(quad)
            triple = normalize(quad).triple
            if _quad(triple, STATED) not in self.store:
                self.store.add(_quad(triple, STATED))
                new.add(triple)
        both = gone & new
        return gone - both, new - both

    def _is_stated(self, triple: Triple) -> bool:
        holders = self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return any(
            isinstance(g := one.graph_name, NamedNode) and not g.value.startswith(self._prefix) for one in holders
        )

    def layers(self) -> list[str]:
        """Layers that hold something."""
        names = (name.value for name in self.store.named_graphs() if isinstance(name, NamedNode))
        return sorted(name for name in names if name.startswith(self._prefix))

    def checkpoint(self, folder: Path) -> "Layers":
        """The state now, opened for reading in a folder of its own."""
        shutil.rmtree(folder, ignore_errors=True)
        self.store.flush()
        self.store.backup(str(folder))
        return Layers(Store.read_only(str(folder)), self._prefix, is_flat=self.is_flat)


def open_snapshot(snapshot: Path, prefix: str) -> Layers:
    """A snapshot's layers, to be read only; its default graph is not to be asked."""
    return Layers(Store.read_only(str(snapshot)), prefix)


def open_copy(snapshot: Path, folder: Path, prefix: str, *, is_merged: bool) -> Layers:
    """A working copy of a snapshot. is_merged: its default graph is the merge of its named graphs, layers included."""
    shutil.rmtree(folder, ignore_errors=True)
    copy_store(snapshot, folder)
    layers = Layers(Store(str(folder)), prefix)
    names = layers.layers()
    if is_merged and 2 * sum(map(layers.count, names)) < layers.count(None):
        for name in names:
            only = [fact for fact in layers.facts(name) if not layers._is_stated(fact)]
            for fact in only:
                layers.store.remove(_quad(fact, STATED))
    elif names or not is_merged:
        layers.store.clear_graph(STATED)
        for some in _batches(_iter_stated(layers.store, prefix)):
            layers.store.bulk_extend(_quad(triple, STATED) for triple in some)
    return layers


def is_small(snapshot: Path) -> bool:
    """Whether all can be derived in memory from what a snapshot states."""
    return sum(file.stat().st_size for file in snapshot.iterdir()) <= SMALL_BYTES


def open_flat(snapshot: Path, prefix: str) -> Layers:
    """An empty set of layers in memory over what a small snapshot states, for a full derivation."""
    return make_flat(_iter_stated(Store.read_only(str(snapshot)), prefix), prefix)


def make_flat(stated: Iterable[Triple], prefix: str) -> Layers:
    """An empty set of layers over these triples, in memory."""
    layers = Layers.empty(prefix, is_flat=True)
    layers.store.extend(_quad(triple, STATED) for triple in stated)
    return layers


def _iter_stated(store: Store, prefix: str) -> Iterator[Triple]:
    for name in store.named_graphs():
        if isinstance(name, NamedNode) and not name.value.startswith(prefix):
            yield from (quad.triple for quad in store.quads_for_pattern(None, None, None, name))


def _quad(triple: Triple, graph: Graph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _batches(triples: Iterable[Triple]) -> Iterator[list[Triple]]:
    rest = iter(triples)
    while batch := list(islice(rest, BATCH)):
        yield batch
