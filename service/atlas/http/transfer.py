"""Bytes onto the wire, for raw ASGI routes: whole bodies in one piece, long ones as they come, gzip where accepted.

An answer that fails after its status line is left unfinished, so that the client sees a broken transfer.
"""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator
from typing import Final

from starlette.types import Message, Receive, Send

GZIP_LEVEL: Final = 4
GZIP_FROM_BYTES: Final = 1_024
THREAD_FROM_BYTES: Final = 512 * 1024

Headers = list[tuple[bytes, bytes]]


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether gzip may be sent (RFC 9110 section 12.5.3)."""
    said: dict[str, bool] = {}
    for part in accept_encoding.lower().split(","):
        name, _, weight = part.partition(";")
        said[name.strip()] = weight.replace(" ", "").rstrip("0.") != "q="
    return said.get("gzip", said.get("x-gzip", said.get("*", False)))


async def compress(body: bytes) -> bytes:
    """A whole body as gzip, without a time stamp, so that the same body gives the same bytes."""
    if len(body) < THREAD_FROM_BYTES:
        return gzip.compress(body, GZIP_LEVEL, mtime=0)
    return await asyncio.to_thread(gzip.compress, body, GZIP_LEVEL, mtime=0)


async def send_whole(send: Send, status: int, headers: Headers, body: bytes, *, with_body: bool = True) -> None:
    """A complete answer in one message; a HEAD has the headers only."""
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body if with_body else b""})


async def send_empty(send: Send, status: int, headers: Headers) -> None:
    """An answer that has no body by its status (204, 304)."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def send_begun(send: Send, headers: Headers, head: bytes, rest: AsyncIterator[bytes], *, coded: bool) -> None:
    """A long answer as it comes. What `rest` raises passes through, with the transfer left unfinished."""
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    coder = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS) if coded else None
    await _send_piece(send, coder.compress(head) if coder else head)
    async for chunk in rest:
        await _send_piece(send, coder.compress(chunk) if coder else chunk)
    await send({"type": "http.response.body", "body": coder.flush() if coder else b"", "more_body": False})


async def _send_piece(send: Send, piece: bytes) -> None:
    if piece:
        await send({"type": "http.response.body", "body": piece, "more_body": True})


async def read_body(receive: Receive) -> bytes:
    """The whole request body; ConnectionAbortedError when the client leaves first."""
    pieces: list[bytes] = []
    while True:
        message: Message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionAbortedError
        pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(pieces)


async def wait_for_leaving(receive: Receive) -> None:
    """Returns when the client has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass
