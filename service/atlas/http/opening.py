"""Everything one app holds, opened in order and closed in reverse: store, search, workers, keepers."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Final

from atlas.access.callers.bucket import Buckets
from atlas.access.callers.sessions import Sessions
from atlas.access.callers.tokens import Tokens
from atlas.access.exploring.keeper import FacetKeeper
from atlas.access.protocol.cache import ResultCache
from atlas.access.protocol.door import DoorLimits
from atlas.access.protocol.void import VoidKeeper
from atlas.access.quality.verdicts import Verdicts
from atlas.access.saved_queries.counted import Counted
from atlas.access.saved_queries.examples import refresh_examples
from atlas.access.saved_queries.kept import KeptQueries
from atlas.http.agents.endpoint import open_agents
from atlas.http.dependencies import State
from atlas.http.languages import DEFAULT, Languages
from atlas.http.metrics import Metrics
from atlas.http.outlets import open_outlets
from atlas.http.pages import Pages, find_web
from atlas.http.registry import QueryRegistry
from atlas.http.standing import start_standing
from atlas.http.writing import SCRIBE, Writing
from atlas.intake.drafting.curation import Curation
from atlas.intake.history.shipped import load_shipped
from atlas.schema.load import tell_in
from atlas.schema.model import Schema
from atlas.search.current import Search
from atlas.settings import Settings
from atlas.store.ledger import FILE as LEDGER_FILE
from atlas.store.protocol import Store
from atlas.store.recover import LEDGER_FOLDER
from atlas.workers.limits import Limits
from atlas.workers.pool import Pool

JUDGE: Final = "atlas.intake.drafting.examine:entry"
POOL_FILES: Final = 4096
PROBE_BYTES: Final = 1024 * 1024
log = logging.getLogger(__name__)

OpenStore = Callable[[Path, Settings], Awaitable[Store]]


async def open_state(
    settings: Settings,
    schema: Schema,
    directory: Path,
    stack: AsyncExitStack,
    metrics: Metrics,
    open_store: OpenStore,
    *,
    loads: bool,
) -> State:
    """The state of one app; the stack closes what was opened. loads: the home's files are committed first."""
    store = await open_store(directory, settings)
    stack.push_async_callback(store.close)
    loading, refusal = None, find_refusal(directory)
    if refusal:
        log.error("event=reading-only directory=%r found=%r", str(directory), refusal)
        settings = replace(settings, dumps=False)
    elif loads:
        loading = await load_shipped(store, schema, directory, waits=False)
        await refresh_examples(store, schema)
    aside = Path(stack.enter_context(TemporaryDirectory(prefix="atlas-"))) if refusal else directory
    state = await _make_state(settings, schema, store, directory, aside, metrics, stack)
    state.refusal = refusal
    await _start_keepers(state, stack)
    state.agents = await open_agents(state, stack)
    state.loading = loading
    if loading is not None and loading.is_behind and state.curation is not None:
        state.curation.deriver.want()
    state.is_ready = True
    log.info("event=ready commit=%d home=%s", store.number, settings.home)
    return state


def find_refusal(directory: Path) -> str:
    """Why the disk keeps nothing in a folder, in its own words; empty where it keeps a little."""
    probe = directory / f"probe.{token_hex(8)}"
    try:
        probe.write_bytes(bytes(PROBE_BYTES))
    except OSError as error:
        return error.strerror or str(error)
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return ""


async def _make_state(
    settings: Settings,
    schema: Schema,
    store: Store,
    directory: Path,
    aside: Path,
    metrics: Metrics,
    stack: AsyncExitStack,
) -> State:
    """aside: for what is made anew at every start; the store's own folder where that can be written."""
    tokens, void = Tokens(directory), VoidKeeper(store, schema)
    search = Search(store, schema, aside / "search")
    languages = Languages(find_web() / "text")
    public_url = settings.address
    return State(
        settings=settings,
        schema=schema,
        store=store,
        directory=directory,
        public_url=public_url,
        languages=languages,
        told={one.tag: tell_in(schema, one.tag) for tag, one in languages.known.items() if tag != DEFAULT},
        pages=Pages(schema, languages.default, public_url),
        search=search,
        counted=Counted(store, schema),
        judges=await _open_judges(settings, schema, public_url, stack),
        writing=await _open_writing(settings, schema, public_url, directory, stack),
        tokens=tokens,
        sessions=Sessions(tokens),
        queries=QueryRegistry(),
        cache=ResultCache(0 if settings.store_shared else settings.cache_bytes),
        metrics=metrics,
        void=void,
        outlets=open_outlets(settings, schema, store, search, void, directory, public_url, stack),
        facets=FacetKeeper(schema),
        saved=KeptQueries(aside),
        verdicts=Verdicts(store, schema),
        buckets=Buckets(settings.client_rate, settings.client_burst),
        door=DoorLimits(settings.query_length, settings.query_tokens, settings.query_depth, settings.service_hosts),
    )


async def _start_keepers(state: State, stack: AsyncExitStack) -> None:
    """Begin what works in the background; nobody waits for it."""
    stack.push_async_callback(state.search.close)
    if not state.refusal and (state.directory / LEDGER_FOLDER / LEDGER_FILE).is_file():
        state.curation = Curation(state.store, state.schema, state.settings, state.directory, state.judges)
        state.curation.search = state.search
        state.curation.start()
        state.pages.deriving = state.curation.deriver.standing
        stack.push_async_callback(state.curation.close)
    stack.push_async_callback(state.facets.close)
    stack.push_async_callback(state.verdicts.close)
    stack.callback(state.saved.close)
    state.void.start()
    stack.push_async_callback(state.void.close)
    stack.push_async_callback(state.counted.close)
    stack.push_async_callback((await start_standing(state)).close)


async def _open_judges(settings: Settings, schema: Schema, public_url: str, stack: AsyncExitStack) -> Pool:
    setup = {
        "home": str(schema.home),
        "contexts": _context_addresses(schema, public_url),
        "quad_limit": settings.quad_limit,
        "json_depth": settings.json_depth,
    }
    pool = _make_pool(JUDGE, settings.judges, "judge", setup, settings)
    await pool.open()
    stack.push_async_callback(pool.close)
    return pool


async def _open_writing(
    settings: Settings, schema: Schema, public_url: str, directory: Path, stack: AsyncExitStack
) -> Writing:
    contexts = {address: dict(schema.context) for address in _context_addresses(schema, public_url)}
    pool = _make_pool(SCRIBE, 1, "scribe", {"contexts": contexts}, settings)
    await pool.open()
    writing = Writing(pool, directory)
    stack.push_async_callback(writing.close)
    return writing


def _make_pool(entry: str, size: int, name: str, setup: Mapping[str, object], settings: Settings) -> Pool:
    return Pool(
        entry,
        size=size,
        name=name,
        spare=0,
        limits=Limits(memory_bytes=settings.query_memory_bytes, files=POOL_FILES),
        setup=setup,
        queue_length=settings.queue_length,
        queue_wait_s=settings.queue_wait_s,
    )


def _context_addresses(schema: Schema, public_url: str) -> list[str]:
    """Addresses under which a submission may name our JSON-LD context."""
    return [f"{public_url}/context.jsonld", f"{schema.base}context.jsonld"]
