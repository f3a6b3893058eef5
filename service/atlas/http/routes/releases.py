"""Releases over HTTP: the list, one, its files, what lies between two states, the feed; and the making of one."""

import asyncio
import re
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse

from atlas.access.protocol.negotiate import choose_format
from atlas.errors import NotFoundError
from atlas.http.dependencies import State, asks_for_page, get_state, wants_page
from atlas.http.differences import find_wanted, write_difference
from atlas.http.feed import ATOM, write_feed
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate, Step
from atlas.http.releasing import make_release
from atlas.http.routes.history import show_records
from atlas.http.signing import PRIVATE, field, find_signed, read_form, require_signed
from atlas.http.travel import find_commit, get_curation
from atlas.intake.drafting.accept import today
from atlas.intake.history.difference import Difference, between
from atlas.intake.history.releases import SUMS, Release
from atlas.rdf.formats import HTML, PLAIN_JSON
from atlas.rdf.patch import RDF_PATCH
from atlas.schema.files import rule_graph

SCOPE: Final = "admin"
TABLE_OF_SUMS: Final = "text/plain"
SPAN: Final = re.compile(r"(?P<old>[\w.-]+?)\.\.\.(?P<new>[\w.-]+)")
FORMATS: Final = (HTML, PLAIN_JSON, RDF_PATCH)
router = APIRouter(tags=["history"])


@router.get("/releases", response_model=None)
async def show_all(request: Request) -> Response:
    """Every release, newest first."""
    state = get_state(request)
    curation = get_curation(state)
    releases = list(reversed(await asyncio.to_thread(curation.releases.all)))
    if not asks_for_page(request):
        return JSONResponse([_to_dict(one) for one in releases], headers={"Vary": "Accept"})
    signed = find_signed(request)
    admin = signed if signed and signed.token.allows(SCOPE) else None
    return _page(
        state,
        "releases.html",
        alternates=[
            Alternate(PLAIN_JSON.media_type, "/releases?format=json", PLAIN_JSON.label),
            Alternate(ATOM, "/feed.atom", "Atom"),
        ],
        trail=[state.pages.step("releases-title")],
        releases=releases,
        admin=admin,
        form_secret=admin.form_secret if admin else "",
        proposed=curation.releases.propose(today()),
    )


@router.post("/releases", response_model=None)
async def make(request: Request) -> Response:
    """Make a release of the present state: its snapshot is kept for ever. Form fields `version` and `notes`."""
    form = await read_form(request)
    signed = require_signed(request, SCOPE, form)
    curation = get_curation(get_state(request))
    version = field(form, "version") or curation.releases.propose(today())
    release = await make_release(curation, version, signed.curator, field(form, "notes"))
    place = f"/releases/{release.version}"
    if wants_page(request.headers.get("accept", "")):
        return RedirectResponse(place, status_code=303, headers=PRIVATE)
    return JSONResponse(_to_dict(release), 201, {**PRIVATE, "Location": place})


@router.get("/releases/{name}", response_model=None)
async def show_one(request: Request, name: str) -> Response:
    """A release; or, for `a...b`, what lies between two releases or commits."""
    state = get_state(request)
    stem, wanted = find_wanted(name, request, FORMATS)
    wanted = wanted or choose_format(request.headers.get("accept", ""), FORMATS)
    span = SPAN.fullmatch(stem)
    if span is not None:
        return await _show_span(request, state, span["old"], span["new"], wanted.name)
    release = get_curation(state).releases.find(stem)
    if release is None:
        known = tuple(one.version for one in get_curation(state).releases.all()[-5:])
        raise NotFoundError(f"There is no release {stem}.", found=stem, near=known)
    if wanted != HTML:
        return JSONResponse(_to_dict(release))
    commits = await asyncio.to_thread(_commits, state, release)
    return _page(
        state,
        "release.html",
        alternates=[
            Alternate(PLAIN_JSON.media_type, f"/releases/{release.version}?format=json", PLAIN_JSON.label),
            Alternate(TABLE_OF_SUMS, f"/releases/{release.version}/{SUMS}", SUMS),
        ],
        trail=[state.pages.step("releases-title", "/releases"), Step(release.version)],
        release=release,
        commits=commits,
        sums=SUMS,
    )


