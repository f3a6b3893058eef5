from pathlib import Path

import pytest

from atlas.errors import HomeError
from atlas.schema.classes import refuse_reserved_kinds
from atlas.schema.load import load_schema

HEADER = """
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sys: <https://w3id.org/open-llm-atlas/sys/> . @prefix vann: <http://purl.org/vocab/vann/> .
<http://ex.org/ont/> a owl:Ontology ; dcterms:title "Gardens" ; sys:base "http://ex.org/" ;
  vann:preferredNamespacePrefix "ex" ; vann:preferredNamespaceUri "http://ex.org/ont/" .
"""
TERMS = """
@prefix ex: <http://ex.org/ont/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sys: <https://w3id.org/open-llm-atlas/sys/> .
ex:Place a owl:Class ; skos:prefLabel "place"@en .
ex:Garden a owl:Class ; rdfs:subClassOf ex:Place ; sys:kind "garden" ; skos:prefLabel "Garten"@de, "garden"@en .
ex:area a owl:DatatypeProperty . ex:contains a owl:ObjectProperty .
"""
SHAPES = """
@prefix ex: <http://ex.org/ont/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<http://ex.org/shape/Place> a sh:NodeShape ; sh:targetClass ex:Place ;
  sh:property <http://ex.org/shape/Place-contains> .
<http://ex.org/shape/Place-contains> sh:path ex:contains ; sh:class ex:Place ; sh:name "contains" ; sh:order 2 .
<http://ex.org/shape/Garden> a sh:NodeShape ; sh:targetClass ex:Garden ; sh:node <http://ex.org/shape/Place> ;
  sh:property <http://ex.org/shape/Garden-area> .
<http://ex.org/shape/Garden-area> sh:path ex:area ; sh:datatype xsd:integer ; sh:minCount 1 ;
  sh:name "area" ; sh:order 1 .
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "ontology").mkdir()
    (tmp_path / "shapes").mkdir()
    (tmp_path / "ontology" / "ontology.ttl").write_text(HEADER, encoding="utf-8")
    (tmp_path / "ontology" / "garden.ttl").write_text(TERMS, encoding="utf-8")
    (tmp_path / "shapes" / "garden.ttl").write_text(SHAPES, encoding="utf-8")
    return tmp_path


def test_fields_come_from_the_shape_and_from_those_it_includes(home: Path) -> None:
    garden = load_schema(home).kinds["garden"]
    assert [(field.name, field.min_count) for field in garden.fields] == [("area", 1), ("contains", 0)]
    assert garden.superclasses == ("http://ex.org/ont/Place",)


def test_labels_prefer_english(home: Path) -> None:
    assert load_schema(home).label("http://ex.org/ont/Garden") == "garden"


def test_the_context_coerces_what_the_shapes_agree_on(home: Path) -> None:
    terms = load_schema(home).context["@context"]
    assert isinstance(terms, dict)
    assert terms["area"] == {"@id": "http://ex.org/ont/area", "@type": "http://www.w3.org/2001/XMLSchema#integer"}
    assert terms["contains"] == {"@id": "http://ex.org/ont/contains", "@type": "@id"}


def test_compact_names_and_iris_are_inverse(home: Path) -> None:
    schema = load_schema(home)
    assert schema.compact("http://ex.org/ont/area") == "ex:area"
    assert schema.expand("ex:area") == schema.expand("area") == "http://ex.org/ont/area"
    assert schema.expand("http://other.org/x") == "http://other.org/x"


def test_a_header_without_base_is_refused(home: Path) -> None:
    (home / "ontology" / "ontology.ttl").write_text(HEADER.replace('sys:base "http://ex.org/" ;', ""), encoding="utf-8")
    with pytest.raises(HomeError):
        load_schema(home)


def test_a_file_that_does_not_parse_is_named_with_its_line(home: Path) -> None:
    (home / "shapes" / "garden.ttl").write_text("<a> <b>\n  oops .", encoding="utf-8")
    with pytest.raises(HomeError) as refused:
        load_schema(home)
    assert "garden.ttl" in refused.value.detail
    assert refused.value.line is not None


def test_two_classes_of_one_kind_are_refused(home: Path) -> None:
    more = 'ex:Park a owl:Class ; sys:kind "garden" .'
    (home / "ontology" / "garden.ttl").write_text(TERMS + more, encoding="utf-8")
    with pytest.raises(HomeError):
        load_schema(home)


def test_a_kind_that_is_a_fixed_address_is_refused(home: Path) -> None:
    with pytest.raises(HomeError):
        refuse_reserved_kinds(load_schema(home).kinds, frozenset({"garden"}))
