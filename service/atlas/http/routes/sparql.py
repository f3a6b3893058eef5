"""/sparql and /query: the SPARQL 1.1 Protocol's query operation as a raw ASGI app, past the framework for speed."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from atlas.access.outgoing.table_forms import FORMS
from atlas.access.protocol.description import describe_service
from atlas.access.protocol.door import Admission, admit_query
from atlas.access.protocol.negotiate import OFFERED, Choice, choose, choose_named
from atlas.access.protocol.sparql_request import QUERY_METHODS, SparqlRequest, parse_pairs, parse_query_request
from atlas.errors import AtlasError, UriTooLongError
from atlas.http.accounts import Account, find_outcome, write_down
from atlas.http.answering import Ask, QueryFailure, answer
from atlas.http.dependencies import Caller, State, find_caller, get_header, wants_page
from atlas.http.problems import make_response, to_problem
from atlas.http.transfer import accepts_gzip, read_body, send_empty, send_whole
from atlas.http.travel import travel_back
from atlas.rdf.formats import GRAPH_FORMATS, HTML
from atlas.rdf.serialize import serialize
from atlas.store.protocol import DatasetClause

TABLES: Final = frozenset(form.ending for form in FORMS.values() if not form.is_protocol)  # written at another address
ALLOW: Final = ", ".join(QUERY_METHODS).encode()
REMEMBERED: Final = 512
REMEMBERED_BYTES: Final = 8 * 1024

Said = tuple[str, bytes, str, str, bytes]

Editor = Callable[[Request, str, Mapping[str, object] | None], Awaitable[Response]]


@dataclass(frozen=True)
class Admitted:
    """What a query's text and Accept header say, whoever asks."""

    admission: Admission
    dataset: DatasetClause
    choice: Choice
    timeout_s: float | None


