"""Errors out: every AtlasError becomes application/problem+json (RFC 9457), a page for browsers."""

import errno
import json
import logging
import sqlite3
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse
from starlette.routing import Match

from atlas.errors import (
    AtlasError,
    BusyError,
    MethodNotAllowedError,
    NotFoundError,
    ParameterError,
    ResourceError,
    StorageError,
    UnauthorizedError,
    UnknownMediaTypeError,
)
from atlas.http.dependencies import speak_to

DISK: Final = frozenset((errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EFBIG, errno.EIO))
METHODS: Final = ("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS")
PROBLEM_JSON: Final = "application/problem+json"
log = logging.getLogger(__name__)


def to_problem(error: AtlasError, instance: str | None = None) -> dict[str, object]:
    """The problem document of an error; instance: where more is said about this very case."""
    problem = error.to_problem()
    if instance:
        problem["instance"] = instance
    return problem


def problem_headers(error: AtlasError) -> dict[str, str]:
    """Headers that RFC 9110 asks for beside the status."""
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    if isinstance(error, BusyError):
        headers["Retry-After"] = str(error.retry_after_s)
    elif isinstance(error, ResourceError):
        headers["Retry-After"] = "1"
    elif isinstance(error, UnauthorizedError):
        headers["WWW-Authenticate"] = 'Bearer realm="atlas"'
    elif isinstance(error, MethodNotAllowedError) and error.expected:
        headers["Allow"] = error.expected
    elif isinstance(error, UnknownMediaTypeError) and error.expected and "/" in error.expected:
        headers["Accept-Post"] = error.expected
    return headers


def make_response(request: Request, error: AtlasError, instance: str | None = None) -> Response:
    """The answer to a request that failed: a page where the client asks for HTML first, else problem+json."""
    problem, headers = to_problem(error, instance), problem_headers(error)
    problem.setdefault("found", f"{request.method} {request.url.path}")
    state = getattr(request.app.state, "atlas", None)
    accept = request.headers.get("accept", "").lstrip()
    if state is not None and accept.startswith(("text/html", "application/xhtml+xml")):
        try:
            return HTMLResponse(speak_to(request.scope, state).pages.render_problem(problem), error.status, headers)
        except Exception:
            log.exception("event=problem-page-failed")
    return Response(write_problem(problem), error.status, headers, PROBLEM_JSON)


def write_problem(problem: Mapping[str, object]) -> bytes:
    """A problem document as JSON."""
    return json.dumps(problem, ensure_ascii=False, indent=1).encode()


def install(app: FastAPI) -> None:
    """Let every error that leaves a route become a problem document, but for a fault of ours, which `Edge` answers."""

    async def on_atlas_error(request: Request, error: Exception) -> Response:
        return make_response(request, error if isinstance(error, AtlasError) else AtlasError(str(error)))

    async def on_invalid(request: Request, error: Exception) -> Response:
        said = error.errors() if isinstance(error, RequestValidationError) else []
        first = said[0] if said else {}
        place = ".".join(str(part) for part in first.get("loc", ())[1:])
        return make_response(request, ParameterError(f"{place or 'A parameter'}: {first.get('msg', 'is wrong')}."))

    async def on_http_error(request: Request, error: Exception) -> Response:
        if request.method == "OPTIONS" and getattr(error, "status_code", 0) == HTTPStatus.METHOD_NOT_ALLOWED:
            return Response(status_code=204, headers={"Allow": find_allowed(request)})
        return make_response(request, _translate(request, error))

    async def on_disk(request: Request, error: Exception) -> Response:
        if isinstance(error, OSError) and error.errno not in DISK:
            raise error
        log.warning("event=disk-refused path=%r detail=%r", request.url.path, str(error))
        found = (error.strerror if isinstance(error, OSError) else None) or str(error)
        said = "Free some space or make the disk writable, then send it again."
        return make_response(request, StorageError("The disk refuses it.", found=found, suggestion=said))

    app.add_exception_handler(AtlasError, on_atlas_error)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(OSError, on_disk)
    app.add_exception_handler(sqlite3.OperationalError, on_disk)


def _translate(request: Request, error: Exception) -> AtlasError:
    if not isinstance(error, HTTPException):
        return AtlasError("The fault is ours.")
    if error.status_code == HTTPStatus.NOT_FOUND:
        return NotFoundError(f"Nothing here is called {request.url.path}.", found=request.url.path)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        said = f"{request.method} does not apply here."
        return MethodNotAllowedError(said, found=request.method, expected=find_allowed(request))
    return ParameterError(str(error.detail))


def find_allowed(request: Request) -> str:
    """The methods of every route at an address: the framework names those of the first it meets only."""
    found = {"OPTIONS"}
    for method in METHODS:
        scope = {**request.scope, "method": method}
        if any(route.matches(scope)[0] == Match.FULL for route in request.app.router.routes):
            found |= {method, "HEAD"} if method == "GET" else {method}
    return ", ".join(method for method in METHODS if method in found)
