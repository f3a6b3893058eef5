"""/.well-known/sparql-examples: the questions as RDF, for SPARQL editors and agents; people are led to the list."""

from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from atlas.access.protocol.negotiate import choose, choose_named
from atlas.access.saved_queries.examples import PATH, describe_examples
from atlas.http.dependencies import get_state, wants_page
from atlas.rdf.formats import DATASET_FORMATS, RDF_FORMATS
from atlas.rdf.serialize import serialize
from atlas.rdf.terms import Quad

ADDRESS: Final = f"/{PATH}"

router = APIRouter(include_in_schema=False)


@router.get(ADDRESS)
async def examples(request: Request) -> Response:
    """Every question that can be run as it stands; in TriG and N-Quads in its named graph."""
    state = get_state(request)
    named, accept = request.query_params.get("format", ""), request.headers.get("accept", "")
    choice = choose_named(named, RDF_FORMATS) if named else choose("" if wants_page(accept) else accept, RDF_FORMATS)
    quads = describe_examples(state.schema, f"{state.public_url}/sparql")
    if choice.format not in DATASET_FORMATS:
        quads = [Quad(quad.subject, quad.predicate, quad.object) for quad in quads]
    body = serialize(quads, choice.format, state.schema.prefixes)
    return Response(body, media_type=choice.media_type, headers={"Vary": "Accept", "Cache-Control": "no-cache"})


@router.get("/examples")
async def redirect(request: Request) -> Response:
    """303 to the examples; for a browser, to the questions."""
    state = get_state(request)
    to = "/question" if wants_page(request.headers.get("accept", "")) else ADDRESS
    return RedirectResponse(f"{state.public_url}{to}", status_code=303)
