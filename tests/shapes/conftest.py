"""One judging of every example and case with every shape, shared by the tests of this folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, RDFS, SH, SKOS, Graph, URIRef
from tests.shapes.cases import EXAMPLES, PREFIXES, apply_case, read_cases, read_example, set_apart


@dataclass(frozen=True)
class Finding:
    """What a report says of one focus node, in prefixed names; the path is `-` where there is none."""

    path: str
    component: str
    shape: str
    severity: str


def read_graph(paths: list[Path]) -> Graph:
    """Several Turtle files as one graph."""
    assert paths, "no files to read"
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def shorten(node: object) -> str:
    """A name with its prefix."""
    for prefix, space in PREFIXES.items():
        if isinstance(node, URIRef) and node.startswith(space):
            return f"{prefix}:{node.removeprefix(space)}"
    return str(node)


def judge(data: Graph, shapes: Graph) -> dict[URIRef, list[Finding]]:
    """Findings by focus node; what a report tells in detail below a finding is left out."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True)
    assert isinstance(report, Graph)
    found: dict[URIRef, list[Finding]] = {}
    for result in report.objects(None, SH.result):
        focus = report.value(result, SH.focusNode)
        assert isinstance(focus, URIRef), focus
        path = report.value(result, SH.resultPath)
        component = report.value(result, SH.sourceConstraintComponent)
        shape = report.value(result, SH.sourceShape)
        severity = report.value(result, SH.resultSeverity)
        words = ("-" if path is None else shorten(path), shorten(component), str(shape), shorten(severity))
        found.setdefault(focus, []).append(Finding(*words))
    return found


@pytest.fixture(scope="session")
def shapes(root: Path) -> Graph:
    """Every shape of the house."""
    return read_graph(sorted((root / "shapes").glob("*.ttl")))


@pytest.fixture(scope="session")
def subclasses(root: Path) -> Graph:
    """The superclasses of our classes: without them SHACL does not apply the shape of a class to its subclasses."""
    graph = Graph()
    for triple in read_graph(sorted((root / "ontology").glob("*.ttl"))).triples((None, RDFS.subClassOf, None)):
        if isinstance(triple[2], URIRef):
            graph.add(triple)
    return graph


@pytest.fixture(scope="session")
def context(root: Path, subclasses: Graph) -> Graph:
    """What examples may point to: superclasses, types and schemes of concepts, and typed neighbours."""
    graph = read_graph([EXAMPLES / "context.ttl"])
    graph += subclasses
    schemes = read_graph(sorted((root / "ontology" / "schemes").glob("*.ttl")))
    for path in (RDF.type, SKOS.inScheme):
        for triple in schemes.triples((None, path, None)):
            graph.add(triple)
    return graph


@pytest.fixture(scope="session")
def findings(shapes: Graph, context: Graph) -> Mapping[str, list[Finding]]:
    """The findings on each case, by the case's id: all cases stand in one graph, each under names of its own."""
    data, focus_nodes = Graph(), {}
    data += context
    for number, case in enumerate(read_cases()):
        changed, focus = apply_case(read_example(case.shape), case)
        copy, focus = set_apart(changed, focus, number)
        data += copy
        focus_nodes[case.id] = focus
    assert len(set(focus_nodes.values())) == len(focus_nodes) > 100
    found = judge(data, shapes)
    return {case: found.get(focus, []) for case, focus in focus_nodes.items()}
