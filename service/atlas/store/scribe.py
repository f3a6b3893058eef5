"""A disposable worker for what writers send: uploads are parsed and updates evaluated here, on a copy, into a delta.

It never commits: the delta goes back to the parent, which checks it and hands it to the writer.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from atlas.errors import ConflictError, SparqlSyntaxError, TooLargeError
from atlas.rdf.formats import get_rdf_format
from atlas.rdf.parse import parse
from atlas.store.delta import write_delta
from atlas.store.ledger import refuse
from atlas.store.reader import explain_syntax
from atlas.store.snapshots import copy_store

Said = Mapping[str, Any]
Name = NamedNode | DefaultGraph
DEFAULT_GRAPH: Final = DefaultGraph()
PIECE_BYTES: Final = 256 * 1024


class Evaluation:
    """An update at work. merged: the default graph follows the named graphs.

    store: a copy of a snapshot that is changed; or, where is_copy is not set, the snapshot itself, for operations that
    say their quads outright. compared: graphs that were read as wholes.
    """

    def __init__(self, store: Store, *, merged: bool, quad_limit: int, is_copy: bool = True) -> None:
        self._store, self._merged, self._quad_limit, self._is_copy = store, merged, quad_limit, is_copy
        self._removed, self._added = set[Quad](), set[Quad]()
        self.compared: list[Name] = []

    def run(self, operation: Said, base_iri: str | None) -> None:
        """Evaluate one operation. Raises SparqlSyntaxError, and InputError's kin when the engine refuses it."""
        if operation["data"]:
            self._take(operation, base_iri)
        else:
            self._compare(operation, base_iri)

    def _take(self, operation: Said, base_iri: str | None) -> None:
        """Quads said outright: only they are looked at."""
        said = Store()
        said.update(operation["data"], base_iri=base_iri)
        if operation["removes"]:
            removed, added = {quad for quad in said if self._holds(quad)}, set[Quad]()
        else:
            removed, added = set[Quad](), {quad for quad in said if not self._holds(quad)}
        if self._is_copy:
            self._store.extend(added)
            for quad in removed:
                self._store.remove(quad)
            self._follow(removed, added)
        self._note(removed, added)

    def _compare(self, operation: Said, base_iri: str | None) -> None:
        """A pattern's worth of quads: the graphs that it may change are compared before and after."""
        before = {graph: self._quads(graph) for graph in self._tracked(operation)}
        try:
            self._store.update(operation["text"], base_iri=base_iri)
        except SyntaxError as error:
            raise explain_syntax(error, operation["text"]) from error
        except RuntimeError as error:
            raise ConflictError(f"{error}.", suggestion="Add SILENT where that is no error.") from error
        for graph in dict.fromkeys((*before, *self._tracked(operation))):  # an operation makes graphs and ends graphs
            was, now = before.get(graph, frozenset()), self._quads(graph)
            self._follow(was - now, now - was)
            self._note(was - now, now - was)

    def delta(self) -> tuple[list[Quad], list[Quad]]:
        """Quads removed and quads added by all operations together. Raises TooLargeError over the limit."""
        count = len(self._removed) + len(self._added)
        if count > self._quad_limit:
            raise TooLargeError(
                "The update changes too much at once.",
                found=f"{count} quads",
                expected=f"at most {self._quad_limit} quads",
                suggestion="Send it in parts, or load files in bulk.",
            )
        return list(self._removed), list(self._added)

    def _note(self, removed: Collection[Quad], added: Collection[Quad]) -> None:
        for quad in removed:
            (self._added.discard if quad in self._added else self._removed.add)(quad)
        for quad in added:
            (self._removed.discard if quad in self._removed else self._added.add)(quad)

    def _holds(self, quad: Quad) -> bool:
        return quad in self._added or (quad not in self._removed and quad in self._store)

    def _tracked(self, operation: Said) -> list[Name]:
        """Graphs to compare before and after; the default graph only where it is plain and written."""
        if operation["graphs"] is None:
            named: list[Name] = [graph for graph in self._store.named_graphs() if isinstance(graph, NamedNode)]
            return named if self._merged else [*named, DEFAULT_GRAPH]
        named = [NamedNode(graph) for graph in operation["graphs"]]
        return [*named, DEFAULT_GRAPH] if operation["writes_default"] and not self._merged else named

    def _quads(self, graph: Name) -> frozenset[Quad]:
        self.compared.append(graph)
        return frozenset(self._store.quads_for_pattern(None, None, None, graph))

    def _follow(self, removed: Iterable[Quad], added: Iterable[Quad]) -> None:
        """Let the merge follow, so that the next operation sees it."""
        if not self._merged:
            return
        self._store.extend(Quad(q.subject, q.predicate, q.object, DEFAULT_GRAPH) for q in added)
        for quad in removed:
            holders = self._store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            if all(isinstance(holder.graph_name, DefaultGraph) for holder in holders):
                self._store.remove(Quad(quad.subject, quad.predicate, quad.object, DEFAULT_GRAPH))


def evaluate(said: Said) -> tuple[list[Quad], list[Quad]]:
    """What an update removes and adds. Keys: text, operations, base, snapshot, scratch, merged, quad_limit."""
    _check_syntax(said["text"], said["base"])
    snapshot, scratch = Path(said["snapshot"]), Path(said["scratch"])
    is_copy = not all(operation["data"] for operation in said["operations"])
    try:
        if is_copy:
            copy_store(snapshot, scratch)
        store = Store(str(scratch)) if is_copy else Store.read_only(str(snapshot))
    except OSError as error:
        raise refuse(error) from error
    work = Evaluation(store, merged=said["merged"], quad_limit=said["quad_limit"], is_copy=is_copy)
    for operation in said["operations"]:
        work.run(operation, said["base"])
    return work.delta()


def read_upload(said: Said, body: bytes, contexts: Mapping[str, object]) -> list[Quad]:
    """The statements of an upload, in the graph named. Keys: media_type, base, graph, quad_limit, json_depth."""
    quads = parse(
        body,
        get_rdf_format(said["media_type"]),
        base_iri=said["base"],
        contexts=contexts,
        quad_limit=said["quad_limit"],
        json_depth=said["json_depth"],
    )
    graph = NamedNode(said["graph"]) if said["graph"] else DEFAULT_GRAPH
    return [Quad(q.subject, q.predicate, q.object, graph) for q in quads]


def entry(setup: Said) -> Callable[[bytes], Iterator[bytes]]:
    """Handler of a scribe. setup: contexts (address to JSON-LD context). A job: a line of JSON, then the body."""

    def handle(job: bytes) -> Iterator[bytes]:
        head, _, body = job.partition(b"\n")
        said = json.loads(head)
        removed, added = evaluate(said) if said["do"] == "update" else ([], read_upload(said, body, setup["contexts"]))
        delta = write_delta(removed, added)
        for start in range(0, len(delta), PIECE_BYTES):
            yield delta[start : start + PIECE_BYTES]

    return handle


def _check_syntax(text: str, base_iri: str | None) -> None:
    """Parse the whole text as it was sent, so that line and column are its own: an empty store has nothing to do."""
    try:
        Store().update(text, base_iri=base_iri)
    except SyntaxError as error:
        refused: SparqlSyntaxError = explain_syntax(error, text)
        raise refused from error
    except (OSError, ValueError, RuntimeError):
        return
