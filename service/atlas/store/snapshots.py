"""Snapshots: checkpoints of the live store, one folder each, made whole or not at all, never written again.

`snapshots/<number>/store` is what readers open and `about.json` says what is in it.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, Final, NamedTuple

from atlas.store.ledger import Position

FOLDER: Final = "snapshots"
STORE: Final = "store"
ABOUT: Final = "about.json"
HELD: Final = "held.json"
MAKING: Final = ".making"
LINKED: Final = (".sst", ".blob")


class Snapshot(NamedTuple):
    """A snapshot that was found sound. position: the end of its last commit in the ledger."""

    number: int
    path: Path
    position: Position
    mode: str
    label: str

    @property
    def store(self) -> Path:
        """The folder that an engine opens."""
        return self.path / STORE


class Snapshots:
    """The snapshots of one store."""

    def __init__(self, directory: Path) -> None:
        self.folder = directory / FOLDER

    def path(self, number: int) -> Path:
        """Folder of a snapshot."""
        return self.folder / f"{number:012d}"

    def make(self, position: Position, mode: str, checkpoint: Callable[[Path], None]) -> Snapshot:
        """Keep a checkpoint under the number of a commit; one that is already there is replaced."""
        final = self.path(position.number)
        making = final.with_name(final.name + MAKING)
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        checkpoint(making / STORE)
        sizes = {entry.name: entry.stat().st_size for entry in os.scandir(making / STORE)}
        about = {"position": list(position), "mode": mode, "label": "", "files": sizes}
        (making / ABOUT).write_text(json.dumps(about), encoding="utf-8")
        if final.exists():
            shutil.rmtree(final)
        making.rename(final)
        return Snapshot(position.number, final, position, mode, "")

    def sound(self) -> list[Snapshot]:
        """Sound snapshots, oldest first: everything they say they hold is there, at its full length."""
        if not self.folder.is_dir():
            return []
        named = sorted(path for path in self.folder.iterdir() if re.fullmatch(r"\d{12}", path.name))
        return [found for path in named if (found := read_snapshot(path)) is not None]

    def mend(self) -> list[str]:
        """Remove what was half made or half removed; its names."""
        if not self.folder.is_dir():
            return []
        sound = {snapshot.path for snapshot in self.sound()}
        broken = sorted(path for path in self.folder.iterdir() if path.is_dir() and path not in sound)
        for path in broken:
            shutil.rmtree(path, ignore_errors=True)
        return [path.name for path in broken]

    def label(self, number: int, label: str) -> None:
        """Give a snapshot a name, and so keep it until the name is taken away (an empty one)."""
        path = self.path(number) / ABOUT
        about = json.loads(path.read_text(encoding="utf-8"))
        making = path.with_suffix(MAKING)
        making.write_text(json.dumps({**about, "label": label}), encoding="utf-8")
        making.replace(path)

    def hold(self, why: str, number: int) -> None:
        """Keep a snapshot until another is held for the same reason."""
        path = self.folder / HELD
        making = path.with_suffix(MAKING)
        making.write_text(json.dumps({**self._held(), why: number}), encoding="utf-8")
        making.replace(path)

    def _held(self) -> dict[str, int]:
        try:
            return dict(json.loads((self.folder / HELD).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return {}

    def prune(self, kept: int, pinned: Collection[int]) -> list[int]:
        """Remove all but the newest `kept`, the labelled, the held and the pinned; numbers removed."""
        removed = []
        wanted = {*pinned, *self._held().values()}
        for snapshot in self.sound()[: -max(1, kept)]:
            if not snapshot.label and snapshot.number not in wanted:
                self.remove(snapshot.number)
                removed.append(snapshot.number)
        return removed

    def remove(self, number: int) -> None:
        """Remove a snapshot; it is no longer one before its first file goes."""
        path = self.path(number)
        (path / ABOUT).unlink(missing_ok=True)
        shutil.rmtree(path, ignore_errors=True)


def read_snapshot(path: Path) -> Snapshot | None:
    """The snapshot in a folder, or None when it is not whole."""
    try:
        about: dict[str, Any] = json.loads((path / ABOUT).read_text(encoding="utf-8"))
        for name, size in about["files"].items():
            if (path / STORE / name).stat().st_size != size:
                return None
        position = Position(*about["position"])
        return Snapshot(position.number, path, position, about["mode"], about["label"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def copy_store(source: Path, target: Path) -> None:
    """An engine's folder that can be written, from one that never is: immutable files linked, the rest copied."""
    target.mkdir(parents=True)
    for entry in os.scandir(source):
        if entry.name.endswith(LINKED):
            try:
                os.link(entry.path, target / entry.name)
                continue
            except OSError:
                pass
        shutil.copyfile(entry.path, target / entry.name)
