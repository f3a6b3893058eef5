"""Terms into form fields and back."""

from pathlib import Path

import pytest

from atlas.namespaces import RDF, XSD
from atlas.rdf.terms import BlankNode, Literal, NamedNode, Term
from atlas.schema.inputs import RAW, Written, read_term, shorten, split_name, to_iri, write_term
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.schema.ranges import Kind, Range

TOY = Path(__file__).resolve().parent.parent / "toy"
BASE = "https://gardens.example/"
TOPIC = f"{BASE}id/garden/north"
DATES = Range(Kind.DATE, datatypes=(f"{XSD}date", f"{XSD}gYearMonth", f"{XSD}gYear"))
NAMES = Range(Kind.TEXT, datatypes=(f"{RDF}langString",))
THINGS = Range(Kind.RECORD)


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema(TOY)


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


@pytest.mark.parametrize(
    ("iri", "text"),
    [
        (f"{TOPIC}#ferns", "#ferns"),
        (f"{BASE}id/plant/fern", "plant/fern"),
        (f"{BASE}id/plant/fern#leaf", "plant/fern#leaf"),
        (f"{BASE}scheme/climate/cold", "scheme/climate/cold"),
        (f"{BASE}ont/hasBed", "g:hasBed"),
        ("https://example.org/a/b?c=d#e", "https://example.org/a/b?c=d#e"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_things_are_written_as_people_write_them_and_come_back(schema: Schema, iri: str, text: str) -> None:
    assert shorten(schema, iri, TOPIC) == text
    assert to_iri(schema, text, TOPIC) == iri


@pytest.mark.parametrize("text", ["", "fern", "no/such", "javascript:alert(1)", "data:text/html,x", "a b",
                                  "https://a b", "nope:x", "file:///etc/passwd", "#a b"])  # fmt: skip
def test_what_is_no_thing_is_no_iri(schema: Schema, text: str) -> None:
    assert to_iri(schema, text, TOPIC) is None


@pytest.mark.parametrize(
    ("term", "wanted"),
    [
        (typed("2024", "gYear"), DATES),
        (typed("2024-04", "gYearMonth"), DATES),
        (typed("2024-04-01", "date"), DATES),
        (typed("2024-04", "date"), DATES),
        (typed("1.50", "decimal"), Range(Kind.NUMBER, datatypes=(f"{XSD}integer", f"{XSD}decimal"))),
        (typed("007", "integer"), Range(Kind.NUMBER, datatypes=(f"{XSD}integer",))),
        (typed("many", "integer"), Range(Kind.NUMBER, datatypes=(f"{XSD}integer",))),
        (typed("true", "boolean"), Range(Kind.BOOLEAN, datatypes=(f"{XSD}boolean",))),
        (Literal("Fern", language="en"), NAMES),
        (Literal("蕨", language="zh-Hant"), NAMES),
        (Literal("plain"), NAMES),
        (Literal("two\nlines"), Range(Kind.TEXT)),
        (Literal(" spaces around "), Range(Kind.TEXT)),
        (Literal("a\r\nb"), Range(Kind.TEXT)),
        (Literal(""), Range(Kind.TEXT)),
        (Literal('quoted "text" \\ back'), None),
        (typed("https://example.org/", "anyURI"), Range(Kind.ADDRESS)),
        (NamedNode(f"{BASE}id/plant/fern"), THINGS),
        (NamedNode(f"{BASE}id/plant/fern"), NAMES),
        (NamedNode("https://example.org/x"), None),
        (Literal("not a thing"), THINGS),
        (Literal("plant/fern"), THINGS),
    ],
)
def test_every_term_comes_back_from_its_field(schema: Schema, term: Term, wanted: Range | None) -> None:
    assert read_term(schema, write_term(schema, term, wanted, TOPIC), wanted, TOPIC) == term


def test_simple_values_need_no_type_beside_them(schema: Schema) -> None:
    assert write_term(schema, typed("2024-04", "gYearMonth"), DATES, TOPIC) == Written("2024-04")
    assert write_term(schema, Literal("Fern", language="en"), NAMES, TOPIC) == Written("Fern", "en")
    assert write_term(schema, Literal(" x"), Range(Kind.TEXT), TOPIC).type == RAW


def test_text_typed_into_a_field_gets_what_the_field_takes(schema: Schema) -> None:
    for text, datatype in (("1901-05", "gYearMonth"), ("1901", "gYear"), ("in spring", "date")):
        assert read_term(schema, Written(text), DATES, TOPIC) == typed(text, datatype)
    assert read_term(schema, Written(" Fern \r\n", "en"), NAMES, TOPIC) == Literal("Fern", language="en")
    assert read_term(schema, Written("Fern", "not a tag!"), NAMES, TOPIC) == Literal("Fern")
    assert read_term(schema, Written("  "), NAMES, TOPIC) is None
    assert read_term(schema, Written("fern"), THINGS, TOPIC) == Literal("fern")


def test_raw_term_that_is_none_is_nothing(schema: Schema) -> None:
    for text in ("no term", "<urn:a> <urn:b> <urn:c> . <urn:d>", ""):
        assert read_term(schema, Written(text, type=RAW), None, TOPIC) is None
    assert write_term(schema, BlankNode("x"), None, TOPIC).type == RAW


def test_only_names_of_four_parts_are_values() -> None:
    assert split_name("n0|g:hasBed|0|v") == ("n0", "g:hasBed", "0", "v")
    assert split_name("node|n0") is None
    assert split_name("text") is None
