"""A small SPARQL server over the engine's library, in memory, so that the remote store is tested without an install.

Each query runs in a process of its own, which can be killed; a thread inside the engine cannot.
"""

import asyncio
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

import uvicorn
from pyoxigraph import RdfFormat, Store
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

GRAPHS = (("default", ""), ("named", "s"))
SYNTAX = 3
ANSWER = """
import json, sys
from pyoxigraph import NamedNode, QueryResultsFormat, QueryTriples, RdfFormat, Store
job = json.load(sys.stdin)
store = Store()
store.load(job["quads"], RdfFormat.N_QUADS)
graphs = {name: [NamedNode(iri) for iri in iris] for name, iris in job["graphs"].items()}
try:
    answer = store.query(job["query"], **(graphs if any(graphs.values()) else {}))
except SyntaxError as error:
    sys.stdout.write(str(error.msg))
    sys.exit(3)
formats = RdfFormat if isinstance(answer, QueryTriples) else QueryResultsFormat
sys.stdout.buffer.write(answer.serialize(None, formats.from_media_type(job["media_type"])))
"""


class SmallEngine:
    """The server. fail: how many updates to come end without an answer. refuse: every update is refused."""

    def __init__(self) -> None:
        self.store = Store()
        self.fail = 0
        self.refuse = False
        self.updates = 0
        self.running: list[subprocess.Popen[bytes]] = []

    async def query(self, request: Request) -> Response:
        said = parse_qs((await request.body()).decode())
        media_type = request.headers["accept"]
        job = {
            "query": said["query"][0],
            "media_type": media_type,
            "graphs": {f"{name}_graph{end}": said.get(f"{name}-graph-uri", []) for name, end in GRAPHS},
            "quads": self.store.dump(None, RdfFormat.N_QUADS).decode(),
        }
        code, body = await asyncio.to_thread(self._run, json.dumps(job).encode())
        if code == SYNTAX:
            return PlainTextResponse(body, 400)
        return Response(body, 200 if code == 0 else 500, media_type=media_type)

    def _run(self, job: bytes) -> tuple[int, bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", ANSWER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.running.append(process)
        body, _ = process.communicate(job)
        return process.returncode, body

    def close(self) -> None:
        """End every query under way."""
        for process in self.running:
            process.kill()

    async def update(self, request: Request) -> Response:
        self.updates += 1
        said = parse_qs((await request.body()).decode())
        if self.refuse:
            return PlainTextResponse("read-only", 403)
        self.store.update(said["update"][0])
        if self.fail:
            self.fail -= 1
            raise ConnectionAbortedError
        return Response(status_code=204)


@contextmanager
def run_small_engine() -> Iterator[tuple[SmallEngine, str]]:
    """The server in a thread, and the address of its query endpoint."""
    engine = SmallEngine()
    routes = [
        Route("/query", engine.query, methods=["POST"]),
        Route("/update", engine.update, methods=["POST"]),
    ]
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(Starlette(routes=routes), log_level="critical", lifespan="off", server_header=False)
        config.headers.append(("server", "Oxigraph/0 (test)"))
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield engine, f"http://127.0.0.1:{listening.getsockname()[1]}/query"
        finally:
            engine.close()
            server.should_exit = server.force_exit = True
            thread.join(5)
