"""Bodies of ledger entries: written once, sorted, read back exactly."""

from tests.store.engine import quad

from atlas.rdf.terms import BlankNode, Literal, NamedNode, Quad
from atlas.store.delta import read_delta, write_delta

XSD = "http://www.w3.org/2001/XMLSchema#"
AWKWARD = [
    quad("a", 'line\nbreak \\ "quote" \t + - é \u2028 \U0001f600'),
    quad("a", Literal("1.10", datatype=NamedNode(f"{XSD}decimal"))),
    quad("a", Literal("hallo", language="de")),
    Quad(BlankNode("b0"), NamedNode("x:p"), BlankNode("b1"), NamedNode("x:g")),
    quad("a", "in the default graph", None),
]


def test_a_delta_comes_back_exactly() -> None:
    removed, added = read_delta(write_delta(AWKWARD[:2], AWKWARD[2:]))
    assert set(removed) == set(AWKWARD[:2])
    assert set(added) == set(AWKWARD[2:])


def test_a_delta_of_one_kind_only_comes_back() -> None:
    assert read_delta(write_delta([], AWKWARD))[0] == []
    assert read_delta(write_delta(AWKWARD, []))[1] == []
    assert read_delta(write_delta([], [])) == ([], [])


def test_a_quad_on_both_sides_is_on_neither() -> None:
    assert read_delta(write_delta(AWKWARD[:3], AWKWARD[1:])) == (
        [AWKWARD[0]],
        read_delta(write_delta([], AWKWARD[3:]))[1],
    )


def test_the_same_change_is_written_the_same_whatever_its_order() -> None:
    assert write_delta(AWKWARD, []) == write_delta(AWKWARD[::-1] + AWKWARD, [])
