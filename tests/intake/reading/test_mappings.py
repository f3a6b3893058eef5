"""A mapping folder never seen before makes records, with no change in Python."""

from pathlib import Path

import pytest

from atlas.errors import HomeError, ParameterError, SparqlSyntaxError
from atlas.intake.reading.documents import read_documents
from atlas.intake.reading.mappings import (
    CatalogueMapping,
    Mapped,
    Refusal,
    apply_mapping,
    find_mappings,
    load_mapping,
    to_records,
)
from atlas.rdf.terms import BlankNode, Literal, NamedNode, Quad
from atlas.schema.files import iter_home_files
from atlas.schema.load import load_schema, read_file

BASE = "https://zoo.example/"
CONTEXT = """{"@context": {"@version": 1.1, "t": "urn:term#", "Name": "t:name", "Legs": "t:legs", "Sound": null}}"""
MAP = """#+ title: Animals
#+ param $date date
PREFIX t: <urn:term#>
PREFIX sys: <https://w3id.org/open-llm-atlas/sys/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
CONSTRUCT {
  ?animal a <https://zoo.example/ont/Animal> ; skos:prefLabel ?name ; <https://zoo.example/ont/same> ?other .
  ?graph <https://zoo.example/ont/made> $date .
}
WHERE {
  ?document t:name ?name ; sys:fileName ?file .
  OPTIONAL { ?document skos:exactMatch ?linked }
  OPTIONAL { ?found skos:prefLabel ?known FILTER(STR(?known) = ?name) }
  BIND(COALESCE(?linked, ?found) AS ?other)
  BIND(IRI(CONCAT("https://zoo.example/id/animal/", LCASE(?name))) AS ?animal)
  BIND(IRI(CONCAT("https://zoo.example/graph/animal/", LCASE(?name))) AS ?graph)
}
"""
LEGS = """PREFIX t: <urn:term#>
CONSTRUCT { ?part <https://zoo.example/ont/count> ?legs }
WHERE {
  ?document t:name ?name ; t:legs ?legs .
  BIND(IRI(CONCAT("https://zoo.example/id/animal/", LCASE(?name), "#legs")) AS ?part)
}
"""
REFUSED = """PREFIX t: <urn:term#>
PREFIX sys: <https://w3id.org/open-llm-atlas/sys/>
SELECT ?document ?found ?reason
WHERE {
  ?iri sys:fileName ?document ; sys:lineNumber ?line .
  MINUS { ?iri t:name ?name }
  BIND(CONCAT("line ", STR(?line)) AS ?found) BIND("It has no name." AS ?reason)
}
"""
DAY = Literal("2026-11-21")
TABLE = b"Name,Legs,Colour\nOwl,2,brown\nNewt,4,\n,3,red\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "mappings" / "zoo"
    folder.mkdir(parents=True)
    files = {"context.jsonld": CONTEXT, "map.rq": MAP, "map-legs.rq": LEGS, "refused.rq": REFUSED}
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    (folder / "identities.ttl").write_text(
        "<table.csv#line-2> <http://www.w3.org/2004/02/skos/core#exactMatch> <https://zoo.example/id/animal/strix> .",
        encoding="utf-8",
    )
    return tmp_path


def mapped(home: Path, known: tuple[Quad, ...] = ()) -> Mapped:
    return apply_mapping(load(home), read_documents(TABLE, "table.csv"), known, {"date": DAY}, BASE)


def load(home: Path) -> CatalogueMapping:
    return load_mapping(home, "zoo", BASE)


def values(found: Mapped, graph: str, local: str) -> list[str]:
    return [q.object.value for q in found.records[f"{BASE}{graph}"] if q.predicate.value.endswith(local)]  # type: ignore[union-attr]


def test_folders_with_a_context_are_mappings(home: Path) -> None:
    (home / "mappings" / "notes").mkdir()
    assert find_mappings(home) == ["zoo"]


def test_each_record_its_parts_and_its_graph_metadata_come_in_one_graph(home: Path) -> None:
    found = mapped(home)
    assert set(found.records) == {f"{BASE}graph/animal/owl", f"{BASE}graph/animal/newt"}
    assert values(found, "graph/animal/owl", "prefLabel") == ["Owl"]
    assert values(found, "graph/animal/owl", "count") == ["2"]
    assert values(found, "graph/animal/owl", "made") == ["2026-11-21"]
    assert {str(q.graph_name) for q in found.records[f"{BASE}graph/animal/owl"]} == {f"<{BASE}graph/animal/owl>"}


