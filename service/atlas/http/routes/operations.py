"""For operators and crawlers: health, readiness, metrics, limits, VoID, robots.txt, security.txt."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from atlas.access.protocol.description import describe_dataset
from atlas.access.protocol.negotiate import choose, choose_named
from atlas.access.protocol.scan import CHAIN_LIMIT, GROUP_LIMIT, LIST_LIMIT
from atlas.access.protocol.void import WHOLE_S
from atlas.errors import AtlasError, NotFoundError
from atlas.http.connection import Door
from atlas.http.dependencies import State, asks_for_page, get_state, is_loopback
from atlas.http.metrics import Labels
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate
from atlas.rdf.formats import GRAPH_FORMATS, RDF_FORMATS, find_format
from atlas.rdf.serialize import serialize
from atlas.settings import Settings
from atlas.store.rows import ask

PROMETHEUS: Final = "text/plain; version=0.0.4; charset=utf-8"
CRAWL_DELAY_S: Final = 5
NOT_CRAWLED: Final = ("/sparql", "/query", "/update", "/data", "/compare", "/ask", "/validate", "/queries", "/search")
SECURITY_DAYS: Final = 180
READY_DEADLINE_S: Final = 2.0

router = APIRouter(tags=["operations"])


@router.get("/healthz")
async def health() -> Response:
    """200 as long as the process answers."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@router.get("/readyz")
