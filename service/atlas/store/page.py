"""The first of an answer, for people: reads no more of it than is shown, and says whether there was more."""

from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from atlas.rdf.terms import Quad, Term
from atlas.store.protocol import Query, Store

TSV: Final = "text/tab-separated-values"
JSON: Final = "application/sparql-results+json"
N_TRIPLES: Final = "application/n-triples"
PAGE_BYTES: Final = 4 * 1024 * 1024


@dataclass(frozen=True)
class RowPage:
    """Rows of a SELECT in engine order, unbound variables left out. cut: there are more."""

    names: tuple[str, ...]
    rows: tuple[dict[str, Term], ...]
    cut: bool


async def select_page(store: Store, query: Query, row_limit: int, byte_limit: int = PAGE_BYTES) -> RowPage:
    """At most row_limit rows of a SELECT, of about byte_limit. Raises as Store.query and Result.chunks do."""
    lines, cut = await _first_lines(store, replace(query, media_type=TSV), row_limit + 1, byte_limit)
    found = parse_query_results(b"".join(lines), QueryResultsFormat.TSV)
    if not isinstance(found, QuerySolutions):
        raise TypeError("not a SELECT query")
    names = tuple(variable.value for variable in found.variables)
    rows = tuple({name: term for name, term in zip(names, row, strict=True) if term is not None} for row in found)
    return RowPage(names, rows, cut)


async def ask_page(store: Store, query: Query) -> bool:
    """The answer of an ASK. Raises as Store.query and Result.chunks do."""
    result = await store.query(replace(query, media_type=JSON))
    try:
        found = parse_query_results(b"".join([chunk async for chunk in result.chunks()]), QueryResultsFormat.JSON)
    finally:
        await result.cancel()
    if not isinstance(found, QueryBoolean):
        raise TypeError("not an ASK query")
    return bool(found)


async def construct_page(store: Store, query: Query, row_limit: int) -> tuple[list[Quad], bool]:
    """At most row_limit triples of a CONSTRUCT or DESCRIBE, and whether there are more."""
    lines, cut = await _first_lines(store, replace(query, media_type=N_TRIPLES), row_limit, PAGE_BYTES)
    return list(parse(b"".join(lines), RdfFormat.N_TRIPLES)), cut


async def _first_lines(store: Store, query: Query, count: int, byte_limit: int) -> tuple[list[bytes], bool]:
    """The first lines with their ends; both formats write one row a line, whatever stands in it."""
    result = await store.query(query)
    pieces: list[bytes] = []
    ends = size = 0
    cut = False
    try:
        async for chunk in result.chunks():
            pieces.append(chunk)
            ends, size = ends + chunk.count(b"\n"), size + len(chunk)
            if ends > count or size > byte_limit:
                cut = True
                break
    finally:
        await result.cancel()
    lines = [line + b"\n" for line in b"".join(pieces).split(b"\n")[:-1]]
    return lines[:count], cut or len(lines) > count
