"""What a value was probably meant to be: one term where that is clear, else several, or none."""

import pytest

from atlas.namespaces import RDF, XSD
from atlas.rdf.terms import Literal, NamedNode
from atlas.schema.ranges import Kind, Range
from atlas.validation.intended import as_address, as_days, as_integer, intended

DATES = Range(Kind.DATE, datatypes=tuple(f"{XSD}{name}" for name in ("date", "gYearMonth", "gYear")))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024/05/01", ["2024-05-01"]),
        ("2024.5.1", ["2024-05-01"]),
        ("01.05.2024", ["2024-05-01", "2024-01-05"]),
        ("05/05/2024", ["2024-05-05"]),
        ("21.05.2024", ["2024-05-21"]),
        ("May 21 2024", ["2024-05-21"]),
        ("21 May 2024", ["2024-05-21"]),
        ("Sep 3, 2024", ["2024-09-03"]),
        ("May 2024", ["2024-05"]),
        ("2024-5", ["2024-05"]),
        ("2024-05-01T00:00:00Z", ["2024-05-01"]),
        ("2024-05-01Z", ["2024-05-01"]),
        ("2024-05-01T09:30:00Z", []),
        ("2024", ["2024"]),
        ("2024-13-01", []),
        ("31.02.2024", []),
        ("spring 2024", []),
        ("24-05-01", []),
    ],
)
def test_days_are_read_as_people_write_them(text, days):
    assert [day for _, day in as_days(text)] == days


def test_a_day_is_given_the_datatype_of_its_precision_if_the_field_takes_it():
    month = Literal("May 2024", datatype=NamedNode(f"{XSD}date"))
    assert intended(month, DATES, "en") == [Literal("2024-05", datatype=NamedNode(f"{XSD}gYearMonth"))]
    assert intended(month, Range(Kind.DATE, datatypes=(f"{XSD}date",)), "en") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("9000000000", "9000000000"),
        ("9,000,000,000", "9000000000"),
        ("9.000.000", "9000000"),
        ("9 000", "9000"),
        ("9.0e9", "9000000000"),
        ("9,000", None),
        ("9B", None),
        ("1.5", None),
        ("1e999", None),
        ("", None),
    ],
)
def test_whole_numbers_are_read_where_their_separators_are_clear(text, number):
    assert as_integer(text) == number


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" https://a.example/b ", "https://a.example/b"),
        ("<https://a.example/b>", "https://a.example/b"),
        ("htp://a.example/b", "http://a.example/b"),
        ("HTTPS://a.example", "https://a.example"),
        ("https:/a.example/b", "https://a.example/b"),
        ("https:///a.example", "https://a.example"),
        ("ftp://a.example", None),
        ("https://a.example/b c", None),
    ],
)
def test_addresses_are_cut_and_spelt_right(text, address):
    assert as_address(text) == address


@pytest.mark.parametrize(
    ("value", "wanted", "meant"),
    [
        (Literal("www.a.example/b"), Range(Kind.ADDRESS), NamedNode("https://www.a.example/b")),
        (Literal("a.example"), Range(Kind.ADDRESS), NamedNode("https://a.example")),
        (NamedNode("https:/a.example"), Range(Kind.ADDRESS), NamedNode("https://a.example")),
        (
            Literal("www.a.example"),
            Range(Kind.ADDRESS, datatypes=(f"{XSD}anyURI",)),
            Literal("https://www.a.example", datatype=NamedNode(f"{XSD}anyURI")),
        ),
        (
            Literal("Yes"),
            Range(Kind.BOOLEAN, datatypes=(f"{XSD}boolean",)),
            Literal("true", datatype=NamedNode(f"{XSD}boolean")),
        ),
        (Literal("x"), Range(Kind.TEXT, datatypes=(f"{RDF}langString",)), Literal("x", language="en")),
        (Literal("x", language="en"), Range(Kind.TEXT, datatypes=(f"{XSD}string",)), Literal("x")),
    ],
)
def test_a_value_is_made_what_its_field_takes(value, wanted, meant):
    assert intended(value, wanted, "en") == [meant]


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (Literal("no address"), Range(Kind.ADDRESS)),
        (Literal("2024-05-01", datatype=NamedNode(f"{XSD}date")), DATES),
        (NamedNode("https://a.example"), DATES),
        (Literal("x", language="de"), Range(Kind.TEXT, datatypes=(f"{RDF}langString",))),
        (Literal("maybe"), Range(Kind.BOOLEAN, datatypes=(f"{XSD}boolean",))),
    ],
)
def test_what_is_right_already_or_like_nothing_is_left_alone(value, wanted):
    assert intended(value, wanted, "en") == []
