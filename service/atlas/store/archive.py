"""Reading the past: revisions, histories and exact graphs, from ledger and index. It writes nothing."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, Store

from atlas.errors import GoneError, TooLargeError
from atlas.store.bulk import FOLDER
from atlas.store.delta import read_delta
from atlas.store.ledger import Ledger
from atlas.store.live import is_rewritten
from atlas.store.protocol import Change, Commit
from atlas.store.recover import LEDGER_FOLDER
from atlas.store.revisions import Revisions


class Archive:
    """The ledger and index of a directory whose writer is at work, opened for reading; used from threads."""

    def __init__(self, directory: Path) -> None:
        self._ledger = Ledger(directory / LEDGER_FOLDER, read_only=True)
        self._index = Revisions(directory, read_only=True)
        self._turn = threading.Lock()

    def close(self) -> None:
        """Let go of the files."""
        self._ledger.close()
        self._index.close()

    def revisions(self, graphs: Sequence[str] | None, upto: int) -> Mapping[str, int]:
        """Graph IRI to the last commit that touched it, as of a commit."""
        with self._turn:
            return self._index.find(graphs, upto)

    def history(self, graph: str, upto: int) -> list[Commit]:
        """Commits that touched a graph, oldest first, without the lists of graphs."""
        with self._turn:
            return [to_commit(header) for header in self._index.history(graph, upto)]

    def commit(self, number: int) -> Commit:
        """One commit. graphs: those it touched, emptied ones too; empty for a bulk load."""
        with self._turn:
            header = self._index.get_header(number)
        if header is None:
            raise GoneError(f"There is no commit {number}.", found=str(number))
        return to_commit({**header, "graphs": [*header.get("graphs", ()), *header.get("gone", ())]})

    def changes(self, number: int) -> Change:
        """What one commit removed and added."""
        with self._turn:
            header, span = self._index.get_header(number), self._index.get_span(number)
        if header is None or span is None:
            raise GoneError(f"There is no commit {number}.", found=str(number))
        if "bulk" in header:
            raise TooLargeError(
                f"Commit {number} is a bulk load of {header['added']} quads, which are kept in a file of their own.",
                found=f"{LEDGER_FOLDER}/{FOLDER}/{header['bulk']['file']}",
            )
        removed, added = read_delta(self._ledger.read(*span))
        return Change(removed, added, header["who"], header["why"], about=header.get("about", {}))

    def graph(self, iri: str, upto: int) -> list[Quad]:
        """Quads of a graph after a commit, in the very form in which they were committed, sorted by their text."""
        with self._turn:
            spans = self._index.spans(iri, upto)
        held: dict[Quad, Quad] = {}
        name = NamedNode(iri)
        for number, start, end, bulk in spans:
            body = self._read_bulk(number, str(name)) if bulk else keep_graph(self._ledger.read(start, end), str(name))
            removed, added = read_delta(body)
            for quad in removed:
                held.pop(normalize(quad), None)
            held.update((normalize(quad), quad) for quad in added)
        return sorted(held.values(), key=str)

    def _read_bulk(self, number: int, name: str) -> bytes:
        """Lines of a bulk load that stand in a graph, as a delta."""
        end = f" {name} .\n".encode()
        return b"".join(line for line in self._bulk_lines(number) if line.endswith(end))

    def _bulk_lines(self, number: int) -> Iterator[bytes]:
        """Every line of a bulk load, as a delta has it."""
        with (self._ledger.path.parent / FOLDER / f"{number}.nq").open("rb") as file:
            for line in file:
                yield b"+ " + line


def to_commit(header: Mapping[str, Any]) -> Commit:
    """The commit that a ledger header tells of."""
    return Commit(
        number=header["number"],
        at=header.get("at", ""),
        who=header["who"],
        why=header.get("why", ""),
        graphs=tuple(header.get("graphs", ())),
        added=header.get("added", 0),
        removed=header.get("removed", 0),
        about=header.get("about", {}),
    )


def keep_graph(body: bytes, name: str) -> bytes:
    """Lines of a delta whose quad stands in this graph."""
    end = f" {name} .\n".encode()
    kept: list[bytes] = []
    found = body.find(end)
    while found >= 0:
        after = found + len(end)
        kept.append(body[body.rfind(b"\n", 0, found) + 1 : after])
        found = body.find(end, after)
    return b"".join(kept)


def normalize(quad: Quad) -> Quad:
    """The quad as the engine gives it back."""
    if not is_rewritten(quad.object):
        return quad
    store = Store()
    store.add(quad)
    return next(iter(store.quads_for_pattern(None, None, None, None)))
