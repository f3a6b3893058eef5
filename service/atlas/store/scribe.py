"""A disposable worker for what writers send: uploads are parsed and updates evaluated here, on a copy, into a delta.

It never commits: the delta goes back to the parent, which checks it and hands it to the writer.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    """An update at work on its own copy of a snapshot. merged: the default graph follows the named graphs."""

    def __init__(self, store: Store, graphs: Iterable[str] | None, *, merged: bool, quad_limit: int) -> None:
        self._store, self._merged, self._quad_limit = store, merged, quad_limit
        self._named = None if graphs is None else [NamedNode(graph) for graph in graphs]
        self._first: dict[Name, frozenset[Quad]] = {}
        self._now: dict[Name, frozenset[Quad]] = {}

    def run(self, operation: str, base_iri: str | None) -> None:
        """Evaluate one operation. Raises SparqlSyntaxError, and InputError's kin when the engine refuses it."""
        present = self._tracked()
        for graph in present:
            self._first.setdefault(graph, self._quads(graph))
            self._now.setdefault(graph, self._first[graph])
        try:
            self._store.update(operation, base_iri=base_iri)
        except SyntaxError as error:
            raise explain_syntax(error, operation) from error
        except RuntimeError as error:
            raise ConflictError(f"{error}.", suggestion="Add SILENT where that is no error.") from error
        for graph in dict.fromkeys((*present, *self._tracked())):  # an operation makes graphs and ends graphs
            before, after = self._now.get(graph, frozenset()), self._quads(graph)
            self._now[graph] = after
            if self._merged and graph != DEFAULT_GRAPH:
                self._follow(before - after, after - before)

    def delta(self) -> tuple[list[Quad], list[Quad]]:
        """Quads removed and quads added by all operations together. Raises TooLargeError over the limit."""
        removed: list[Quad] = []
        added: list[Quad] = []
        for graph in {**self._first, **self._now}:
            first, now = self._first.get(graph, frozenset()), self._now.get(graph, frozenset())
            removed += first - now
            added += now - first
        if len(removed) + len(added) > self._quad_limit:
            raise TooLargeError(
                "The update changes too much at once.",
                found=f"{len(removed) + len(added)} quads",
                expected=f"at most {self._quad_limit} quads",
                suggestion="Send it in parts, or load files in bulk.",
            )
        return removed, added

    def _tracked(self) -> list[Name]:
        """Graphs to compare before and after: those named, or every one; the default graph only where it is plain."""
        named: list[Name] = [graph for graph in self._store.named_graphs() if isinstance(graph, NamedNode)]
        if self._named is not None:
            named = list(self._named)
        return named if self._merged else [*named, DEFAULT_GRAPH]

    def _quads(self, graph: Name) -> frozenset[Quad]:
        return frozenset(self._store.quads_for_pattern(None, None, None, graph))

    def _follow(self, removed: Iterable[Quad], added: Iterable[Quad]) -> None:
        """Let the merge follow, so that the next operation sees it."""
        self._store.extend(Quad(q.subject, q.predicate, q.object, DEFAULT_GRAPH) for q in added)
        for quad in removed:
            holders = self._store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            if all(isinstance(holder.graph_name, DefaultGraph) for holder in holders):
                self._store.remove(Quad(quad.subject, quad.predicate, quad.object, DEFAULT_GRAPH))


def evaluate(said: Said) -> tuple[list[Quad], list[Quad]]:
    """What an update removes and adds. Keys: text, operations, graphs, base, snapshot, scratch, merged, quad_limit."""
    _check_syntax(said["text"], said["base"])
    scratch = Path(said["scratch"])
    try:
        copy_store(Path(said["snapshot"]), scratch)
        store = Store(str(scratch))
    except OSError as error:
        raise refuse(error) from error
    work = Evaluation(store, said["graphs"], merged=said["merged"], quad_limit=said["quad_limit"])
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
