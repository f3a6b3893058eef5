"""Updates in a scribe: what they change, and how much of the store is read to know it. Counted, never timed."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from atlas.access.protocol.update_plan import plan_update
from atlas.store.protocol import DatasetClause
from atlas.store.scribe import Evaluation, evaluate

GRAPHS = [NamedNode(f"urn:g{number}") for number in range(30)]
P, Q = NamedNode("urn:p"), NamedNode("urn:q")
WRITE = "INSERT { GRAPH <urn:g1> { ?s <urn:q> ?o } } WHERE { ?s <urn:p> ?o }"


def quad(subject: str, value: int, graph: NamedNode, predicate: NamedNode = P) -> Quad:
    return Quad(NamedNode(f"urn:{subject}"), predicate, Literal(value), graph)


def fill(store: Store) -> None:
    """One quad in each graph, and their merge."""
    for number, graph in enumerate(GRAPHS):
        one = quad("s", number, graph)
        store.extend([one, Quad(one.subject, one.predicate, one.object, DefaultGraph())])


def operations(text: str) -> Sequence[dict[str, object]]:
    return [asdict(one) for one in plan_update(text, DatasetClause(), keeps_default=True).operations]


def run(text: str) -> tuple[Evaluation, set[Quad], set[Quad]]:
    store = Store()
    fill(store)
    work = Evaluation(store, merged=True, quad_limit=1000)
    for operation in operations(text):
        work.run(operation, None)
    removed, added = work.delta()
    return work, set(removed), set(added)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("INSERT DATA { GRAPH <urn:g1> { <urn:s> <urn:p> 7 } }", set()),
        ("DELETE DATA { GRAPH <urn:g1> { <urn:s> <urn:p> 1 } }", set()),
        (WRITE, {"urn:g1"}),
        ("WITH <urn:g2> DELETE { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }", {"urn:g2"}),
        ("DELETE WHERE { GRAPH <urn:g3> { ?s ?p ?o } }", {"urn:g3"}),
        ("COPY <urn:g1> TO <urn:g2>", {"urn:g2"}),
        ("MOVE <urn:g1> TO <urn:g2>", {"urn:g1", "urn:g2"}),
        ("CLEAR GRAPH <urn:g1> ; INSERT DATA { GRAPH <urn:g2> { <urn:s> <urn:p> 7 } }", {"urn:g1"}),
    ],
)
def test_only_the_graphs_are_read_that_may_change(text: str, read: set[str]) -> None:
    work, removed, added = run(text)
    assert {graph.value for graph in work.compared} == read  # type: ignore[union-attr]
    assert removed | added


def test_every_graph_is_read_where_the_graph_to_be_changed_is_a_variable() -> None:
    work, removed, added = run("DELETE WHERE { GRAPH ?g { ?s ?p 3 } }")
    assert set(work.compared) == set(GRAPHS)
    assert (removed, added) == ({quad("s", 3, GRAPHS[3])}, set())


def test_operations_see_what_those_before_them_did_and_only_the_difference_counts() -> None:
    _, removed, added = run(
        "DELETE DATA { GRAPH <urn:g1> { <urn:s> <urn:p> 1 } } ; "
        "INSERT DATA { GRAPH <urn:g2> { <urn:s> <urn:p> 90 , 2 } } ; "
        "DELETE { GRAPH <urn:g2> { ?s ?p 90 } } INSERT { GRAPH <urn:g1> { ?s <urn:q> ?o } } "
        "WHERE { ?s ?p ?o FILTER(?o > 28 || ?o = 1) } ; "
        "INSERT DATA { GRAPH <urn:g3> { <urn:s> <urn:p> 91 } } ; DELETE DATA { GRAPH <urn:g3> { <urn:s> <urn:p> 91 } }"
    )
    assert removed == {quad("s", 1, GRAPHS[1])}
    assert added == {quad("s", value, GRAPHS[1], Q) for value in (29, 90)}


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        (
            "INSERT DATA { GRAPH <urn:g1> { <urn:s> <urn:p> 1 , 7 } } ; "
            "DELETE DATA { GRAPH <urn:g1> { <urn:s> <urn:p> 7 } }",
            False,
        ),
        (WRITE, True),
    ],
)
def test_a_snapshot_is_copied_only_where_a_pattern_is_to_be_evaluated(tmp_path: Path, text: str, copies: bool) -> None:
    snapshot = tmp_path / "snapshot"
    store = Store(str(snapshot))
    fill(store)
    store.flush()
    del store
    said = {"text": text, "operations": operations(text), "base": None, "merged": True, "quad_limit": 1000}
    removed, added = evaluate({**said, "snapshot": str(snapshot), "scratch": str(tmp_path / "scratch")})
    assert (removed, len(added)) == ([], len(GRAPHS) if copies else 0)
    assert (tmp_path / "scratch").exists() is copies
