"""Whole answers of a store as Python values, for pages and rules: rows of a SELECT, triples of a CONSTRUCT."""

from collections.abc import Mapping, Sequence
from typing import Final

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from atlas.rdf.terms import Dataset, Term
from atlas.store.parameters import bind
from atlas.store.protocol import Query, Store

Values = Mapping[str, Term | Sequence[Term]]

# What is allowed more time than a page is another client, so that a page never waits its turn behind it.
PAGE_DEADLINE_S: Final = 10.0
PAGES: Final = "pages"
LONG: Final = "long"


async def select(
    store: Store,
    text: str,
    values: Values | None = None,
    *,
    deadline_s: float = PAGE_DEADLINE_S,
    snapshot: int | None = None,
    client: str | None = None,
) -> list[dict[str, Term]]:
    """Solutions of a SELECT as {variable: term}; unbound variables are left out. Raises as Store.query does.

    client: whose turn it takes among the readers, `BACKGROUND` where nobody waits for the answer.
    """
    body = await _whole(store, text, values, "application/sparql-results+json", deadline_s, snapshot, client)
    found = parse_query_results(body, QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        raise TypeError("not a SELECT query")
    names = [variable.value for variable in found.variables]
    return [{name: term for name, term in zip(names, row, strict=True) if term is not None} for row in found]


async def construct(
    store: Store,
    text: str,
    values: Values | None = None,
    *,
    deadline_s: float = PAGE_DEADLINE_S,
    snapshot: int | None = None,
) -> Dataset:
    """Triples of a CONSTRUCT, in the default graph of a dataset. Raises as Store.query does."""
    body = await _whole(store, text, values, "application/n-triples", deadline_s, snapshot)
    return Dataset(parse(body, RdfFormat.N_TRIPLES))


async def ask(store: Store, text: str, values: Values | None = None, *, deadline_s: float = PAGE_DEADLINE_S) -> bool:
    """Answer of an ASK."""
    body = await _whole(store, text, values, "application/sparql-results+json", deadline_s, None)
    found = parse_query_results(body, QueryResultsFormat.JSON)
    if not isinstance(found, QueryBoolean):
        raise TypeError("not an ASK query")
    return bool(found)


async def _whole(
    store: Store,
    text: str,
    values: Values | None,
    media_type: str,
    deadline_s: float,
    snapshot: int | None,
    client: str | None = None,
) -> bytes:
    client = client or (PAGES if deadline_s <= PAGE_DEADLINE_S else LONG)
    query = Query(bind(text, values or {}), media_type, deadline_s=deadline_s, snapshot=snapshot, client=client)
    result = await store.query(query)
    try:
        return b"".join([chunk async for chunk in result.chunks()])
    finally:
        await result.cancel()
