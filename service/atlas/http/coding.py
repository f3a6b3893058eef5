"""Content coding around the app's routes: gzip where it is accepted, with an ETag of its own for the coded bytes.

A route names its answer by one strong ETag; a coded answer is other bytes, so it gets that name with an ending.
"""

from typing import Final

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from atlas.http.dependencies import get_header
from atlas.http.transfer import accepts_gzip

ENDING: Final = b"-gzip"
ACCEPT: Final = b"accept-encoding"
CONDITIONS: Final = (b"if-none-match", b"if-match")
SMALLEST_BYTES: Final = 1_024
LEVEL: Final = 4


class Coding:
    """Starlette's gzip for clients that accept it. Answers that a route coded itself pass as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._gzip = GZipMiddleware(app, minimum_size=SMALLEST_BYTES, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        named = any(key in CONDITIONS and ENDING + b'"' in value for key, value in scope["headers"])
        coding = b"gzip" if accepts_gzip(get_header(scope, ACCEPT)) else b"identity"
        headers = [(key, _plain(key, value)) for key, value in scope["headers"] if key != ACCEPT]

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                _name(message, again=named)
            await send(message)

        await self._gzip({**scope, "headers": [*headers, (ACCEPT, coding)]}, receive, send_named)


def _name(message: Message, *, again: bool) -> None:
    """Give the ETag of a coded answer its ending; again: a 304 answers a client that holds the coded bytes."""
    said = dict(message["headers"])
    etag = said.get(b"etag", b"")
    if not etag.endswith(b'"') or etag.startswith(b"W/"):
        return
    if said.get(b"content-encoding") == b"gzip" or (again and message["status"] == 304):
        named = etag[:-1] + ENDING + b'"'
        message["headers"] = [(key, named if key == b"etag" else value) for key, value in message["headers"]]


def _plain(key: bytes, value: bytes) -> bytes:
    return value.replace(ENDING + b'"', b'"') if key in CONDITIONS else value
