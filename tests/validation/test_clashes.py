import pytest
from rdflib import Graph

from atlas.validation.clashes import ClashFinder

PREFIXES = """
    @prefix ex: <http://example.org/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def clashing_nodes(turtle: str) -> list[str]:
    clashes = ClashFinder(Graph().parse(data=PREFIXES + turtle, format="turtle")).find_clashes()
    return [clash.node.rpartition("/")[2] for clash in clashes]


@pytest.mark.parametrize(
    "axiom",
    [
        "ex:A owl:disjointWith ex:B .",
        "[] a owl:AllDisjointClasses ; owl:members ( ex:A ex:B ex:C ) .",
        "ex:Top owl:disjointUnionOf ( ex:A ex:B ) .",
    ],
)
def test_a_node_of_two_disjoint_classes_clashes(axiom: str) -> None:
    assert clashing_nodes(f"{axiom} ex:x a ex:A , ex:B . ex:y a ex:A .") == ["x"]


def test_disjointness_is_inherited_by_subclasses() -> None:
    assert clashing_nodes("ex:A owl:disjointWith ex:B . ex:C rdfs:subClassOf ex:B . ex:x a ex:A , ex:C .") == ["x"]


def test_domain_and_range_give_a_class() -> None:
    terms = "ex:A owl:disjointWith ex:B . ex:p rdfs:domain ex:B ; rdfs:range ex:B ."
    assert clashing_nodes(f"{terms} ex:x a ex:A ; ex:p ex:y . ex:y a ex:A .") == ["x", "y"]


def test_a_union_as_domain_clashes_only_when_no_member_is_left() -> None:
    terms = """
        [] a owl:AllDisjointClasses ; owl:members ( ex:A ex:B ex:C ) .
        ex:p rdfs:domain [ a owl:Class ; owl:unionOf ( ex:A ex:B ) ] .
    """
    assert clashing_nodes(f"{terms} ex:x a ex:A ; ex:p ex:z . ex:y a ex:C ; ex:p ex:z . ex:w ex:p ex:z .") == ["y"]


def test_a_literal_outside_the_range_of_its_property_clashes() -> None:
    terms = "ex:p a owl:DatatypeProperty ; rdfs:range xsd:string ."
    assert clashing_nodes(f'{terms} ex:x ex:p "plain" . ex:y ex:p "tagged"@en . ex:z ex:p 7 .') == ["y", "z"]


def test_a_graph_without_contradiction_has_no_clash() -> None:
    assert clashing_nodes("ex:A owl:disjointWith ex:B . ex:x a ex:A . ex:y a ex:B .") == []
