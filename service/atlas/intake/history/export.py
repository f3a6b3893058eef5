"""The store's records as files: each graph as it was committed, in the one Turtle layout; or whether they agree.

A file is left alone when it says the same as the store. Graphs that have no file by rule are not records.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from atlas.intake.history.shipped import GRAPH_SEGMENT
from atlas.namespaces import GENID_SEGMENT
from atlas.rdf.canonical import skolemize
from atlas.rdf.terms import Quad
from atlas.rdf.turtle import write_turtle
from atlas.schema.files import HomeFile, iter_home_files, record_path
from atlas.schema.load import read_file
from atlas.schema.model import Schema
from atlas.store.protocol import Commit, Store

Tell = Callable[[int, int], None]
RECORD_PARTS = frozenset({"record", "source"})


class ExactStore(Store, Protocol):
    """A store that gives graphs back as they were committed."""

    def graph(self, iri: str) -> AsyncIterator[Quad]:
        """Quads of a graph, literals as written."""
        ...

    async def history(self, graph: str) -> list[Commit]:
        """Commits that touched a graph; none for one the store never held."""
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


async def export_records(
    store: ExactStore, schema: Schema, target: Path, *, check: bool = False, tell: Tell | None = None
) -> Exported:
    """Write every record and source of the store below a folder.

    target: a home, usually the schema's own. check: touch nothing, only say what would be done. tell: hears how many
    graphs of how many are done. Each file is replaced as a whole, so that an interrupted run leaves none half written.
    """
    written: list[Path] = []
    same = 0
    revisions = await store.revisions()
    for number, graph in enumerate(sorted(revisions), start=1):
        if tell is not None:
            tell(number, len(revisions))
        path = record_path(target, schema.base, graph)
        if path is None:
            continue
        quads = [quad async for quad in store.graph(graph)]
        if _held(path, graph) == set(quads):
            same += 1
            continue
        written.append(path)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f"{path.name}.partial")
            partial.write_text(write_turtle(quads, schema.prefixes, schema.base), encoding="utf-8")
            partial.replace(path)
    removed, unknown = await _find_extra(store, schema, target, revisions)
    if not check:
        for path in removed:
            path.unlink()
    return Exported(tuple(written), tuple(removed), tuple(unknown), same)


async def _find_extra(
    store: ExactStore, schema: Schema, target: Path, present: Mapping[str, int]
) -> tuple[list[Path], list[Path]]:
    """Files whose graph the store holds no more, and those whose graph it never held."""
    removed: list[Path] = []
    unknown: list[Path] = []
    files = iter_home_files(target, schema.base, RECORD_PARTS) if (target / "ontology").is_dir() else iter(())
    for file in files:
        if file.graph not in present:
            (removed if await store.history(file.graph) else unknown).append(file.path)
    return removed, unknown


def _held(path: Path, graph: str) -> set[Quad]:
    """What a file says of its graph, blank nodes named as loading names them."""
    if not path.exists():
        return set()
    quads = read_file(HomeFile(path, graph, "record"))
    return set(skolemize(quads, f"{graph.replace(GRAPH_SEGMENT, GENID_SEGMENT)}/"))
