"""What every route needs: the state of one running app, who asks, and with which token. Holds no state of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from hashlib import sha256
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from fastapi import Request
from starlette.types import Scope

from atlas.access.callers.bucket import Buckets
from atlas.access.callers.sessions import Sessions
from atlas.access.callers.tokens import Token, Tokens
from atlas.access.exploring.keeper import FacetKeeper
from atlas.access.protocol.cache import ResultCache
from atlas.access.protocol.door import DoorLimits
from atlas.access.protocol.void import VoidKeeper
from atlas.access.quality.verdicts import Verdicts
from atlas.access.saved_queries.counted import Counted
from atlas.access.saved_queries.kept import KeptQueries
from atlas.errors import NotAcceptableError
from atlas.http.languages import SPOKEN, Languages
from atlas.http.metrics import Metrics
from atlas.http.outlets import Outlets
from atlas.http.pages import Pages
from atlas.http.registry import QueryRegistry
from atlas.http.turns import Turns
from atlas.intake.drafting.curation import Curation
from atlas.intake.history.shipped import Loading
from atlas.schema.model import Schema
from atlas.search.current import Search
from atlas.settings import Settings
from atlas.store.protocol import Store
from atlas.workers.pool import Pool

STATE: Final = "atlas.state"
LANGUAGE: Final = "lang"  # in an address: the language a reader wants, whatever the browser says
HEADERS: Final = "atlas.headers"
BY_PROXIES: Final = (
    b"x-forwarded-for", b"forwarded", b"via", b"x-real-ip", b"x-forwarded-host", b"x-forwarded-proto",
    b"x-forwarded-server", b"true-client-ip", b"cf-connecting-ip",
)  # fmt: skip

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from atlas.http.writing import Writing


@dataclass
class State:
    """Everything one app holds; made by its lifespan, ended with it.

    refusal: why the disk kept nothing at the start, so that the app only reads; empty where it did.
    """

    settings: Settings
    schema: Schema
    store: Store
    directory: Path
    public_url: str
    pages: Pages
    search: Search
    counted: Counted
    judges: Pool | None
    writing: "Writing"
    tokens: Tokens
    queries: QueryRegistry
    cache: ResultCache
    metrics: Metrics
    void: VoidKeeper
    facets: FacetKeeper
    saved: KeptQueries
    verdicts: Verdicts
    outlets: Outlets
    door: DoorLimits
    buckets: Buckets
    sessions: Sessions
    languages: Languages
    told: Mapping[str, Schema]
    table_turns: Turns = field(default_factory=Turns)
    curation: Curation | None = None
    agents: "StreamableHTTPSessionManager | None" = None
    loading: Loading | None = None
    refusal: str = ""
    is_ready: bool = False

    @cached_property
    def identity(self) -> str:
        """What tells this dataset from every other one: the store's own identity and the default graph's mode."""
        said = f"{getattr(self.store, 'identity', '')}|{self.settings.default_graph}"
        return sha256(said.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Caller:
    """Who asks. key: for fairness, the token's id, else the peer's address."""

    key: str
    address: str
    token: Token | None = None


def get_state(request: Request) -> State:
    """The state of the app that serves this request, in its reader's language, or of the past it asks for."""
    state: State | None = request.scope.get(STATE)
    return state or speak_to(request.scope, request.app.state.atlas)


def speak_to(scope: Scope, state: State) -> State:
    """The state with pages and labels in the language of whoever asks; get_state gives it from then on too."""
    every = state.languages
    varies = len(every.known) > 1
    query = scope["query_string"].decode("latin-1")
    asked = parse_qs(query).get(LANGUAGE, [""])[0] if varies and f"{LANGUAGE}=" in query else ""
    language = every.choose(asked, get_header(scope, b"accept-language")) if varies else every.default
    scope.get(SPOKEN, []).append((language.tag, varies))
    if language is not every.default:
        schema = state.told[language.tag]
        state = scope[STATE] = replace(state, schema=schema, pages=state.pages.speak(schema, language))
    return state


def get_header(scope: Scope, name: bytes) -> str:
    """A header's value, several joined by commas; empty when it is not there."""
    said: dict[bytes, bytes] | None = scope.get(HEADERS)
    if said is None:
        said = scope[HEADERS] = {}
        for key, value in scope["headers"]:
            said[key] = said[key] + b", " + value if key in said else value
    found = said.get(name)
    return "" if found is None else found.decode("latin-1")


def find_caller(scope: Scope, state: State) -> Caller:
    """Who asks, once let in by the bucket of its address; this machine itself and tokens have none.

    Raises BusyError, and UnauthorizedError for a token that is not valid: it is never quietly ignored.
    """
    address = find_address(scope, state.settings.trusted_proxies)
    authorization = get_header(scope, b"authorization")
    if not authorization:
        if not is_loopback(scope, state.settings.trusted_proxies):
            state.buckets.take(address)
        return Caller(address, address)
    token = state.tokens.check(authorization)
    return Caller(f"token:{token.id}", address, token)


def find_address(scope: Scope, trusted: tuple[str, ...]) -> str:
    """The peer's address; behind a configured proxy, the last forwarded address that is not itself such a proxy."""
    client = scope.get("client")
    address = client[0] if client else "local"
    if not trusted or not _is_trusted(address, trusted):
        return address
    for hop in reversed(get_header(scope, b"x-forwarded-for").split(",")):
        forwarded = hop.strip()
        if not forwarded:
            break
        address = forwarded
        if not _is_trusted(forwarded, trusted):
            break
    return address


def require(request: Request, scope: str) -> Token:
    """The caller's token with a scope. Raises UnauthorizedError or ForbiddenError."""
    return get_state(request).tokens.check(request.headers.get("authorization"), scope)


def is_loopback(scope: Scope, trusted: tuple[str, ...]) -> bool:
    """Whether this machine itself asks: nobody behind a proxy on it, and no other site by a name that leads here."""
    if not trusted and any(get_header(scope, name) for name in BY_PROXIES):
        return False
    return _is_loopback(find_address(scope, trusted)) and not _is_of_a_domain(get_header(scope, b"host"))


def asks_for_page(request: Request) -> bool:
    """Whether a page rather than JSON is asked for, by `?format=`, else as browsers do. Raises NotAcceptableError."""
    named = request.query_params.get("format")
    if named not in (None, "html", "json"):
        raise NotAcceptableError(f"{named[:40]} is not a format of this page.", found=named[:40], expected="html, json")
    return named == "html" or (named is None and wants_page(request.headers.get("accept", "")))


def wants_page(accept: str) -> bool:
    """Whether a browser asks: text/html is named and nothing machine-readable stands before it."""
    return accept.lstrip().startswith(("text/html", "application/xhtml+xml"))


@lru_cache(maxsize=1_024)
def _is_of_a_domain(host: str) -> bool:
    """Whether a Host header is a name with a dot, which somebody may have pointed to 127.0.0.1."""
    name = host.rpartition("]")[0].lstrip("[") or host.partition(":")[0]
    try:
        return ip_address(name) is None
    except ValueError:
        return "." in name and not name.endswith(".localhost")


@lru_cache(maxsize=1_024)
def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _is_trusted(address: str, trusted: tuple[str, ...]) -> bool:
    try:
        return any(ip_address(address) in ip_network(network, strict=False) for network in trusted)
    except ValueError:
        return False
