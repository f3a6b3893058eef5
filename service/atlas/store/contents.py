"""Everything a snapshot holds, in the engine's form, for a worker that needs the whole; evaluates nothing."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, Store


def iter_quads(snapshot: Path) -> Iterator[Quad]:
    """Quads of every named graph of a snapshot's folder, which must stay there meanwhile."""
    store = Store.read_only(str(snapshot))
    return (quad for quad in store if not isinstance(quad.graph_name, DefaultGraph))
