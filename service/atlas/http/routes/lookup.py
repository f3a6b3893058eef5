"""/lookup?uri=: from any address, ours or another catalogue's, to the page about what it names."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from atlas.access.things.describe import find_statements
from atlas.access.things.lookup import Named, find_named, is_iri, last_words, strongest
from atlas.access.things.names import find_near
from atlas.errors import NotFoundError
from atlas.http.dependencies import State, get_state

router = APIRouter(tags=["lookup"])


@router.get("/lookup")
async def lookup(request: Request, uri: str) -> Response:
    """303 to the page about what an address names; 300 with the choices when it names several things."""
    state = get_state(request)
    for prefix in (state.schema.base, f"{state.public_url}/"):
        if uri.startswith(prefix):
            return await _own(state, uri.removeprefix(prefix).removeprefix("id/").split("#")[0])
    found = strongest(await find_named(state.store, state.schema, uri))
    if not found:
        raise await _not_found(state, f"Nothing here gives {uri[:200]} as its own.", last_words(uri))
    if len(found) == 1:
        return RedirectResponse(_page(state, found[0].iri), status_code=303)
    return _choice(state, found)


async def _own(state: State, path: str) -> Response:
    kind = path.partition("/")[0]
    iri = f"{state.schema.base}id/{path}" if kind in state.schema.kinds else state.schema.base + path
    if is_iri(iri) and len(await find_statements(state.store, state.schema, iri)):
        return RedirectResponse(f"{state.public_url}/{path}", status_code=303)
    raise await _not_found(state, f"Nothing here is called {path[:200]}.", path)


def _choice(state: State, found: list[Named]) -> Response:
    choices = [{"id": one.iri, "url": _page(state, one.iri), "by": one.by} for one in found]
    links = ", ".join(f'<{one["url"]}>; rel="alternate"' for one in choices)
    return JSONResponse({"choices": choices}, status_code=300, headers={"Link": links})


def _page(state: State, iri: str) -> str:
    return state.public_url + (state.pages.href(iri) or "/")


async def _not_found(state: State, detail: str, words: str) -> NotFoundError:
    near = await find_near(state.search, state.schema, words)
    suggestion = "Look at the near names, or search." if near else "Search for it."
    return NotFoundError(detail, near=tuple(near), suggestion=suggestion)
