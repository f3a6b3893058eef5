"""Behind one record: /evidence, what each of its statements rests on; /linked-from, all that points at it, paged."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from atlas.access.outgoing.tables import write_csv
from atlas.access.things.describe import describe
from atlas.access.things.disagreements import find_claims
from atlas.access.things.evidence import Statement, entries_of, rows_with_evidence, statements_of
from atlas.access.things.incoming import find_incoming, sort_by_label
from atlas.access.things.plain import to_claim, to_links, to_source
from atlas.access.things.view import Description
from atlas.errors import NotFoundError, ParameterError
from atlas.http.dependencies import State, get_state
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate
from atlas.http.renditions import link_to_pages, nothing_called
from atlas.rdf.formats import CSV, PLAIN_JSON, Format
from atlas.rdf.terms import find_iri

FORMATS: Final = (PLAIN_JSON, CSV)
LISTED: Final = 200

router = APIRouter(include_in_schema=False)


@router.get("/{kind}/{slug}/evidence")
@router.get("/{kind}/{slug}/evidence.{extension}")
async def show_evidence(request: Request, kind: str, slug: str, extension: str = "") -> Response:
    """Every statement of a record with its sources, and what is claimed about it; `?unsupported=1` what lacks them."""
    state = get_state(request)
    wanted = _read_format(request, extension)
    description = await _describe(state, kind, slug)
    every = statements_of(description)
    claims = await find_claims(state.store, state.schema, description.node.iri)
    bare = [one for one in every if not one.value.supports]
    shown = bare if request.query_params.get("unsupported") else every
    if wanted == CSV:
        return Response(write_csv(rows_with_evidence(shown)), media_type=CSV.media_type)
    if wanted == PLAIN_JSON:
        said = {"id": description.node.iri, "statements": [_to_dict(one) for one in shown]}
        return JSONResponse({**said, "claims": [to_claim(one) for one in claims]})
    values = {
        "entries": entries_of(shown),
        "claims": claims,
        "counts": {"all": len(every), "bare": len(bare), "sources": len({one.source for one in description.sources})},
        "only_bare": shown is not every,
    }
    return _page(state, "evidence", state.pages.say("evidence-title"), description, values)


@router.get("/{kind}/{slug}/linked-from")
@router.get("/{kind}/{slug}/linked-from.{extension}")
async def show_incoming(request: Request, kind: str, slug: str, extension: str = "") -> Response:
    """What points at a record, two hundred at a time."""
    state = get_state(request)
    wanted, page = _read_format(request, extension), _read_page(request)
    description = await _describe(state, kind, slug)
    offset = (page - 1) * LISTED
    iri = description.node.iri
    links, more = await find_incoming(state.store, state.schema, iri, limit=LISTED, offset=offset)
    if wanted == CSV:
        rows = [{"subject": o.subject, "label": o.label, "property": o.property, "by": o.property_label} for o in links]
        return Response(write_csv(rows), media_type=CSV.media_type)
    if wanted == PLAIN_JSON:
        following = f"{state.public_url}/{kind}/{slug}/linked-from.json?page={page + 1}" if more else None
        return JSONResponse({"id": iri, "linked_from": to_links(links, link_to_pages(state)), "next": following})
    values = {"links": sort_by_label(links), "page": page, "more": more, "first": offset + 1}
    return _page(state, "linked-from", state.pages.say("linked-from-title"), description, values)


def _read_format(request: Request, extension: str) -> Format | None:
    asked = extension or request.query_params.get("format", "")
    found = next((one for one in FORMATS if asked in (one.name, one.extension)), None)
    if asked and found is None:
        known = tuple(one.extension for one in FORMATS)
        raise NotFoundError(f"There is no format {asked[:40]}.", found=asked[:40], expected=", ".join(known))
    accept = request.headers.get("accept", "")
    return found or next((one for one in FORMATS if accept.startswith(one.media_type)), None)


def _read_page(request: Request) -> int:
    asked = request.query_params.get("page", "1")
    if not (asked.isdecimal() and 0 < len(asked) < 8 and int(asked)):
        raise ParameterError("The page is no number.", found=asked[:40], expected="1 or more")
    return int(asked)


async def _describe(state: State, kind: str, slug: str) -> Description:
    iri = f"{state.schema.base}id/{kind}/{slug}"
    known = kind in state.schema.kinds and find_iri(iri) is not None
    found = await describe(state.store, state.schema, iri) if known else None
    if found is None:
        raise await nothing_called(state, f"{kind}/{slug}")
    return found


def _to_dict(one: Statement) -> dict[str, Any]:
    value = {"id": one.value.iri, "label": one.value.text} if one.value.iri else {"value": one.value.text}
    sources = [to_source(support) for support in one.value.supports]
    return {"about": one.about, "property": one.property, "label": one.label, **value, "sources": sources}


def _page(state: State, name: str, title: str, description: Description, values: Mapping[str, object]) -> Response:
    label = description.node.label
    path = description.node.iri.removeprefix(f"{state.schema.base}id/")
    page = state.pages.render(
        f"{name}.html",
        number=state.store.number,
        trail=state.pages.trail(path, label, title),
        alternates=[Alternate(one.media_type, f"/{path}/{name}.{one.extension}", one.label) for one in FORMATS],
        error_page=f"/{path}/edit",
        label=label,
        record=f"/{path}",
        **values,
    )
    return PageResponse(page, headers={"Vary": "Accept"})
