"""/ontology.ttl and /shapes.ttl, also as N-Triples, JSON-LD and RDF/XML: the vocabulary and its rules, each whole."""

import asyncio
from hashlib import sha256
from typing import Final

from fastapi import APIRouter, Request, Response

from atlas.access.protocol.negotiate import choose_format, choose_named
from atlas.http.dependencies import State, get_state
from atlas.namespaces import OWL
from atlas.rdf.formats import GRAPH_FORMATS, HTML, Format
from atlas.rdf.serialize import serialize
from atlas.rdf.terms import NamedNode, Quad, one_object
from atlas.schema.model import Schema

ONTOLOGY: Final = "ontology"
SHAPES: Final = "shapes"
PARTS: Final = ("ontology", "scheme", "alignment")  # names of foreign terms are not ours to publish

router = APIRouter(include_in_schema=False)


@router.get("/ontology.{extension}")
async def ontology_as(request: Request, extension: str) -> Response:
    """Every term, concept and alignment."""
    return await send_vocabulary(request, ONTOLOGY, choose_named(extension, GRAPH_FORMATS).format)


@router.get("/shapes.{extension}")
async def shapes_as(request: Request, extension: str) -> Response:
    """Every shape."""
    return await send_vocabulary(request, SHAPES, choose_named(extension, GRAPH_FORMATS).format)


async def send_vocabulary(request: Request, name: str, chosen: Format) -> Response:
    """The whole of one as RDF; the same files give the same bytes and the same ETag."""
    state = get_state(request)
    body = await state.counted.once(f"{name} {chosen.name}", lambda: asyncio.to_thread(_write, state, name, chosen))
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=chosen.media_type, headers=headers)


def choose_vocabulary_format(request: Request) -> Format | None:
    """The RDF format that a request for a page of all terms or all shapes prefers; None for the page."""
    named = request.query_params.get("format")
    if named:
        return choose_named(named, GRAPH_FORMATS).format
    chosen = choose_format(request.headers.get("accept", ""), (HTML, *GRAPH_FORMATS))
    return None if chosen == HTML else chosen


def names_ontology(schema: Schema, iri: str) -> bool:
    """Whether an IRI is the ontology's own or that of its version."""
    version = one_object(schema.ontology, NamedNode(schema.ontology_iri), f"{OWL}versionIRI")
    return iri == schema.ontology_iri or (isinstance(version, NamedNode) and iri == version.value)


def _write(state: State, name: str, chosen: Format) -> bytes:
    schema = state.schema
    starts = tuple(f"<{schema.base}graph/{part}/" for part in PARTS)
    quads = schema.shapes if name == SHAPES else [q for q in schema.ontology if str(q.graph_name).startswith(starts)]
    once = sorted({Quad(q.subject, q.predicate, q.object) for q in quads}, key=str)
    return serialize(once, chosen, schema.prefixes)
