from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph, URIRef
from tests.ontology.conftest import ATLAS

from atlas.schema.files import SCHEMA_PARTS, iter_home_files
from atlas.validation.consistency import RECORD_PARTS, check_consistency, check_profile, read_graph

pytestmark = pytest.mark.java


@pytest.fixture(scope="module")
def schema_graphs(root: Path) -> list[Graph]:
    graphs = [read_graph(file.path) for file in iter_home_files(root, "", SCHEMA_PARTS)]
    assert len(graphs) > 60
    return graphs


def test_the_ontology_is_owl_2_dl(root: Path) -> None:
    report = check_profile([file.path for file in iter_home_files(root, "", SCHEMA_PARTS)])
    assert report.violations == ()
    assert report.in_profile
    assert report.axioms > 5000


def test_the_terms_are_consistent_and_each_class_can_have_an_instance(schema_graphs: list[Graph]) -> None:
    report = check_consistency(schema_graphs)
    assert report.consistent
    assert report.unsatisfiable == ()


def test_the_terms_and_all_records_are_consistent_together(root: Path, schema_graphs: list[Graph]) -> None:
    records = [read_graph(file.path) for file in iter_home_files(root, "", RECORD_PARTS)]
    assert len(records) > 100
    report = check_consistency([*schema_graphs, *records])
    assert [str(clash) for clash in report.clashes] == []
    assert report.consistent


def test_one_thing_that_is_community_and_legal_body_is_found(schema_graphs: list[Graph]) -> None:
    blurred = URIRef("https://w3id.org/open-llm-atlas/id/community/speakleash")
    contradiction = Graph()
    contradiction.add((blurred, RDF.type, ATLAS.Community))
    contradiction.add((blurred, RDF.type, ATLAS.LegalBody))
    report = check_consistency([*schema_graphs, contradiction])
    assert not report.consistent
    assert str(blurred) in {clash.node for clash in report.clashes}


def test_a_class_below_two_disjoint_classes_is_found(schema_graphs: list[Graph]) -> None:
    toy = Graph().parse(
        data="""
            @prefix atlas: <https://w3id.org/open-llm-atlas/ont/> .
            @prefix owl: <http://www.w3.org/2002/07/owl#> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            <urn:toy> a owl:Class ; rdfs:subClassOf atlas:Project , atlas:Organisation .
        """,
        format="turtle",
    )
    assert (URIRef("urn:toy"), RDF.type, OWL.Class) in toy
    assert check_consistency([*schema_graphs, toy]).unsatisfiable == ("urn:toy",)
