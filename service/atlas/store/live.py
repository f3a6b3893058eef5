"""The live store: the one engine folder that is written, made anew from a snapshot at every start.

It takes typed quads, keeps the default graph as the merge of all named graphs, and never evaluates text.
"""

import secrets
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from atlas.store.snapshots import copy_store

FOLDER: Final = "live"
DEFAULT_NAME: Final = "default"
MERGED: Final = "merged"
BULK_QUADS: Final = 20_000
DEFAULT_GRAPH: Final = DefaultGraph()
PLAIN_DATATYPES: Final = {
    "http://www.w3.org/2001/XMLSchema#string",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
    "http://www.w3.org/2001/XMLSchema#anyURI",
}


class Live:
    """The writable store of one directory.

    Each opening has a folder of its own, since the engine may still hold the one before.
    mode: `merged` keeps each triple of a named graph once in the default graph, `plain` leaves that graph alone.
    """

    def __init__(self, directory: Path, mode: str, source: Path | None) -> None:
        self.path = directory / FOLDER / secrets.token_hex(4)
        self._merged = mode == MERGED
        shutil.rmtree(directory / FOLDER, ignore_errors=True)
        if source is None:
            self.path.parent.mkdir(parents=True)
        else:
            copy_store(source, self.path)
        self.store = Store(str(self.path))

    def checkpoint(self, target: Path) -> None:
        """Write what the store holds now into a new folder."""
        self.store.backup(str(target))

    def keep_effective(self, removed: Sequence[Quad], added: Sequence[Quad]) -> tuple[list[Quad], list[Quad]]:
        """Those of the changes that change something.

        A quad whose literal the engine may rewrite (`"1.10"^^xsd:decimal` is kept as 1.1) is taken as a change: only
        its written form may be new, and the ledger keeps that.
        """
        less = [quad for quad in removed if quad in self.store]
        more = [quad for quad in added if quad not in self.store or is_rewritten(quad.object)]
        return less, more

    def apply(self, removed: Sequence[Quad], added: Sequence[Quad]) -> tuple[list[str], list[str]]:
        """Remove, then add; names of the touched graphs that hold something afterwards, and of those that do not."""
        for quad in removed:
            self.store.remove(quad)
        insert = self.store.bulk_extend if len(added) > BULK_QUADS else self.store.extend
        insert(self._with_merge(added))
        if self._merged:
            self._unmerge(removed)
        present, gone = [], []
        for graph in {str(quad.graph_name): quad.graph_name for quad in (*removed, *added)}.values():
            if next(self.store.quads_for_pattern(None, None, None, graph), None) is not None:
                present.append(to_name(graph))
                continue
            gone.append(to_name(graph))
            if not isinstance(graph, DefaultGraph):
                self.store.remove_graph(graph)
        return sorted(present), sorted(gone)

    def _with_merge(self, added: Iterable[Quad]) -> list[Quad]:
        quads = list(added)
        if self._merged:
            merge = {Quad(quad.subject, quad.predicate, quad.object, DEFAULT_GRAPH) for quad in quads}
            quads += [quad for quad in merge if quad not in self.store]
        return quads

    def _unmerge(self, removed: Iterable[Quad]) -> None:
        for quad in removed:
            holders = self.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            if all(isinstance(holder.graph_name, DefaultGraph) for holder in holders):
                self.store.remove(Quad(quad.subject, quad.predicate, quad.object, DEFAULT_GRAPH))


def is_rewritten(term: object) -> bool:
    """True for a literal whose written form the engine may not keep."""
    return isinstance(term, Literal) and term.datatype.value not in PLAIN_DATATYPES


def to_name(graph: NamedNode | BlankNode | DefaultGraph) -> str:
    """How revisions name a graph."""
    return DEFAULT_NAME if isinstance(graph, DefaultGraph) else graph.value
