"""A whole service on a loopback port for tests: the real app, store and workers, in a thread of this process."""

import asyncio
import socket
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvicorn

from atlas.http.app import create_app
from atlas.http.dependencies import State
from atlas.http.server import make_config
from atlas.settings import Settings

Done = TypeVar("Done")
TOY = Path(__file__).resolve().parent.parent / "toy"
START_S = 180.0


class Service:
    """A running service. `get`, `post` and the like are httpx calls on its address."""

    def __init__(self, settings: Settings, *, loads: bool) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        settings = replace(settings, port=self.port)
        self.app = create_app(settings, loads=loads)
        config = make_config(self.app, settings, lifespan="on")
        self._server = uvicorn.Server(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.client = httpx.Client(base_url=self.url, timeout=30.0)

    @property
    def state(self) -> State:
        """State of the running app."""
        state: State = self.app.state.atlas
        return state

    def start(self) -> None:
        """Serve; returns when queries are answered."""
        self._thread.start()
        give_up = time.monotonic() + START_S
        while not self._server.started:
            assert self._thread.is_alive(), "the service did not start"
            assert time.monotonic() < give_up, "the service did not start in time"
            time.sleep(0.02)

    def stop(self) -> None:
        """End the service and wait for it."""
        self.client.close()
        self._server.should_exit = True
        self._thread.join(30)
        assert not self._thread.is_alive(), "the service did not stop"

    def run(self, work: Coroutine[Any, Any, Done], *, limit_s: float = 30.0) -> Done:
        """Run a coroutine in the service's own event loop."""
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(limit_s)

    def query(self, text: str, **headers: str) -> httpx.Response:
        """A query by GET."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get("/sparql", params={"query": text}, headers=names)

    def ask(self, text: str) -> bool:
        """Answer of an ASK."""
        answer = self.query(text)
        assert answer.status_code == 200, answer.text
        return bool(answer.json()["boolean"])

    def rows(self, text: str, **parameters: str | list[str]) -> list[tuple[str, ...]]:
        """Rows of a SELECT as text, sorted."""
        answer = self.client.get("/sparql", params={"query": text, **parameters})
        assert answer.status_code == 200, answer.text
        said = answer.json()
        names = said["head"]["vars"]
        return sorted(
            tuple(row[name]["value"] if name in row else "" for name in names) for row in said["results"]["bindings"]
        )

    def _serve(self) -> None:
        async def main() -> None:
            self._loop = asyncio.get_running_loop()
            await self._server.serve(sockets=[self._socket])

        asyncio.run(main())


@contextmanager
def serve(directory: Path, *, home: Path = TOY, loads: bool = True, **changes: Any) -> Iterator[Service]:
    """A service over a home, its state in a directory; changes: settings other than the defaults."""
    given: dict[str, Any] = {"deadline_s": 2.0, "query_memory_bytes": 1024**3, "readers": 2, **changes}
    service = Service(Settings(home=home, store=str(directory), **given), loads=loads)
    service.start()
    try:
        yield service
    finally:
        service.stop()
