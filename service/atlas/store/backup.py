"""Backups: a folder that is a store itself, taken while the store serves, checked before it is put back.

What is copied never changes while it is copied: the ledger up to a snapshot, that snapshot, and the labelled ones;
beside them what no ledger tells: drafts, saved queries, tokens, releases; and every branch. All else is made anew.
"""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from atlas.errors import ConflictError, NotFoundError, StorageError
from atlas.store.ledger import BEGINNING, FILE, Ledger, say_disk, sync_directory
from atlas.store.recover import IDENTITY_FILE, LEDGER_FOLDER
from atlas.store.revisions import FILE as INDEX
from atlas.store.snapshots import ABOUT, STORE, Snapshot, Snapshots

BULK_FOLDER: Final = "bulk"
ABOUT_BACKUP: Final = "backup.json"
PARTIAL: Final = ".partial"
TRIES: Final = 5
KEPT_FOLDERS: Final = ("releases",)
BRANCHES: Final = "branches"
MANIFEST: Final = "branch.json"
MADE_ANEW: Final = (INDEX, "derived.json")
BLOCK_BYTES: Final = 4 * 1024 * 1024


class Backup(NamedTuple):
    """What a backup holds. number: its newest commit."""

    path: Path
    number: int
    size_bytes: int


def make_backup(directory: Path, target: Path) -> Backup:
    """Copy a store, in use or not, to a folder that does not exist yet.

    Raises NotFoundError where there is no store, ConflictError when the folder exists, StorageError.
    """
    if not (directory / LEDGER_FOLDER / FILE).is_file():
        raise NotFoundError(f"There is no store in {directory}.", expected="the folder named by --store or ATLAS_STORE")
    if target.exists():
        raise ConflictError(
            f"{target} exists already.", expected="a name that is free", suggestion="Name a new folder for each backup."
        )
    partial = target.with_name(target.name + PARTIAL)
    shutil.rmtree(partial, ignore_errors=True)
    try:
        for attempt in range(TRIES):
            try:
                return _copy(directory, partial, target)
            except FileNotFoundError:
                shutil.rmtree(partial, ignore_errors=True)
                if attempt == TRIES - 1:
                    raise
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise _refuse(target, error) from error
    raise StorageError("The store changes faster than it can be copied.", found=f"{TRIES} tries")


def _copy(directory: Path, partial: Path, target: Path) -> Backup:
    snapshots = Snapshots(directory).sound()
    if not snapshots:
        raise StorageError(f"The store {directory} holds no snapshot.", suggestion="Start it once, then back it up.")
    newest = snapshots[-1]
    (partial / LEDGER_FOLDER).mkdir(parents=True)
    for snapshot in snapshots:
        if snapshot is newest or snapshot.label:
            _copy_snapshot(snapshot, Snapshots(partial).path(snapshot.number))
    copy_start(directory / LEDGER_FOLDER / FILE, partial / LEDGER_FOLDER / FILE, newest.position.end)
    for path in sorted((directory / LEDGER_FOLDER / BULK_FOLDER).glob("*")):
        if path.is_file() and int(path.name.split(".")[0]) <= newest.number:
            (partial / LEDGER_FOLDER / BULK_FOLDER).mkdir(exist_ok=True)
            copy_start(path, partial / LEDGER_FOLDER / BULK_FOLDER / path.name, path.stat().st_size)
    _copy_beside(directory, partial)
    for branch in find_branches(directory):
        make_backup(branch, partial / BRANCHES / branch.name)
    size = sum(path.stat().st_size for path in partial.rglob("*") if path.is_file())
    (partial / ABOUT_BACKUP).write_text(json.dumps({"number": newest.number, "bytes": size}), encoding="utf-8")
    os.sync()
    partial.rename(target)
    sync_directory(target.parent)
    return Backup(target, newest.number, size)


def find_branches(directory: Path) -> list[Path]:
    """Folders of the branches of a store, which are stores themselves."""
    return sorted(path.parent for path in (directory / BRANCHES).glob(f"*/{MANIFEST}") if "." not in path.parent.name)


