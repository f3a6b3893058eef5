"""One record in an outgoing form: RDF, framed JSON-LD, or text such as BibTeX; short addresses for citations."""

import asyncio
import json
import re
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from atlas.access.outgoing.exports import Export
from atlas.access.outgoing.framing import frame_statements
from atlas.access.outgoing.texts import fill_template
from atlas.access.protocol.negotiate import choose, choose_named
from atlas.errors import NotFoundError
from atlas.http.dependencies import State, get_state
from atlas.rdf.formats import GRAPH_FORMATS, HTML, JSON_LD, Format
from atlas.rdf.serialize import serialize
from atlas.rdf.terms import Dataset

NAME: Final = re.compile(r"[\w.~-]{1,200}")
EXTENSIONS: Final = frozenset(f.extension for f in GRAPH_FORMATS)

router = APIRouter(tags=["exports"])


@router.get("/exports/{name}/{kind}/{slug}")
async def one_item(request: Request, name: str, kind: str, slug: str) -> Response:
    """An export of one record: text where it has a template, else JSON-LD or another RDF format."""
    state = get_state(request)
    export = state.outlets.exports.get(name)
    stem, _, extension = slug.rpartition(".")
    named = extension if stem and extension in EXTENSIONS else ""
    chosen = choose_rdf(request, named, default=JSON_LD)
    return await item_response(state, export, kind, stem if named else slug, chosen)


@router.get("/{kind}/{slug}.bib")
@router.get("/{kind}/{slug}.cff")
@router.get("/{kind}/{slug}.cite")
async def citation(request: Request, kind: str, slug: str) -> Response:
    """A record's citation: BibTeX, Citation File Format, or one line of text, from the export with that extension."""
    state = get_state(request)
    suffix = "." + request.url.path.rpartition(".")[2]
    export = find_text(state, suffix)
    if export is None:
        raise NotFoundError(f"This graph has no citations in the form {suffix}.", found=suffix)
    return await item_response(state, export, kind, slug)


def find_text(state: State, suffix: str) -> Export | None:
    """The export that says of a record in a text of its own what ends in this suffix, dot included."""
    known = state.outlets.exports.known.values()
    return next((one for one in known if one.template is not None and one.template.suffix == suffix), None)


async def item_response(state: State, export: Export, kind: str, slug: str, chosen: Format = JSON_LD) -> Response:
    """What an export says of one record. Raises NotFoundError when it does not cover it."""
    iri = f"{state.schema.base}id/{kind}/{slug}"
    missing = NotFoundError(f"{export.title} does not cover {kind}/{slug}.", found=f"{kind}/{slug}"[:200])
    if kind not in state.schema.kinds or not NAME.fullmatch(slug):
        raise missing
    if export.template is not None:
        rows = await state.outlets.exports.rows(export, "select", [iri])
        if not rows:
            raise missing
        said = {"title": state.schema.title, "page": f"{state.public_url}/{kind}/{slug}", "number": state.store.number}
        text = fill_template(export.template, rows, **said)
        media_type = export.main.first("media-type") or "text/plain"
        return Response(text, media_type=f"{media_type}; charset=utf-8")
    statements = await state.outlets.exports.run_items(export, [iri])
    if not len(statements):
        raise missing
    return await rdf_response(state, export, statements, chosen, focus=iri)


async def rdf_response(
    state: State, export: Export, statements: Dataset, chosen: Format, focus: str | None = None
) -> Response:
    """Statements of an export in a format; JSON-LD by the export's own frame where it has one."""
    if chosen == JSON_LD and export.frame is not None:
        body = json.dumps(await frame_item(export, statements, focus), ensure_ascii=False, indent=1).encode()
    else:
        prefixes = {**state.schema.prefixes, **export.prefixes}
        body = await asyncio.to_thread(serialize, statements, chosen, prefixes)
    return Response(body, media_type=chosen.media_type, headers={"Vary": "Accept"})


async def frame_item(export: Export, statements: Dataset, focus: str | None) -> dict[str, Any]:
    """Statements as the export's frame orders them; empty without a frame."""
    if export.frame is None:
        return {}
    return await asyncio.to_thread(frame_statements, statements, export.frame, focus, export.context)


def choose_rdf(request: Request, extension: str, default: Format | None = None) -> Format:
    """The RDF format that extension, `?format=` or Accept asks for; a browser's Accept asks for none."""
    named = extension or request.query_params.get("format", "")
    if named:
        return choose_named(named, GRAPH_FORMATS).format
    accept = request.headers.get("accept", "")
    if default is not None and (HTML.media_type in accept or accept in ("", "*/*")):
        return default
    return choose("" if HTML.media_type in accept else accept, GRAPH_FORMATS).format
