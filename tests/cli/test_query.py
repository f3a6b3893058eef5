"""atlas query: the store's newest state, or the files where there is no store."""

import json

import pytest

GARDENS = "SELECT ?garden { ?garden a <https://gardens.example/ont/Garden> } ORDER BY ?garden"
THINGS = "SELECT (COUNT(*) AS ?n) { ?x a <https://gardens.example/ont/Thing> }"


def rows(text):
    return [row.split(",") for row in text.splitlines()[1:]]


def test_without_a_store_the_files_answer_with_what_rules_derive(atlas):
    ran = atlas("query", "-e", THINGS)
    assert ran.code == 0
    assert rows(ran.out) == [["5"]]


def test_with_a_store_its_newest_state_answers(atlas, copy):
    assert atlas("load", home=copy).code == 0
    (copy / "data" / "records" / "garden" / "south.ttl").unlink()
    from_store, from_files = (atlas("query", *more, "-e", GARDENS, home=copy) for more in ((), ("--files",)))
    assert len(rows(from_store.out)) == 2
    assert len(rows(from_files.out)) == 1


def test_a_saved_question_takes_parameters(atlas):
    cold = atlas("query", "--question", "what-grows-where", "--format", "json")
    mild = atlas(
        "query", "--question", "what-grows-where", "--param", "climate=scheme/climate/mild", "--format", "json"
    )
    assert [len(json.loads(ran.out)["results"]["bindings"]) for ran in (cold, mild)] == [2, 1]


def test_a_graph_comes_in_turtle(atlas):
    ran = atlas("query", "-e", "CONSTRUCT { ?x a ?y } WHERE { ?x a ?y } LIMIT 1")
    assert ran.code == 0
    assert ran.out.rstrip().endswith(".")


def test_a_query_comes_from_a_file(atlas, tmp_path):
    path = tmp_path / "gardens.rq"
    path.write_text(GARDENS, encoding="utf-8")
    assert len(rows(atlas("query", path).out)) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("-e", "SELECT * { ?x"),
        ("-e", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?x ?y ?z } }"),
        ("-e", GARDENS, "--format", "turtle"),
        ("--question", "no-such-question"),
        ("--question", "what-grows-where", "--param", "climate"),
        ("missing.rq",),
    ],
)
def test_what_cannot_be_asked_gives_2_in_words(atlas, arguments):
    ran = atlas("query", *arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err
    assert "Traceback" not in ran.err
