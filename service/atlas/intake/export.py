"""The store's records as files: each graph as it was committed, in the one Turtle layout; or whether they agree.

A file is left alone when it says the same as the store. Graphs that have no file by rule are not records.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from atlas.intake.shipped import GENID_SEGMENT, GRAPH_SEGMENT
from atlas.rdf.canonical import skolemize
from atlas.rdf.terms import Quad
from atlas.rdf.turtle import write_turtle
from atlas.schema.files import HomeFile, iter_home_files, record_path
from atlas.schema.load import read_file
from atlas.schema.model import Schema
from atlas.store.protocol import Store

RECORD_PARTS = frozenset({"record", "source"})


class ExactStore(Store, Protocol):
    """A store that gives graphs back as they were committed."""

    def graph(self, iri: str) -> AsyncIterator[Quad]:
        """Quads of a graph, literals as written."""
        ...


@dataclass(frozen=True)
class Exported:
    """written: files that were (with check: would be) written. removed: likewise, of graphs emptied since.

    unknown: files whose graph the store never held. same: number of files that already agreed.
    """

    written: tuple[Path, ...]
    removed: tuple[Path, ...]
    unknown: tuple[Path, ...]
    same: int

    @property
    def agrees(self) -> bool:
        """True when files and store say the same."""
        return not (self.written or self.removed or self.unknown)


async def export_records(store: ExactStore, schema: Schema, target: Path, *, check: bool = False) -> Exported:
    """Write every record and source of the store below a folder.

    target: a home, usually the schema's own. check: touch nothing, only say what would be done.
    """
    written: list[Path] = []
    removed: list[Path] = []
    same = 0
    revisions = await store.revisions()
    for graph in sorted(revisions):
        path = record_path(target, schema.base, graph)
        if path is None:
            continue
        quads = [quad async for quad in store.graph(graph)]
        if not quads and path.exists():
            removed.append(path)
        elif quads and _held(path, graph) != set(quads):
            written.append(path)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(write_turtle(quads, schema.prefixes, schema.base), encoding="utf-8")
        else:
            same += bool(quads)
    if not check:
        for path in removed:
            path.unlink()
    files = iter_home_files(target, schema.base, RECORD_PARTS) if (target / "ontology").is_dir() else ()
    unknown = tuple(file.path for file in files if file.graph not in revisions)
    return Exported(tuple(written), tuple(removed), unknown, same)


def _held(path: Path, graph: str) -> set[Quad]:
    """What a file says of its graph, blank nodes named as loading names them."""
    if not path.exists():
        return set()
    quads = read_file(HomeFile(path, graph, "record"))
    return set(skolemize(quads, f"{graph.replace(GRAPH_SEGMENT, GENID_SEGMENT)}/"))
