"""What every store must do, written once: each function is one promise, run against each engine by the test modules.

A promise takes an open store that is empty, or holds only what other promises left in their own graphs.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from atlas.errors import (
    DeadlineError,
    InputError,
    PreconditionError,
    SparqlSyntaxError,
    TooLargeError,
    UnsupportedByEngineError,
)
from atlas.rdf.terms import BlankNode, Literal, NamedNode, Quad
from atlas.store.protocol import Change, DatasetClause, Query, Store

JSON = "application/sparql-results+json"
BASE = "urn:contract:"
Promise = Callable[[Store, str], Awaitable[None]]


def quad(name: str, subject: str, value: Any = "v", graph: str = "g") -> Quad:
    """A quad in graphs and with subjects of its own test."""
    term = value if isinstance(value, NamedNode | BlankNode | Literal) else Literal(value)
    return Quad(iri(name, subject), NamedNode(f"{BASE}p"), term, iri(name, graph))


def iri(name: str, local: str) -> NamedNode:
    """An IRI of one test."""
    return NamedNode(f"{BASE}{name}:{local}")


def change(*added: Quad, removed: tuple[Quad, ...] = (), expected: Mapping[str, int] | None = None) -> Change:
    """A change by a tester."""
    return Change(removed, added, "tester", "contract", expected or {})


async def ask(store: Store, text: str, media_type: str = JSON, **query: Any) -> bytes:
    """A whole answer."""
    result = await store.query(Query(text, media_type, **query))
    return b"".join([chunk async for chunk in result.chunks()])


async def values(store: Store, text: str, **query: Any) -> list[str]:
    """Values of the first variable, sorted."""
    said = json.loads(await ask(store, text, **query))
    variable = said["head"]["vars"][0]
    return sorted(row[variable]["value"].removeprefix(BASE) for row in said["results"]["bindings"])


def of(name: str, pattern: str = "?s ?p ?o") -> str:
    """Subjects of one test, in the default graph."""
    return f"SELECT ?s WHERE {{ {pattern} FILTER(STRSTARTS(STR(?s), '{BASE}{name}:')) }}"


async def a_commit_is_seen_by_the_next_query(store: Store, name: str) -> None:
    before = store.number
    made = await store.commit(change(quad(name, "a"), quad(name, "b")))
    assert (made.number, made.added, made.removed, made.who) == (before + 1, 2, 0, "tester")
    assert store.number == before + 1
    assert await values(store, of(name)) == [f"{name}:a", f"{name}:b"]


async def a_triple_in_two_graphs_gives_one_row(store: Store, name: str) -> None:
    await store.commit(change(quad(name, "a", graph="g"), quad(name, "a", graph="h")))
    assert await values(store, of(name)) == [f"{name}:a"]
    graphs = f"SELECT ?g WHERE {{ GRAPH ?g {{ <{BASE}{name}:a> ?p ?o }} }}"
    assert await values(store, graphs) == [f"{name}:g", f"{name}:h"]


async def a_triple_leaves_the_merge_with_its_last_graph(store: Store, name: str) -> None:
    await store.commit(change(quad(name, "a", graph="g"), quad(name, "a", graph="h")))
    await store.commit(change(removed=(quad(name, "a", graph="g"),)))
    assert await values(store, of(name)) == [f"{name}:a"]
    await store.commit(change(removed=(quad(name, "a", graph="h"),)))
    assert await values(store, of(name)) == []


async def values_of_every_kind_come_back(store: Store, name: str) -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    kinds: list[Literal | NamedNode] = [
        Literal("tab\t quote' backslash\\ newline\n é \U0001f600"),
        Literal("hallo", language="de"),
        Literal("7", datatype=NamedNode(f"{xsd}integer")),
        Literal("2024-02-29", datatype=NamedNode(f"{xsd}date")),
        NamedNode("urn:contract:o"),
    ]
    await store.commit(change(*(quad(name, f"s{n}", value) for n, value in enumerate(kinds))))
    said = json.loads(await ask(store, f"SELECT ?s ?o WHERE {{ GRAPH <{BASE}{name}:g> {{ ?s ?p ?o }} }} ORDER BY ?s"))
    found = [row["o"] for row in said["results"]["bindings"]]
    assert [one["value"] for one in found] == [kind.value for kind in kinds]
    assert found[1]["xml:lang"] == "de"
    assert found[2]["datatype"] == f"{xsd}integer"


async def expected_revisions_are_kept(store: Store, name: str) -> None:
    graph = f"{BASE}{name}:g"
    made = await store.commit(change(quad(name, "a"), expected={graph: 0}))
    assert await store.revisions([graph]) == {graph: made.number}
    for wrong in (0, made.number - 1, made.number + 1):
        with pytest.raises(PreconditionError):
            await store.commit(change(quad(name, "b"), expected={graph: wrong}))
    await store.commit(change(removed=(quad(name, "a"),), expected={graph: made.number}))
    assert await store.revisions([graph]) == {}


async def a_change_that_changes_nothing_makes_no_commit(store: Store, name: str) -> None:
    made = await store.commit(change(quad(name, "a")))
    again = await store.commit(change(quad(name, "a"), removed=(quad(name, "z"),)))
    assert (again.number, again.graphs, store.number) == (made.number, (), made.number)


async def the_merge_refuses_changes(store: Store, name: str) -> None:
    loose = Quad(iri(name, "a"), NamedNode(f"{BASE}p"), Literal("v"))
    with pytest.raises(InputError):
        await store.commit(change(loose))


async def a_dataset_of_one_graph_is_that_graph(store: Store, name: str) -> None:
    await store.commit(change(quad(name, "a", graph="g"), quad(name, "b", graph="h")))
    assert await values(store, of(name), dataset=DatasetClause((f"{BASE}{name}:h",))) == [f"{name}:b"]
    inside = f"SELECT ?s FROM <{BASE}{name}:g> WHERE {{ ?s ?p ?o }}"
    assert await values(store, inside) == [f"{name}:a"]


async def a_dataset_of_an_unknown_graph_is_empty(store: Store, name: str) -> None:
    assert await values(store, "SELECT ?s WHERE { ?s ?p ?o }", dataset=DatasetClause(("urn:contract:nowhere",))) == []


async def every_form_answers(store: Store, name: str) -> None:
    await store.commit(change(quad(name, "a")))
    subject = f"<{BASE}{name}:a>"
    assert json.loads(await ask(store, f"ASK {{ {subject} ?p ?o }}"))["boolean"] is True
    assert json.loads(await ask(store, "ASK { <urn:contract:nobody> ?p ?o }"))["boolean"] is False
    built = await ask(store, f"CONSTRUCT {{ {subject} ?p ?o }} WHERE {{ {subject} ?p ?o }}", "application/n-triples")
    assert b'"v"' in built
    assert f"{BASE}{name}:a".encode() in await ask(store, of(name), "text/csv")


async def a_syntax_error_is_one(store: Store, name: str) -> None:
    with pytest.raises(SparqlSyntaxError):
        await ask(store, "SELECT * WHERE { ?s ?p }")


async def an_answer_past_the_byte_limit_is_never_cut(store: Store, name: str) -> None:
    await store.commit(change(*(quad(name, f"s{n}", "x" * 200) for n in range(400))))
    with pytest.raises(TooLargeError):
        await ask(store, f"SELECT * WHERE {{ GRAPH <{BASE}{name}:g> {{ ?s ?p ?o }} }}", byte_limit=20_000)


async def a_query_ends_with_its_deadline(store: Store, name: str) -> None:
    await store.commit(change(*(quad(name, f"s{n}") for n in range(300))))
    heavy = f"GRAPH <{BASE}{name}:g> {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }}"
    text = f"SELECT (COUNT(?a) AS ?n) WHERE {{ {heavy} FILTER(?a != ?d && STR(?g) != STR(?j)) }}"
    with pytest.raises(DeadlineError):
        await ask(store, text, deadline_s=1.0)
    assert len(await values(store, of(name))) == 300


async def blank_nodes_are_kept_or_clearly_refused(store: Store, name: str) -> None:
    node = quad(name, "a", BlankNode("b1"))
    try:
        await store.commit(change(node))
    except UnsupportedByEngineError:
        assert await values(store, of(name)) == []
        return
    assert await values(store, of(name)) == [f"{name}:a"]


async def an_earlier_state_is_shown_or_clearly_refused(store: Store, name: str) -> None:
    made = await store.commit(change(quad(name, "a")))
    await store.commit(change(quad(name, "b")))
    try:
        found = await values(store, of(name), snapshot=made.number)
    except UnsupportedByEngineError:
        return
    assert found == [f"{name}:a"]


PROMISES: list[Promise] = [
    a_commit_is_seen_by_the_next_query,
    a_triple_in_two_graphs_gives_one_row,
    a_triple_leaves_the_merge_with_its_last_graph,
    values_of_every_kind_come_back,
    expected_revisions_are_kept,
    a_change_that_changes_nothing_makes_no_commit,
    the_merge_refuses_changes,
    a_dataset_of_one_graph_is_that_graph,
    a_dataset_of_an_unknown_graph_is_empty,
    every_form_answers,
    a_syntax_error_is_one,
    an_answer_past_the_byte_limit_is_never_cut,
    a_query_ends_with_its_deadline,
    blank_nodes_are_kept_or_clearly_refused,
    an_earlier_state_is_shown_or_clearly_refused,
]
