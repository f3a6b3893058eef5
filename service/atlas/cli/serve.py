"""`atlas serve`: the graph over HTTP until it is interrupted. Says where it listens and what to try."""

import argparse
import asyncio
import errno
import logging
import signal
import socket
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

import uvicorn

from atlas.cli.words import read_settings, tell, with_changes
from atlas.errors import SettingError
from atlas.http.app import create_app
from atlas.http.dependencies import State
from atlas.http.logs import configure_logging
from atlas.http.server import make_config
from atlas.intake.history.shipped import tell_loading
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.settings import Settings

EVERYWHERE: Final = ("0.0.0.0", "::")  # noqa: S104 - asked about, not bound to
BACKLOG: Final = 2048
QUERY: Final = "SELECT ?type (COUNT(*) AS ?n) { ?x a ?type } GROUP BY ?type"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default 8000)")
    parser.add_argument("--public-url", metavar="URL", help="address that links use (default the one served)")
    parser.add_argument("--verbose", action="store_true", help="log every request and every query")


def run(given: argparse.Namespace) -> int:
    """0 after an orderly end."""
    settings = with_changes(read_settings(given), host=given.host, port=given.port, public_url=given.public_url)
    configure_logging(logging.INFO if given.verbose else logging.WARNING)
    schema = load_schema(settings.home)
    with open_socket(settings.host, settings.port) as listening:
        settings = with_changes(settings, port=listening.getsockname()[1])
        branch = f", branch {given.branch}," if given.branch else ""
        tell(f"Loading {schema.title}{branch} from {settings.home} …")
        try:
            with asyncio.Runner(loop_factory=_loop_factory()) as runner:
                runner.run(_serve(settings, schema, listening))
        except (KeyboardInterrupt, asyncio.CancelledError):
            tell("Stopped before it was ready.")
    return 0


def open_socket(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Raises SettingError in words when the port is taken or the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
        opened.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        opened.close()
        raise _explain(host, port, error) from error
    opened.setblocking(False)
    return opened


def _explain(host: str, port: int, error: OSError | OverflowError) -> SettingError:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return SettingError(
            f"Port {port} on {host} is in use by another program.",
            suggestion=f"Choose another: atlas serve --port {port + 1} (make serve PORT={port + 1}).",
        )
    if number == errno.EACCES:
        return SettingError(f"Port {port} may not be used by this user.", expected="a port above 1023")
    if isinstance(error, OverflowError):
        return SettingError(f"{port} is not a port.", expected="a number from 0 to 65535")
    return SettingError(f"{host} is not an address of this machine: {error.strerror or error}.", expected="127.0.0.1")


class _Server(uvicorn.Server):
    """A server that says when it listens, and leaves its caller's signal handlers alone."""

    def __init__(self, config: uvicorn.Config, greeting: str) -> None:
        super().__init__(config)
        self._greeting = greeting

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's, then the greeting."""
        await super().startup(sockets)
        tell(self._greeting)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Nothing: uvicorn's would raise the signal again at the end, before the store is closed."""
        yield


class _Ending:
    """What a signal does: ends the server in order once there is one, before that the loading."""

    def __init__(self) -> None:
        self.server: _Server | None = None
        self._task = asyncio.current_task()

    def __call__(self, caught: int) -> None:
        """React to one signal."""
        if self.server is not None:
            self.server.handle_exit(caught, None)
        elif self._task is not None:
            self._task.cancel()


async def _serve(settings: Settings, schema: Schema, listening: socket.socket) -> None:
    ending = _Ending()
    for caught in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(caught, ending, caught)
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        for line in (*tell_loading(app.state.atlas.loading), *_tell_refusal(app.state.atlas), *tell_links(settings)):
            tell(line)
        config = make_config(app, settings)
        ending.server = _Server(config, _greeting(schema, app.state.atlas.public_url))
        await ending.server.serve(sockets=[listening])
    tell("Stopped.")


def _tell_refusal(state: State) -> list[str]:
    if not state.refusal:
        return []
    return [
        f"Reading only: the disk keeps nothing in {state.directory} ({state.refusal}).",
        "  What is in the store is served; the home's files are not loaded, and no change is taken.",
        "  try: free some space or make the disk writable, then start again.",
    ]


def tell_links(settings: Settings) -> list[str]:
    """What is wrong with links that lead nowhere: to every address of this machine, and no one's name."""
    if settings.public_url or settings.host not in EVERYWHERE:
        return []
    return [
        f"Links lead to {settings.address}, which only this machine understands.",
        "  try: name the address people type with --public-url or ATLAS_PUBLIC_URL.",
    ]


def _greeting(schema: Schema, address: str) -> str:
    kind = next(iter(sorted(schema.kinds)), "")
    question = next((one.stem for one in schema.folder("questions")), "")
    example = f"{address}/question/{question}" if question else f"{address}/{kind}"
    return f"""{schema.title} is at {address}
Try:
  {address}/ in a browser
  {example}
  curl -H 'Accept: text/csv' --data-urlencode 'query={QUERY}' {address}/sparql
Stop with Ctrl-C."""


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop
