"""A small SPARQL server over the engine's library, in memory, so that the remote store is tested without an install."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

import uvicorn
from pyoxigraph import NamedNode, QueryResultsFormat, QueryTriples, RdfFormat, Store
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


class SmallEngine:
    """The server. fail: how many updates to come end without an answer. refuse: every update is refused."""

    def __init__(self) -> None:
        self.store = Store()
        self.fail = 0
        self.refuse = False
        self.updates = 0

    async def query(self, request: Request) -> Response:
        said = parse_qs((await request.body()).decode())
        graphs = {name: [NamedNode(iri) for iri in said.get(f"{name}-graph-uri", [])] for name in ("default", "named")}
        given = {"default_graph": graphs["default"], "named_graphs": graphs["named"]} if any(graphs.values()) else {}
        try:
            return await asyncio.to_thread(self._answer, said["query"][0], request.headers["accept"], given)
        except SyntaxError as error:
            return PlainTextResponse(str(error.msg), 400)

    def _answer(self, text: str, media_type: str, given: dict[str, list[NamedNode]]) -> Response:
        answer = self.store.query(text, **given)  # type: ignore[arg-type]
        if isinstance(answer, QueryTriples):
            body = answer.serialize(None, RdfFormat.from_media_type(media_type))
        else:
            body = answer.serialize(None, QueryResultsFormat.from_media_type(media_type))
        return Response(body, media_type=media_type)

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
            server.should_exit = server.force_exit = True
            thread.join(5)
