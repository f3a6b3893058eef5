"""A store made from another's past: snapshots and bulk files linked, and its ledger up to one commit.

The other store may be in use meanwhile: what is read of it never changes. The new one has a ledger of its own from
there on, and needs nothing of the other any more.
"""

import os
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Final

from atlas.errors import ConflictError
from atlas.store.backup import BULK_FOLDER, copy_start
from atlas.store.ledger import FILE, Position, refuse
from atlas.store.recover import LEDGER_FOLDER
from atlas.store.snapshots import ABOUT, STORE, Snapshot, Snapshots, copy_store

TRIES: Final = 5


def fork_store(directory: Path, target: Path, position: Position, also: Collection[int] = ()) -> None:
    """Make a folder that does not exist yet a store with the commits of another up to one of them.

    also: numbers of snapshots to have besides the labelled ones and the newest, where they are kept. A commit whose
    snapshot is not kept is made again at the first opening. Raises ConflictError, StorageError.
    """
    if target.exists():
        raise ConflictError(f"{target} exists already.")
    for attempt in range(TRIES):
        try:
            _fork(directory, target, position, also)
        except FileNotFoundError:  # a snapshot was let go meanwhile
            shutil.rmtree(target, ignore_errors=True)
            if attempt == TRIES - 1:
                raise
        except OSError as error:
            shutil.rmtree(target, ignore_errors=True)
            raise refuse(error) from error
        else:
            return


def _fork(directory: Path, target: Path, position: Position, also: Collection[int]) -> None:
    ledger, bulk = target / LEDGER_FOLDER, directory / LEDGER_FOLDER / BULK_FOLDER
    ledger.mkdir(parents=True)
    older = [one for one in Snapshots(directory).sound() if one.number <= position.number]
    for snapshot in older:
        if snapshot is older[-1] or snapshot.label or snapshot.number in also:
            _link_snapshot(snapshot, Snapshots(target).path(snapshot.number))
    share_start(directory / LEDGER_FOLDER / FILE, ledger / FILE, position.end)
    for path in sorted(bulk.glob("*")):
        if int(path.name.partition(".")[0]) <= position.number:
            (ledger / BULK_FOLDER).mkdir(exist_ok=True)
            link(path, ledger / BULK_FOLDER / path.name)


def _link_snapshot(snapshot: Snapshot, target: Path) -> None:
    copy_store(snapshot.store, target / STORE)
    shutil.copyfile(snapshot.path / ABOUT, target / ABOUT)


def share_start(source: Path, target: Path, size: int) -> None:
    """The first bytes of a file as another, sharing their blocks where the disk can. Raises StorageError."""
    try:
        with source.open("rb") as read, target.open("wb") as write:
            done = 0
            while done < size and (some := os.copy_file_range(read.fileno(), write.fileno(), size - done, done, done)):
                done += some
            os.fsync(write.fileno())
    except (AttributeError, OSError):  # not on this system, or not from this disk
        done = 0
    if done < size:
        copy_start(source, target, size)


def link(source: str | Path, target: str | Path) -> None:
    """Another name for a file that never changes; a copy where the disk has no links."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)
