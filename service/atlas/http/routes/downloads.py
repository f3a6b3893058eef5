"""/downloads and /sitemap.xml: dumps with their checksums, and every page there is. Files are made beforehand."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse

from atlas.access.outgoing.dumps import Download
from atlas.errors import NotFoundError
from atlas.http.dependencies import State, asks_for_page, get_state
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate
from atlas.rdf.terms import Literal, NamedNode, Term

SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
SITEMAP_PAGES: Final = 50_000
FIXED_PAGES: Final = ("", "explore", "question", "ontology", "shapes", "exports", "downloads")

router = APIRouter(tags=["downloads"])


@router.get("/downloads")
async def show_downloads(request: Request) -> Response:
    """The dumps of the newest state that has them: sizes, SHA-256, number of the commit."""
    state = get_state(request)
    release = state.outlets.downloads.release
    files = release.files if release else ()
    if not asks_for_page(request):
        about = {"commit": release.number if release else None, "at": release.at if release else None}
        return JSONResponse({**about, "files": [_about(state, one) for one in files]}, headers={"Vary": "Accept"})
    body = state.pages.render(
        "downloads.html",
        number=state.store.number,
        release=release,
        files=files,
        alternates=[
            Alternate("application/json", "/downloads?format=json", "JSON"),
            Alternate("text/turtle", "/void.ttl", "VoID"),
        ],
        trail=[state.pages.step("downloads-title")],
    )
    links = [f'<{state.public_url}/downloads/{one.name}>; rel="item"; type="{_sent_type(one)}"' for one in files]
    return PageResponse(body, headers={"Vary": "Accept", **({"Link": ", ".join(links)} if links else {})})


@router.get("/downloads/SHA256SUMS")
async def checksums(request: Request) -> Response:
    """Checksums as `sha256sum --check` reads them."""
    release = get_state(request).outlets.downloads.release
    if release is None:
        raise _nothing_yet()
    return PlainTextResponse("".join(f"{one.sha256}  {one.name}\n" for one in release.files))


@router.get("/downloads/{name:path}")
async def download(request: Request, name: str) -> Response:
    """One file."""
    release = get_state(request).outlets.downloads.release
    if release is None:
        raise _nothing_yet()
    found = release.find(name)
    if found is None:
        raise NotFoundError(f"There is no dump {name[:100]}.", found=name[:100], expected="a name listed at /downloads")
    headers = {
        "ETag": f'"{found.sha256[:32]}"',
        "Repr-Digest": f"sha-256=:{_base64(found.sha256)}:",
        "Content-Disposition": f"attachment; filename={found.name.rpartition('/')[2]}",
        "Cache-Control": "no-cache",
    }
    if found.sha256[:32] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": headers["ETag"]})
    return FileResponse(release.folder / found.name, media_type=_sent_type(found), headers=headers)


@router.get("/sitemap.xml", include_in_schema=False)
async def sitemap(request: Request, part: int = 0) -> Response:
    """Every page with the date of its last change; an index of parts when there are more than one file may list."""
    state = get_state(request)
    rows = await state.counted.rows("sitemap") if "views/sitemap" in state.schema.queries else []
    pages = [(f"{state.public_url}/{path}", "") for path in FIXED_PAGES]
    pages += [(state.public_url + (state.pages.href(_text(row, "item")) or ""), _text(row, "modified")) for row in rows]
    parts = -(-len(pages) // SITEMAP_PAGES)
    if parts > 1 and not part:
        listed = [
            f"<sitemap><loc>{escape(state.public_url)}/sitemap.xml?part={n}</loc></sitemap>"
            for n in range(1, parts + 1)
        ]
        return _xml(f'<sitemapindex xmlns="{SITEMAP}">\n' + "\n".join(listed) + "\n</sitemapindex>")
    shown = pages[max(part - 1, 0) * SITEMAP_PAGES :][:SITEMAP_PAGES]
    if not shown:
        raise NotFoundError(f"The sitemap has no part {part}.", expected=f"1 to {parts}")
    return _xml(f'<urlset xmlns="{SITEMAP}">\n' + "\n".join(_url(*page) for page in shown) + "\n</urlset>")


def _url(address: str, modified: str) -> str:
    said = f"<lastmod>{escape(modified)}</lastmod>" if modified else ""
    return f"<url><loc>{escape(address)}</loc>{said}</url>"


def _xml(body: str) -> Response:
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n', media_type="application/xml")


def _about(state: State, one: Download) -> dict[str, object]:
    return {
        "url": f"{state.public_url}/downloads/{one.name}",
        "name": one.name,
        "mediaType": one.media_type,
        "compressed": one.compressed,
        "bytes": one.size_bytes,
        "sha256": one.sha256,
        "rows": one.rows,
    }


def _sent_type(one: Download) -> str:
    return "application/gzip" if one.compressed else one.media_type


def _base64(digest: str) -> str:
    return b64encode(bytes.fromhex(digest)).decode()


def _nothing_yet() -> NotFoundError:
    return NotFoundError("No dumps have been written yet.", suggestion="They follow a commit within a minute or so.")


def _text(row: Mapping[str, Term], name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""
