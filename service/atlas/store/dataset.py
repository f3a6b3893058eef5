"""The dataset that a query names with FROM or the protocol: found in its text, and merged in memory when it is many.

The engine repeats a triple that several FROM graphs share, so such a default graph is built here, up to a cap.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from atlas.errors import QueryRefusedError

FORMS: Final = frozenset(("SELECT", "CONSTRUCT", "DESCRIBE", "ASK"))
CAP_QUADS: Final = 1_000_000
BATCH_QUADS: Final = 10_000
DEFAULT_GRAPH: Final = DefaultGraph()


class Named(NamedTuple):
    """Graph IRIs that make up a query's dataset."""

    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def find_dataset(text: str, base_iri: str | None) -> Named:
    """The graphs that the FROM clauses of a query name, with prefixes and base resolved; none when it has no FROM."""
    if "from" not in text.lower():
        return Named((), ())
    from atlas.store.tokens import iter_tokens

    prologue, default_graphs, named_graphs = "", list[str](), list[str]()
    awaited: list[str] | None = None
    for token in iter_tokens(text):
        if awaited is not None and token.text.upper() != "NAMED":
            awaited.append(token.text)
            awaited = None
        elif awaited is not None:
            awaited = named_graphs
        elif token.kind == "word" and token.text.upper() == "FROM":
            awaited = default_graphs
        elif token.kind == "word" and token.text.upper() in FORMS and not prologue:
            prologue = text[: token.start] + "\n"
    return Named(_resolve(prologue, default_graphs, base_iri), _resolve(prologue, named_graphs, base_iri))


def _resolve(prologue: str, names: Iterable[str], base_iri: str | None) -> tuple[str, ...]:
    """IRIs that these names have under the prologue, which Turtle reads as SPARQL does."""
    found = []
    for name in names:
        quads = parse(f"{prologue}[] a {name} .".encode(), RdfFormat.TURTLE, base_iri=base_iri)
        found += [quad.object.value for quad in quads]
    return tuple(dict.fromkeys(found))


def find_graphs(text: str, base_iri: str | None) -> tuple[tuple[str, ...], bool]:
    """The graphs that GRAPH names outright in a query, and whether it also asks for any graph by a variable."""
    if "graph" not in text.lower():
        return (), False
    from atlas.store.tokens import iter_tokens

    prologue, names, has_variable, awaited = "", list[str](), False, False
    for token in iter_tokens(text):
        if awaited:
            has_variable = has_variable or token.kind == "var"
            names += [token.text] if token.kind in ("iri", "pname") else []
        awaited = token.kind == "word" and token.text.upper() == "GRAPH"
        if token.kind == "word" and token.text.upper() in FORMS and not prologue:
            prologue = text[: token.start] + "\n"
    return _resolve(prologue, names, base_iri), has_variable


def merge(source: Store, named: Named) -> Store:
    """An in-memory store whose default graph is the merge of the default graphs named. Raises QueryRefusedError."""
    target, count = Store(), 0
    parts = [(name, True) for name in named.default_graphs] + [(name, False) for name in named.named_graphs]
    for name, into_default in parts:
        batch: list[Quad] = []
        for quad in source.quads_for_pattern(None, None, None, NamedNode(name)):
            batch.append(Quad(quad.subject, quad.predicate, quad.object, DEFAULT_GRAPH) if into_default else quad)
            if len(batch) == BATCH_QUADS:
                target.extend(batch)
                count, batch = count + len(batch), []
                _check(count)
        target.extend(batch)
        count += len(batch)
    _check(count)
    return target


def _check(count: int) -> None:
    if count > CAP_QUADS:
        raise QueryRefusedError(
            "The graphs named with FROM are too big to be merged for one query.",
            found=f"more than {CAP_QUADS} triples",
            expected="fewer, or one FROM",
            suggestion="Leave FROM out: the default graph is the merge of all graphs already.",
        )
