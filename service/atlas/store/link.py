"""HTTP to another engine: one query streamed, one update sent; its refusals become coded errors."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Final

from atlas.errors import (
    AtlasError,
    CancelledError,
    DeadlineError,
    NotAcceptableError,
    ResourceError,
    SettingError,
    SparqlSyntaxError,
    StorageError,
    TooLargeError,
    UnsupportedByEngineError,
)
from atlas.store.protocol import Query

if TYPE_CHECKING:
    import httpx

CONNECT_S: Final = 5.0
SAID_BYTES: Final = 2000
PLACE: Final = re.compile(r"line:?\s*(\d+)(?:,?\s*(?:col(?:umn)?):?\s*(\d+))?|at (\d+):(\d+)", re.IGNORECASE)
ASK_AS_SELECT: Final = b'"vars": ["__ASK_RETVAL"]'
ASK_TRUE: Final = re.compile(rb'"value":\s*"1"')
JSON_RESULTS: Final = "application/sparql-results+json"
Pairs = Sequence[tuple[str, str]]
Stream = AbstractAsyncContextManager["httpx.Response"]


class Link:
    """Connections to one engine. token: sent as a bearer token; a name and password may stand in the address."""

    def __init__(self, url: str, token: str | None = None) -> None:
        try:
            import httpx
        except ImportError as error:
            raise SettingError(
                "Another engine is named as the store, but the library for talking to it is missing.",
                expected="httpx",
                suggestion="Install the package with its extra: pip install 'open-llm-atlas[engines]'.",
            ) from error
        self._url = url
        self._http = httpx
        headers = {"authorization": f"Bearer {token}"} if token else {}
        timeout = httpx.Timeout(None, connect=CONNECT_S)
        limits = httpx.Limits(max_connections=256, max_keepalive_connections=64)
        self._client = httpx.AsyncClient(headers=headers, timeout=timeout, limits=limits, trust_env=False)

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()

    async def headers(self) -> Mapping[str, str]:
        """Headers of the answer to the smallest query."""
        try:
            async with self.stream([("query", "ASK {}")], JSON_RESULTS) as response:
                await response.aread()
                return response.headers
        except self._http.HTTPError as error:
            raise silent(self._url, error) from error

    @asynccontextmanager
    async def stream(self, parameters: Pairs, media_type: str) -> AsyncIterator["httpx.Response"]:
        """The answer to a query, its body still to come. Raises what the engine's status means."""
        data: dict[str, list[str]] = {}
        for name, value in parameters:
            data.setdefault(name, []).append(value)
        try:
            async with self._client.stream("POST", self._url, data=data, headers={"accept": media_type}) as response:
                if response.status_code != 200:
                    raise explain(response.status_code, await read_start(response))
                if response.headers.get("x-sql-state"):
                    raise ResourceError("The engine behind this service gave only a part of the answer.")
                yield response
        except self._http.TransportError as error:
            raise silent(self._url, error) from error

    async def update(self, url: str, text: str, limit_s: float) -> None:
        """Have an update done. Raises StorageError when the engine says no, ResourceError when it is not heard."""
        try:
            response = await self._client.post(url, data={"update": text}, timeout=limit_s)
        except self._http.TransportError as error:
            raise silent(url, error) from error
        if response.status_code >= 500 and response.status_code != 501:
            raise ResourceError("The engine failed on a change.", found=response.text[:SAID_BYTES])
        if response.status_code >= 300:
            raise StorageError(
                "The engine behind this service refused the change; nothing was changed.",
                found=f"{response.status_code} {response.text[:SAID_BYTES]}",
            )


class RemoteResult:
    """One query that another engine runs."""

    def __init__(self, query_id: str, snapshot: int, query: Query) -> None:
        self.id, self.snapshot = query_id, snapshot
        self._query = query
        self._error: AtlasError | None = None
        self._at_end: Callable[[], None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._chunks: asyncio.Queue[bytes | None] = asyncio.Queue(16)
        self._first: bytes | None = None

    def on_end(self, action: Callable[[], None]) -> None:
        """Have this called once the work is over."""
        self._at_end = action

    async def start(self, stream: Stream) -> None:
        """Begin; returns when the first bytes are there. Raises what went wrong before them."""
        self._task = asyncio.ensure_future(self._pump(stream))
        try:
            self._first = await self._chunks.get()
        except asyncio.CancelledError:
            await self.cancel()
            raise
        if self._first is None and self._error is not None:
            raise self._error

    async def _pump(self, stream: Stream) -> None:
        query, received = self._query, 0
        try:
            async with asyncio.timeout(query.deadline_s), stream as response:
                async for chunk in repair(response):
                    received += len(chunk)
                    if received > query.byte_limit:
                        raise TooLargeError("The answer is longer than this service sends.")
                    await self._chunks.put(chunk)
        except TimeoutError:
            self._error = DeadlineError(f"The query was stopped after {query.deadline_s:g} s.")
        except AtlasError as error:
            self._error = error
        except asyncio.CancelledError:
            self._error = CancelledError("The query was stopped on request.")
        finally:
            self._finish()

    def _finish(self) -> None:
        if self._error is not None:
            while not self._chunks.empty():
                self._chunks.get_nowait()
        if self._at_end is not None:
            action, self._at_end = self._at_end, None
            action()
        if self._error is not None or not self._chunks.full():
            self._chunks.put_nowait(None)
        else:
            self._task = asyncio.ensure_future(self._chunks.put(None))

    async def chunks(self) -> AsyncIterator[bytes]:
        """The answer in pieces. Raises what ended it early."""
        chunk = self._first
        while chunk is not None and self._error is None:
            yield chunk
            chunk = await self._chunks.get()
        if self._error is not None:
            raise self._error

    async def cancel(self) -> None:
        """Hang up, which is all that can be done from here."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task])


async def repair(response: "httpx.Response") -> AsyncIterator[bytes]:
    """The body of an answer, with one engine's ASK, which it words as a SELECT, said as the standard says it."""
    odd = b""
    started = False
    async for chunk in response.aiter_bytes():
        if odd or (not started and ASK_AS_SELECT in chunk):
            odd += chunk
        else:
            yield chunk
        started = True
    if odd:
        yield json.dumps({"head": {}, "boolean": ASK_TRUE.search(odd) is not None}).encode()


async def read_start(response: "httpx.Response") -> str:
    """The first bytes of a refusal."""
    said = b""
    async for chunk in response.aiter_bytes():
        said += chunk
        if len(said) > SAID_BYTES:
            break
    return said[:SAID_BYTES].decode(errors="replace").strip()


def explain(status: int, said: str) -> AtlasError:
    """What a refused query means."""
    if status == 400:
        found = PLACE.search(said)
        line, column = (found[1] or found[3], found[2] or found[4]) if found else (None, None)
        return SparqlSyntaxError(
            "The engine behind this service does not take the query.",
            found=said,
            line=int(line) if line else None,
            column=int(column) if column else None,
        )
    if status == 406:
        return NotAcceptableError("The engine behind this service does not give that format.", found=said)
    if status in (404, 405, 501):
        return UnsupportedByEngineError("The engine behind this service does not do that.", found=f"{status} {said}")
    if status in (408, 504):
        return DeadlineError("The engine behind this service ran out of time.", found=said)
    return ResourceError("The engine behind this service failed.", found=f"{status} {said}")


def silent(url: str, error: Exception) -> ResourceError:
    """What it means that an engine is not heard."""
    name = url.rsplit("@", 1)[-1]
    return ResourceError("The engine behind this service does not answer.", found=f"{name}: {type(error).__name__}")
