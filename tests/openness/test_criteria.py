"""The criteria as shapes: each criterion has one, and SHACL finds lacking exactly what the rules find lacking."""

from collections.abc import Callable
from pathlib import Path

import pyshacl
import pytest
from rdflib import SH, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF
from tests.openness.conftest import BASE, Judged, entry
from tests.openness.reference import REQUIRED
from tests.openness.test_classes import release

ATLAS = Namespace(f"{BASE}ont/")
LACKING = """
PREFIX atlas: <https://w3id.org/open-llm-atlas/ont/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?finding ?criterion ?status ?lacking
WHERE {
  ?verdict atlas:usesFramework <https://w3id.org/open-llm-atlas/id/framework/model-openness-framework> ;
    atlas:hasFinding ?finding .
  ?finding atlas:criterion ?criterion ; atlas:hasFindingStatus ?status .
  OPTIONAL {
    ?status skos:broader <https://w3id.org/open-llm-atlas/scheme/component-status/in-place>
    BIND(false AS ?held)
  }
  BIND(COALESCE(?held, true) AS ?lacking)
}"""


@pytest.fixture(scope="module")
def shapes(root: Path) -> Graph:
    return Graph().parse(root / "shapes" / "criteria.ttl", format="turtle")


@pytest.fixture(scope="module")
def frameworks(root: Path) -> Graph:
    merged = Graph()
    for path in sorted((root / "data" / "records" / "framework").glob("*.ttl")):
        merged.parse(path, format="turtle")
    return merged


def test_each_criterion_has_one_shape_that_editions_of_a_framework_may_share(shapes: Graph, frameworks: Graph) -> None:
    criteria = set(frameworks.subjects(RDF.type, ATLAS.Criterion))
    pairs = list(frameworks.subject_objects(ATLAS.hasCriterionShape))
    assert len(criteria) == 17 + 3 + 12 + 14
    assert sorted(criterion for criterion, _ in pairs) == sorted(criteria)
    assert {shape for _, shape in pairs} == set(shapes.subjects(RDF.type, SH.PropertyShape))
    within = {(str(criterion).partition("#")[0], shape) for criterion, shape in pairs}
    assert len(within) == len(pairs)


def test_rules_name_no_framework_and_no_criterion(root: Path, frameworks: Graph) -> None:
    rules = sorted((root / "queries" / "rules").glob("openness-*.rq"))
    assert len(rules) > 10
    names = {str(node).rpartition("/")[2] for node in frameworks.subjects(RDF.type, ATLAS.AssessmentFramework)}
    names |= {str(node).rpartition("#")[2] for node in frameworks.subjects(RDF.type, ATLAS.Criterion) if "-" in node}
    texts = {path.name: path.read_text(encoding="utf-8") for path in rules}
    assert [
        (file, name) for file, text in texts.items() for name in names if f"/{name}>" in text or f"#{name}" in text
    ] == []
    assert [file for file, text in texts.items() if "id/framework" in text] == []


def test_criteria_have_no_target_and_say_what_to_do(shapes: Graph) -> None:
    for shape in shapes.subjects(RDF.type, SH.PropertyShape):
        assert not set(shapes.predicates(shape)) & {SH.targetClass, SH.targetNode, SH.targetSubjectsOf}
        for predicate in (SH.message, SH.description):
            (text,) = shapes.objects(shape, predicate)
            assert isinstance(text, Literal)
            assert text.language == "en" and text.endswith((".", "?")), shape


def test_every_status_a_shape_accepts_counts_as_in_place(shapes: Graph, root: Path) -> None:
    scheme = Graph().parse(root / "ontology" / "schemes" / "component-status.ttl", format="turtle")
    broader = URIRef("http://www.w3.org/2004/02/skos/core#broader")
    accepted = {
        status
        for shape in shapes.subjects(SH.path, ATLAS.hasFindingStatus)
        for status in Collection(shapes, shapes.value(shape, SH["in"]))
    }
    assert accepted
    assert accepted == set(scheme.subjects(broader, URIRef(f"{BASE}scheme/component-status/in-place")))


def test_shacl_and_the_rules_find_the_same_lacking(
    judge: Callable[..., Judged], shapes: Graph, frameworks: Graph
) -> None:
    listed = ["{name: Datasets, license: unlicensed}", "{name: Training code, license: xlock}", *REQUIRED[3]]
    rows = judge(entry("x", release(listed))).store.select(LACKING)
    assert len(rows) == 17
    data, targeted = Graph(), Graph() + shapes
    for row in rows:
        finding, criterion = URIRef(row["finding"].value), URIRef(row["criterion"].value)
        data.add((finding, ATLAS.hasFindingStatus, URIRef(row["status"].value)))
        shape = frameworks.value(criterion, ATLAS.hasCriterionShape)
        assert shape is not None
        targeted.add((shape, SH.targetNode, finding))
    conforms, report, _ = pyshacl.validate(data, shacl_graph=targeted, inference="none")
    assert not conforms
    lacking = {URIRef(row["finding"].value) for row in rows if row["lacking"].value == "true"}
    assert set(report.objects(None, SH.focusNode)) == lacking
    assert len(lacking) == 11
