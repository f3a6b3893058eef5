"""The ledger of a dataset that another engine keeps: what was asked of it, and how far it is known to have done it."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from atlas.rdf.terms import BlankNode, Quad
from atlas.store.archive import Archive, normalize
from atlas.store.delta import read_delta, write_delta
from atlas.store.ledger import BEGINNING, Entry, Ledger
from atlas.store.live import to_name
from atlas.store.recover import LEDGER_FOLDER, open_index, take_lock
from atlas.store.writer import now

APPLIED_FILE: Final = "remote.json"


class Journal:
    """Ledger, index and mark of one directory, used from threads one call at a time. Nothing here sends anything."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = take_lock(directory)
        self._ledger = Ledger(directory / LEDGER_FOLDER, read_only=self._lock is None)
        self._ledger.recover(BEGINNING)
        self._index, _ = open_index(directory, self._ledger)
        self.archive = Archive(directory)

    def close(self) -> None:
        """Let go of the files."""
        self.archive.close()
        self._index.close()
        self._ledger.close()
        if self._lock is not None:
            os.close(self._lock)

    @property
    def number(self) -> int:
        """Number of the newest commit."""
        return self._ledger.position.number

    def read_applied(self, url: str) -> int:
        """Number of the last commit that the engine at an address is known to have; 0 for one never seen."""
        path = self._directory / APPLIED_FILE
        said: dict[str, int] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return said.get(url, 0)

    def write_applied(self, url: str, number: int) -> None:
        """Remember that the engine has everything up to a commit."""
        path = self._directory / APPLIED_FILE
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps({url: number}), encoding="utf-8")
        partial.replace(path)

    def entries_after(self, number: int) -> list[Entry]:
        """Commits later than a number."""
        return [entry for entry in self._ledger.entries() if entry.number > number]

    def read(self, entry: Entry) -> tuple[list[Quad], list[Quad]]:
        """What a commit removed and added."""
        return read_delta(self._ledger.read(entry.body, entry.end))

    def check_expected(self, expected: dict[str, int]) -> None:
        """Raise PreconditionError when a graph has another revision than expected."""
        self._index.check(expected, self.number)

    def append(self, removed: Sequence[Quad], added: Sequence[Quad], header: dict[str, Any]) -> Entry | None:
        """Write a commit down, with the quads that change something; None when none does. Raises StorageError."""
        graphs = {to_name(quad.graph_name) for quad in (*removed, *added)}
        held = {name: {normalize(quad): quad for quad in self.archive.graph(name, self.number)} for name in graphs}
        less = [q for q in removed if q not in set(added) and normalize(q) in held[to_name(q.graph_name)]]
        more = [q for q in added if held[to_name(q.graph_name)].get(normalize(q)) != q]
        if not less and not more:
            return None
        for quad in less:
            held[to_name(quad.graph_name)].pop(normalize(quad), None)
        for quad in more:
            held[to_name(quad.graph_name)][normalize(quad)] = quad
        touched = {to_name(quad.graph_name) for quad in (*less, *more)}
        present, gone = sorted(n for n in touched if held[n]), sorted(n for n in touched if not held[n])
        counts = {"added": len(more), "removed": len(less)}
        said = {"at": now(), **header, "graphs": present, "gone": gone, **counts}
        return self._ledger.append(said, write_delta(less, more))

    def confirm(self, entry: Entry) -> None:
        """Make a commit visible to histories."""
        if entry.number > self._index.last.number:
            self._index.record([entry])

    def take_back(self) -> None:
        """Forget the commit appended last, which the engine refused."""
        self._ledger.take_back()


def has_blank_nodes(quads: Sequence[Quad]) -> bool:
    """True when a quad cannot be named in an update."""
    return any(isinstance(term, BlankNode) for quad in quads for term in (quad.subject, quad.object, quad.graph_name))
