"""A thing in one of its machine formats: RDF, framed JSON-LD, a table of its statements, plain JSON. No page."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any, Final

from fastapi import Response

from atlas.access.outgoing.tables import write_csv
from atlas.access.things.describe import describe, find_statements
from atlas.access.things.disagreements import find_disagreements
from atlas.access.things.jsonld import to_jsonld
from atlas.access.things.names import find_near
from atlas.access.things.plain import Link, to_plain
from atlas.access.things.sheet import rows_of
from atlas.access.things.ties import find_unknowns
from atlas.access.things.view import Description
from atlas.errors import NotFoundError, RemovedError
from atlas.http.dependencies import State
from atlas.http.heads import signpost
from atlas.intake.reading.normalize import graph_of
from atlas.rdf.formats import CSV, GRAPH_FORMATS, JSON_LD, PLAIN_JSON, Format
from atlas.rdf.serialize import serialize

FILES: Final = (*GRAPH_FORMATS[:2], PLAIN_JSON, *GRAPH_FORMATS[2:], CSV)  # before JSON-LD: what takes JSON gets JSON


async def render_thing(state: State, path: str, iri: str, chosen: Format) -> Response:
    """What the graph says of a thing. Raises NotFoundError with near names."""
    body = await _write(state, path, iri, chosen)
    headers = {"Link": await link_formats(state, path, iri), "Vary": "Accept"}
    return Response(body, media_type=chosen.media_type, headers=headers)


async def link_formats(state: State, path: str, iri: str, files: Sequence[Format] = FILES) -> str:
    """Link header: every format, and the thing the page is about (RFC 8288)."""
    links = [f'<{state.public_url}/{path}.{f.extension}>; rel="alternate"; type="{f.media_type}"' for f in files]
    kind = path.partition("/")[0]
    signposts = [await signpost(state, path, iri)] if kind in state.schema.kinds else []
    return ", ".join([*links, f'<{iri}>; rel="describes"', *signposts])


def link_to_pages(state: State) -> Link:
    """From an IRI of ours to the whole address of its page."""

    def link(iri: str) -> str | None:
        return f"{state.public_url}{state.pages.href(iri)}" if state.pages.is_local(iri) else None

    return link


async def nothing_called(state: State, path: str) -> NotFoundError | RemovedError:
    """The error for a name that nothing has: with near names, or with where to see what was here once."""
    gone = await _find_gone(state, path)
    if gone is not None:
        return gone
    near = await find_near(state.search, state.schema, path)
    return NotFoundError(
        f"Nothing here is called {path}.",
        found=path,
        near=tuple(near),
        suggestion="Look at the near names, or search." if near else "Search for it.",
    )


async def _find_gone(state: State, path: str) -> RemovedError | None:
    """Whether a record of this name was here before the present state, and until when."""
    curation = state.curation
    graph = graph_of(f"{state.schema.base}id/{path}", state.schema.base)
    if curation is None or graph is None or state.store is not curation.store:
        return None
    commits = await asyncio.to_thread(curation.past.history, graph, state.store.number)
    if not commits:
        return None
    number = max(one.number for one in commits)
    page = f"{state.schema.base}{path}"
    return RemovedError(
        f"{path} was here until commit {number} took it away.",
        found=path,
        near=(f"{page}?as-of={number - 1}", f"{page}/history"),
        suggestion="See it as it was before, or its history.",
    )


async def _write(state: State, path: str, iri: str, chosen: Format) -> str | bytes:
    if chosen == CSV:
        return write_csv(rows_of(await _describe(state, path, iri)))
    if chosen == PLAIN_JSON:
        return json.dumps(await _plain(state, path, iri), ensure_ascii=False, indent=1)
    statements = await find_statements(state.store, state.schema, iri)
    if not len(statements):
        raise await nothing_called(state, path)
    if chosen == JSON_LD:
        context = f"{state.public_url}/context.jsonld"
        made = await asyncio.to_thread(to_jsonld, state.schema, statements, iri, context)
        return json.dumps(made, ensure_ascii=False, indent=1)
    return serialize(statements, chosen, state.schema.prefixes)


async def _plain(state: State, path: str, iri: str) -> dict[str, Any]:
    description, disagreements, unknowns = await asyncio.gather(
        _describe(state, path, iri),
        find_disagreements(state.store, state.schema, iri),
        find_unknowns(state.store, state.schema, iri),
    )
    page = f"{state.public_url}/{path}"
    more = {"linked_from_rest": f"{page}/linked-from.json"} if description.has_more_incoming else {}
    said = {"page": page, "state": state.store.number, "licence": state.schema.licence}
    return {**said, **to_plain(description, disagreements, unknowns, link_to_pages(state)), **more}


async def _describe(state: State, path: str, iri: str) -> Description:
    description = await describe(state.store, state.schema, iri)
    if description is None:
        raise await nothing_called(state, path)
    return description
