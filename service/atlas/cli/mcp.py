"""`atlas mcp`: the tools for agents over standard input and output (Model Context Protocol), until the input ends."""

import argparse
import asyncio
import logging
from contextlib import AsyncExitStack

from atlas.cli.words import read_settings, tell, with_changes
from atlas.errors import NotInstalledError
from atlas.http.logs import configure_logging
from atlas.http.metrics import Metrics
from atlas.http.opening import open_state
from atlas.schema.load import load_schema
from atlas.settings import Settings
from atlas.store.choose import open_store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which service the links in answers lead to."""
    parser.add_argument("--public-url", metavar="URL", help="address that links use (default http://127.0.0.1:8000)")


def run(given: argparse.Namespace) -> int:
    """0 when the client hung up."""
    settings = with_changes(read_settings(given), public_url=given.public_url, dumps=False)
    configure_logging(logging.WARNING)
    asyncio.run(_talk(settings))
    return 0


async def _talk(settings: Settings) -> None:
    try:
        from atlas.http.agents.server import make_server
    except ModuleNotFoundError as error:
        raise NotInstalledError(
            "The tools for agents are not installed here.",
            suggestion="Install the extra: pip install 'open-llm-atlas[agents]'.",
        ) from error
    async with AsyncExitStack() as stack:
        tell(f"Loading the graph from {settings.home} …")
        schema = load_schema(settings.home)
        state = await open_state(settings, schema, settings.directory, stack, Metrics(), open_store, loads=True)
        tell("Ready for an agent on the standard input.")
        await make_server(state).run_stdio_async()
