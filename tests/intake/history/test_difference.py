"""Net differences, blame, and undoing."""

import asyncio
from pathlib import Path

import pytest
from tests.store.engine import change, quad, with_store

from atlas.errors import ConflictError
from atlas.intake.history.difference import Difference, between, blame, compare, fold, undo
from atlas.namespaces import XSD
from atlas.rdf.terms import Literal, NamedNode
from atlas.store.embedded import EmbeddedStore
from atlas.store.past import Past

A, B, C = quad("a"), quad("b"), quad("c")


def decimal(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(f"{XSD}decimal"))


def test_what_came_and_went_is_no_difference() -> None:
    assert not fold([change(A), change(removed=(A,))])
    assert not fold([change(removed=(A,)), change(A)])


def test_net_difference_holds_what_stayed_changed() -> None:
    found = fold([change(A, B), change(C, removed=(A,))])
    assert (found.removed, found.added) == ((), (B, C))
    assert found.inverse() == Difference((B, C), ())


def test_literal_written_anew_is_a_difference_of_its_written_form() -> None:
    short, long = quad("s", decimal("1.5")), quad("s", decimal("1.50"))
    assert fold([change(long, removed=(short,))]) == Difference((short,), (long,))
    assert not fold([change(long, removed=(short,)), change(short, removed=(long,))])


def test_difference_is_told_by_graph() -> None:
    parts = compare([A, quad("x", graph="h")], [B, quad("x", graph="h")]).graphs()
    assert parts == {"x:g": Difference((A,), (B,))}


def test_undoing_leads_back() -> None:
    done = Difference((A,), (B,))
    assert undo(done, {"x:g": [B, C]}) == Difference((B,), (A,))


@pytest.mark.parametrize("present", [[C], [A, B]])
def test_undoing_what_was_changed_again_is_a_conflict(present: list) -> None:  # type: ignore[type-arg]
    with pytest.raises(ConflictError):
        undo(Difference((A,), (B,)), {"x:g": present})


def test_blame_names_the_commit_that_made_each_statement_stand(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(A, B))
        await store.commit(change(C, removed=(A,)))
        await store.commit(change(A))
        past = Past(store.directory)
        found = {str(one.quad.subject): one.commit.number for one in blame(past, "x:g", 3)}
        assert found == {"<x:a>": 3, "<x:b>": 1, "<x:c>": 2}
        assert [one.quad for one in blame(past, "x:g", 2)] == [B, C]
        past.close()

    with_store(tmp_path, test)


def test_difference_between_commits_goes_both_ways(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(A))
        await store.commit(change(B, removed=(A,)))
        past = Past(store.directory)
        there, back = await asyncio.gather(between(past, 1, 2), between(past, 2, 1))
        assert there == Difference((A,), (B,)) == back.inverse()
        assert not await between(past, 2, 2)
        past.close()

    with_store(tmp_path, test)