def test_what_no_record_holds_is_listed_with_its_reason(home: Path) -> None:
    found = mapped(home)
    assert found.refused == (Refusal("table.csv", "line 4", "It has no name."),)
    assert found.ignored == {"Colour": 3}


def test_links_of_the_folder_and_known_records_can_be_looked_up(home: Path) -> None:
    label = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    known = Quad(NamedNode(f"{BASE}id/animal/triton"), label, Literal("Newt", language="en"))
    found = mapped(home, (known,))
    assert values(found, "graph/animal/owl", "same") == [f"{BASE}id/animal/strix"]
    assert values(found, "graph/animal/newt", "same") == [f"{BASE}id/animal/triton"]
    assert all(quad.subject != known.subject for quad in found.quads)


def test_the_same_input_makes_the_same_statements(home: Path) -> None:
    assert mapped(home).quads == mapped(home).quads
    assert len(mapped(home).quads) == 9


def test_no_documents_make_nothing(home: Path) -> None:
    assert apply_mapping(load(home), [], (), {"date": DAY}, BASE) == Mapped({}, (), {})  # type: ignore[arg-type]


def test_a_parameter_without_a_value_is_refused(home: Path) -> None:
    with pytest.raises(ParameterError):
        apply_mapping(load(home), read_documents(TABLE, "table.csv"), (), {}, BASE)


def test_a_mapping_that_does_not_exist_is_refused_with_those_that_do(home: Path) -> None:
    with pytest.raises(HomeError) as caught:
        load_mapping(home, "circus", BASE)
    assert caught.value.expected == "zoo"


@pytest.mark.parametrize(("name", "content"), [("context.jsonld", "[]"), ("context.jsonld", "{"), ("map.rq", None)])
def test_a_folder_that_lacks_a_context_or_a_query_is_refused(home: Path, name: str, content: str | None) -> None:
    for path in (home / "mappings" / "zoo").glob("map*.rq" if content is None else name):
        path.unlink()
        if content is not None:
            path.write_text(content, encoding="utf-8")
    with pytest.raises(HomeError):
        load(home)


def test_a_query_that_does_not_parse_is_refused(home: Path) -> None:
    (home / "mappings" / "zoo" / "map.rq").write_text("CONSTRUCT {", encoding="utf-8")
    with pytest.raises(SparqlSyntaxError):
        mapped(home)


@pytest.mark.parametrize("subject", [BlankNode("b"), NamedNode("urn:other"), NamedNode("https://other.example/id/x/y")])
def test_a_statement_of_something_that_is_no_record_is_refused(subject: NamedNode | BlankNode) -> None:
    with pytest.raises(HomeError):
        to_records([Quad(subject, NamedNode("urn:p"), Literal("x"))], BASE)


def test_every_shipped_mapping_loads_makes_known_terms_and_is_described(root: Path) -> None:
    schema = load_schema(root)
    names = find_mappings(root)
    assert "model-openness-tool" in names
    for name in names:
        mapping = load_mapping(root, name, schema.base)
        assert len((root / "mappings" / name / "README.md").read_text(encoding="utf-8")) > 500
        assert all(query.first("title") for query in (*mapping.constructs, *mapping.refusals))


def test_the_tool_entry_makes_only_terms_the_ontology_knows(root: Path) -> None:
    schema = load_schema(root)
    text = b"release: {name: A+B, date: '2024-01-01', license: {code: {name: MIT}}, components: [{name: Datasets}]}"
    known = [q for f in iter_home_files(root, schema.base, frozenset({"record"})) for q in read_file(f)]
    mapping = load_mapping(root, "model-openness-tool", schema.base)
    day = Literal("2026-11-21", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    found = apply_mapping(mapping, read_documents(text, "A+B.yml"), known, {"date": day}, schema.base)
    assert set(found.records) == {f"{schema.base}graph/assessment/mot-a-plus-b"}
    used = {q.predicate.value for q in found.quads} | {
        q.object.value for q in found.quads if q.predicate.value.endswith("#type") and isinstance(q.object, NamedNode)
    }
    assert used - schema.terms == set()
    assert not any(q.predicate.value.endswith("/assesses") for q in found.quads)
