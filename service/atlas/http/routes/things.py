"""Where IRIs resolve: every address below the base shows the thing it names, as a page or in a machine format."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from atlas.access.protocol.graph_store import GraphTarget
from atlas.access.protocol.negotiate import Choice, choose_format
from atlas.access.things.describe import describe
from atlas.access.things.disagreements import Disagreement, find_disagreements
from atlas.access.things.panels import Panel, find_panels
from atlas.access.things.ties import find_lineage, find_unknowns
from atlas.access.things.view import Description
from atlas.errors import NotAcceptableError, NotFoundError
from atlas.http.dependencies import State, get_state
from atlas.http.drawings import cite_page
from atlas.http.graphs import answer_graph
from atlas.http.heads import make_blocks
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate, Step
from atlas.http.renditions import FILES, link_formats, nothing_called, render_thing
from atlas.http.routes.items import find_text, item_response
from atlas.http.routes.vocabulary import ONTOLOGY, names_ontology, send_vocabulary
from atlas.rdf.formats import GRAPH_FORMATS, HTML, Format, find_format
from atlas.rdf.serialize import serialize
from atlas.rdf.terms import NamedNode, find_iri
from atlas.store.rows import construct

OFFERED: Final = (HTML, *FILES)
GRAPHS: Final = "graph/"

CLASS_STATEMENTS: Final = """
CONSTRUCT { ?item a $class ; $name ?label } WHERE { ?item a $class OPTIONAL { ?item $name ?label } }
"""

router = APIRouter(include_in_schema=False)


@router.get("/id/{kind}/{slug}")
async def redirect_to_page(request: Request, kind: str, slug: str) -> Response:
    """303 from the name of a thing to the page about it (HTTP range-14)."""
    state = get_state(request)
    if kind not in state.schema.kinds:
        raise await nothing_called(state, f"id/{kind}/{slug}")
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{state.public_url}/{kind}/{slug}{query}", status_code=303)


@router.get("/{path:path}")
@router.head("/{path:path}")
async def show(request: Request, path: str) -> Response:
    """The thing, term, concept, shape or graph that this path names; a record in an export's own text by its ending."""
    state = get_state(request)
    stem, dot, suffix = path.rpartition(".")
    kind, _, slug = stem.partition("/")
    if kind in state.schema.kinds and (export := find_text(state, dot + suffix)) is not None:
        return await item_response(state, export, kind, slug)
    path, wanted = _split(path, request.query_params.get("format"))
    is_thing = path not in state.schema.kinds and not path.startswith(GRAPHS)
    offered = OFFERED if is_thing else (HTML, *GRAPH_FORMATS)
    chosen = wanted or choose_format(request.headers.get("accept", ""), offered)
    if chosen not in offered:
        raise _no_format(chosen.name, offered)
    if path in state.schema.kinds:
        return await _class(request, state, path, chosen)
    iri = _iri(state, path)
    if find_iri(iri) is None:
        raise NotFoundError("This address is no name: it holds a character that no IRI has.", found=path)
    if names_ontology(state.schema, iri):
        if chosen in GRAPH_FORMATS:
            return await send_vocabulary(request, ONTOLOGY, chosen)
        return RedirectResponse(f"{state.public_url}/ontology", 303, {"Vary": "Accept"})
    if path.startswith(GRAPHS):
        return await _graph(request, state, iri, path, chosen)
    if chosen == HTML:
        description, disagreements, panels, around = await asyncio.gather(
            describe(state.store, state.schema, iri),
            find_disagreements(state.store, state.schema, iri),
            find_panels(state.store, state.schema, iri),
            _around(state, path, iri),
        )
        if description is None:
            raise await nothing_called(state, path)
        return await _page(state, path, description, disagreements, panels, around)
    return await render_thing(state, path, iri, chosen)


def _split(path: str, asked: str | None) -> tuple[str, Format | None]:
    """The path without a known format's extension, and the format that `?format=` or the extension names."""
    stem, dot, extension = path.rpartition(".")
    by_extension = next((f for f in OFFERED if dot and f.extension == extension), None)
    if asked:
        found = find_format(asked, OFFERED)
        if found is None:
            raise _no_format(asked, OFFERED)
        return (stem if by_extension else path), found
    return (stem, by_extension) if by_extension else (path, None)


def _no_format(asked: str, offered: Sequence[Format]) -> NotAcceptableError:
    names = ", ".join(f.name for f in offered)
    return NotAcceptableError(f"{asked} is not a format of this page.", found=asked, expected=names)


def _iri(state: State, path: str) -> str:
    """A record's path is its kind and slug; every other path is the IRI below the base as it stands."""
    kind = path.partition("/")[0]
    return f"{state.schema.base}id/{path}" if kind in state.schema.kinds else state.schema.base + path


async def _class(request: Request, state: State, kind: str, chosen: Format) -> Response:
    """The records of a class: people are led on to its facets; a machine format says what they are and are called."""
    if chosen == HTML:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{state.public_url}/explore/{kind}{query}", 303, {"Vary": "Accept"})
    found = state.schema.kinds[kind]
    values = {"class": NamedNode(found.iri), "name": NamedNode(state.schema.label_properties[0])}
    statements = await construct(state.store, CLASS_STATEMENTS, values)
    headers = {"Link": await link_formats(state, kind, found.iri, GRAPH_FORMATS), "Vary": "Accept"}
    return Response(serialize(statements, chosen, state.schema.prefixes), media_type=chosen.media_type, headers=headers)


async def _graph(request: Request, state: State, iri: str, path: str, chosen: Format) -> Response:
    form = GRAPH_FORMATS[0] if chosen == HTML else chosen
    try:
        links = {"Link": await link_formats(state, path, iri, GRAPH_FORMATS)}
        return await answer_graph(request, state, GraphTarget(iri), Choice(form, form.media_type), links)
    except NotFoundError as error:
        raise await nothing_called(state, path) from error


async def _page(
    state: State,
    path: str,
    description: Description,
    disagreements: Sequence[Disagreement],
    panels: Sequence[Panel],
    around: Mapping[str, object],
) -> Response:
    alternates = [Alternate(f.media_type, f"/{path}.{f.extension}", f.label) for f in FILES]
    body = state.pages.render(
        "record.html",
        number=state.store.number,
        description=description,
        disagreements=disagreements,
        panels=panels,
        alternates=alternates,
        blocks=await make_blocks(state, description.node.iri),
        trail=_trail(state, path, description.node.label),
        citation=await cite_page(state, description.node.label, f"/{path}") if around else None,
        **around,
    )
    return PageResponse(
        body, headers={"Link": await link_formats(state, path, description.node.iri, ()), "Vary": "Accept"}
    )


async def _around(state: State, path: str, iri: str) -> dict[str, object]:
    """What leads on from a record's page: its own pages, what it is made from and into, what is not known of it."""
    if state.schema.kind_of(iri) is None or path.count("/") != 1:
        return {}
    lineage, unknowns = await asyncio.gather(
        find_lineage(state.store, state.schema, iri), find_unknowns(state.store, state.schema, iri)
    )
    return {
        "record": f"/{path}",
        "error_page": f"/{path}/edit",
        "lineage": lineage,
        "unknowns": unknowns,
        "query": f"SELECT ?property ?value WHERE {{\n  <{iri}> ?property ?value\n}}\nORDER BY ?property ?value",
    }


def _trail(state: State, path: str, label: str) -> Sequence[Step]:
    if path.partition("/")[0] in state.schema.kinds:
        return state.pages.trail(path, label)
    return [state.pages.step("ontology-title", "/ontology"), Step(label)]
