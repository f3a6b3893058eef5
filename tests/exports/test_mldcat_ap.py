"""MLDCAT-AP: what is exported conforms to the official shapes, and whatever does not is in the coverage list."""

from pathlib import Path

import pytest
from tests.exports.running import Running, find_missing, judge

from atlas.namespaces import DCAT, DCTERMS, RDF
from atlas.rdf.terms import NamedNode, Quad

NAME = "mldcat-ap"
IT6 = "http://data.europa.eu/it6/"
CLASSES = "SELECT ?item WHERE { ?item a $class . ?graph <http://xmlns.com/foaf/0.1/primaryTopic> ?item }"

# All that the graph holds of a model and its training data, in the words of the profile, whether enough or not.
AS_FAR_AS_KNOWN = """
PREFIX atlas: <https://w3id.org/open-llm-atlas/ont/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX it6: <http://data.europa.eu/it6/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
CONSTRUCT {
  ?model a it6:MachineLearningModel ; dcterms:title ?title ; dcterms:description ?text ; dcterms:identifier ?id ;
    dcat:version ?version ; it6:trainedOn ?dataset .
  ?dataset a dcat:Dataset ; dcterms:title ?name ; dcterms:description ?about .
}
WHERE {
  ?model a atlas:Model ; skos:prefLabel ?title FILTER(LANG(?title) = "en")
  OPTIONAL { ?model dcterms:description ?text }
  OPTIONAL { ?model atlas:hasIdentifier [ atlas:identifierValue ?id ] }
  OPTIONAL { ?model atlas:versionLabel ?version }
  OPTIONAL {
    ?model atlas:hasTrainingDataset ?dataset . ?dataset skos:prefLabel ?name FILTER(LANG(?name) = "en")
    OPTIONAL { ?dataset dcterms:description ?about }
  }
}"""


@pytest.fixture(scope="module")
def quads(running: Running) -> list[Quad]:
    found = running.whole(NAME)
    assert len(found) > 200
    return found


@pytest.fixture(scope="module")
def shapes(running: Running, shared: Path) -> Path:
    (name,) = running.export(NAME).main.header["shapes"]
    return shared / name


def test_what_is_exported_conforms_to_the_official_shapes(quads: list[Quad], shapes: Path) -> None:
    assert judge(quads, shapes) == {}


@pytest.mark.parametrize("predicate", [f"{DCTERMS}title", f"{DCTERMS}date", f"{IT6}hasDocument"])
def test_an_export_broken_on_purpose_fails(quads: list[Quad], shapes: Path, predicate: str) -> None:
    broken = [quad for quad in quads if quad.predicate.value != predicate]
    assert len(broken) < len(quads)
    assert any(path == predicate for path, _, _ in judge(broken, shapes))


def test_a_model_without_its_files_would_fail(running: Running, quads: list[Quad], shapes: Path) -> None:
    model = NamedNode("https://w3id.org/open-llm-atlas/id/model/bloom")
    added = Quad(model, NamedNode(f"{RDF}type"), NamedNode(f"{IT6}MachineLearningModel"))
    missing = {path for path, component, _ in judge([*quads, added], shapes) if component.startswith("MinCount")}
    assert {f"{IT6}hasFile", f"{IT6}trainedOn", f"{DCTERMS}created", f"{DCAT}version"} <= missing


def test_every_record_of_the_profiles_classes_is_exported_or_said_to_lack_something(
    running: Running, quads: list[Quad]
) -> None:
    exported = {str(quad.subject).strip("<>") for quad in quads}
    lacking = {row["item"] for row in running.rows(NAME, "coverage")}
    for name in ("Model", "Dataset", "Benchmark", "Publication"):
        iri = running.exports.schema.namespace + name
        every = running.select(CLASSES, **{"class": NamedNode(iri)})
        assert every
        assert {row["item"] for row in every} <= exported | lacking, name
    assert not exported & lacking


def test_the_coverage_list_says_what_is_missing_for_every_model(running: Running) -> None:
    rows = running.rows(NAME, "coverage")
    models = {row["item"] for row in rows if "/model/" in row["item"]}
    without_files = {row["item"] for row in rows if row["missing"] == "it6:hasFile"}
    assert models == without_files
    assert any("undisclosed" in row["reason"] for row in rows if row["missing"] == "it6:trainedOn")
    assert all(row["reason"] and row["itemLabel"] for row in rows)


def test_the_coverage_list_is_what_the_official_shapes_say_of_every_model(running: Running, shapes: Path) -> None:
    known = list(running.memory.construct(AS_FAR_AS_KNOWN))
    missing = find_missing(known, shapes)
    listed: dict[str, set[str]] = {}
    for row in running.rows(NAME, "coverage"):
        if "/model/" in row["item"]:
            listed.setdefault(row["item"], set()).add(row["missing"].rpartition(":")[2])
    trained: dict[str, set[str]] = {}
    for quad in known:
        if quad.predicate.value == f"{IT6}trainedOn":
            trained.setdefault(str(quad.subject).strip("<>"), set()).add(str(quad.object).strip("<>"))
    for model, told in listed.items():
        found = {path.rpartition("/")[2].rpartition("#")[2] for path in missing[model]}
        undated = any(f"{IT6}collectionDate" in missing[dataset] for dataset in trained.get(model, ()))
        assert found | ({"trainedOn"} if undated else set()) == told, model
    assert len(listed) > 150
