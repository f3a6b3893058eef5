"""From a directory in any state to an agreement of ledger, index and newest snapshot; used at every start."""

import fcntl
import os
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Final

from atlas.errors import ConflictError, StorageError
from atlas.store.bulk import FOLDER, load_blocks
from atlas.store.delta import read_delta
from atlas.store.ledger import BEGINNING, Entry, Ledger
from atlas.store.lines import Source, iter_blocks
from atlas.store.live import Live
from atlas.store.revisions import FILE as INDEX_FILE
from atlas.store.revisions import Revisions
from atlas.store.snapshots import Snapshot, Snapshots

LEDGER_FOLDER: Final = "ledger"
LOCK_FILE: Final = "lock"
IDENTITY_FILE: Final = "identity"
PRIMARY: Final = 0xFF
REFUSALS: Final = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
LOCK_WAIT_S: Final = 3.0


def take_lock(directory: Path) -> int | None:
    """Be the only writer of a directory until this process ends. None on a read-only disk.

    Raises ConflictError when another process writes there.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock = os.open(directory / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        if directory.is_dir() and os.statvfs(directory).f_flag & os.ST_RDONLY:
            return None
        raise
    until = time.monotonic() + LOCK_WAIT_S
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise ConflictError(
                    f"The store {directory} is in use by another process.",
                    suggestion="If a service runs on it, stop it, run this again and start it anew; "
                    "or name another folder with --store or ATLAS_STORE.",
                ) from error
            time.sleep(0.02)
        else:
            return lock


@contextmanager
def claim(directory: Path) -> Iterator[None]:
    """Be the only writer of a directory for the length of the block. Raises ConflictError."""
    lock = take_lock(directory)
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)


def get_identity(directory: Path) -> str:
    """What tells the commits of this directory from those of any other; made once, and anew for a restored backup."""
    path = directory / LEDGER_FOLDER / IDENTITY_FILE
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        identity = secrets.token_hex(8)
        partial = path.with_suffix(".partial")
        partial.write_text(identity, encoding="ascii")
        partial.replace(path)
        return identity


def find_base(ledger: Ledger, snapshots: Snapshots, mode: str) -> Snapshot | None:
    """The newest sound snapshot of this mode that the ledger knows, or None when all must be made from the ledger."""
    found = [snapshot for snapshot in snapshots.sound() if ledger.holds(snapshot.position)]
    return next((snapshot for snapshot in reversed(found) if snapshot.mode == mode), None)


def refuse_lost_ledger(ledger: Ledger, snapshots: Snapshots) -> None:
    """Raise when a snapshot knows commits that the ledger has lost."""
    known = max((snapshot.number for snapshot in snapshots.sound()), default=0)
    if known > ledger.position.number:
        raise StorageError(
            f"The ledger {ledger.path} ends with commit {ledger.position.number}, but snapshot {known} exists.",
            suggestion="Restore the folder from a backup, or remove the snapshots that the ledger does not know.",
        )


def open_index(directory: Path, ledger: Ledger) -> tuple[Revisions, bool]:
    """The index of the ledger, brought up to date; and whether one that did not fit had to be made anew."""
    was_there = any(directory.glob("index.sqlite"))
    try:
        index = Revisions(directory, read_only=ledger.read_only)
        if index.last.number <= ledger.position.number and ledger.holds(index.last):
            if not ledger.read_only:
                index.record(ledger.entries(index.last))
            return index, False
        index.close()
    except sqlite3.DatabaseError as error:
        if _is_the_disks_fault(error.sqlite_errorcode) and not ledger.read_only:
            raise
        if ledger.read_only:
            raise StorageError("The index of the store cannot be read.", found=str(error)) from error
    if ledger.read_only:
        raise StorageError("The index of the store is out of date and the disk is read-only.")
    for path in directory.glob("index.sqlite*"):
        path.unlink()
    index = Revisions(directory)
    index.record(ledger.entries(BEGINNING))
    return index, was_there


def ensure_index(directory: Path) -> None:
    """Make the index of a store that has none, as after a restored backup, so that its past can be read unopened."""
    if (directory / INDEX_FILE).is_file():
        return
    with claim(directory), Ledger(directory / LEDGER_FOLDER) as ledger:
        ledger.recover(BEGINNING)
        open_index(directory, ledger)[0].close()


def _is_the_disks_fault(code: int) -> bool:
    """Whether the disk refused, and not the index is broken (a file cut short reads as too short)."""
    return code & PRIMARY in REFUSALS and code != sqlite3.SQLITE_IOERR_SHORT_READ


def replay(live: Live, ledger: Ledger, entries: Iterable[Entry], *, merged: bool) -> None:
    """Bring a live store from the end of one commit to that of a later one. Raises StorageError."""
    for entry in entries:
        if "bulk" in entry.header:
            path = check_bulk_file(ledger, entry)
            load_blocks(live.store, iter_blocks(Source(path, None, "")), merged=merged)
        else:
            live.apply(*read_delta(ledger.read(entry.body, entry.end)))


def drop_unfinished_bulk(ledger: Ledger) -> None:
    """Remove the files of bulk loads that were cut short: those with a number the ledger has not given yet."""
    for path in (ledger.path.parent / FOLDER).glob("*"):
        if int(path.name.partition(".")[0]) > ledger.position.number:
            path.unlink()


def check_bulk_file(ledger: Ledger, entry: Entry) -> Path:
    """The file of a bulk load, which is as it was written. Raises StorageError when it is not."""
    told = entry.header["bulk"]
    path: Path = ledger.path.parent / FOLDER / told["file"]
    try:
        with path.open("rb") as file:
            same = file_digest(file, "sha256").hexdigest() == told["sha256"]
    except FileNotFoundError:
        same = False
    if not same:
        raise StorageError(
            f"The quads of bulk load {entry.number} are lost or damaged.",
            found=str(path),
            suggestion="Restore the folder from a backup.",
        )
    return path
