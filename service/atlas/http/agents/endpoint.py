"""/mcp: streamable HTTP without sessions, each request a whole conversation. Says so in words where MCP is missing."""

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final

from fastapi import Request
from starlette.types import Receive, Scope, Send

from atlas.errors import AtlasError, NotInstalledError
from atlas.http.dependencies import State
from atlas.http.problems import make_response

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

PATH: Final = "/mcp"


async def open_agents(state: State, stack: AsyncExitStack) -> "StreamableHTTPSessionManager | None":
    """The manager of MCP requests, running until the stack closes; None where the library is not installed."""
    try:
        from atlas.http.agents.server import make_server, secure
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "mcp":
            raise
        return None
    server = make_server(state)
    server.streamable_http_app(
        stateless_http=True,
        json_response=True,
        max_request_body_size=state.settings.body_bytes,
        transport_security=secure(state.settings, state.public_url),
    )
    await stack.enter_async_context(server.session_manager.run())
    return server.session_manager


class AgentsEndpoint:
    """The ASGI app at /mcp."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        manager = request.app.state.atlas.agents
        if manager is None:
            missing: AtlasError = NotInstalledError(
                "This service was installed without the tools for agents.",
                suggestion="Install the extra: pip install 'open-llm-atlas[agents]'.",
            )
            await make_response(request, missing)(scope, receive, send)
            return
        from atlas.http.agents.server import REQUEST

        token = REQUEST.set(request)
        try:
            await manager.handle_request(scope, receive, send)
        finally:
            REQUEST.reset(token)
