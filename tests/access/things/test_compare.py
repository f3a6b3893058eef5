"""What differs comes first, parts are compared by what they say, absence is said."""

from atlas.access.things.compare import NOT_KNOWN, compare
from atlas.access.things.view import Description, Group, Node, Row, Value
from atlas.rdf.terms import Dataset


def thing(name: str, **rows: tuple[Value, ...]) -> Description:
    made = tuple(Row(f"urn:{key}", key, "", values) for key, values in rows.items())
    return Description(Node(f"urn:{name}", name, (), (Group("Facts", made),)), "", Dataset(), (), ())


def part(iri: str, *texts: str) -> Value:
    rows = (Row("urn:says", "says", "", tuple(Value(text) for text in texts)),)
    return Value(iri, iri, part=Node(iri, iri, (), (Group("", rows),)))


def test_rows_that_differ_are_apart_from_those_that_do_not() -> None:
    made = compare(
        [
            thing("a", size=(Value("1"),), colour=(Value("red"),)),
            thing("b", size=(Value("2"),), colour=(Value("red"),)),
        ],
        [{}, {}],
    )
    assert [row.label for row in made.differing] == ["size"]
    assert [row.label for row in made.same] == ["colour"]


def test_parts_with_other_names_that_say_the_same_are_the_same() -> None:
    made = compare(
        [thing("a", bed=(part("urn:a#1", "fern", "12"),)), thing("b", bed=(part("urn:b#7", "fern", "12"),))], [{}, {}]
    )
    assert made.differing == ()
    assert made.same[0].cells[0].text == "fern \u00b7 12"


def test_order_of_values_does_not_matter() -> None:
    made = compare([thing("a", x=(Value("1"), Value("2"))), thing("b", x=(Value("2"), Value("1")))], [{}, {}])
    assert made.differing == ()


def test_absence_is_said_as_it_was_recorded() -> None:
    made = compare([thing("a", size=(Value("1"),)), thing("b"), thing("c")], [{}, {"urn:size": "undisclosed"}, {}])
    assert [cell.text for cell in made.differing[0].cells] == ["1", "undisclosed", NOT_KNOWN]
    assert made.table()[1] == ["size", "1", "undisclosed", NOT_KNOWN]
