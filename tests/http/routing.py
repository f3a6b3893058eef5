"""Every route of the app, those of routers within routers too."""

from collections.abc import Iterable, Iterator

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Route

from atlas.http.app import DATED_ROUTERS, ROUTERS


def iter_routes(routers: Iterable[APIRouter] = (*ROUTERS, *DATED_ROUTERS)) -> Iterator[BaseRoute]:
    """The routes of some routers, in their order."""
    for router in routers:
        for route in router.routes:
            inner = getattr(route, "original_router", None)
            yield from iter_routes([inner]) if inner is not None else [route]


def read_paths() -> list[str]:
    """Templates of the routes that answer GET, each once."""
    found = (one for one in iter_routes() if isinstance(one, (APIRoute, Route)) and "GET" in (one.methods or set()))
    return list(dict.fromkeys(one.path for one in found))
