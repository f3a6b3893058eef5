"""What other engines do differently behind the same protocol, and what each of them cannot do, as one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from atlas.errors import UnsupportedByEngineError
from atlas.store.dataset import find_dataset, find_graphs
from atlas.store.protocol import Query

MERGE_GRAPH: Final = "urn:x-merged-default-graph"


@dataclass(frozen=True)
class Dialect:
    """One engine.

    merge: who keeps the default graph the merge of all graphs: `us` in the engine's default graph, `us-named` in a
    graph of its own that every query then names, `engine` by itself, `nobody`. path: of the query endpoint to that
    for updates. deadline: parameter that passes it on, with what it multiplies seconds by. is_atomic: one update is
    done whole or not at all. batch_quads: how many one update may name.
    """

    name: str
    merge: str = "us"
    update_path: Mapping[str, str] | None = None
    deadline: tuple[str, float, str] | None = None
    is_atomic: bool = True
    batch_quads: int = 5000
    takes_updates: bool = True
    keeps_literal_forms: bool = False


DIALECTS: Final = {
    dialect.name: dialect
    for dialect in (
        Dialect("generic"),
        Dialect("oxigraph", update_path={"/query": "/update"}),
        Dialect(
            "fuseki",
            update_path={"/query": "/update", "/sparql": "/update", "": "/update"},
            deadline=("timeout", 1.0, ""),
            keeps_literal_forms=True,
        ),
        Dialect("virtuoso", merge="us-named", is_atomic=False, batch_quads=300),
        Dialect("qlever", deadline=("timeout", 1.0, "s")),
        Dialect("graphdb", update_path={"": "/statements"}, deadline=("timeout", 1.0, ""), keeps_literal_forms=True),
        Dialect("neptune", deadline=("timeoutMilliseconds", 1000.0, "")),
        Dialect("atlas", merge="engine", update_path={"/sparql": "/update"}, deadline=("timeout", 1.0, "")),
    )
}
SERVED_BY: Final = {
    "virtuoso": "virtuoso",
    "oxigraph": "oxigraph",
    "graphdb": "graphdb",
    "qlever": "qlever",
    "fuseki": "fuseki",
    "neptune": "neptune",
}


def find_dialect(headers: Mapping[str, str]) -> Dialect:
    """The dialect that an answer's headers speak of; `generic` when they do not tell."""
    said = {name.lower(): value.lower() for name, value in headers.items()}
    if "fuseki-request-id" in said:
        return DIALECTS["fuseki"]
    if said.get("cache-status", "").startswith("atlas;") and "snapshot" in said:
        return DIALECTS["atlas"]
    server = said.get("server", "")
    return next((DIALECTS[name] for sign, name in SERVED_BY.items() if sign in server), DIALECTS["generic"])


def find_update_url(query_url: str, dialect: Dialect) -> str:
    """Where a dialect takes updates, given where it takes queries."""
    scheme, netloc, path, query, _ = urlsplit(query_url)
    for end, other in (dialect.update_path or {}).items():
        if path.endswith(end):
            path = path.removesuffix(end).rstrip("/") + other if end else path.rstrip("/") + other
            break
    return urlunsplit((scheme, netloc, path, query, ""))


def name_merge(query: Query) -> list[tuple[str, str]]:
    """Parameters that make the merge's graph the default one, where the query names no dataset itself.

    Virtuoso 7 then finds nothing in a graph that GRAPH names outright unless that is a parameter too, and with such
    a parameter no other graph by a variable. Raises UnsupportedByEngineError for a query that needs both.
    """
    if query.dataset or any(find_dataset(query.text, query.base_iri)):
        return []
    graphs, has_variable = find_graphs(query.text, query.base_iri)
    if graphs and has_variable:
        raise UnsupportedByEngineError(
            "The engine behind this service cannot ask one graph by name and any graph by a variable at once.",
            found=f"GRAPH <{graphs[0]}> beside GRAPH ?variable",
        )
    return [("default-graph-uri", MERGE_GRAPH), *(("named-graph-uri", graph) for graph in graphs)]
