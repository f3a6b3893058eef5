"""Quads of a snapshot or of a file, for whoever needs them all: read as they are asked for; evaluates nothing."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, parse


def iter_quads(snapshot: Path) -> Iterator[Quad]:
    """Quads of every named graph of a snapshot's folder, which must stay there meanwhile."""
    store = Store.read_only(str(snapshot))
    return (quad for quad in store if not isinstance(quad.graph_name, DefaultGraph))


def read_quads(path: Path) -> Iterator[Quad]:
    """Quads of a file of N-Quads."""
    return parse(path=str(path), format=RdfFormat.N_QUADS)
