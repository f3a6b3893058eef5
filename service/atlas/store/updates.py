"""SPARQL updates that carry a commit to another engine: text made by the engine's own serialiser, never by hand."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from atlas.rdf.terms import DefaultGraph, Quad
from atlas.store.dialects import MERGE_GRAPH, Dialect


def iter_updates(removed: Sequence[Quad], added: Sequence[Quad], dialect: Dialect) -> Iterator[str]:
    """Updates to send one after another; sending all of them again does no harm."""
    for some in _batches(removed, dialect.batch_quads):
        yield ";\n".join([*_data("DELETE DATA", some), *_unmerge(some, dialect)])
    for some in _batches(added, dialect.batch_quads):
        yield ";\n".join([*_data("INSERT DATA", some), *_merge(some, dialect)])


def _batches(quads: Iterable[Quad], size: int) -> Iterator[list[Quad]]:
    rest = iter(quads)
    while batch := list(islice(rest, size)):
        yield batch


def _data(what: str, quads: Iterable[Quad]) -> list[str]:
    """One operation for each graph: Virtuoso 7 keeps only the last of several GRAPH blocks of one operation."""
    graphs: dict[str, list[str]] = {}
    for quad in quads:
        name = "" if isinstance(quad.graph_name, DefaultGraph) else f"GRAPH {quad.graph_name} "
        graphs.setdefault(name, []).append(f"{quad.triple} .\n")
    return [
        f"{what} {{ {name}{{\n{''.join(lines)}}} }}" if name else f"{what} {{\n{''.join(lines)}}}"
        for name, lines in graphs.items()
    ]


def _merge(added: Sequence[Quad], dialect: Dialect) -> list[str]:
    triples = "".join(f"{triple} .\n" for triple in dict.fromkeys(quad.triple for quad in added))
    if dialect.merge == "us":
        return [f"INSERT DATA {{\n{triples}}}"]
    if dialect.merge == "us-named":
        return [f"INSERT DATA {{ GRAPH <{MERGE_GRAPH}> {{\n{triples}}} }}"]
    return []


def _unmerge(removed: Sequence[Quad], dialect: Dialect) -> list[str]:
    """A triple leaves the merge when no named graph holds it any more."""
    values = "".join(
        f"({t.subject} {t.predicate} {t.object})\n" for t in dict.fromkeys(quad.triple for quad in removed)
    )
    where = f"VALUES (?s ?p ?o) {{\n{values}}}"
    if dialect.merge == "us":
        return [f"DELETE {{ ?s ?p ?o }} WHERE {{ {where} FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"]
    if dialect.merge == "us-named":
        other = f"FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (?g != <{MERGE_GRAPH}>) }}"
        return [f"DELETE {{ GRAPH <{MERGE_GRAPH}> {{ ?s ?p ?o }} }} WHERE {{ {where} {other} }}"]
    return []