async def readiness(request: Request) -> Response:
    """200 when the graph is loaded and the workers take queries, else 503 saying what is missing."""
    state = getattr(request.app.state, "atlas", None)
    problems = ["the service is starting"] if state is None or not state.is_ready else await _missing(state)
    body: dict[str, object] = {"ready": not problems, "missing": problems}
    if state is not None:
        body["commit"] = state.store.number
        body["reading_only"] = state.refusal or False
        body["deriving"] = dict(state.curation.deriver.standing()) if state.curation else {}
    return JSONResponse(body, 503 if problems else 200, {"Cache-Control": "no-store"})


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Prometheus text; for this machine itself and for tokens with the scope `operate`."""
    state = get_state(request)
    if not is_loopback(request.scope, state.settings.trusted_proxies):
        state.tokens.check(request.headers.get("authorization"), "operate")
    return PlainTextResponse(state.metrics.to_text(_gauges(state) | _connections(request)), media_type=PROMETHEUS)


@router.get("/limits")
async def limits(request: Request) -> Response:
    """Every limit, from the settings themselves; as a page for people."""
    state = get_state(request)
    told = _limits(state.settings)
    if asks_for_page(request):
        page = state.pages.render(
            "limits.html",
            number=state.store.number,
            limits=told,
            alternates=[Alternate("application/json", "/limits?format=json", "JSON")],
            trail=[state.pages.step("limits-title")],
        )
        return PageResponse(page, headers={"Vary": "Accept"})
    return JSONResponse(told, headers={"Vary": "Accept"})


def _limits(settings: Settings) -> dict[str, dict[str, object]]:
    return {
        "query": {
            "deadline_s": settings.deadline_s,
            "token_deadline_s": settings.token_deadline_s,
            "memory_bytes": settings.query_memory_bytes,
            "result_bytes": settings.result_bytes,
            "length": settings.query_length,
            "get_length_bytes": settings.get_length,
            "tokens": settings.query_tokens,
            "depth": settings.query_depth,
            "chain": CHAIN_LIMIT,
            "list_items": LIST_LIMIT,
            "group_terms": GROUP_LIMIT,
            "service_hosts": list(settings.service_hosts),
        },
        "upload": {
            "body_bytes": settings.body_bytes,
            "quads": settings.quad_limit,
            "json_depth": settings.json_depth,
        },
        "client": {"requests_per_second": settings.client_rate, "burst": settings.client_burst},
        "connection": {
            "open": settings.connections,
            "open_per_client": settings.connections_per_client,
            "request_head_s": settings.request_head_s,
            "request_body_s": settings.request_body_s,
        },
        "page": {"rows": settings.page_rows},
        "queue": {
            "workers": settings.readers,
            "length": settings.queue_length,
            "wait_s": settings.queue_wait_s,
            "per_client": "no client holds more than half the workers while others wait",
        },
    }


@router.get("/.well-known/void")
@router.get("/void.ttl", include_in_schema=False)
async def void(request: Request) -> Response:
    """The VoID description, with a partition for each class and property; counted once per commit."""
    state = get_state(request)
    named = "turtle" if request.url.path.endswith(".ttl") else request.query_params.get("format", "")
    accept = request.headers.get("accept", "")
    choice = choose_named(named, GRAPH_FORMATS) if named else choose(_without_pages(accept), GRAPH_FORMATS)
    counts = await state.void.counts(WHOLE_S)
    release = state.outlets.downloads.release
    files = [one.name for one in release.files if find_format(one.media_type, RDF_FORMATS)] if release else []
    dumps = [f"{state.public_url}/downloads/{name}" for name in files]
    said = describe_dataset(state.schema, state.public_url, counts, dumps)
    body = serialize(said, choice.format, state.schema.prefixes)
    headers = {"Vary": "Accept", "Snapshot": str(counts.number), "Cache-Control": "no-cache"}
    return Response(body, media_type=choice.media_type, headers=headers)


@router.get("/robots.txt", include_in_schema=False)
async def robots() -> Response:
    """What crawlers may fetch and how fast."""
    lines = ["User-agent: *", f"Crawl-delay: {CRAWL_DELAY_S}", *(f"Disallow: {path}" for path in NOT_CRAWLED)]
    return PlainTextResponse("\n".join(lines) + "\n")


@router.get("/.well-known/security.txt", include_in_schema=False)
async def security(request: Request) -> Response:
    """Whom to tell of a weakness (RFC 9116); 404 as long as the operator has not named a contact."""
    state = get_state(request)
    if not state.settings.security_contact:
        raise NotFoundError("The operator has named no contact.", suggestion="Set ATLAS_SECURITY_CONTACT.")
    expires = (datetime.now(UTC) + timedelta(days=SECURITY_DAYS)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {state.settings.security_contact}",
        f"Expires: {expires}",
        f"Canonical: {state.public_url}/.well-known/security.txt",
        "Preferred-Languages: en",
    ]
    return PlainTextResponse("\n".join(lines) + "\n")


async def _missing(state: State) -> list[str]:
    """What keeps queries from being answered."""
    if state.settings.default_graph == "merged" and not state.store.number:
        return ["the graph is empty"]
    try:
        await ask(state.store, "ASK {}", deadline_s=READY_DEADLINE_S)
    except AtlasError as error:
        return [error.detail]
    return []


def _pool_counts(state: State) -> Mapping[str, Mapping[str, int]]:
    counts = getattr(state.store, "counts", None)
    found: dict[str, Mapping[str, int]] = dict(counts()) if counts is not None else {}
    if state.judges is not None:
        found["judge"] = state.judges.counts()
    return found


def _gauges(state: State) -> dict[str, tuple[str, Mapping[Labels, float]]]:
    workers: dict[Labels, float] = {
        (("pool", pool), ("what", name)): float(value)
        for pool, counts in _pool_counts(state).items()
        for name, value in counts.items()
    }
    return {
        "atlas_commit": ("Number of the newest commit.", {(): float(state.store.number)}),
        "atlas_workers": ("Worker processes started, died, running and jobs waiting.", workers),
        "atlas_queries_running": ("Queries running now.", {(): float(state.queries.running())}),
        "atlas_cache_bytes": ("Bytes of answers kept.", {(): float(state.cache.size_bytes)}),
        "atlas_cache_entries": ("Answers kept.", {(): float(len(state.cache))}),
    }


def _connections(request: Request) -> dict[str, tuple[str, Mapping[Labels, float]]]:
    """What the server's door knows; nothing where another server than ours serves the app."""
    door: Door | None = getattr(request.app.state, "door", None)
    if door is None:
        return {}
    refused: dict[Labels, float] = {(("why", why),): float(count) for why, count in door.refused.items()}
    return {
        "atlas_connections_open": ("Connections open now.", {(): float(door.open.total())}),
        "atlas_connections_refused": ("Connections turned away or hung up on since the start.", refused),
    }


def _without_pages(accept: str) -> str:
    """A browser's Accept has no RDF in it: it gets Turtle."""
    return "" if "text/html" in accept else accept
