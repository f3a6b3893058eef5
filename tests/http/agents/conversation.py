"""A real MCP client for tests: one conversation with a service for each call."""

import asyncio
import json
from typing import Any

from mcp.client.client import Client
from tests.http.serving import Service


def call(service: Service, tool: str, **arguments: Any) -> dict[str, Any]:
    """The answer of a tool."""
    result = asyncio.run(_call(f"{service.url}/mcp", tool, arguments))
    assert not result.is_error, result.content[0].text
    found: dict[str, Any] = json.loads(result.content[0].text)
    assert found == result.structured_content
    return found


def fail(service: Service, tool: str, **arguments: Any) -> dict[str, Any]:
    """The problem that a tool answers with."""
    result = asyncio.run(_call(f"{service.url}/mcp", tool, arguments))
    assert result.is_error
    text = result.content[0].text
    found: dict[str, Any] = json.loads(text[text.index("{") :])
    return found


async def _call(target: Any, tool: str, arguments: dict[str, Any]) -> Any:
    async with Client(target) as client:
        return await client.call_tool(tool, arguments)


def list_tools(target: Any) -> list[Any]:
    """The tools a server offers."""

    async def ask() -> list[Any]:
        async with Client(target) as client:
            return list((await client.list_tools()).tools)

    return asyncio.run(ask())
