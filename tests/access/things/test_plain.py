"""A thing as plain JSON: numbers as numbers, parts as facts, nothing that is empty."""

import pytest

from atlas.access.things.disagreements import Disagreement, Side
from atlas.access.things.plain import to_plain
from atlas.access.things.view import Description, Group, Incoming, Node, Row, Support, Value
from atlas.namespaces import XSD
from atlas.rdf.terms import Dataset

SURVEY = Support("urn:survey", "Survey", locator="page 3", quote="two beds")


def plain(*values: Value, **changes: object) -> dict[str, object]:
    node = Node("urn:a", "A", (("urn:Garden", "garden"),), (Group("Size", (Row("urn:p", "size", "", values),)),))
    description = Description(node, "", Dataset(), (SURVEY,), (Incoming("urn:b", "B", "urn:near", "is near"),))
    sides = (Side("1", None, (), (SURVEY,), "", True), Side("2", None, (), (), "", False))
    said = {
        "disagreements": [Disagreement("urn:a", "urn:p", "size", sides, None)],
        "unknowns": [("owner", "undisclosed")],
    }
    said |= changes
    return to_plain(description, said["disagreements"], said["unknowns"], {"urn:b": "/b"}.get)  # type: ignore[arg-type]


def first(said: dict[str, object]) -> dict[str, object]:
    return said["facts"][0]["values"][0]  # type: ignore[index, no-any-return]


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("12000", "integer", 12000),
        ("1.50", "decimal", 1.5),
        ("false", "boolean", False),
        ("2024-05", "gYearMonth", "2024-05"),
        ("INF", "double", "INF"),
        ("many", "integer", "many"),
    ],
)
def test_a_literal_is_json_s_own_where_json_has_it(text: str, datatype: str, value: object) -> None:
    assert first(plain(Value(text, datatype=f"{XSD}{datatype}")))["value"] == value


def test_a_thing_has_its_name_and_its_page() -> None:
    assert first(plain(Value("B", "urn:b"))) == {"id": "urn:b", "label": "B", "page": "/b"}


def test_a_part_has_facts_of_its_own() -> None:
    bed = Node("urn:a#bed", "bed", (("urn:Bed", "bed"),), (Group("", (Row("urn:n", "plants", "", (Value("3"),)),)),))
    said = first(plain(Value("bed", "urn:a#bed", part=bed)))
    assert said["types"] == ["bed"]
    assert said["facts"] == [{"label": "plants", "property": "urn:n", "values": [{"value": "3"}]}]


def test_a_source_tells_what_it_tells_and_no_more() -> None:
    said = first(plain(Value("1", supports=(SURVEY,))))
    assert said["sources"] == [{"id": "urn:survey", "label": "Survey", "locator": "page 3", "quote": "two beds"}]


def test_disagreements_unknowns_and_links_are_there() -> None:
    said = plain(Value("1"))
    assert said["not_known"] == [{"label": "owner", "looked_for": "undisclosed"}]
    assert [one["answer"] for one in said["disagreements"][0]["answers"]] == ["1", "2"]  # type: ignore[index]
    assert said["linked_from"] == [
        {"id": "urn:b", "label": "B", "page": "/b", "by": {"id": "urn:near", "label": "is near"}}
    ]


def test_what_is_empty_is_left_out() -> None:
    assert plain(Value("1"), disagreements=(), unknowns=()).keys() == {
        "id", "name", "types", "facts", "linked_from", "sources",
    }  # fmt: skip
