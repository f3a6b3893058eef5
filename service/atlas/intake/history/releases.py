"""Releases: a version and a commit that is kept for ever, with its files and their checksums, and what changed.

A release is a folder that never changes once it has its name; an unfinished one has another name and is made anew.
"""

import json
import os
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Final

from atlas.errors import ConflictError, NotFoundError, ParameterError

FOLDER: Final = "releases"
MANIFEST: Final = "release.json"
SUMS: Final = "SHA256SUMS"
MAKING: Final = ".making"
VERSION: Final = re.compile(r"\d{1,4}(\.\d{1,4}){1,3}")


@dataclass(frozen=True)
class ReleaseFile:
    """One file of a release. rows: rows of a table, statements of a dump, lines of anything else."""

    name: str
    media_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Release:
    """One release. at: UTC, ISO 8601. previous: version before it, empty for the first. changed: records by fate."""

    version: str
    number: int
    at: str
    who: str
    notes: str
    previous: str
    changed: dict[str, int]
    files: tuple[ReleaseFile, ...]

    def file(self, name: str) -> ReleaseFile:
        """A file by name. Raises NotFoundError."""
        for one in self.files:
            if one.name == name:
                return one
        raise NotFoundError(f"Release {self.version} has no file {name}.", near=tuple(one.name for one in self.files))


class Releases:
    """The releases of one store's directory."""

    def __init__(self, directory: Path) -> None:
        self.folder = directory / FOLDER

    def all(self) -> list[Release]:
        """Every release, oldest first."""
        manifests = self.folder.glob(f"*/{MANIFEST}") if self.folder.is_dir() else ()
        found = (read_manifest(path) for path in manifests if not path.parent.name.endswith(MAKING))
        return sorted(found, key=lambda release: (release.number, _parts(release.version)))

    def find(self, version: str) -> Release | None:
        """The release of a version, or None."""
        path = self.folder / version / MANIFEST
        return read_manifest(path) if VERSION.fullmatch(version) and path.is_file() else None

    def newest(self) -> Release | None:
        """The newest release, or None."""
        return next(reversed(self.all()), None)

    def path(self, release: Release, name: str) -> Path:
        """Where a file of a release is. Raises NotFoundError."""
        return self.folder / release.version / release.file(name).name

    def propose(self, day: str) -> str:
        """The next version: the year and month of a day, then with a number behind it."""
        year, month = day.split("-")[:2]
        stem = f"{year}.{int(month)}"
        names = [stem, *(f"{stem}.{number}" for number in range(1, 1000))]
        return next(name for name in names if self.find(name) is None)

    def begin(self, version: str) -> Path:
        """An empty folder to put a release's files in. Raises ParameterError, ConflictError for one that is there."""
        if not VERSION.fullmatch(version):
            raise ParameterError("This is no version.", found=version[:40], expected="numbers and dots, like 2026.11")
        if self.find(version) is not None:
            raise ConflictError(f"Release {version} is made; releases do not change.", found=version)
        making = self.folder / f"{version}{MAKING}"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        return making

    def finish(self, making: Path, release: Release) -> Release:
        """Write manifest and checksums, then give the folder its name."""
        sums = "".join(f"{one.sha256}  {one.name}\n" for one in release.files)
        (making / SUMS).write_text(sums, encoding="utf-8")
        (making / MANIFEST).write_text(json.dumps(asdict(release), indent=1, ensure_ascii=False), encoding="utf-8")
        for path in making.rglob("*"):
            if path.is_file():
                with path.open("rb") as file:
                    os.fsync(file.fileno())
        making.rename(self.folder / release.version)
        return release


def describe_file(folder: Path, name: str, media_type: str) -> ReleaseFile:
    """A file as the manifest lists it."""
    path = folder / name
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return ReleaseFile(name, media_type, path.stat().st_size, digest)


def describe_files(folder: Path, named: Iterable[tuple[str, str]]) -> tuple[ReleaseFile, ...]:
    """Files with their media types as the manifest lists them."""
    return tuple(describe_file(folder, name, media_type) for name, media_type in named)


def read_manifest(path: Path) -> Release:
    """A release as its manifest tells it."""
    said = json.loads(path.read_text(encoding="utf-8"))
    return Release(**{**said, "files": tuple(ReleaseFile(**one) for one in said["files"])})


def _parts(version: str) -> Sequence[int]:
    return [int(part) for part in version.split(".")]
