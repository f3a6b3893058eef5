from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS, XSD
from tests.ontology.conftest import ATLAS, BASE, Files, read_folder

RESERVED = (str(RDF), str(RDFS), str(OWL), str(XSD))
NAMING = (
    *(RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range),
    *(OWL.onProperty, OWL.onClass, OWL.someValuesFrom, OWL.equivalentClass),
    *(SKOS.closeMatch, SKOS.relatedMatch, SKOS.narrowMatch, SKOS.broadMatch),
    *(SH.path, SH["class"], SH.datatype, SH.targetClass, SH.nodeKind, SH.severity),
    *(ATLAS.supportsProperty, ATLAS.claimQuestion, ATLAS.gapProperty),
)


def named_terms(graph: Graph) -> set[URIRef]:
    """Foreign terms a graph uses: its predicates, its datatypes and what stands where a term is named."""
    nodes = set(graph.predicates()) | {o for predicate in NAMING for o in graph.objects(None, predicate)}
    nodes |= {o.datatype for o in graph.objects() if isinstance(o, Literal) and o.datatype is not None}
    return {node for node in nodes if isinstance(node, URIRef) and not str(node).startswith(BASE)}


def unlabelled(graph: Graph, labels: Graph) -> list[URIRef]:
    used = named_terms(graph)
    assert used
    members = {URIRef(f"{RDF}_{number}") for number in range(1, 9)}
    return sorted(term for term in used - members if (term, RDFS.label, None) not in labels)


def test_each_foreign_term_has_one_english_label_a_definition_and_a_home(label_files: Files) -> None:
    for name, graph in label_files.items():
        header = URIRef(f"{BASE}label/{name}")
        described = {subject for subject in graph.subjects() if isinstance(subject, URIRef)} - {header}
        assert described, name
        for term in described:
            for predicate in (RDFS.label, SKOS.definition):
                found = list(graph.objects(term, predicate))
                assert len(found) == 1, (term, predicate)
                assert isinstance(found[0], Literal), term
                assert found[0].language == "en", term
            assert len(list(graph.objects(term, RDFS.isDefinedBy))) == 1, term


def test_no_foreign_term_is_labelled_in_two_files(label_files: Files) -> None:
    seen: dict[object, str] = {}
    for name, graph in label_files.items():
        for term in graph.subjects(RDFS.label):
            assert term not in seen, f"{term} in {name} and {seen[term]}"
            seen[term] = name
    assert len(seen) > 200


def test_terms_of_rdf_and_owl_get_a_label_but_no_type(labels: Graph) -> None:
    reserved = {s for s in labels.subjects(RDFS.label) if str(s).startswith(RESERVED)}
    assert len(reserved) > 40
    assert [term for term in reserved if (term, RDF.type, None) in labels] == []


def test_each_foreign_term_of_the_ontology_has_a_label(
    term_files: Files, scheme_files: Files, alignment_files: Files, labels: Graph
) -> None:
    for files in (term_files, scheme_files, alignment_files):
        for name, graph in files.items():
            assert unlabelled(graph, labels) == [], name


def test_each_foreign_term_of_the_shapes_has_a_label(root: Path, labels: Graph) -> None:
    for name, graph in read_folder(root / "shapes").items():
        assert unlabelled(graph, labels) == [], name


@pytest.mark.parametrize("folder", ["data/sources", "data/records"])
def test_each_foreign_term_of_the_data_has_a_label(root: Path, labels: Graph, folder: str) -> None:
    merged = Graph()
    files = sorted((root / folder).rglob("*.ttl"))
    assert files
    for path in files:
        merged.parse(path, format="turtle")
    assert unlabelled(merged, labels) == []
