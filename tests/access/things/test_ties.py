"""Steps of a lineage in the order in which a picture takes them."""

from atlas.access.things.ties import by_distance
from atlas.rdf.terms import NamedNode

HOME = "https://gardens.example/id/plant/"


def step(one: str, other: str) -> dict[str, NamedNode]:
    return {"from": NamedNode(HOME + one), "to": NamedNode(HOME + other)}


def test_what_is_nearest_comes_first_whatever_its_name_and_direction() -> None:
    rows = [step("a", "b"), step("b", "c"), step("c", "focus"), step("focus", "z"), step("lone", "lonelier")]
    found = by_distance(rows, f"{HOME}focus")
    assert found == [rows[2], rows[3], rows[1], rows[0], rows[4]]


def test_a_ring_of_steps_ends() -> None:
    rows = [step("focus", "a"), step("a", "focus"), step("a", "a")]
    assert by_distance(rows, f"{HOME}focus") == rows
