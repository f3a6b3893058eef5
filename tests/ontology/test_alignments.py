from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS
from tests.ontology.conftest import BASE, Files

NAMESPACES = {
    "airo": "https://w3id.org/airo#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "fair4ml": "https://w3id.org/fair4ml#",
    "mldcat-ap": "http://data.europa.eu/it6/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema-org": "https://schema.org/",
    "spdx": "https://spdx.org/rdf/3.0.1/terms/",
}
CLASS_LINKS = {RDFS.subClassOf, OWL.equivalentClass}
PROPERTY_LINKS = {RDFS.subPropertyOf, OWL.equivalentProperty}
LOOSE_LINKS = {SKOS.closeMatch, SKOS.relatedMatch, SKOS.narrowMatch, SKOS.broadMatch}


def links(graph: Graph) -> list[tuple[URIRef, URIRef, URIRef]]:
    found = [
        (s, p, o)
        for s, p, o in graph
        if (s, RDF.type, OWL.Ontology) not in graph
        if isinstance(s, URIRef) and isinstance(p, URIRef) and isinstance(o, URIRef)
    ]
    assert len(found) == len(graph) - len(list(graph.predicate_objects(next(graph.subjects(RDF.type, OWL.Ontology)))))
    return found


def test_there_is_one_file_for_each_vocabulary(alignment_files: Files) -> None:
    assert set(alignment_files) == set(NAMESPACES)


def test_each_file_links_our_terms_to_one_foreign_namespace(
    alignment_files: Files, own_terms: set[URIRef], concepts: set[URIRef]
) -> None:
    for name, graph in alignment_files.items():
        found = links(graph)
        assert len(found) >= 9, name
        for subject, predicate, target in found:
            assert subject in own_terms | concepts, subject
            assert predicate in CLASS_LINKS | PROPERTY_LINKS | LOOSE_LINKS, predicate
            assert str(target).startswith(NAMESPACES[name]), target


def test_classes_are_linked_to_classes_and_properties_to_properties(
    alignment_files: Files, terms: Graph, labels: Graph
) -> None:
    properties = {OWL.ObjectProperty, OWL.DatatypeProperty}
    checked = 0
    for graph in alignment_files.values():
        for subject, predicate, target in links(graph):
            ours, theirs = set(terms.objects(subject, RDF.type)), set(labels.objects(target, RDF.type))
            if predicate in CLASS_LINKS:
                assert OWL.Class in ours & theirs, (subject, target)
            elif predicate in PROPERTY_LINKS:
                assert ours & theirs & properties, (subject, target)
            checked += predicate not in LOOSE_LINKS
    assert checked > 40


def test_each_file_has_a_header_that_names_the_vocabulary_and_imports_nothing(alignment_files: Files) -> None:
    for name, graph in alignment_files.items():
        header = URIRef(f"{BASE}alignment/{name}")
        assert list(graph.subjects(RDF.type, OWL.Ontology)) == [header]
        assert list(graph.objects(header, DCTERMS.source)), name
        assert list(graph.objects(None, OWL.imports)) == [], name
