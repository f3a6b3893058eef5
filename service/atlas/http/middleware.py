"""Pure ASGI around every route: security headers, CORS for reads, the body limit, the access log. Buffers nothing."""

import logging
import re
import time
from collections.abc import Mapping
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from atlas.errors import AtlasError, TooLargeError
from atlas.http.languages import SPOKEN
from atlas.http.metrics import Metrics
from atlas.http.problems import make_response

log = logging.getLogger("atlas.access")

SECURITY_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        b"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
SECRET_PATH: Final = re.compile(r"^(/contribute/)[^/]+")
Headers = tuple[tuple[bytes, bytes], ...]
OUR_FAULT: Final = "The fault is ours and has been logged."
READ_METHODS: Final = frozenset(("GET", "HEAD", "OPTIONS"))
QUERY_PATHS: Final = frozenset(("/sparql", "/query"))
READ_BY_POST: Final = QUERY_PATHS | {"/validate", "/reconcile"}
EXPOSED: Final = (
    b"Query-Id, Query-Deadline, Query-Byte-Limit, Snapshot, Cache-Status, ETag, Link, Location, Allow, Retry-After"
)
CORS_HEADERS: Final = ((b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", EXPOSED))


PREFLIGHT: Final = (
    (b"access-control-allow-headers", b"Accept, Authorization, Content-Type, If-Match, If-None-Match"),
    (b"access-control-max-age", b"86400"),
    (b"vary", b"Access-Control-Request-Method"),
)


class Edge:
    """The outermost layer. `fast`: paths that go straight to an ASGI app of their own, past FastAPI's routing."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, body_limit: int, fast: Mapping[str, ASGIApp]) -> None:
        self._app, self._metrics, self._body_limit, self._fast = app, metrics, body_limit, fast

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, method = scope["path"], scope["method"]
        reads = method in READ_METHODS or path in READ_BY_POST
        cors = CORS_HEADERS if reads else ()
        began, status = time.perf_counter(), 0
        fast = self._fast.get(path)
        drops_body = method == "HEAD" and fast is None
        spoken: list[tuple[str, bool]] = []
        scope[SPOKEN] = spoken

        async def send_more(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(message, cors, spoken, is_fast=fast is not None)
            elif drops_body:
                message = {**message, "body": b""}
            await send(message)

        try:
            if method == "OPTIONS" and any(key == b"access-control-request-method" for key, _ in scope["headers"]):
                await _answer_preflight(path, send_more)
            elif fast is not None:
                await fast(scope, _limit_body(scope, receive, self._body_limit), send_more)
            else:
                inner = {**scope, "method": "GET"} if drops_body else scope
                await self._app(inner, _limit_body(inner, receive, self._body_limit), send_more)
        except Exception as error:
            if status or isinstance(error, ConnectionError | ClientDisconnect):
                raise
            log.exception("event=fault method=%s path=%r", method, SECRET_PATH.sub(r"\1…", path))
            await make_response(Request(scope), AtlasError(OUR_FAULT))(scope, receive, send_more)
        finally:
            self._write_down(method, path, status, time.perf_counter() - began)

    def _write_down(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count a request and log it; queries have a log line of their own."""
        self._metrics.count("atlas_requests_total", "Requests by status.", status=str(status), method=_known(method))
        if path not in QUERY_PATHS:
            shown = SECRET_PATH.sub(r"\1…", path)
            log.info("event=request method=%s path=%r status=%d ms=%.1f", method, shown, status, seconds * 1000)


def _add_headers(message: Message, cors: Headers, spoken: list[tuple[str, bool]], *, is_fast: bool) -> None:
    """Security and CORS headers that the route did not set itself; an answer for machines needs only nosniff."""
    said = dict(message["headers"])
    is_html = said.get(b"content-type", b"").startswith(b"text/html")
    security = SECURITY_HEADERS if is_html or not is_fast else SECURITY_HEADERS[:1]
    message["headers"] = [*message["headers"], *(pair for pair in (*security, *cors) if pair[0] not in said)]
    for language, varies in spoken[-1:]:
        message["headers"] += [(b"content-language", language.encode())] if is_html else []
        message["headers"] += [(b"vary", b"Accept-Language")] if varies else []


async def _answer_preflight(path: str, send: Send) -> None:
    """Any page may read from here; none may write with a reader's credentials, so only reading is allowed."""
    allowed = b"GET, HEAD, POST, OPTIONS" if path in READ_BY_POST else b"GET, HEAD, OPTIONS"
    headers = [(b"access-control-allow-methods", allowed), *PREFLIGHT]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _limit_body(scope: Scope, receive: Receive, limit: int) -> Receive:
    """Counts the body as it comes in; raises TooLargeError inside whoever reads too much of it."""
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return receive
    said = next((value for key, value in scope["headers"] if key == b"content-length"), b"0")
    seen = 0

    async def receive_limited() -> Message:
        nonlocal seen
        message: Message = {} if said.isdigit() and int(said) > limit else await receive()
        seen += len(message.get("body", b""))
        if not message or seen > limit:
            raise TooLargeError(
                "The body is too long.", found=f"more than {limit} bytes", expected=f"at most {limit} bytes"
            )
        return message

    return receive_limited


def _known(method: str) -> str:
    return method if method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE") else "other"