class SparqlEndpoint:
    """The endpoint. `editor`: makes the page for browsers from request, query text and problem; None: no such page.

    any_length: whether an address may be longer than a client's may: for queries that are kept here.
    """

    def __init__(self, editor: Editor | None = None, *, any_length: bool = False) -> None:
        self._editor, self._any_length = editor, any_length
        self._admitted: OrderedDict[Said, Admitted] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        state: State = scope["app"].state.atlas
        said: list[str] = []
        try:
            if b"as-of=" in scope["query_string"]:
                state = await travel_back(scope, state)
            await self._serve(state, scope, receive, send, said)
        except AtlasError as error:
            write_down(state, Account(said[0] if said else "", find_outcome(error)))
            await self._refuse(scope, receive, send, said, error, None)
        except QueryFailure as failure:
            await self._refuse(scope, receive, send, said, failure.error, failure.instance)
        except ConnectionAbortedError:
            return

    async def _refuse(
        self, scope: Scope, receive: Receive, send: Send, said: list[str], error: AtlasError, instance: str | None
    ) -> None:
        request = Request(scope, receive)
        if self._editor is not None and said and self._is_for_page(scope):
            response = await self._editor(request, said[0], to_problem(error, instance))
            response.status_code = error.status
        else:
            response = make_response(request, error, instance)
        if instance is not None:
            response.headers["Query-Id"] = instance.rpartition("/")[2]
        if scope["method"] == "HEAD":
            response.body = b""
        await response(scope, receive, send)

    async def _serve(self, state: State, scope: Scope, receive: Receive, send: Send, said: list[str]) -> None:
        """One request; puts the query text in `said` as soon as it is known, for the editor."""
        method, query_string = scope["method"], scope["query_string"]
        accept = get_header(scope, b"accept")
        body, content_type = b"", ""
        if method == "POST":
            body, content_type = await read_body(receive), get_header(scope, b"content-type")
        said_now = (method, query_string, accept, content_type, body)
        known = self._admitted.get(said_now)
        if known is not None:
            said.append(known.admission.text)
            await answer(state, _make_ask(state, scope, known, find_caller(scope, state)), receive, send)
            return
        if method == "OPTIONS":
            await send_empty(send, 204, [(b"allow", ALLOW), (b"accept-post", ACCEPT_POST)])
            return
        self._check_length(state, scope, said)
        request = parse_query_request(method, query_string, content_type, body)
        if request is None:
            await self._show(state, scope, receive, send)
            return
        said.append(request.text)
        if request.format in TABLES and method == "GET" and not request.dataset:
            address = f"{state.public_url}/sparql/table.{request.format}?{query_string.decode('latin-1')}"
            await RedirectResponse(address, 303)(scope, receive, send)
            return
        caller = find_caller(scope, state)
        admitted = self._admit(state, accept, request)
        if admitted is None and self._editor is not None:
            response = await self._editor(Request(scope, receive), request.text, None)
            await response(scope, receive, send)
        elif admitted is not None:
            if method in ("GET", "POST") and len(body) <= REMEMBERED_BYTES:
                self._remember(said_now, admitted)
            await answer(state, _make_ask(state, scope, admitted, caller), receive, send)

    def _check_length(self, state: State, scope: Scope, said: list[str]) -> None:
        """Raise UriTooLongError for an address that is too long; the editor keeps the query in it."""
        query_string, limit = scope["query_string"], state.settings.get_length
        if self._any_length or scope["method"] not in ("GET", "HEAD") or len(query_string) <= limit:
            return
        if self._editor is not None and self._is_for_page(scope):
            said.extend(value for name, value in parse_pairs(query_string) if name == "query")
        raise UriTooLongError(
            "The query in the address is too long.",
            found=f"{len(query_string)} bytes",
            expected=f"at most {limit} bytes",
            suggestion="Send it by POST.",
        )

    def _admit(self, state: State, accept: str, request: SparqlRequest) -> Admitted | None:
        """The query through the door, with its format; None when a browser wants the page."""
        admission = admit_query(request.text, state.door, base_iri=state.schema.base)
        offered = OFFERED[admission.form]
        if request.format:
            choice = choose_named(request.format, offered)
        else:
            choice = choose(accept, (*offered, HTML) if self._editor is not None else offered)
            if choice.format == HTML:
                return None
        dataset = request.dataset or admission.dataset or DatasetClause()
        return Admitted(admission, dataset, choice, request.timeout_s)

    def _remember(self, said: Said, admitted: Admitted) -> None:
        """Keep what was found out about a request that may come again, word for word."""
        self._admitted[said] = admitted
        if len(self._admitted) > REMEMBERED:
            self._admitted.popitem(last=False)

    async def _show(self, state: State, scope: Scope, receive: Receive, send: Send) -> None:
        """The endpoint itself: the editor for people, the Service Description for machines."""
        named = next((value for key, value in parse_pairs(scope["query_string"]) if key == "format"), "")
        accept = get_header(scope, b"accept")
        if self._editor is not None and not named and wants_page(accept):
            response = await self._editor(Request(scope, receive), "", None)
            await response(scope, receive, send)
            return
        choice = choose_named(named, GRAPH_FORMATS) if named else _choose_graph(accept)
        quads = describe_service(state.settings, state.schema, state.public_url, await state.void.graphs())
        body = serialize(quads, choice.format, state.schema.prefixes)
        content_type = choice.media_type + ("; charset=utf-8" if choice.media_type.startswith("text/") else "")
        headers = [(b"content-type", content_type.encode()), (b"vary", b"Accept"), (b"cache-control", b"no-cache")]
        await send_whole(send, 200, headers, body, with_body=scope["method"] != "HEAD")

    def _is_for_page(self, scope: Scope) -> bool:
        return wants_page(get_header(scope, b"accept")) and b"format=" not in scope["query_string"]


ACCEPT_POST: Final = b"application/x-www-form-urlencoded, application/sparql-query"


def _choose_graph(accept: str) -> Choice:
    return choose(accept, GRAPH_FORMATS)


def _make_ask(state: State, scope: Scope, admitted: Admitted, caller: Caller) -> Ask:
    settings = state.settings
    allowed = settings.deadline_s
    if caller.token is not None and caller.token.allows("query"):
        allowed = max(allowed, settings.token_deadline_s)
    return Ask(
        caller=caller,
        admission=admitted.admission,
        dataset=admitted.dataset,
        choice=admitted.choice,
        deadline_s=min(admitted.timeout_s or allowed, allowed),
        coded=accepts_gzip(get_header(scope, b"accept-encoding")),
        with_body=scope["method"] != "HEAD",
        if_none_match=get_header(scope, b"if-none-match") if scope["method"] != "POST" else "",
    )
