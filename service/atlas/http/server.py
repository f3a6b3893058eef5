"""How the app is served: uvicorn's configuration with our connections. For whoever starts a server; knows no route."""

import logging
from typing import Any, Final

import uvicorn
from fastapi import FastAPI
from starlette.requests import ClientDisconnect

from atlas.http.connection import Bounds, Door
from atlas.settings import Settings

PATIENCE_S: Final = 5
FILES_KEPT_BACK: Final = 256


def make_config(app: FastAPI, settings: Settings, **more: Any) -> uvicorn.Config:
    """uvicorn's configuration for this service; more: settings of uvicorn's beside or instead of ours."""
    bounds = Bounds(
        total=min(settings.connections, allow_files(settings.connections + FILES_KEPT_BACK) - FILES_KEPT_BACK),
        each=settings.connections_per_client,
        head_s=settings.request_head_s,
        body_s=settings.request_body_s,
        trusted=settings.trusted_proxies,
    )
    logging.getLogger("uvicorn.error").addFilter(_is_worth_a_line)
    app.state.door = door = Door(bounds)
    said: dict[str, Any] = {
        "http": door.make_protocol(),
        "lifespan": "off",
        "log_config": None,
        "proxy_headers": False,
        "access_log": False,
        "server_header": False,
        "ws": "none",
        "timeout_graceful_shutdown": PATIENCE_S,
    }
    return uvicorn.Config(app, **{**said, **more})


def allow_files(wanted: int) -> int:
    """How many files this process may have open, after asking for as many as wanted."""
    try:
        import resource
    except ImportError:
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted and soft != resource.RLIM_INFINITY:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else soft


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """Not what anybody can cause ten thousand times a second by sending noise or hanging up."""
    left = record.exc_info and isinstance(record.exc_info[1], ConnectionError | ClientDisconnect)
    return not left and not str(record.msg).startswith(("Invalid HTTP request", "Unsupported upgrade"))
