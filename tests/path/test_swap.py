"""The same package serves another graph with another ontology, unchanged."""

import pytest
from tests.http.serving import Service

PAGES = ["/", "/explore", "/ontology", "/shapes", "/question", "/garden", "/garden/north", "/search?q=nort", "/sparql"]


@pytest.mark.parametrize("path", PAGES)
def test_the_toy_graph_gets_every_page_under_its_own_title(toy: Service, path: str) -> None:
    answer = toy.client.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
    assert answer.status_code == 200
    assert toy.state.schema.title in answer.text
    assert "language model" not in answer.text.lower()


def test_the_toy_graph_answers_its_own_questions(toy: Service) -> None:
    names = [one.stem for one in toy.state.schema.folder("questions")]
    assert len(names) == 2
    for name in names:
        page = toy.client.get(f"/question/{name}", headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "<td>" in page.text


def test_the_toy_graph_is_queried_and_derives(toy: Service) -> None:
    base = toy.state.schema.namespace
    rows = toy.rows(
        f"SELECT ?class (COUNT(?x) AS ?n) {{ ?x a ?class FILTER(STRSTARTS(STR(?class), '{base}')) }} GROUP BY ?class"
    )
    assert len(rows) >= 2


def test_a_toy_record_is_judged_by_the_toy_shapes(toy: Service) -> None:
    body = f"<{toy.state.schema.base}id/garden/west> a <{toy.state.schema.namespace}Garden> ."
    answer = toy.client.post(
        "/validate", content=body, headers={"Content-Type": "text/turtle", "Accept": "application/json"}
    )
    assert answer.status_code == 200
    report = answer.json()
    assert report["conforms"] is False
    assert report["findings"]


def test_both_graphs_are_served_by_one_process(toy: Service, atlas: Service) -> None:
    assert toy.state.schema.title != atlas.state.schema.title
    assert toy.ask("ASK { ?x ?y ?z }") and atlas.ask("ASK { ?x ?y ?z }")
