"""The DCAT-AP catalogue against the official shapes of release 3.0.1, and against our own where those are missing."""

from pathlib import Path

import pytest
from tests.exports.running import Running, judge

from atlas.namespaces import DCAT, DCTERMS, RDF
from atlas.rdf.terms import Literal, NamedNode, Quad

NAME = "dcat-ap"


@pytest.fixture(scope="module")
def catalogue(running: Running) -> list[Quad]:
    quads = running.whole(NAME)
    assert len(quads) > 500
    return quads


def official(running: Running, shared: Path, key: str) -> list[Path]:
    found = [shared / name for name in running.export(NAME).main.header[key]]
    assert found
    return found


def without(quads: list[Quad], predicate: str) -> list[Quad]:
    kept = [quad for quad in quads if quad.predicate.value != predicate]
    assert len(kept) < len(quads)
    return kept


def test_the_catalogue_has_no_violation_of_the_official_shapes(
    running: Running, catalogue: list[Quad], shared: Path
) -> None:
    for shapes in official(running, shared, "shapes"):
        assert judge(catalogue, shapes) == {}, shapes.name


def test_recommended_presence_is_counted_and_has_no_violation(
    running: Running, catalogue: list[Quad], shared: Path
) -> None:
    (shapes,) = official(running, shared, "recommended")
    found = judge(catalogue, shapes)
    assert found
    assert {severity for _, _, severity in found} == {"Warning"}


@pytest.mark.parametrize(
    ("predicate", "shapes"),
    [(f"{DCTERMS}title", 0), (f"{DCTERMS}description", 0), (f"{DCAT}accessURL", 0), (f"{RDF}type", None)],
)
def test_a_catalogue_broken_on_purpose_fails_the_official_shapes(
    running: Running, catalogue: list[Quad], shared: Path, predicate: str, shapes: int | None
) -> None:
    files = official(running, shared, "shapes")
    if shapes is None:
        licences = [
            quad
            for quad in catalogue
            if not (quad.predicate.value == predicate and "LicenseDocument" in str(quad.object))
        ]
        assert (f"{DCTERMS}license", "ClassConstraintComponent", "Violation") in judge(licences, files[1])
    else:
        found = judge(without(catalogue, predicate), files[shapes])
        assert (predicate, "MinCountConstraintComponent", "Violation") in found


def test_the_catalogue_passes_our_own_checks(running: Running, catalogue: list[Quad]) -> None:
    assert judge(catalogue, running.export(NAME).folder / "checks" / "shapes.ttl") == {}


def test_a_second_publisher_fails_our_own_checks(running: Running, catalogue: list[Quad]) -> None:
    publisher = next(quad for quad in catalogue if quad.predicate.value == f"{DCTERMS}publisher")
    added = Quad(publisher.subject, publisher.predicate, NamedNode("https://atlas.example/another"))
    found = judge([*catalogue, added], running.export(NAME).folder / "checks" / "shapes.ttl")
    assert (f"{DCTERMS}publisher", "MaxCountConstraintComponent", "Violation") in found


def test_sizes_keep_the_datatype_that_the_profile_asks_for(catalogue: list[Quad]) -> None:
    sizes = [quad.object for quad in catalogue if quad.predicate.value == f"{DCAT}byteSize"]
    assert sizes
    assert {size.datatype.value.rpartition("#")[2] for size in sizes if isinstance(size, Literal)} == {
        "nonNegativeInteger"
    }


def test_every_dataset_record_is_exported_or_named_in_the_coverage_list(running: Running) -> None:
    rows = running.rows(NAME, "coverage")
    left_out = {row["item"] for row in rows if row["level"] == "mandatory"}
    exported = {quad.object.value for quad in running.whole(NAME) if quad.predicate.value == f"{DCAT}dataset"}  # type: ignore[union-attr]
    text = "SELECT ?d WHERE { ?d a <https://w3id.org/open-llm-atlas/ont/Dataset> }"
    every = {row["d"] for row in running.select(text)}
    assert every
    assert every <= exported | left_out
    assert len([row for row in rows if row["missing"] == "dcterms:license"]) > 10
