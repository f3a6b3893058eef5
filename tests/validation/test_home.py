"""A home looked over as a whole, and what each look finds in a broken copy."""

import shutil
from pathlib import Path

import pytest
from tests.validation.conftest import TOY

from atlas.schema.load import load_schema
from atlas.validation.home import check_examples, check_home, check_queries, check_records, check_style, check_terms


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TOY, tmp_path / "home"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_toy_home_is_well(toy):
    answers = list(check_home(toy, reasoning=False))
    assert len(answers) == 5
    assert [answer.question for answer in answers if not answer.is_well] == []


def test_an_undefined_class_in_a_shape_is_found(copy):
    change(copy / "shapes" / "garden.ttl", "sh:class g:Bed", "sh:class g:Bedd")
    (wrong,) = check_terms(load_schema(copy)).wrong
    assert "g:Bed?" in wrong


def test_an_example_that_does_not_parse_is_found(copy):
    change(copy / "ontology" / "garden.ttl", "<id/garden/north> a g:Garden .", "<id/garden/north> a .")
    assert len(check_examples(load_schema(copy)).wrong) == 1


def test_a_record_that_breaks_a_shape_is_found_with_its_file(copy):
    change(copy / "data" / "records" / "garden" / "north.ttl", "g:hectares 1.50", "g:hectares 0.0")
    answer = check_records(load_schema(copy))
    assert [line.split(":")[0] for line in answer.wrong] == ["data/records/garden/north.ttl"]
    assert answer.seen == 5


def test_a_record_under_another_name_than_its_graph_is_found(copy):
    folder = copy / "data" / "records" / "garden"
    (folder / "south.ttl").rename(folder / "west.ttl")
    assert any("west.ttl" in line for line in check_records(load_schema(copy)).wrong)


def test_a_home_without_records_is_not_well(copy):
    shutil.rmtree(copy / "data")
    assert not check_records(load_schema(copy)).is_well


def test_a_term_without_what_style_asks_is_found(copy):
    style = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    <https://gardens.example/shape/Term> a sh:NodeShape ; sh:targetClass owl:Class ;
      sh:property <https://gardens.example/shape/Term-note> .
    <https://gardens.example/shape/Term-note> a sh:PropertyShape ; sh:path skos:scopeNote ; sh:minCount 1 ."""
    (copy / "shapes" / "style.ttl").write_text(style, encoding="utf-8")
    schema = load_schema(copy)
    assert len(check_style(schema).wrong) == len(schema.classes)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("SELECT * { ?x a ?y . FILTER NOT EXISTS { ?x g:hasBed ?b . ?b g:growsPlant ?p } }", 2),
        ("SELECT * { ?x a ?y .\n FILTER NOT EXISTS { ?x g:hasBed/g:growsPlant ?p } }", 3),
        ("SELECT * { ?x a ?y\n FILTER EXISTS { ?x a ?z ; g:hasBed ?b } }", 3),
        ("SELECT * { ?x g:hasBedd ?y }", 2),
        ("SELECT * { ?x <https://gardens.example/scheme/climate/colt> ?y }", 2),
        ("SELECT * { ?x ", 3),
    ],
)
def test_a_query_that_is_slow_wrong_or_broken_is_found_with_its_line(copy, body, line):
    path = copy / "queries" / "questions" / "odd.rq"
    path.write_text(f"#+ title: Odd\nPREFIX g: <https://gardens.example/ont/>\n{body}\n", encoding="utf-8")
    found = check_queries(load_schema(copy)).wrong
    assert [one.split(":")[0] for one in found] == ["queries/questions/odd.rq"]
    assert f"line {line + 1}:" in found[0]


@pytest.mark.parametrize(
    "body",
    [
        "SELECT * { ?x a ?y . FILTER NOT EXISTS { ?x g:hasBed ?b } }",
        "SELECT * { ?x a ?y . FILTER NOT EXISTS { ?x g:hasBed ?b FILTER(?b IN (g:Bed, g:Plant)) } }",
        "SELECT * { ?x a ?y . MINUS { ?x g:hasBed ?b . ?b g:growsPlant ?p } }",
        "SELECT * { ?x a ?y . FILTER NOT EXISTS { GRAPH ?g { ?x g:hasBed ?b } } } # EXISTS { ?a ?b ?c . ?d ?e ?f }",
    ],
)
def test_a_query_that_is_neither_passes(copy, body):
    path = copy / "queries" / "questions" / "fine.rq"
    path.write_text(f"#+ title: Fine\nPREFIX g: <https://gardens.example/ont/>\n{body}\n", encoding="utf-8")
    assert check_queries(load_schema(copy)).wrong == ()
