"""Named branches of a store: each a store of its own in `branches/NAME` of the main one, made, listed and removed here.

A branch begins as one commit of another store and has its own ledger, writer and drafts, so that nothing of it is seen
by a query of any other.
"""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from atlas.errors import ConflictError, InputError, NotFoundError, UnsupportedByEngineError
from atlas.intake.deriving.mark import WHO, read_mark, write_mark
from atlas.intake.history.provenance import MERGES
from atlas.intake.history.releases import FOLDER as RELEASES
from atlas.intake.history.releases import Releases
from atlas.intake.history.shipped import LOADED_FILE
from atlas.settings import Settings
from atlas.store.backup import BRANCHES, MANIFEST, find_branches
from atlas.store.fork import fork_store, link
from atlas.store.ledger import FILE, Ledger
from atlas.store.past import Past
from atlas.store.recover import LEDGER_FOLDER, claim
from atlas.store.snapshots import Snapshots
from atlas.store.writer import Writer

MAIN: Final = "main"
NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,62}")
HELD: Final = "fork"
MAKING, REMOVING = ".making", ".removing"


@dataclass(frozen=True)
class Branch:
    """One branch. parent: the branch it was forked from, after the commit `number` (of `release`, where it is one)."""

    name: str
    parent: str
    number: int
    release: str
    at: str
    who: str


@dataclass(frozen=True)
class Work:
    """What was committed after a commit, but for what rules derived: commits, statements added and removed."""

    commits: int
    added: int
    removed: int


class Branches:
    """The branches of the store that a folder is, or is a branch of. `current`: name of the folder's own."""

    def __init__(self, directory: Path) -> None:
        place = directory.absolute()
        is_branch = place.parent.name == BRANCHES and (place / MANIFEST).is_file()
        self.root = place.parents[1] if is_branch else place
        self.current = place.name if is_branch else MAIN

    @classmethod
    def of(cls, settings: Settings) -> "Branches":
        """The branches beside the store that the settings name. Raises UnsupportedByEngineError for one elsewhere."""
        if settings.is_remote:
            raise UnsupportedByEngineError(
                "The engine behind this store keeps no earlier states, so it cannot be forked.",
                found=settings.store,
                expected="a store of this machine",
                suggestion="Fork a store of this machine, and export the branch to the other engine (docs/engines.md).",
            )
        return cls(settings.directory)

    def path(self, name: str) -> Path:
        """Folder of a branch or of the main store, whether it is there or not. Raises InputError for a name that none
        can have."""
        if name == MAIN:
            return self.root
        if not NAME.fullmatch(name):
            raise InputError(
                f"{name[:80]!r} is no name for a branch.",
                expected="a small letter, then small letters, digits and hyphens, 63 at most",
            )
        return self.root / BRANCHES / name

    def check(self, name: str) -> Path:
        """Folder of a branch that is there. Raises NotFoundError naming near ones."""
        path = self.path(name)
        if name != MAIN and not (path / MANIFEST).is_file():
            near = get_close_matches(name, self.names())
            known = ", ".join(self.names()) or "there is none yet"
            raise NotFoundError(f"There is no branch {name}.", expected=known, near=tuple(near))
        return path

    def names(self) -> list[str]:
        """Names of all branches but the main one, sorted."""
        return [path.name for path in find_branches(self.root) if NAME.fullmatch(path.name)]

    def get(self, name: str) -> Branch:
        """A branch that is there. Raises NotFoundError; the main one was forked from nothing."""
        if name == MAIN:
            return Branch(MAIN, "", 0, "", "", "")
        return Branch(**json.loads((self.check(name) / MANIFEST).read_text(encoding="utf-8")))

    def make(self, name: str, number: int, settings: Settings, who: str) -> Branch:
        """Fork the current store after a commit. Blocks. Raises ConflictError for a name that is taken, GoneError."""
        path, source = self.path(name), self.path(self.current)
        if name == MAIN or path.exists():
            raise ConflictError(f"There is a branch {name} already.", suggestion="Choose another name, or delete it.")
        making = path.with_name(path.name + MAKING)
        shutil.rmtree(making, ignore_errors=True)
        releases = Releases(source)
        release = next((one.version for one in releases.all() if one.number == number), "")
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        branch = Branch(name, self.current, number, release, at, who)
        try:
            _fill(source, making, number)
            Writer(making, settings.default_graph).close()
            Snapshots(making).hold(HELD, number)
            (making / MANIFEST).write_text(json.dumps(asdict(branch), indent=1), encoding="utf-8")
            making.rename(path)
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        return branch

    def remove(self, name: str) -> None:
        """Delete a branch and all its states. Raises ConflictError while a process uses it."""
        if name in (MAIN, self.current):
            raise ConflictError(f"{name} cannot be deleted from here.", expected="a branch that is not at work")
        path = self.check(name)
        gone = path.with_name(path.name + REMOVING)
        with claim(path):
            shutil.rmtree(gone, ignore_errors=True)
            path.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def work(self, name: str, after: int) -> Work:
        """What was committed in a branch after a commit, but for merges of what it was forked from. Reads only the
        end of its ledger.
        """
        directory, parent = self.check(name), self.get(name).parent
        past = Past(directory)
        try:
            position = past.place(after) if after else None
        finally:
            past.close()
        with Ledger(directory / LEDGER_FOLDER, read_only=True) as ledger:
            entries = ledger.entries(position) if position else ledger.entries()
            stated = [one.header for one in entries if one.header["who"] != WHO and not _merges(one.header, parent)]
        return Work(len(stated), sum(one["added"] for one in stated), sum(one["removed"] for one in stated))


def has_commits(directory: Path) -> bool:
    """Whether a folder is a store with something in it."""
    path = directory / LEDGER_FOLDER / FILE
    return path.is_file() and path.stat().st_size > 0


def _merges(header: Mapping[str, Any], name: str) -> bool:
    """Whether a commit is a merge of a branch."""
    return str(header.get("about", {}).get(MERGES, "")).startswith(f"{name}@")


def _fill(source: Path, target: Path, number: int) -> None:
    """What a branch has of the store it is forked from: its past, releases, and how far files and rules had got."""
    past = Past(source)
    try:
        position = past.place(number)
    finally:
        past.close()
    mark = read_mark(source)
    fork_store(source, target, position, (mark.facts,) if mark else ())
    if (source / LOADED_FILE).is_file():
        shutil.copyfile(source / LOADED_FILE, target / LOADED_FILE)
    if mark is not None and mark.facts <= number and Snapshots(target).path(mark.facts).is_dir():
        write_mark(target, mark)
    for release in Releases(source).all():
        if release.number <= number:
            shutil.copytree(
                source / RELEASES / release.version, target / RELEASES / release.version, copy_function=link
            )