@router.get("/releases/{version}/{name:path}", response_model=None)
async def get_file(request: Request, version: str, name: str) -> Response:
    """A file of a release; it never changes."""
    releases = get_curation(get_state(request)).releases
    release = releases.find(version)
    if release is None:
        raise NotFoundError(f"There is no release {version}.", found=version)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    if name == SUMS:
        return FileResponse(releases.folder / release.version / SUMS, media_type="text/plain", headers=headers)
    found = release.file(name)
    headers |= {"ETag": f'"{found.sha256[:32]}"'}
    return FileResponse(releases.path(release, name), media_type=found.media_type, headers=headers)


@router.get("/feed.atom", response_model=None)
async def feed(request: Request) -> Response:
    """Releases and accepted changes as an Atom feed (RFC 4287)."""
    state = get_state(request)
    curation = get_curation(state)
    commits = await asyncio.to_thread(curation.past.commits, state.store.number, 100)
    body = write_feed(state.schema, state.public_url, commits, curation.releases.all())
    return Response(body, media_type=ATOM, headers={"Cache-Control": "no-cache"})


async def _show_span(request: Request, state: State, old: str, new: str, wanted: str) -> Response:
    curation = get_curation(state)
    first, last = await find_commit(curation, old), await find_commit(curation, new)
    done = await between(curation.past, first, last)
    asked = request.query_params.get("graph", "")
    if asked:
        graph = f"{state.schema.base}graph/{asked}"
        named = [
            part
            for name, part in done.graphs().items()
            if name == graph or (asked.endswith("/") and name.startswith(graph))
        ]
        done = Difference(tuple(q for one in named for q in one.removed), tuple(q for one in named for q in one.added))
    if wanted != HTML.name:
        chosen = next(one for one in FORMATS if one.name == wanted)
        header = {"id": str(last), "prev": str(first)}
        return write_difference(done, chosen, header, {"old": first, "new": last})
    rules = rule_graph(state.schema.base, "")
    graphs = {name: part for name, part in done.graphs().items() if not name.startswith(rules)}
    query = f"?graph={asked}" if asked else ""
    alternates = [
        Alternate(one.media_type, f"/releases/{old}...{new}.{one.extension}{query}", one.label) for one in FORMATS[1:]
    ]
    return _page(
        state,
        "difference.html",
        trail=[state.pages.step("releases-title", "/releases"), state.pages.step("difference-name", old=old, new=new)],
        alternates=alternates,
        old=old,
        new=new,
        graphs=graphs,
        prefix=f"{state.schema.base}graph/",
        records=await show_records(state, curation, done, first, last),
    )


def _commits(state: State, release: Release) -> list[object]:
    """What was committed since the release before, newest first, without the rules' own."""
    curation = get_curation(state)
    before = curation.releases.find(release.previous) if release.previous else None
    count = release.number - (before.number if before else 0)
    commits = curation.past.commits(release.number, min(count, 1000))
    return [one for one in commits if one.who != "rules"]


def _to_dict(release: Release) -> dict[str, object]:
    return {
        "version": release.version,
        "commit": release.number,
        "at": release.at,
        "who": release.who,
        "notes": release.notes,
        "previous": release.previous or None,
        "changed": release.changed,
        "files": [
            {"name": one.name, "media_type": one.media_type, "bytes": one.size_bytes, "sha256": one.sha256}
            for one in release.files
        ],
    }


def _page(state: State, template: str, **values: object) -> Response:
    body = state.pages.render(template, number=state.store.number, **values)
    return PageResponse(body, headers={"Vary": "Accept, Cookie", "Cache-Control": "private, no-cache"})
