"""Statements of a record corrected or left out."""

import pytest

from atlas.errors import InputError, NotFoundError
from atlas.intake.drafting.correct import correct, find_statement, leave_out
from atlas.namespaces import XSD
from atlas.rdf.canonical import mark_statement
from atlas.rdf.terms import Literal, NamedNode, Quad

SIZE = Quad(NamedNode("urn:s"), NamedNode("urn:size"), Literal("1.50", datatype=NamedNode(f"{XSD}decimal")))
PAGE = Quad(NamedNode("urn:s"), NamedNode("urn:page"), NamedNode("https://example.org/a"))
RECORD = [SIZE, PAGE]


def test_statement_is_found_by_the_form_the_engine_shows() -> None:
    shown = Literal("1.5", datatype=NamedNode(f"{XSD}decimal"))
    for term in (SIZE.object, shown):
        assert find_statement(RECORD, mark_statement(SIZE.subject, SIZE.predicate, term)) == SIZE


def test_statement_that_the_record_does_not_make_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        find_statement(RECORD, "0" * 12)


def test_replaced_literal_keeps_its_datatype() -> None:
    wanted = Quad(SIZE.subject, SIZE.predicate, Literal("2.50", datatype=NamedNode(f"{XSD}decimal")))
    assert correct(RECORD, SIZE, "replace", " 2.50 ") == [PAGE, wanted]


def test_replaced_literal_keeps_its_language() -> None:
    name = Quad(NamedNode("urn:s"), NamedNode("urn:name"), Literal("Est", language="fr"))
    assert correct([name], name, "replace", "Ouest")[0].object == Literal("Ouest", language="fr")


def test_replaced_iri_stays_an_iri() -> None:
    made = correct(RECORD, PAGE, "replace", "https://example.org/b")
    assert made[-1].object == NamedNode("https://example.org/b")


@pytest.mark.parametrize("text", ["", "not an address", "javascript:alert(1)", "https://a> <urn:x> <urn:y"])
def test_what_is_no_address_does_not_replace_one(text: str) -> None:
    with pytest.raises(InputError):
        correct(RECORD, PAGE, "replace", text)


def test_removed_statement_is_gone_and_others_stay() -> None:
    assert correct(RECORD, SIZE, "remove", "ignored") == [PAGE]


def test_correction_that_changes_nothing_or_is_unknown_is_refused() -> None:
    for fate, text in (("replace", "1.50"), ("forget", "2")):
        with pytest.raises(InputError):
            correct(RECORD, SIZE, fate, text)


def test_part_that_nothing_leads_to_any_more_is_left_out_with_the_statement_that_led_there() -> None:
    part = NamedNode("urn:s#part")
    leads = Quad(NamedNode("urn:s"), NamedNode("urn:has"), part)
    inner = Quad(part, NamedNode("urn:has"), NamedNode("urn:s#inner"))
    deep = Quad(NamedNode("urn:s#inner"), NamedNode("urn:size"), Literal("2"))
    record = [*RECORD, leads, inner, deep]
    marks = [mark_statement(quad.subject, quad.predicate, quad.object) for quad in (leads, SIZE)]
    assert leave_out(record, marks) == [PAGE]
    assert leave_out(record, []) == record
