"""The ontology as rdflib graphs: one graph for each file, and their merge."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF, SKOS

BASE = "https://w3id.org/open-llm-atlas/"
ATLAS = Namespace(f"{BASE}ont/")
SYS = Namespace(f"{BASE}sys/")
MODULES = {
    "project",
    "artifact",
    "actor",
    "motivation",
    "governance",
    "collaboration",
    "lifecycle",
    "evidence",
    "assessment",
    "record",
}

Files = Mapping[str, Graph]


def read_folder(folder: Path) -> dict[str, Graph]:
    files = {path.stem: Graph().parse(path, format="turtle") for path in sorted(folder.glob("*.ttl"))}
    assert files, f"{folder} holds no Turtle file"
    return files


def merge(files: Files) -> Graph:
    merged = Graph()
    for graph in files.values():
        merged += graph
    return merged


@pytest.fixture(scope="session")
def term_files(root: Path) -> Files:
    return read_folder(root / "ontology")


@pytest.fixture(scope="session")
def scheme_files(root: Path) -> Files:
    return read_folder(root / "ontology" / "schemes")


@pytest.fixture(scope="session")
def alignment_files(root: Path) -> Files:
    return read_folder(root / "ontology" / "alignments")


@pytest.fixture(scope="session")
def label_files(root: Path) -> Files:
    return read_folder(root / "ontology" / "labels")


@pytest.fixture(scope="session")
def terms(term_files: Files) -> Graph:
    return merge(term_files)


@pytest.fixture(scope="session")
def schemes(scheme_files: Files) -> Graph:
    return merge(scheme_files)


@pytest.fixture(scope="session")
def labels(label_files: Files) -> Graph:
    return merge(label_files)


@pytest.fixture(scope="session")
def own_terms(terms: Graph) -> set[URIRef]:
    """Every class, property and datatype of our two vocabularies."""
    found = {
        subject
        for subject, _ in terms.subject_objects(RDF.type)
        if isinstance(subject, URIRef) and str(subject).startswith((ATLAS, SYS)) and subject not in {ATLAS[""], SYS[""]}
    }
    assert len(found) > 250
    return found


@pytest.fixture(scope="session")
def concepts(schemes: Graph) -> set[URIRef]:
    found = {concept for concept in schemes.subjects(RDF.type, SKOS.Concept) if isinstance(concept, URIRef)}
    assert len(found) > 250
    return found
