"""One app from one Settings: its lifespan opens schema, store and workers, and closes them. No work at import."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from fastapi import Depends, FastAPI
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from atlas.access.saved_queries.stories import read_stories
from atlas.http import problems
from atlas.http.agents.endpoint import PATH, AgentsEndpoint
from atlas.http.assets import Assets, HashedFiles
from atlas.http.coding import Coding
from atlas.http.metrics import Metrics
from atlas.http.middleware import QUERY_PATHS, Edge
from atlas.http.openapi import describe_endpoints
from atlas.http.opening import OpenStore, open_state
from atlas.http.pages import find_web
from atlas.http.routes import (
    agents,
    around,
    ask,
    behind,
    charts,
    compare,
    contribute,
    data,
    developers,
    downloads,
    editor,
    examples,
    explore,
    exports,
    history,
    items,
    landing,
    lineage,
    lookup,
    ontology,
    operations,
    pages,
    pivot,
    queries,
    questions,
    reconcile,
    releases,
    review,
    rules,
    saved,
    sparql,
    stories,
    tables,
    things,
    update,
    validate,
    vocabulary,
    workbench,
)  # fmt: skip
from atlas.http.travel import travel
from atlas.schema.classes import refuse_reserved_kinds
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.settings import Settings
from atlas.store import choose

MODULES: Final = (
    saved,
    operations,
    queries,
    update,
    data,
    validate,
    contribute,
    review,
    exports,
    items,
    downloads,
    reconcile,
    lookup,
    agents,
    history,
    releases,
    examples,
    developers,
    rules,
    vocabulary,
)
ROUTERS: Final = tuple(module.router for module in MODULES)
DATED_ROUTERS: Final = (
    charts.router,
    lineage.router,
    workbench.router,
    tables.router,
    pivot.router,
    around.router,
    behind.router,
    explore.router,
    compare.router,
    ask.router,
    ontology.router,
    questions.router,
    landing.router,
    pages.router,
    stories.router,
    things.router,
)
log = logging.getLogger(__name__)


def create_app(settings: Settings, *, open_store: OpenStore | None = None, loads: bool = True) -> FastAPI:
    """The service. open_store: gives the store, else the settings name it. loads: the home's files come first."""
    metrics = Metrics()
    directory = settings.directory
    endpoint = sparql.SparqlEndpoint(editor.show_editor)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            schema = await asyncio.to_thread(load_schema, settings.home)
            refuse_taken_kinds(app, schema)
            app.state.atlas = await open_state(
                settings, schema, directory, stack, metrics, open_store or choose.open_store, loads=loads
            )
            app.title, app.version, app.description = schema.title, schema.version, schema.description
            yield
            app.state.atlas.is_ready = False

    edge = Middleware(Edge, metrics=metrics, body_limit=settings.body_bytes, fast=dict.fromkeys(QUERY_PATHS, endpoint))
    app = FastAPI(
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        middleware=[edge, Middleware(Coding)],
    )
    problems.install(app)
    for path in sorted(QUERY_PATHS):
        app.router.routes.append(Route(path, endpoint))
    app.router.routes.append(Route(PATH, AgentsEndpoint()))
    app.mount("/static", HashedFiles(Assets(find_web() / "static")), name="static")
    for router in ROUTERS:
        app.include_router(router)
    for router in DATED_ROUTERS:
        app.include_router(router, dependencies=[Depends(travel)])
    describe_endpoints(app)
    return app


def refuse_taken_kinds(app: FastAPI, schema: Schema) -> None:
    """Raise HomeError when a kind of record is called like a fixed address."""
    routes = [*app.routes, *(route for router in (*ROUTERS, *DATED_ROUTERS) for route in router.routes)]
    refuse_reserved_kinds(schema.kinds, fixed_segments(routes) | read_stories(schema).keys())


def fixed_segments(routes: Iterable[BaseRoute]) -> frozenset[str]:
    """First path segments that routes take, which no kind of record may be called."""
    paths = (getattr(route, "path", "") for route in _every(routes))
    first = {path.split("/")[1] for path in paths if path.startswith("/")}
    return frozenset(segment for segment in first if segment and "{" not in segment)


def _every(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Routes with those of routers within routers."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        yield from _every(inner.routes) if inner is not None else [route]
