"""Contradictions of a record with the ontology, seen without a reasoner."""

import shutil
from pathlib import Path

import pytest
from tests.validation.conftest import GRAPH, SOUND, TOY, component, quads, seen

from atlas.schema.load import load_schema
from atlas.validation.judge import Judge

NAME = "Contradiction"
BED = SOUND + "<id/garden/new> g:hasBed <id/garden/new#b> . "


def test_a_thing_of_two_disjoint_classes_is_found(judging):
    report = judging(SOUND.replace("a g:Garden", "a g:Garden, g:Plant"))
    assert ("garden/new", "type", NAME) in seen(report)


def test_a_property_of_a_disjoint_class_is_found(judging):
    fern = (
        GRAPH.replace("garden/new", "plant/new")
        + '<id/plant/new> a g:Plant ; skos:prefLabel "x"@en ; g:hasBed <id/x/y> .'
    )
    assert ("plant/new", "hasBed", NAME) in seen(judging(fern))


def test_a_value_of_a_disjoint_class_is_found_by_what_the_context_says(judging):
    report = judging(BED + "<id/garden/new#b> a g:Bed ; g:growsPlant <id/garden/north> .")
    assert ("garden/new#b", "growsPlant", NAME) in seen(report)


def test_a_sound_record_contradicts_nothing(judging):
    assert judging(BED + "<id/garden/new#b> a g:Bed ; g:growsPlant <id/plant/fern> .").conforms


@pytest.mark.parametrize(
    "axiom",
    [
        "[] a owl:AllDisjointClasses ; owl:members ( g:Bed g:Garden ) .",
        "g:Thing owl:disjointUnionOf ( g:Garden g:Bed ) .",
        "g:Thing owl:disjointWith g:Bed .",
    ],
)
def test_every_way_to_say_disjoint_is_read(tmp_path, axiom):
    home = Path(shutil.copytree(TOY, tmp_path / "home"))
    prefixes = "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix g: <https://gardens.example/ont/> .\n"
    (home / "ontology" / "more.ttl").write_text(prefixes + axiom, encoding="utf-8")
    report = Judge(load_schema(home)).judge(quads(SOUND.replace("a g:Garden", "a g:Garden, g:Bed")))
    assert ("garden/new", "type", NAME) in seen(report)


def test_two_values_of_a_functional_property_are_found(tmp_path):
    home = Path(shutil.copytree(TOY, tmp_path / "home"))
    text = "<https://gardens.example/ont/growsPlant> a <http://www.w3.org/2002/07/owl#FunctionalProperty> ."
    (home / "ontology" / "more.ttl").write_text(text, encoding="utf-8")
    report = Judge(load_schema(home)).judge(
        quads(BED + "<id/garden/new#b> a g:Bed ; g:growsPlant <id/plant/fern>, <id/plant/moss> .")
    )
    assert ("garden/new#b", "growsPlant", NAME) in seen(report)


def test_a_contradiction_is_said_with_labels(judging):
    report = judging(SOUND.replace("a g:Garden", "a g:Garden, g:Plant"))
    (finding,) = [f for f in report.findings if component(f) == NAME]
    assert "garden" in finding.fix
    assert "plant" in finding.fix
