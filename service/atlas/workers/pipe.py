"""Frames on the socket between a pool and a worker: jobs go down, chunks and errors come up.

A frame is kind (1 byte), length (4 bytes, little endian) and payload; a small answer is one LAST frame.
"""

import json
import socket
import struct
import time
from collections.abc import Callable, Mapping
from typing import Final

from atlas import errors
from atlas.errors import AtlasError, TooLargeError

SETUP: Final = 0x53
JOB: Final = 0x4A
READY: Final = 0x52
MORE: Final = 0x4D
LAST: Final = 0x4C
ERROR: Final = 0x45

HEADER: Final = struct.Struct("<BI")
BOUNDS: Final = struct.Struct("<dQ")
CHUNK_BYTES: Final = 64 * 1024
READ_BYTES: Final = 256 * 1024
FLUSH_AFTER_S: Final = 0.05


def pack(kind: int, payload: bytes | bytearray) -> bytes:
    """One frame."""
    return HEADER.pack(kind, len(payload)) + payload


def pack_job(job: bytes, deadline_s: float, byte_limit: int) -> bytes:
    """A JOB frame with the bounds that the child keeps for itself."""
    return HEADER.pack(JOB, BOUNDS.size + len(job)) + BOUNDS.pack(deadline_s, byte_limit) + job


def take_frame(buffer: bytearray) -> tuple[int, bytes] | None:
    """The whole frame at the front of the buffer, taken out of it, or None."""
    if len(buffer) < HEADER.size:
        return None
    kind, length = HEADER.unpack_from(buffer)
    end = HEADER.size + length
    if len(buffer) < end:
        return None
    payload = bytes(memoryview(buffer)[HEADER.size : end])
    del buffer[:end]
    return kind, payload


class Channel:
    """The child's end of the socket, blocking."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = bytearray()

    def receive(self) -> tuple[int, bytes] | None:
        """The next frame, or None when the parent has hung up."""
        while (frame := take_frame(self._buffer)) is None:
            data = self._connection.recv(READ_BYTES)
            if not data:
                return None
            self._buffer += data
        return frame

    def send(self, kind: int, payload: bytes | bytearray = b"") -> None:
        """Send one frame; blocks while the parent does not read."""
        self._connection.sendall(pack(kind, payload))


class Output:
    """Where a handler writes its answer: gathers small writes, counts bytes, keeps the byte limit."""

    def __init__(self, channel: Channel, byte_limit: int) -> None:
        self._channel = channel
        self._limit = byte_limit
        self._buffer = bytearray()
        self._sent_at = time.monotonic()
        self._written = 0

    def write(self, data: bytes) -> int:
        """Take the next piece of the answer. Raises TooLargeError past the byte limit."""
        self._written += len(data)
        if self._written > self._limit:
            raise TooLargeError(
                "The answer is longer than this service sends.",
                found="more bytes",
                expected=f"at most {self._limit} bytes",
                suggestion="Ask for fewer rows or columns, or page with LIMIT and OFFSET.",
            )
        self._buffer += data
        if len(self._buffer) >= CHUNK_BYTES or time.monotonic() - self._sent_at > FLUSH_AFTER_S:
            self.send()
        return len(data)

    def send(self) -> None:
        """Send what has been written so far, without waiting for more."""
        self._channel.send(MORE, self._buffer)
        self._buffer.clear()
        self._sent_at = time.monotonic()

    def flush(self) -> None:
        """Does nothing: the rest goes out with the end of the answer, in one frame."""

    def end(self) -> None:
        """Send what is left and say that the answer is whole."""
        self._channel.send(LAST, self._buffer)


class Work:
    """An answer that writes itself, for handlers that push bytes instead of yielding them."""

    def __init__(self, write: Callable[[Output], None]) -> None:
        self.write_to = write


def pack_error(error: AtlasError) -> bytes:
    """Payload of an ERROR frame: class name and fields."""
    said = {"class": type(error).__name__, **vars(error)}
    return json.dumps(said).encode()


def unpack_error(payload: bytes) -> AtlasError:
    """The error that a child sent, as the class of that name."""
    said: dict[str, object] = json.loads(payload)
    kind = getattr(errors, str(said.pop("class")), AtlasError)
    return make_error(kind, said)


def make_error(kind: type[AtlasError], said: Mapping[str, object]) -> AtlasError:
    """An error of this class with these fields."""
    error = kind(str(said["detail"]))
    for name, value in said.items():
        setattr(error, name, tuple(value) if isinstance(value, list) else value)
    return error
