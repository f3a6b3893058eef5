"""The ledger: every commit as one entry in a file that only grows; the truth that stores are projections of.

An entry is a line of JSON and then lines `- quad` and `+ quad` in N-Quads. It never holds half an entry for long:
a torn end is found and set aside at the next opening.
"""

import json
import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from atlas.errors import StorageError

FILE: Final = "commits.ledger"
READ_BYTES: Final = 1024 * 1024
NO_DIGEST: Final = ""


class Entry(NamedTuple):
    """One commit. `start`, `body` and `end` are byte offsets in the ledger; `digest` chains it to all before."""

    number: int
    header: dict[str, Any]
    start: int
    body: int
    end: int
    digest: str

    @property
    def position(self) -> "Position":
        """The place of this entry."""
        return Position(self.number, self.start, self.end, self.digest)


class Position(NamedTuple):
    """Where the last entry stands that need not be read again, and the digest of its header line."""

    number: int = 0
    start: int = 0
    end: int = 0
    digest: str = NO_DIGEST


BEGINNING: Final = Position()


class Ledger:
    """The file of a store's commits, for one process that appends. Numbers start at 1 and have no gaps."""

    def __init__(self, directory: Path, *, read_only: bool = False) -> None:
        self.path = directory / FILE
        self.position = BEGINNING
        self.read_only = read_only
        self.torn = ""  # what recover moved aside, in words
        self._before = BEGINNING
        if not read_only:
            directory.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDONLY if read_only else os.O_RDWR | os.O_CREAT
        self._fd = os.open(self.path, flags | os.O_CLOEXEC, 0o600)
        if not read_only:
            sync_directory(directory)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._fd)

    def recover(self, trusted: Position) -> list[Entry]:
        """Entries after a trusted position; afterwards the ledger ends with the last whole one.

        A torn end is moved to a file beside. Raises StorageError when whole entries stand behind a broken one.
        """
        entries = list(self.entries(trusted))
        self.position = entries[-1].position if entries else trusted
        size = os.fstat(self._fd).st_size
        if size > self.position.end:
            self._set_torn_end_aside(size)
        return entries

    def holds(self, position: Position) -> bool:
        """True when the entry that a position names stands in this ledger."""
        if position == BEGINNING:
            return True
        line = self.read(position.start, position.end).split(b"\n", 1)[0] + b"\n"
        return sha256(line).hexdigest() == position.digest and os.fstat(self._fd).st_size >= position.end

    def entries(self, after: Position = BEGINNING) -> Iterator[Entry]:
        """Whole entries after a position, in order; stops at the first that is torn or broken."""
        with os.fdopen(os.dup(self._fd), "rb", buffering=READ_BYTES) as file:
            file.seek(after.end)
            while (found := _read_entry(file, after.number + 1, after.end, after.digest)) is not None:
                yield found
                after = found.position
                file.seek(after.end)

    def read(self, start: int, end: int) -> bytes:
        """Bytes between two offsets."""
        return os.pread(self._fd, end - start, start)

    def append(self, header: dict[str, Any], body: bytes) -> Entry:
        """Write an entry and force it to the disk. Raises StorageError, and then the ledger is as before."""
        start, digest = self.position.end, self.position.digest
        said = {
            "number": self.position.number + 1,
            **header,
            "bytes": len(body),
            "sha256": sha256(body).hexdigest(),
            "previous": digest,
        }
        line = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        try:
            if self.read_only:
                raise OSError("the disk is read-only")
            write_all(self._fd, line + body, start)
            os.fdatasync(self._fd)
        except OSError as error:
            self._truncate(start)
            raise refuse(error) from error
        body_start = start + len(line)
        entry = Entry(said["number"], said, start, body_start, body_start + len(body), sha256(line).hexdigest())
        self._before, self.position = self.position, entry.position
        return entry

    def take_back(self) -> None:
        """Remove the entry appended last, which nobody has been told of."""
        self._truncate(self._before.end)
        os.fdatasync(self._fd)
        self.position = self._before

    def _truncate(self, end: int) -> None:
        if not self.read_only and os.fstat(self._fd).st_size > end:
            os.ftruncate(self._fd, end)

    def _set_torn_end_aside(self, size: int) -> None:
        tail = self.read(self.position.end, size)
        _refuse_damage(self.path, tail, self.position)
        if self.read_only:
            return
        aside = self.path.with_name(f"torn-{self.position.number + 1}-{self.position.end}")
        try:
            aside.write_bytes(tail)
        except OSError:
            aside.unlink(missing_ok=True)
        self._truncate(self.position.end)
        os.fdatasync(self._fd)
        self.torn = f"{len(tail)} bytes after commit {self.position.number}, never acknowledged, moved to {aside.name}"


def _read_entry(file: Any, number: int, start: int, previous: str) -> Entry | None:
    line: bytes = file.readline()
    header = parse_header(line)
    if header is None or header.get("number") != number or header.get("previous") != previous:
        return None
    digest, left = sha256(), int(header["bytes"])
    while left:
        data = file.read(min(left, READ_BYTES))
        if not data:
            return None
        digest.update(data)
        left -= len(data)
    if digest.hexdigest() != header["sha256"]:
        return None
    body = start + len(line)
    return Entry(number, header, start, body, body + int(header["bytes"]), sha256(line).hexdigest())


def parse_header(line: bytes) -> dict[str, Any] | None:
    """The header that a line holds, or None."""
    if not line.endswith(b"\n") or not line.startswith(b'{"number":'):
        return None
    try:
        header: dict[str, Any] = json.loads(line)
    except ValueError:
        return None
    return header if {"bytes", "sha256", "previous"} <= header.keys() else None


def _refuse_damage(path: Path, tail: bytes, position: Position) -> None:
    """Raise when a later header stands in the tail: then it is not a write that was cut short."""
    for line in tail.split(b"\n")[1:]:
        header = parse_header(line + b"\n")
        if header is not None and header["number"] > position.number + 1:
            raise StorageError(
                f"The ledger {path} is damaged at byte {position.end}.",
                found=f"a broken entry {position.number + 1} before entry {header['number']}",
                suggestion="Restore the ledger from a backup.",
            )


def write_all(fd: int, data: bytes, offset: int) -> None:
    """Write all bytes at an offset."""
    view = memoryview(data)
    while view:
        written = os.pwrite(fd, view, offset)
        view, offset = view[written:], offset + written


def sync_directory(directory: Path) -> None:
    """Make the names in a directory durable."""
    fd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def refuse(error: OSError) -> StorageError:
    """What a failing disk means to whoever wanted something kept."""
    return StorageError(
        "The change was not kept: the disk refuses it.",
        found=say_disk(error),
        suggestion="Nothing was changed. Free some space or make the disk writable, then send it again.",
    )


def say_disk(error: OSError) -> str:
    """What a disk refused, in its own words, without the files that a copy or an engine names around them."""
    named = re.search(r"\[Errno \d+\] ([^:]+)", str(error))
    return error.strerror or (named[1] if named else str(error).rsplit(": ", 1)[-1])
