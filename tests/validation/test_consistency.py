from pathlib import Path

import pytest
from rdflib import Graph

from atlas.errors import HomeError
from atlas.validation import consistency
from atlas.validation.consistency import check_consistency, check_profile, run
from atlas.validation.reasoner import ReasonerUnavailableError

PREFIXES = """
    @prefix ex: <http://example.org/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
TERMS = "ex:A a owl:Class ; owl:disjointWith ex:B . ex:B a owl:Class . ex:day a owl:DatatypeProperty ."


def graph(turtle: str) -> Graph:
    return Graph().parse(data=PREFIXES + turtle, format="turtle")


def make_home(folder: Path, terms: str, record: str) -> Path:
    for path, text in {"ontology/ontology.ttl": terms, "data/records/a/one.ttl": record}.items():
        file = folder / path
        file.parent.mkdir(parents=True)
        file.write_text(PREFIXES + text)
    return folder


def test_nothing_to_check_is_an_error() -> None:
    with pytest.raises(HomeError):
        check_consistency([])
    with pytest.raises(HomeError):
        check_profile([])


def test_a_home_without_ontology_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(HomeError):
        run(tmp_path)


def test_without_a_reasoner_the_check_says_what_is_missing_and_still_looks_for_plain_clashes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ReasonerUnavailableError("No Java runtime is found.", suggestion="install one")

    monkeypatch.setattr(consistency, "ask_reasoner", refuse)
    lines = run(make_home(tmp_path, TERMS, "ex:x a ex:A , ex:B ."))
    assert lines[0] == "not run: No Java runtime is found. (install one)"
    assert [line.partition(": ")[0] for line in lines[1:]] == ["http://example.org/x"]


@pytest.mark.java
def test_a_sound_home_has_nothing_to_report(tmp_path: Path) -> None:
    assert run(make_home(tmp_path, TERMS, "ex:x a ex:A .")) == []


@pytest.mark.java
def test_a_contradiction_in_the_data_is_reported_with_the_node(tmp_path: Path) -> None:
    lines = run(make_home(tmp_path, TERMS, "ex:x a ex:A , ex:B ."))
    assert lines[0] == "terms and data: inconsistent"
    assert len(lines) == 2
    assert "http://example.org/x" in lines[1]


@pytest.mark.java
def test_dates_are_left_out_and_counted() -> None:
    report = check_consistency([graph(TERMS), graph('ex:x a ex:A ; ex:day "2025-01-01"^^xsd:date .')])
    assert report.is_sound
    assert report.left_out == 1


@pytest.mark.java
def test_a_class_without_possible_instance_is_named() -> None:
    report = check_consistency([graph(TERMS), graph("ex:C a owl:Class ; rdfs:subClassOf ex:A , ex:B .")])
    assert report.consistent
    assert report.unsatisfiable == ("http://example.org/C",)
    assert not report.is_sound


@pytest.mark.java
def test_an_undeclared_property_is_outside_the_profile(tmp_path: Path) -> None:
    file = tmp_path / "terms.ttl"
    file.write_text(
        PREFIXES
        + TERMS
        + "ex:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p ; owl:someValuesFrom ex:B ] ."
    )
    report = check_profile([file])
    assert not report.in_profile
    assert any("http://example.org/p" in violation for violation in report.violations)


@pytest.mark.java
def test_a_transitive_property_in_a_cardinality_is_outside_the_profile(tmp_path: Path) -> None:
    file = tmp_path / "terms.ttl"
    restriction = "[ a owl:Restriction ; owl:onProperty ex:p ; owl:maxCardinality 1 ]"
    file.write_text(
        f"{PREFIXES}{TERMS} ex:p a owl:ObjectProperty , owl:TransitiveProperty . ex:A rdfs:subClassOf {restriction} ."
    )
    report = check_profile([file])
    assert not report.in_profile
    assert report.violations


@pytest.mark.java
def test_several_headers_and_imports_are_read_as_one_ontology_without_fetching() -> None:
    first = graph("<http://example.org/o> a owl:Ontology ; owl:imports <http://example.org/m> .")
    second = graph("<http://example.org/m> a owl:Ontology .")
    assert check_consistency([first, second, graph(TERMS)]).is_sound
