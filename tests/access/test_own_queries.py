"""Our own queries go through the same door as everybody's."""

from pathlib import Path

import pytest

from atlas.access.protocol.door import admit_query
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.model import SavedQuery
from atlas.schema.queries import load_queries
from atlas.store.parameters import bind

FEWEST = 12


def sample(kind: str) -> Term | list[Term]:
    values: dict[str, Term | list[Term]] = {
        "iri": NamedNode("urn:x"),
        "iris": [NamedNode("urn:x")],
        "integer": Literal(1),
    }
    return values.get(kind, Literal("x"))


@pytest.fixture(scope="module")
def queries(root: Path) -> list[SavedQuery]:
    found = [query for query in load_queries(root).values() if not query.id.startswith("pages/")]
    assert len(found) >= FEWEST
    return found


def test_every_saved_query_is_let_in(queries: list[SavedQuery]) -> None:
    for query in queries:
        text = bind(query.text, {one.name: sample(one.type) for one in query.parameters})
        assert admit_query(text).form in ("SELECT", "CONSTRUCT", "ASK"), query.id


def test_no_saved_query_changes_by_itself(queries: list[SavedQuery]) -> None:
    volatile = []
    for query in queries:
        text = bind(query.text, {one.name: sample(one.type) for one in query.parameters})
        if query.id.startswith(("views/", "questions/")) and admit_query(text).is_volatile:
            volatile.append(query.id)
    assert not volatile
