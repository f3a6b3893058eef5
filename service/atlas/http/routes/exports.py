"""/exports and /catalog: every outgoing form of the home, page by page, and what it lacks."""

import re
from hashlib import sha256
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from atlas.access.outgoing.exports import Export
from atlas.access.outgoing.paging import Paging, describe_paging, link_header
from atlas.access.outgoing.tables import write_csv
from atlas.access.outgoing.texts import fill_template
from atlas.access.saved_queries.questions import to_table
from atlas.errors import NotFoundError, ParameterError
from atlas.http.dependencies import State, asks_for_page, get_state, wants_page
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate, Step
from atlas.http.routes.items import choose_rdf, rdf_response
from atlas.rdf.formats import GRAPH_FORMATS
from atlas.rdf.terms import Dataset, Literal, NamedNode

CATALOGUE: Final = "catalog"
DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")

router = APIRouter(tags=["exports"])


@router.get("/exports")
async def list_exports(request: Request) -> Response:
    """Every export with its address; a page for a browser."""
    state = get_state(request)
    known = state.outlets.exports.known.values()
    if not asks_for_page(request):
        return JSONResponse([_about(state, export) for export in known])
    items = [
        {
            "iri": f"{state.schema.base}exports/{one.name}",
            "label": one.title,
            "note": one.main.first("description") or "",
        }
        for one in known
    ]
    body = state.pages.render(
        "listing.html",
        number=state.store.number,
        heading=state.pages.say("exports-title"),
        items=items,
        about=state.pages.say("exports-lead"),
        more=None,
        alternates=[Alternate("application/json", "/exports?format=json", "JSON")],
        trail=[state.pages.step("exports-title")],
    )
    return PageResponse(body)


@router.get(f"/{CATALOGUE}")
@router.get(f"/{CATALOGUE}.{{extension}}")
async def catalogue(request: Request, extension: str = "") -> Response:
    """The export whose header says `path: catalog`."""
    state = get_state(request)
    known = state.outlets.exports.known.values()
    export = next((one for one in known if one.main.first("path") == CATALOGUE), None)
    if export is None:
        raise NotFoundError("This graph has no catalogue.", expected=f"an export with the header `path: {CATALOGUE}`")
    return await _whole(request, export, extension, CATALOGUE)


@router.get("/exports/{name}/coverage")
@router.get("/exports/{name}/coverage.{extension}")
async def coverage(request: Request, name: str, extension: str = "") -> Response:
    """What the export lacks, and for whom: CSV, JSON or a page."""
    state = get_state(request)
    export = state.outlets.exports.get(name)
    rows = await state.outlets.exports.rows(export, "coverage")
    said = [{key: term.value for key, term in row.items() if isinstance(term, NamedNode | Literal)} for row in rows]
    if extension == "csv":
        return Response(write_csv(said), media_type="text/csv; charset=utf-8")
    if extension == "json" or not wants_page(request.headers.get("accept", "")):
        return JSONResponse(said)
    query = export.queries["coverage"]
    body = state.pages.render(
        "coverage.html", number=state.store.number, heading=query.title, about=query.first("description") or "",
        table=to_table(state.schema, rows, len(rows)), count=len(rows),
        alternates=[Alternate("text/csv", f"/exports/{name}/coverage.csv", "CSV")],
        trail=[
            state.pages.step("exports-title", "/exports"), Step(export.title, f"/exports/{name}"),
            state.pages.step("coverage-title"),
        ],
    )  # fmt: skip
    return PageResponse(body)


@router.get("/exports/{name}.{extension}")
async def whole_as(request: Request, name: str, extension: str) -> Response:
    """A page of an export in the format its extension names; the whole of it where that is its own form of text."""
    state = get_state(request)
    export = state.outlets.exports.get(name)
    if export.sheet is not None and extension == export.sheet.suffix[1:]:
        return await _sheet(state, export, export.sheet)
    return await _whole(request, export, extension, f"exports/{name}")


