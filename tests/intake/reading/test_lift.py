import pytest

from atlas.errors import RdfSyntaxError
from atlas.intake.reading.documents import Document
from atlas.intake.reading.lift import document_iri, lift
from atlas.namespaces import RDF, SYS, XSD
from atlas.rdf.terms import BlankNode, Literal, NamedNode

SPACE = "https://example.org/mapping/toy/"
TERMS = {
    "name": "urn:t#name",
    "parts": {"@id": "urn:t#part", "@container": "@list", "@context": {"name": "urn:t#label", "size": "urn:t#size"}},
    "count": {"@id": "urn:t#count", "@type": f"{XSD}integer"},
    "note": None,
}


def statements(value: object, terms: dict[str, object] = TERMS) -> set[tuple[str, str]]:
    lifted = lift(Document("a b.yml", value), terms, SPACE)  # type: ignore[arg-type]
    assert {str(q.graph_name) for q in lifted.quads} == {f"<{lifted.iri}>"}
    return {
        (q.predicate.value, "" if isinstance(q.object, BlankNode) else str(q.object.value))  # type: ignore[union-attr]
        for q in lifted.quads
        if not q.predicate.value.startswith(SYS)
    }


def test_keys_become_the_terms_of_the_context() -> None:
    assert statements({"name": "x", "count": "5"}) == {("urn:t#name", "x"), ("urn:t#count", "5")}


def test_a_value_is_typed_by_the_context_alone() -> None:
    lifted = lift(Document("x.yml", {"count": "5", "name": "5"}), TERMS, SPACE)
    types = {q.predicate.value: q.object.datatype.value for q in lifted.quads if isinstance(q.object, Literal)}
    assert types["urn:t#count"] == f"{XSD}integer"
    assert types["urn:t#name"] == f"{XSD}string"


def test_the_document_is_named_after_its_file_and_says_so() -> None:
    lifted = lift(Document("models/a b.yml", {"name": "x"}, 7), TERMS, SPACE)
    assert lifted.iri == f"{SPACE}models/a%20b.yml#line-7"
    assert lifted.iri == document_iri(Document("models/a b.yml", None, 7), SPACE)
    said = {q.predicate.value: q.object for q in lifted.quads if q.subject == NamedNode(lifted.iri)}
    assert said[f"{SYS}fileName"] == Literal("models/a b.yml")
    assert said[f"{SYS}lineNumber"] == Literal("7", datatype=NamedNode(f"{XSD}integer"))


def test_one_key_means_one_thing_above_and_another_below() -> None:
    found = statements({"name": "x", "parts": [{"name": "a", "size": "1"}, {"name": "b"}]})
    assert {("urn:t#name", "x"), ("urn:t#label", "a"), ("urn:t#label", "b"), ("urn:t#size", "1")} <= found


def test_a_list_keeps_its_order() -> None:
    lifted = lift(Document("x.yml", {"parts": [{"name": str(n)} for n in range(5)]}), TERMS, SPACE)
    by = {(str(q.subject), q.predicate.value): q.object for q in lifted.quads}
    cell, order = by[f"<{lifted.iri}>", "urn:t#part"], []
    while str(cell) != f"<{RDF}nil>":
        item = by[str(cell), f"{RDF}first"]
        order.append(by[str(item), "urn:t#label"].value)  # type: ignore[union-attr]
        cell = by[str(cell), f"{RDF}rest"]
    assert order == ["0", "1", "2", "3", "4"]


def test_nothing_says_nothing_and_an_empty_text_is_a_value() -> None:
    assert statements({"name": None}) == set()
    assert statements({"name": ""}) == {("urn:t#name", "")}


def test_keys_without_a_term_are_left_out_and_counted_by_path() -> None:
    value = {"colour": "red", "parts": [{"colour": "red", "name": "a"}, {"colour": {"deep": "x"}}], "note": "dropped"}
    lifted = lift(Document("x.yml", value), TERMS, SPACE)
    assert lifted.ignored == {"colour": 1, "parts/colour": 2}
    assert not any("red" in str(q.object) for q in lifted.quads)


@pytest.mark.parametrize("key", ["@id", "@type", "@graph", "@reverse", "@context2", "urn:t#name", "https://x.org/p"])
def test_a_key_cannot_speak_for_the_context(key: str) -> None:
    assert statements({"name": "x", key: "urn:other"}) == {("urn:t#name", "x")}


def test_the_context_of_a_document_gives_way_to_the_mappings_own() -> None:
    hostile = {"@context": "https://example.org/never-fetched", "@type": "urn:t#Thing", "name": "x"}
    assert statements(hostile) == {("urn:t#name", "x"), (f"{RDF}type", "urn:t#Thing")}


def test_a_nested_context_is_never_read() -> None:
    value = {"@context": {}, "parts": [{"@context": "https://example.org/never-fetched", "name": "a"}]}
    assert ("urn:t#label", "a") in statements(value)


def test_a_row_or_list_at_the_top_is_lifted_as_items() -> None:
    found = statements([{"name": "a"}, {"name": "b"}], {"items": "urn:t#item", "name": "urn:t#name"})
    assert {("urn:t#name", "a"), ("urn:t#name", "b"), ("urn:t#item", "")} == found


def test_a_value_that_no_iri_can_be_made_of_is_refused() -> None:
    with pytest.raises(RdfSyntaxError):
        statements({"page": "javascript:alert(1)"}, {"page": {"@id": "urn:t#page", "@type": "@id"}})
