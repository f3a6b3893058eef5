"""A whole snapshot as quads, in the very form in which each was committed. Reads snapshot and ledger only."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store

from atlas.store.bulk import FOLDER
from atlas.store.delta import read_delta
from atlas.store.ledger import Entry, Ledger
from atlas.store.live import is_rewritten

TYPED = b'"^^<'


def iter_exact_quads(snapshot: Path, ledger: Path, number: int, *, with_default: bool = False) -> Iterator[Quad]:
    """Quads of the named graphs by graph, then by their text.

    The engine rewrites some literals (`1.50` to 1.5), so each is looked up in the ledger up to commit `number`.
    with_default: also the default graph, first (for a store that does not merge into it).
    """
    store = Store.read_only(str(snapshot))
    written = _find_written(store, ledger, number)
    graphs: list[NamedNode | BlankNode | DefaultGraph] = sorted(store.named_graphs(), key=str)
    if with_default:
        graphs.insert(0, DefaultGraph())
    for graph in graphs:
        held = [written.get(quad, quad) for quad in store.quads_for_pattern(None, None, None, graph)]
        yield from sorted(held, key=str)


def _find_written(store: Store, folder: Path, number: int) -> dict[Quad, Quad]:
    """The engine's form of a quad to the form last committed, where the two differ."""
    written: dict[Quad, Quad] = {}
    with Ledger(folder, read_only=True) as ledger:
        for entry in ledger.entries():
            if entry.number > number:
                break
            for quad in _added(ledger, folder, entry):
                if not is_rewritten(quad.object):
                    continue
                held = next(store.quads_for_pattern(quad.subject, quad.predicate, quad.object, quad.graph_name), None)
                if held is not None:
                    written.pop(held, None)
                    if held != quad:
                        written[held] = quad
    return written


def _added(ledger: Ledger, folder: Path, entry: Entry) -> Iterable[Quad]:
    """Quads with a typed literal that a commit added."""
    bulk: Any = entry.header.get("bulk")
    if not bulk:
        yield from _parse(ledger.read(entry.body, entry.end).split(b"\n"), marked=True)
        return
    with (folder / FOLDER / f"{entry.number}.nq").open("rb") as file:
        for line in file:
            yield from _parse([line.rstrip(b"\n")], marked=False)


def _parse(lines: Iterable[bytes], *, marked: bool) -> list[Quad]:
    kept = [line for line in lines if TYPED in line and (not marked or line.startswith(b"+ "))]
    return read_delta(b"".join((line if marked else b"+ " + line) + b"\n" for line in kept))[1] if kept else []
