"""Where a catalogue's files come from: commit, its date, day of retrieval. Said by arguments or by a file beside them.

What nobody says is None; nothing is taken from the clock.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from atlas.errors import InputError

FILES: Final = ("SOURCE.txt", "source.txt", "commit.txt", "COMMIT", "README.md", "README.txt")
KEYS: Final = {
    "commit": "commit", "revision": "commit", "commit_date": "issued", "date": "issued", "issued": "issued",
    "retrieved": "retrieved", "retrieval_date": "retrieved", "retrieved_on": "retrieved", "accessed": "retrieved",
    "release": "release", "version": "release",
}  # fmt: skip
PAIR: Final = re.compile(r"(?:^|\s{2,})[-*]?\s*([A-Za-z_ ]{4,20}):\s+(\S+)")
HASH: Final = re.compile(r"[0-9a-f]{7,64}")
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
HEAD_BYTES: Final = 4096


@dataclass(frozen=True)
class Origin:
    """commit: of the catalogue's repository. issued, retrieved: days, ISO 8601. release: what the edition is called."""

    commit: str | None = None
    issued: str | None = None
    retrieved: str | None = None
    release: str | None = None

    def named(self, digest: str) -> str:
        """A name for the edition, fit for an IRI: what it is called, else its day and commit, else a digest of it."""
        if self.release:
            found = re.sub(r"[^a-z0-9]+", "-", self.release.lower()).strip("-")
            if found:
                return found
        parts = [self.issued or self.retrieved or "", (self.commit or digest)[:10].lower()]
        return re.sub(r"[^a-z0-9]+", "-", "-".join(part for part in parts if part)).strip("-")

    @property
    def day(self) -> str | None:
        """The day by which editions are put in order."""
        return self.issued or self.retrieved


def find_origin(path: Path, given: Origin) -> Origin:
    """The origin of a file or folder; what the arguments say stands before what a file says.

    A folder's own file speaks for the folder, else that of the folder around it; that of a single file bears the
    file's name before its own, since a folder may hold files of several sources.
    Raises InputError for a day that is none.
    """
    folders = (path, path.absolute().parent) if path.is_dir() else ()
    beside = [folder / name for folder in folders for name in FILES] or [path.with_name(f"{path.name}.{FILES[0]}")]
    read: dict[str, str] = {}
    for file in beside:
        for key, value in _pairs(file):
            read.setdefault(key, value)
    said = {key: value for key, value in vars(given).items() if value is not None}
    found = replace(Origin(**read), **said)
    for name in ("issued", "retrieved"):
        day = getattr(found, name)
        if day is not None and DAY.fullmatch(day) is None:
            raise InputError(f"The day {name} is not one.", found=day, expected="a day such as 2026-06-12")
    return found


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    if not path.is_file():
        return
    with path.open("rb") as file:
        text = file.read(HEAD_BYTES).decode("utf-8", "replace")
    if HASH.fullmatch(text.strip()):
        yield "commit", text.strip()
    for line in text.splitlines():
        for key, value in PAIR.findall(line):
            name = KEYS.get(key.strip().lower().replace(" ", "_"))
            if name in ("issued", "retrieved"):
                day = DAY.match(value)
                if day is not None:
                    yield name, day[0]
            elif (name == "commit" and HASH.fullmatch(value)) or name == "release":
                yield name, value
