"""What the tests of the store share: settings, quads and questions in one line each."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from atlas.rdf.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad
from atlas.settings import Settings
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Change, Query

JSON = "application/sparql-results+json"
CSV = "text/csv"
ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
SETTINGS = Settings(home=Path())


def quad(subject: str, value: Any = "v", graph: str | None = "g", predicate: str = "p") -> Quad:
    """A quad of IRIs <x:subject> <x:predicate> and a literal or the term given."""
    term = value if isinstance(value, NamedNode | BlankNode | Literal) else Literal(value)
    name = DefaultGraph() if graph is None else NamedNode(f"x:{graph}")
    return Quad(NamedNode(f"x:{subject}"), NamedNode(f"x:{predicate}"), term, name)


def change(*added: Quad, removed: tuple[Quad, ...] = (), **expected: int) -> Change:
    """A change by a tester; keyword `g=3` expects revision 3 of <x:g>."""
    return Change(removed, added, "tester", "a test", {f"x:{name}": number for name, number in expected.items()})


async def rows(store: EmbeddedStore, text: str = ALL, **query: Any) -> list[str]:
    """Rows of a SELECT as CSV lines, without the heading."""
    body = await whole(store, text, CSV, **query)
    return body.decode().split("\r\n")[1:-1]


async def whole(store: EmbeddedStore, text: str, media_type: str, **query: Any) -> bytes:
    """The whole answer of a query."""
    result = await store.query(Query(text, media_type, **query))
    return b"".join([chunk async for chunk in result.chunks()])


def with_store(directory: Path, test: Callable[[EmbeddedStore], Awaitable[object]], **settings: Any) -> None:
    """Run a test on the store of a directory, opened for it and closed after it."""

    async def main() -> None:
        async with EmbeddedStore.open(directory, replace(SETTINGS, **settings)) as store:
            await test(store)

    asyncio.run(asyncio.wait_for(main(), 60))
