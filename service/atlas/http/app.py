"""One app from one Settings: its lifespan opens schema, store and workers, and closes them. No work at import."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from atlas import __version__
from atlas.access.cache import ResultCache
from atlas.access.counted import Counted
from atlas.access.door import DoorLimits
from atlas.access.tokens import Tokens
from atlas.access.void import VoidKeeper
from atlas.http import problems
from atlas.http.dependencies import State
from atlas.http.metrics import Metrics
from atlas.http.middleware import QUERY_PATHS, Edge
from atlas.http.pages import Pages, find_web
from atlas.http.registry import QueryRegistry
from atlas.http.routes import data, editor, operations, pages, queries, sparql, things, update, validate
from atlas.http.writing import SCRIBE, Writing
from atlas.intake.shipped import load_shipped
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.search.current import Search
from atlas.settings import Settings
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Store
from atlas.workers.limits import Limits
from atlas.workers.pool import Pool

JUDGE: Final = "atlas.validation.judge:entry"
POOL_FILES: Final = 4096
log = logging.getLogger(__name__)

OpenStore = Callable[[Path, Settings], Awaitable[Store]]


def create_app(settings: Settings, *, open_store: OpenStore | None = None, loads: bool = True) -> FastAPI:
    """The service. open_store: gives the store, else the embedded one. loads: the home's files are committed first."""
    metrics = Metrics()
    directory = Path(settings.store).absolute()
    endpoint = sparql.SparqlEndpoint(editor.show_editor)
    fast = dict.fromkeys(QUERY_PATHS, endpoint)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            app.state.atlas = await _open(settings, directory, stack, metrics, open_store or open_embedded, loads=loads)
            yield
            app.state.atlas.is_ready = False

    app = FastAPI(
        title="Open LLM Atlas",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        middleware=[
            Middleware(Edge, metrics=metrics, body_limit=settings.body_bytes, fast=fast),
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=4),
        ],
    )
    problems.install(app)
    for path in sorted(QUERY_PATHS):
        app.router.routes.append(Route(path, endpoint))
    for module in (operations, queries, update, data, validate):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=find_web() / "static"), name="static")
    app.include_router(pages.router)
    app.include_router(things.router)
    return app


async def open_embedded(directory: Path, settings: Settings) -> Store:
    """The embedded store of a directory, started."""
    store = EmbeddedStore(directory, settings)
    await store.start()
    return store


async def _open(
    settings: Settings, directory: Path, stack: AsyncExitStack, metrics: Metrics, open_store: OpenStore, *, loads: bool
) -> State:
    """Everything one app holds, closed in reverse by the stack."""
    schema = await asyncio.to_thread(load_schema, settings.home)
    store = await open_store(directory, settings)
    stack.push_async_callback(store.close)
    if loads:
        await load_shipped(store, schema, directory)
    search = Search(store, schema, directory / "search")
    stack.push_async_callback(search.close)
    public_url = (settings.public_url or f"http://{settings.host}:{settings.port}").rstrip("/")
    judges = await _open_judges(settings, schema, public_url, stack)
    writing = await _open_writing(settings, schema, public_url, directory, stack)
    state = State(
        settings=settings,
        schema=schema,
        store=store,
        directory=directory,
        public_url=public_url,
        pages=Pages(schema, public_url),
        search=search,
        counted=Counted(store, schema),
        judges=judges,
        writing=writing,
        tokens=Tokens(directory),
        queries=QueryRegistry(),
        cache=ResultCache(0 if settings.store_shared else settings.cache_bytes),
        metrics=metrics,
        void=VoidKeeper(store),
        door=DoorLimits(settings.query_length, settings.query_tokens, settings.query_depth, settings.service_hosts),
    )
    state.void.start()
    stack.push_async_callback(state.void.close)
    warming = asyncio.gather(state.counted.rows("landing"), search.refresh(), return_exceptions=True)
    stack.callback(warming.cancel)
    state.is_ready = True
    log.info("event=ready commit=%d home=%s", store.number, settings.home)
    return state


async def _open_judges(settings: Settings, schema: Schema, public_url: str, stack: AsyncExitStack) -> Pool:
    setup = {
        "home": str(schema.home),
        "contexts": _context_addresses(schema, public_url),
        "quad_limit": settings.quad_limit,
        "json_depth": settings.json_depth,
    }
    pool = _make_pool(JUDGE, settings.judges, "judge", setup, settings)
    await pool.open()
    stack.push_async_callback(pool.close)
    return pool


async def _open_writing(
    settings: Settings, schema: Schema, public_url: str, directory: Path, stack: AsyncExitStack
) -> Writing:
    contexts = {address: dict(schema.context) for address in _context_addresses(schema, public_url)}
    pool = _make_pool(SCRIBE, 1, "scribe", {"contexts": contexts}, settings)
    await pool.open()
    writing = Writing(pool, directory)
    stack.push_async_callback(writing.close)
    return writing


def _make_pool(entry: str, size: int, name: str, setup: Mapping[str, object], settings: Settings) -> Pool:
    return Pool(
        entry,
        size=size,
        name=name,
        spare=0,
        limits=Limits(memory_bytes=settings.query_memory_bytes, files=POOL_FILES),
        setup=setup,
        queue_length=settings.queue_length,
        queue_wait_s=settings.queue_wait_s,
    )


def _context_addresses(schema: Schema, public_url: str) -> list[str]:
    """Addresses under which a submission may name our JSON-LD context."""
    return [f"{public_url}/context.jsonld", f"{schema.base}context.jsonld"]
