"""A lean HTTP/1.1 client for measuring: one connection, one request at a time, nothing parsed that need not be."""

import asyncio
import time
from collections.abc import Sequence
from typing import Self
from urllib.parse import urlencode, urlsplit


class Connection:
    """A kept-alive connection to one endpoint, from an address of this machine."""

    def __init__(self, url: str, extra: Sequence[tuple[str, str]] = (), address: str | None = None) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._path = parts.path or "/"
        self._extra = tuple(extra)
        self._from = None if address is None else (address, 0)
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        await self._open()
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._writer is not None:
            self._writer.close()

    async def _open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(
            self._host, self._port, limit=2**20, local_addr=self._from
        )

    def prepare(self, query: str, media_type: str) -> bytes:
        """A POST request, ready to be sent."""
        body = urlencode([("query", query), *self._extra]).encode()
        head = (
            f"POST {self._path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nAccept: {media_type}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    async def ask(self, request: bytes) -> tuple[int, bytes, float]:
        """Status, body, and seconds to the first byte of it."""
        for again in (True, False):
            try:
                return await self._ask(request)
            except (ConnectionError, asyncio.IncompleteReadError):
                if not again:
                    raise
                await self._open()
        raise ConnectionError

    async def _ask(self, request: bytes) -> tuple[int, bytes, float]:
        assert self._reader is not None
        assert self._writer is not None
        began = time.perf_counter()
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        first = time.perf_counter() - began
        lowered = head.lower()
        status = int(head[9:12])
        if b"transfer-encoding: chunked" in lowered:
            body = await self._read_chunks()
        elif b"content-length:" in lowered:
            size = int(lowered.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
            body = await self._reader.readexactly(size)
        else:
            body = await self._reader.read()
        if b"connection: close" in lowered:
            await self._open()
        return status, body, first

    async def _read_chunks(self) -> bytes:
        assert self._reader is not None
        pieces = []
        while size := int((await self._reader.readline()).split(b";")[0], 16):
            pieces.append(await self._reader.readexactly(size))
            await self._reader.readexactly(2)
        await self._reader.readline()
        return b"".join(pieces)


async def measure_throughput(
    url: str, extra: Sequence[tuple[str, str]], queries: Sequence[str], media_type: str, clients: int, seconds: float
) -> tuple[float, float]:
    """Answers a second of so many clients at once, each asking the next query of the list, and their median seconds."""
    position, times, ends = 0, list[float](), time.perf_counter() + seconds

    async def one() -> None:
        nonlocal position
        async with Connection(url, extra) as connection:
            while (now := time.perf_counter()) < ends:
                position += 1
                status, _, _ = await connection.ask(connection.prepare(queries[position % len(queries)], media_type))
                if status != 200:
                    raise RuntimeError(f"{url} answered {status}")
                times.append(time.perf_counter() - now)

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(clients)))
    rate = len(times) / (time.perf_counter() - began)
    return rate, sorted(times)[len(times) // 2]


async def measure_requests(
    url: str, method: str, headers: Sequence[tuple[str, str]], body: bytes, clients: int, seconds: float
) -> float:
    """Answers a second to one and the same request, from so many clients at once."""
    parts = urlsplit(url)
    said = {"Host": parts.netloc, "Content-Length": str(len(body)), **dict(headers)}
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items() if body or name != "Content-Length")
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    request = f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body
    count, ends = 0, time.perf_counter() + seconds

    async def one() -> None:
        nonlocal count
        async with Connection(url) as connection:
            while time.perf_counter() < ends:
                status, _, _ = await connection.ask(request)
                if status != 200:
                    raise RuntimeError(f"{url} answered {status}")
                count += 1

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(clients)))
    return count / (time.perf_counter() - began)
