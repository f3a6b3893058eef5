import pytest
from tests.questions.graph import Shipped

from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.store.memory import MemoryStore, Row

PREFIXES = """
@prefix atlas: <https://w3id.org/open-llm-atlas/ont/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sys: <https://w3id.org/open-llm-atlas/sys/> .
@prefix ex: <http://example.org/> .
"""
CAT = """
ex:graph a atlas:RecordGraph ; foaf:primaryTopic ex:cat ; dcterms:source ex:book, ex:page .
ex:cat a ex:Cat ; skos:prefLabel "Cat"@en, "Katze"@de ; ex:legs 4 ; ex:sleeps true ; ex:eats ex:fish ;
  ex:hasTail <http://example.org/cat#tail> ; atlas:hasEvidence <http://example.org/cat#e1> .
<http://example.org/cat#tail> a ex:Tail ; ex:length 30 ; atlas:hasEvidence <http://example.org/cat#e2> .
<http://example.org/cat#e1> a atlas:Evidence ; atlas:evidenceSource ex:book ;
  atlas:supportsSubject ex:cat ; atlas:supportsProperty ex:legs, ex:eats .
<http://example.org/cat#e2> a atlas:Evidence ; atlas:evidenceSource ex:page ;
  atlas:locator "page 2" ; atlas:quote "a long tail" .
"""
ELSEWHERE = """
ex:fish skos:prefLabel "Fish"@en . ex:book skos:prefLabel "Book"@en ; atlas:trustLevel ex:good .
ex:good skos:prefLabel "good"@en ; skos:notation 2 .
ex:Cat sys:kind "cat" ; skos:prefLabel "cat"@en .
"""
DERIVED = "ex:cat ex:isPet true . <http://example.org/cat#tail> ex:isLong true ."
EX = "http://example.org/"


def store() -> MemoryStore:
    graphs = {"graph": CAT, "elsewhere": ELSEWHERE, "derived": DERIVED}
    return MemoryStore(
        Quad(q.subject, q.predicate, q.object, NamedNode(EX + name))
        for name, turtle in graphs.items()
        for q in parse((PREFIXES + turtle).encode(), TURTLE)
    )


def view(shipped: Shipped, name: str, **values: Term | list[Term]) -> list[Row]:
    return store().select(shipped.schema.queries[f"views/{name}"].text, values)


def text(row: Row, column: str) -> str:
    term = row.get(column)
    return "" if term is None else str(getattr(term, "value", term)).removeprefix(EX)


def test_a_record_comes_whole_with_what_was_derived_of_it_and_its_parts(shipped: Shipped) -> None:
    found = store().construct(shipped.schema.queries["views/record"].text, {"focus": NamedNode(EX + "cat")})
    said = {
        (q.subject.value.removeprefix(EX), q.predicate.value.rsplit("/", 1)[-1])
        for q in found
        if isinstance(q.subject, NamedNode)
    }
    assert {
        ("cat", "legs"),
        ("cat#tail", "length"),
        ("graph", "source"),
        ("cat", "isPet"),
        ("cat#tail", "isLong"),
    } <= said
    assert not [subject for subject, _ in said if subject == "fish"]


def test_a_thing_without_a_record_comes_with_its_own_statements(shipped: Shipped) -> None:
    found = store().construct(shipped.schema.queries["views/record"].text, {"focus": NamedNode(EX + "fish")})
    assert len(list(found)) == 1


def test_sources_tell_properties_by_evidence_and_parts_as_a_whole(shipped: Shipped) -> None:
    rows = view(shipped, "sources", focus=NamedNode(EX + "cat"))
    assert {
        (text(row, "subject"), text(row, "property"), text(row, "source"), text(row, "locator")) for row in rows
    } == {
        ("cat", "eats", "book", ""),
        ("cat", "legs", "book", ""),
        ("cat#tail", "", "page", "page 2"),
    }
    assert {
        (text(row, "sourceLabel"), text(row, "trust"), text(row, "rank"))
        for row in rows
        if text(row, "source") == "book"
    } == {("Book", "good", "2")}


@pytest.mark.parametrize(("language", "label"), [("de", "Katze"), ("fr", "Cat")])
def test_labels_are_in_the_language_asked_for_else_english(shipped: Shipped, language: str, label: str) -> None:
    terms: list[Term] = [NamedNode(EX + "cat"), NamedNode(EX + "nothing")]
    rows = view(shipped, "labels", terms=terms, language=Literal(language))
    assert [(text(row, "term"), text(row, "label")) for row in rows] == [("cat", label)]


def test_what_points_at_a_thing_is_told_by_record_and_property(shipped: Shipped) -> None:
    rows = view(shipped, "incoming", focus=NamedNode(EX + "fish"), limit=Literal(10), offset=Literal(0))
    assert [(text(row, "subject"), text(row, "property")) for row in rows] == [("cat", "eats")]


def test_a_listing_is_paged(shipped: Shipped) -> None:
    values: dict[str, Term] = {"class": NamedNode(EX + "Cat"), "limit": Literal(1)}
    assert [text(row, "label") for row in view(shipped, "listing", **values, offset=Literal(0))] == ["Cat"]
    assert view(shipped, "listing", **values, offset=Literal(1)) == []


def test_counts_and_names_tell_of_records_by_kind(shipped: Shipped) -> None:
    assert [(text(row, "kind"), text(row, "n")) for row in view(shipped, "counts")] == [("cat", "1")]
    assert {(text(row, "item"), text(row, "label")) for row in view(shipped, "names")} == {
        ("cat", "Cat"),
        ("cat", "Katze"),
    }


def test_the_landing_counters_count_statements_and_their_evidence(shipped: Shipped) -> None:
    (row,) = view(shipped, "landing", since=Literal("2026-01-01"))
    assert (text(row, "records"), text(row, "statements"), text(row, "with_evidence")) == ("1", "4", "75 %")


def test_every_answer_to_a_question_comes_with_who_gives_it_and_where(shipped: Shipped) -> None:
    base = shipped.schema.base
    asked = {
        ("id/model/bielik-11b-v3-0-instruct", "id/framework/osai-index#licence"): {"open", "partial"},
        ("id/model/gpt-neox-20b", "ont/releaseDate"): {"2022-02-02", "2022-02-09"},
        ("id/model/bloom", "ont/hasLicence"): {"BigScience BLOOM RAIL 1.0", "BigScience RAIL 1.0"},
    }
    for (thing, question), answers in asked.items():
        values: dict[str, Term] = {"focus": NamedNode(base + thing), "question": NamedNode(base + question)}
        rows = shipped.store.select(shipped.schema.queries["views/answers"].text, values)
        assert {text(row, "answer") for row in rows} == answers, thing
        assert all(text(row, "byLabel") and text(row, "locator") for row in rows), thing


def test_a_verdict_is_told_once_with_its_paragraph_and_no_foreign_place(shipped: Shipped) -> None:
    base = shipped.schema.base
    values: dict[str, Term] = {
        "focus": NamedNode(f"{base}id/model/bloom"),
        "question": NamedNode(f"{base}id/framework/model-openness-framework"),
    }
    rows = shipped.store.select(shipped.schema.queries["views/answers"].text, values)
    assert len(rows) == len({text(row, "by") for row in rows}) == 2
    assert all(text(row, "because") and not text(row, "locator") for row in rows)