def _copy_snapshot(snapshot: Snapshot, target: Path) -> None:
    target.mkdir(parents=True)
    shutil.copytree(snapshot.store, target / STORE)
    shutil.copyfile(snapshot.path / ABOUT, target / ABOUT)


def _copy_beside(directory: Path, target: Path) -> None:
    """Copy what stands beside ledger and snapshots and cannot be made from them."""
    for path in sorted(directory.iterdir()):
        if path.is_dir() and path.name in KEPT_FOLDERS:
            shutil.copytree(path, target / path.name)
        elif path.suffix == ".json" and path.name not in MADE_ANEW:
            shutil.copy2(path, target / path.name)
        elif path.suffix == ".sqlite" and path.name not in MADE_ANEW:
            _copy_database(path, target / path.name)


def _copy_database(source: Path, target: Path) -> None:
    """Copy a database that may be in use, as it is at one moment."""
    shutil.copy2(source, target)
    if not source.with_name(source.name + "-wal").exists():
        return
    address = f"{source.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)


def _refuse(target: Path, error: OSError) -> StorageError:
    return StorageError(
        f"{target} could not be written, and nothing is left of it.",
        found=say_disk(error),
        suggestion="Free some space, or name a folder on a disk with room that can be written.",
    )


def copy_start(source: Path, target: Path, size: int) -> None:
    """Copy the first bytes of a file and force them to the disk. Raises StorageError when there are fewer."""
    with source.open("rb") as read, target.open("wb") as write:
        left = size
        while left:
            data = read.read(min(left, BLOCK_BYTES))
            if not data:
                raise StorageError(f"{source} is shorter than expected.", expected=f"{size} bytes")
            write.write(data)
            left -= len(data)
        write.flush()
        os.fsync(write.fileno())


def check_backup(path: Path) -> int:
    """Number of the newest commit of a backup in which everything is whole, branches too.

    Raises StorageError, NotFoundError.
    """
    if not (path / LEDGER_FOLDER / FILE).is_file():
        raise NotFoundError(f"There is no backup in {path}.", expected="a folder that `atlas backup` made")
    with Ledger(path / LEDGER_FOLDER, read_only=True) as ledger:
        ledger.recover(BEGINNING)
        snapshots = Snapshots(path).sound()
        promised = json.loads((path / ABOUT_BACKUP).read_text(encoding="utf-8"))["number"]
        if ledger.position.number != promised:
            raise StorageError(
                f"The backup {path} is not whole.",
                found=f"{ledger.position.number} commits",
                expected=f"{promised} commits",
            )
        if not any(ledger.holds(snapshot.position) and snapshot.number == promised for snapshot in snapshots):
            raise StorageError(f"The backup {path} lacks its snapshot {promised}.")
    for branch in find_branches(path):
        check_backup(branch)
    return int(promised)


def restore_backup(path: Path, directory: Path) -> Backup:
    """Make a store from a backup; the folder must not hold one.

    Raises ConflictError when it does, StorageError when the backup is not whole; then nothing was changed.
    """
    number = check_backup(path)
    if (directory / LEDGER_FOLDER).exists() or Snapshots(directory).folder.exists():
        raise ConflictError(
            f"{directory} holds a store already.", suggestion="Move it away first; nothing is overwritten."
        )
    partial = directory.with_name(directory.name + PARTIAL)
    shutil.rmtree(partial, ignore_errors=True)
    try:
        shutil.copytree(path, partial, ignore=shutil.ignore_patterns(ABOUT_BACKUP, IDENTITY_FILE))
        directory.mkdir(parents=True, exist_ok=True)
        for part in sorted(partial.iterdir()):
            part.rename(directory / part.name)
        partial.rmdir()
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise _refuse(directory, error) from error
    size = sum(part.stat().st_size for part in directory.rglob("*") if part.is_file())
    return Backup(directory, number, size)
