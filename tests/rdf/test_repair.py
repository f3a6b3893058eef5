"""Near misses that keep a text from being read: named with the one replacement that lets it be read further."""

import pytest

from atlas.errors import RdfSyntaxError
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.repair import Repair, find_repair

START = "@prefix dcterms: <http://purl.org/dc/terms/> .\n"


def stopped(text: str) -> RdfSyntaxError:
    with pytest.raises(RdfSyntaxError) as refused:
        parse(text.encode(), TURTLE, base_iri="https://a.example/")
    return refused.value


def repaired(text: str) -> Repair | None:
    error = stopped(text)
    return find_repair(text, error.detail, error.line, error.column)


@pytest.mark.parametrize(
    ("statement", "old", "new"),
    [
        ('<a> dcterms:title "x"@en_US .', "@en_US", "@en-US"),
        ('<a> dcterms:title "x"@zh_Hant_TW .', "@zh_Hant_TW", "@zh-Hant-TW"),
        ("<a> dcterms:relation <htp://b.example/c> .", "htp://", "http://"),
        ("<a> dcterms:relation <htps:/b.example/c> .", "htps:/", "https://"),
        ("<a> dcterms:relation <https://b.example/c > .", "<https://b.example/c >", "<https://b.example/c>"),
        ("<a> dcterms:relation < https://b.example/c> .", "< https://b.example/c>", "<https://b.example/c>"),
    ],
)
def test_a_near_miss_has_one_replacement_and_the_text_then_parses(statement, old, new):
    text = START + statement
    column = statement.index(old) + 1
    assert repaired(text) == Repair(2, column, old, new)
    assert new.strip("<>").removesuffix("//") in (stopped(text).suggestion or "")
    assert parse(text.replace(old, new).encode(), TURTLE, base_iri="https://a.example/")


def test_a_usual_prefix_is_declared_at_the_top():
    assert repaired('<a> skos:note "x" .') == Repair(
        1, 1, "", "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        '<a> mine:note "x" .',
        '<a> <b> "x',
        "<a> <b> <c>",
        "<a> <b> <gopher://c.example/> .",
        '<a> <b> "x"@_ .',
        "<a> <b> <https://c.example/a b> .",
    ],
)
def test_what_has_no_clear_remedy_is_left_and_told(text):
    assert repaired(text) is None
    assert stopped(text).detail


@pytest.mark.parametrize("text", ["<a> <b> <c>", '<a> <b> "x\n" .', '<a> mine:note "x" .'])
def test_a_usual_mistake_has_advice(text):
    assert stopped(text).suggestion


def test_a_place_outside_the_text_has_no_replacement():
    assert find_repair("x", "Unexpected", 5, 1) is None
    assert find_repair("x", "Unexpected", None, None) is None