@router.get("/exports/{name}")
async def whole(request: Request, name: str) -> Response:
    """What an export is, for a browser; a page of it in an RDF format for everybody else."""
    state = get_state(request)
    export = state.outlets.exports.get(name)
    if "text/html" in request.headers.get("accept", ""):
        return _readme(state, export)
    if export.sheet is not None:
        return await _sheet(state, export, export.sheet)
    return await _whole(request, export, "", f"exports/{name}")


async def _whole(request: Request, export: Export, extension: str, path: str) -> Response:
    state = get_state(request)
    if not export.queries.keys() & {"construct", "head"}:
        form = export.sheet.name.replace("table", export.name) if export.sheet else "a page for each record"
        raise NotFoundError(f"{export.title} has no form in RDF.", found=extension, expected=form)
    chosen = choose_rdf(request, extension)
    settings = _settings(request)
    number = _page_number(request)
    site = await state.outlets.describe_site()
    page = await state.outlets.exports.run_page(export, site, number=number, since=settings.get("modified_since", ""))
    address = f"{state.public_url}/{path}.{extension}" if extension else f"{state.public_url}/{path}"
    paging = Paging(address, page.number, page.count, page.total, export.page_size, settings)
    statements = page.statements
    links = [f'<{profile}>; rel="profile"' for profile in export.main.header.get("profile", ())]
    if "items" in export.queries:
        statements = Dataset([*statements, *describe_paging(paging)])
        links.append(link_header(paging))
    response = await rdf_response(state, export, statements, chosen)
    etag = f'"{sha256(bytes(response.body)).hexdigest()[:32]}"'
    response.headers.update({"Snapshot": str(page.snapshot), "ETag": etag, "Cache-Control": "no-cache"})
    if links:
        response.headers["Link"] = ", ".join(links)
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": etag, "Vary": "Accept"})
    return response


async def _sheet(state: State, export: Export, sheet: Path) -> Response:
    """The whole of an export as one text."""
    number = state.store.number
    rows = await state.outlets.exports.rows(export, "table")
    values = {"title": state.schema.title, "site": state.public_url, "base": state.schema.base, "number": number}
    licence = state.schema.licence or ""
    body = await run_in_threadpool(fill_template, sheet, rows, licence=licence, **values)
    media_type = export.main.first("media-type") or "text/plain"
    return Response(body, media_type=f"{media_type}; charset=utf-8", headers={"Snapshot": str(number)})


def _readme(state: State, export: Export) -> Response:
    formats = [f for f in GRAPH_FORMATS if export.template is None and export.sheet is None]
    alternates = [Alternate(f.media_type, f"/exports/{export.name}.{f.extension}", f.label) for f in formats]
    if export.sheet is not None:
        extension = export.sheet.suffix[1:]
        media_type = export.main.first("media-type") or "text/plain"
        alternates.append(Alternate(media_type, f"/exports/{export.name}.{extension}", extension.upper()))
    body = state.pages.render(
        "export.html", number=state.store.number, export=export, readme=export.read_readme(),
        alternates=alternates, trail=[state.pages.step("exports-title", "/exports"), Step(export.title)],
    )  # fmt: skip
    return PageResponse(body, headers={"Vary": "Accept"})


def _about(state: State, export: Export) -> dict[str, object]:
    url = f"{state.public_url}/exports/{export.name}"
    return {
        "name": export.name,
        "title": export.title,
        "description": export.main.first("description") or "",
        "url": url,
        "profiles": list(export.main.header.get("profile", ())),
        "coverage": f"{url}/coverage" if "coverage" in export.queries else None,
    }


def _settings(request: Request) -> dict[str, str]:
    """Query parameters that every page of a list keeps. A time counts from the start of its day."""
    since = request.query_params.get("modified_since", "")
    if not since:
        return {}
    if not DATE.match(since):
        raise ParameterError("modified_since cannot be read.", found=since[:40], expected="a date like 2026-11-21")
    return {"modified_since": since[:10]}


def _page_number(request: Request) -> int:
    asked = request.query_params.get("page", "1")
    if not asked.isdecimal() or not 1 <= int(asked) <= 10**9:
        raise ParameterError("page cannot be read.", found=asked[:40], expected="a number from 1")
    return int(asked)
