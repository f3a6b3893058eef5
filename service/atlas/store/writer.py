"""The writer process: owns ledger, index and live store; takes commits as typed quads and makes snapshots.

It evaluates no text of a user. Whatever it is killed in the middle of, the next start makes whole again.
"""

import json
import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from atlas.errors import InputError, StorageError
from atlas.store.bulk import FOLDER, Keeper, load_blocks
from atlas.store.delta import read_delta, write_delta
from atlas.store.ledger import BEGINNING, Entry, Ledger, refuse
from atlas.store.lines import Source
from atlas.store.live import MERGED, Live
from atlas.store.recover import (
    LEDGER_FOLDER,
    drop_unfinished_bulk,
    find_base,
    get_identity,
    open_index,
    refuse_lost_ledger,
    replay,
    take_lock,
)
from atlas.store.snapshots import Snapshot, Snapshots
from atlas.workers.pipe import Output, Work

Said = dict[str, Any]
SKOLEM: Final = "urn:x-blank:"
GRAPHS_TOLD: Final = 10_000


class Writer:
    """The only process that changes a store's directory."""

    def __init__(self, directory: Path, mode: str) -> None:
        self._directory, self._mode = directory, mode
        self._lock = take_lock(directory)
        self._snapshots = Snapshots(directory)
        self._ledger = Ledger(directory / LEDGER_FOLDER, read_only=self._lock is None)
        broken = [] if self._ledger.read_only else self._snapshots.mend()
        base = find_base(self._ledger, self._snapshots, mode)
        entries = self._ledger.recover(base.position if base else BEGINNING)
        refuse_lost_ledger(self._ledger, self._snapshots)
        if not self._ledger.read_only:
            drop_unfinished_bulk(self._ledger)
        self._live: Live | None = None
        self._newest = base
        if base is None or (entries and not self._ledger.read_only):
            self._catch_up(base, entries)
        self._index, is_new = open_index(directory, self._ledger)
        self._mended = [f"the ledger's torn end: {self._ledger.torn}"] * bool(self._ledger.torn)
        self._mended += [f"snapshot {name} was not whole and is removed" for name in broken]
        self._mended += ["the index did not fit the ledger and was made anew"] * is_new
        self._identity = get_identity(directory)

    def _catch_up(self, base: Snapshot | None, entries: list[Entry]) -> None:
        if self._ledger.read_only:
            raise StorageError("The store holds no snapshot that can be read, and the disk is read-only.")
        live = self._open_live()
        replay(live, self._ledger, entries, merged=self._mode == MERGED)
        self._newest = self._snapshots.make(self._ledger.position, self._mode, live.checkpoint)

    def _open_live(self) -> Live:
        if self._live is None:
            self._live = Live(self._directory, self._mode, self._newest.store if self._newest else None)
        return self._live

    def close(self) -> None:
        """Let go of the directory, for whoever writes in this process; a process of its own just ends."""
        self._live = None
        self._index.close()
        self._ledger.close()
        if self._lock is not None:
            os.close(self._lock)

    def handle(self, job: bytes) -> Work:
        """Do one job: a line of JSON that names it, then its body. The answer is one line of JSON, the last."""
        head, _, body = job.partition(b"\n")
        said: Said = json.loads(head)

        def write(output: Output) -> None:
            def tell(news: Said) -> None:
                output.write(json.dumps(news).encode() + b"\n")
                output.send()

            try:
                if said["do"] == "bulk":
                    answer = self.do_bulk(said, tell)
                else:
                    do: Callable[[Said, bytes], Said] = getattr(self, f"do_{said['do']}")
                    answer = do(said, body)
                output.write(json.dumps(answer).encode() + b"\n")
            except (OSError, sqlite3.Error) as error:
                raise refuse(error if isinstance(error, OSError) else OSError(0, str(error))) from error

        return Work(write)

    def do_status(self, said: Said, body: bytes) -> Said:
        """Number and path of the newest snapshot; with a token, the commit that carries it."""
        assert self._newest is not None  # noqa: S101 - made at the start at the latest
        number = self._index.find_token(said["token"]) if said.get("token") else None
        return {
            "number": self._newest.number,
            "path": str(self._newest.store),
            "read_only": self._ledger.read_only,
            "identity": self._identity,
            "mended": self._mended,
            "commit": self._index.get_header(number) if number else None,
        }

    def do_warm(self, said: Said, body: bytes) -> Said:
        """Open the live store, so that the first commit does not wait for it."""
        if not self._ledger.read_only:
            self._open_live()
        return {}

    def do_commit(self, said: Said, body: bytes) -> Said:
        """Make a change durable and a snapshot of it; an empty one makes no commit, unless always one is wanted."""
        if self._ledger.read_only:
            raise refuse(OSError(0, "The disk is read-only"))
        self._index.check(said["expected"], self._ledger.position.number)
        live = self._open_live()
        removed, added = live.keep_effective(*self._read(body))
        if not removed and not added and not said["always"]:
            return {"number": self._ledger.position.number, "path": "", "commit": None}
        try:
            present, gone = live.apply(removed, added)
            counts = {"added": len(added), "removed": len(removed)}
            header = {"at": now(), **said["header"], "graphs": present, "gone": gone, **counts}
            entry = self._ledger.append(header, write_delta(removed, added))
        except BaseException:
            self._live = None
            raise
        return self._publish(live, entry)

    def _publish(self, live: Live, entry: Entry) -> Said:
        try:
            snapshot = self._snapshots.make(entry.position, self._mode, live.checkpoint)
            self._index.record([entry])
        except BaseException:
            self._live = None
            self._snapshots.remove(entry.number)
            self._ledger.take_back()
            raise
        self._newest = snapshot
        header = {**entry.header, "graphs": sorted(entry.header.get("graphs", []) + entry.header.get("gone", []))}
        return {"number": entry.number, "path": str(snapshot.store), "commit": header}

    def _read(self, body: bytes) -> tuple[list[Any], list[Any]]:
        try:
            removed, added = read_delta(body)
        except SyntaxError as error:
            raise InputError("A change holds a quad that cannot be written down.", found=str(error)) from error
        if self._mode == MERGED and any(str(quad.graph_name) == "DEFAULT" for quad in (*removed, *added)):
            raise InputError(
                "A change to the default graph, which is the merge of all named graphs and read-only.",
                suggestion="Name the graph that the triples belong to.",
            )
        return removed, added

    def do_bulk(self, said: Said, tell: Callable[[Said], None]) -> Said:
        """Load files into a copy of the newest state and switch to it."""
        if self._ledger.read_only:
            raise refuse(OSError(0, "The disk is read-only"))
        number = self._ledger.position.number + 1
        sources = [Source(Path(path), said["graph"], f"{SKOLEM}{number}:{n}:") for n, path in enumerate(said["files"])]
        keeper = Keeper(self._directory / LEDGER_FOLDER / FOLDER, number, sources, tell)
        live = self._open_live()
        try:
            load_blocks(live.store, keeper.iter_blocks(), merged=self._mode == MERGED, still=keeper.still)
            kept = keeper.kept()
            bulk = {"file": kept.file, "size": kept.size, "sha256": kept.sha256}
            header = {"at": now(), **said["header"], "bulk": bulk, "added": kept.added, "removed": 0}
            entry = self._ledger.append(header, b"")
        except BaseException:
            self._live = None
            keeper.remove()
            raise
        answer = self._publish(live, entry)
        return {**answer, "commit": {**entry.header, "graphs": kept.names() if len(kept.graphs) <= GRAPHS_TOLD else []}}

    def do_prune(self, said: Said, body: bytes) -> Said:
        """Remove the snapshots that nobody wants any more."""
        return {"removed": self._snapshots.prune(said["kept"], set(said["pinned"]))}

    def do_label(self, said: Said, body: bytes) -> Said:
        """Name a snapshot, which keeps it."""
        self._snapshots.label(said["number"], said["label"])
        return {}


def now() -> str:
    """The time as ledgers write it: UTC, ISO 8601, milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def entry(setup: Said) -> Callable[[bytes], Work]:
    """The handler of a writer process. setup: directory, mode."""
    try:
        return Writer(Path(setup["directory"]), setup["mode"]).handle
    except (OSError, sqlite3.Error) as error:
        raise StorageError(
            f"The store {setup['directory']} cannot be opened.",
            found=getattr(error, "strerror", None) or str(error),
            suggestion="Free some space or make the disk writable, then start again. Nothing is lost.",
        ) from error
