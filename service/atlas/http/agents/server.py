"""The tools as an MCP server (Model Context Protocol), for streamable HTTP and for standard input and output."""

import json
from collections.abc import Awaitable
from contextvars import ContextVar
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import Request
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import ValidationError

from atlas.errors import AtlasError, NotFoundError, ParameterError
from atlas.http.agents.brief import brief
from atlas.http.agents.fitting import fit
from atlas.http.agents.querying import ROWS, Querying
from atlas.http.agents.reading import FOUND, Reading
from atlas.http.agents.recording import Recording
from atlas.http.dependencies import Caller, State, find_caller
from atlas.http.signing import find_drafter
from atlas.settings import Settings

REQUEST: ContextVar[Request | None] = ContextVar("request", default=None)
READS: Final = ToolAnnotations(read_only_hint=True, open_world_hint=False)
DRAFTS: Final = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)
LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
EVERYWHERE: Final = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
NEXT: Final = {
    "sparql-syntax": "Mend the query; check_query says where, list_examples has queries that run.",
    "query-refused": "Ask without it; list_examples has queries that run.",
    "not-found": "Find the name with search_entities.",
    "deadline": "Ask for less: name a rarer class or property first, or use a question of list_examples.",
    "parameter": "Call the tool again with the value that is expected.",
}


class Toolset:
    """At most nine tools over one running app."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._reading, self._querying, self._recording = Reading(state), Querying(state), Recording(state)

    async def search_entities(self, q: str, type: str = "", limit: int = FOUND) -> dict[str, Any]:  # noqa: A002
        """Find records, concepts and terms by name; type is a class name. Start here when you have a name."""
        return await self._answer(self._reading.search_entities(q, type, limit))

    async def get_entity(self, iri: str, with_evidence: bool = True) -> dict[str, Any]:
        """Get one record by IRI or by kind/slug: its facts, each with its sources, and what is not known of it."""
        return await self._answer(self._reading.get_entity(iri, with_evidence))

    async def describe_class(self, name: str) -> dict[str, Any]:
        """See what a class has: each property, whether it is wanted, how often it is filled. Read it before SPARQL."""
        return await self._answer(self._reading.describe_class(name))

    async def list_examples(self, question: str = "") -> dict[str, Any]:
        """Find saved questions like yours, with SPARQL that runs. Without words: all of them."""
        return await self._answer(_done(self._reading.list_examples(question)))

    async def check_query(self, sparql: str) -> dict[str, Any]:
        """Check a SPARQL 1.1 query before running it: syntax, unknown terms with near ones, a guess at its cost."""
        return await self._answer(self._querying.check_query(sparql, self._caller()))

    async def run_query(self, sparql: str, limit: int = ROWS) -> dict[str, Any]:
        """Run a SPARQL 1.1 query (SELECT, ASK, CONSTRUCT, DESCRIBE) and get its first rows, at most 200."""
        return await self._answer(self._querying.run_query(sparql, self._caller(), limit))

    async def compare(self, iris: list[str]) -> dict[str, Any]:
        """Put two to six records side by side, what differs first, each cell with its sources."""
        return await self._answer(self._reading.compare(iris))

    async def validate_record(self, record: str, media_type: str = "") -> dict[str, Any]:
        """Judge a record (JSON-LD or Turtle text) by the shapes and checks of the graph. Stores nothing."""
        return await self._answer(self._recording.validate_record(record, self._caller(), media_type))

    async def prepare_contribution(self, record: str, title: str = "", media_type: str = "") -> dict[str, Any]:
        """Keep a record as a draft that a person must read and submit. Gives the address for that person."""
        work = self._recording.prepare_contribution(record, self._caller(), self._drafter(), media_type, title)
        return await self._answer(work)

    def add_to(self, server: MCPServer[Any]) -> None:
        """Offer the tools."""
        for tool in (
            self.search_entities, self.get_entity, self.describe_class, self.list_examples,
            self.check_query, self.run_query, self.compare, self.validate_record,
        ):  # fmt: skip
            server.add_tool(tool, annotations=READS)
        if self._state.curation is not None:
            server.add_tool(self.prepare_contribution, annotations=DRAFTS)

    async def _answer(self, work: Awaitable[dict[str, Any]]) -> dict[str, Any]:
        """The answer bounded, with what it was read from; an error says which tool to use next."""
        schema = self._state.schema
        try:
            answer = fit(await work)
        except AtlasError as error:
            raise ToolError(_tell(error)) from error
        release = {"title": schema.title, "version": schema.version, "commit": self._state.store.number}
        return {**answer, "release": release}

    def _caller(self) -> Caller:
        request = REQUEST.get()
        return Caller("agent", "local") if request is None else find_caller(request.scope, self._state)

    def _drafter(self) -> str:
        request = REQUEST.get()
        if request is None:
            return sha256(f"{self._state.directory}|agent".encode()).hexdigest()[:32]
        return find_drafter(request)


class TeachingServer(MCPServer[Any]):
    """A server that answers a call it cannot read as the tools answer theirs: with what is expected."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        """Call a tool; a tool that is not there and arguments that do not fit are problems like any other."""
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            takes = {one.name: one.input_schema for one in await self.list_tools()}
            if name not in takes:
                problem: AtlasError = NotFoundError(f"No tool is called {name[:100]}.", expected=", ".join(takes))
            elif isinstance(error.__cause__, ValidationError):
                problem = _explain(name, takes[name], arguments, error.__cause__)
            else:
                raise
            raise ToolError(_tell(problem)) from error


def _explain(name: str, takes: dict[str, Any], arguments: dict[str, Any], error: ValidationError) -> AtlasError:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    needed = set(takes.get("required", ()))
    return ParameterError(
        f"The argument {place} of {name} cannot be used: {first['msg'].lower()}.",
        found=", ".join(arguments)[:200] or "no arguments",
        expected=", ".join(one if one in needed else f"{one} (optional)" for one in takes.get("properties", ())),
    )


def _tell(error: AtlasError) -> str:
    """A problem as the text of a tool's answer, with which tool to use next."""
    said = {**error.to_problem(), "next": NEXT.get(error.code, "Change the call as the problem says.")}
    return json.dumps(said, ensure_ascii=False)


def make_server(state: State) -> MCPServer[Any]:
    """The server of one app, its tools added. It stores no session and publishes nothing."""
    server = TeachingServer(
        name=state.schema.prefix,
        title=state.schema.title,
        version=state.schema.version,
        website_url=state.public_url,
        instructions=state.pages.render("llms.txt", number=state.store.number, **brief(state)),
        log_level="WARNING",
    )
    Toolset(state).add_to(server)
    return server


def secure(settings: Settings, public_url: str) -> TransportSecuritySettings:
    """Which Host and Origin headers are taken: the public address, this machine, and what the operator names."""
    address = urlsplit(public_url)
    hosts = {address.netloc, *settings.agent_hosts, *(f"{name}:*" for name in LOOPBACK)}
    if settings.host not in EVERYWHERE:
        hosts.add(f"{settings.host}:{settings.port}")
    origins = {f"{scheme}://{host}" for host in hosts for scheme in ("http", "https")}
    return TransportSecuritySettings(allowed_hosts=sorted(hosts), allowed_origins=sorted(origins))


async def _done(value: dict[str, Any]) -> dict[str, Any]:
    return value
