"""Our own terms and shapes keep to the house style that shapes/ontology-style.ttl and shapes-style.ttl state."""

from pathlib import Path

from rdflib import OWL, RDF, SH, SKOS, Graph, URIRef
from tests.shapes.cases import BASE
from tests.shapes.conftest import judge, read_graph


def own_statements(graph: Graph) -> Graph:
    """What is said of terms under our base; foreign terms keep the labels of their makers."""
    own = Graph()
    for triple in graph:
        if isinstance(triple[0], URIRef) and triple[0].startswith(BASE):
            own.add(triple)
    return own


def test_every_term_of_ours_is_labelled_defined_sourced_and_exemplified(root: Path, shapes: Graph) -> None:
    terms = own_statements(read_graph(sorted((root / "ontology").glob("*.ttl"))))
    assert len(set(terms.subjects(RDF.type, OWL.Class))) > 50
    assert len(set(terms.subjects(RDF.type, OWL.ObjectProperty))) > 80
    assert judge(terms, shapes) == {}


def test_every_concept_of_ours_is_labelled_and_stands_in_one_scheme(root: Path, shapes: Graph) -> None:
    concepts = own_statements(read_graph(sorted((root / "ontology" / "schemes").glob("*.ttl"))))
    assert len(set(concepts.subjects(RDF.type, SKOS.Concept))) > 100
    terms = own_statements(read_graph(sorted((root / "ontology").glob("*.ttl"))))
    assert judge(concepts + terms, shapes) == {}


def test_every_shape_of_ours_is_a_named_and_complete_field(root: Path, shapes: Graph) -> None:
    assert len(set(shapes.subjects(SH.name))) > 250
    assert judge(read_graph(sorted((root / "shapes").glob("*.ttl"))), shapes) == {}


def test_each_list_of_the_shapes_is_a_scheme_with_concepts(root: Path, shapes: Graph) -> None:
    lists = set(shapes.objects(None, SH.hasValue)) & {
        scheme for node in shapes.subjects(SH.path, SKOS.inScheme) for scheme in shapes.objects(node, SH.hasValue)
    }
    schemes = read_graph(sorted((root / "ontology" / "schemes").glob("*.ttl")))
    assert len(lists) > 25
    assert [scheme for scheme in lists if (None, SKOS.inScheme, scheme) not in schemes] == []
