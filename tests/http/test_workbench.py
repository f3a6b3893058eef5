"""What the editor asks for: mistakes before the run, an explanation, labels, drawings, a vocabulary, copies."""

import pytest
from tests.http.serving import Service

PAGE = {"Accept": "text/html"}
ROWS = "SELECT ?type (COUNT(*) AS ?n) { ?s a ?type } GROUP BY ?type"


def check(service: Service, text: str) -> dict[str, object]:
    answer = service.client.post("/sparql/check", content=text.encode())
    assert answer.status_code == 200
    said: dict[str, object] = answer.json()
    return said


def test_a_sound_query_has_no_problem_and_is_not_evaluated(service: Service) -> None:
    heavy = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a ?d ?g ?j"
    assert check(service, heavy) == {"problem": None, "form": "SELECT", "unknown": []}


@pytest.mark.parametrize(("text", "line"), [("SELECT * {\n ?s a }", 2), ("SELECT *\n{ ?s ?p 'x }", 2), ("", 1)])
def test_a_mistake_has_its_place(service: Service, text: str, line: int) -> None:
    problem = check(service, text)["problem"]
    assert isinstance(problem, dict)
    assert problem.get("line", 1) == line


def test_a_name_nobody_defined_is_told_with_the_nearest(service: Service) -> None:
    namespace = service.state.schema.namespace
    unknown = check(service, f"PREFIX g: <{namespace}>\nSELECT * {{ ?s a g:Gardn }}")["unknown"]
    assert unknown == [{"name": "g:Gardn", "line": 2, "column": 17, "near": ["g:Garden"]}]


def test_explain_counts_terms_and_runs_nothing(service: Service) -> None:
    query = f"SELECT * {{ ?s a <{service.state.schema.namespace}Garden> ; ?p ?o }}"
    answer = service.client.get("/sparql/explain", params={"query": query}, headers=PAGE)
    assert answer.status_code == 200
    assert "g:Garden" in answer.text and "<td>2</td>" in answer.text
    assert service.client.get("/sparql/explain", params={"query": "SELECT"}, headers=PAGE).status_code == 400


def test_labels_are_given_for_what_has_one_and_nothing_else(service: Service) -> None:
    base = service.state.schema.base
    asked = [f"{base}id/garden/north", f"{base}id/garden/none", "urn:x", 'http://a" } DROP ALL #', ""]
    said = service.client.post("/sparql/labels", content="\n".join(asked).encode()).json()
    assert said["labels"] == {asked[0]: "North Garden"}
    assert said["links"][asked[0]] == "/garden/north"


@pytest.mark.parametrize("chart", ["bar", "grid", "bar x=type y=n"])
def test_rows_are_drawn_or_it_is_said_why_not(service: Service, chart: str) -> None:
    answer = service.client.get("/sparql/figure.svg", params={"query": ROWS, "chart": chart})
    assert answer.status_code in (200, 400)
    if chart != "grid":
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert "<style" not in answer.text and "style=" not in answer.text


def test_only_rows_are_drawn(service: Service) -> None:
    assert service.client.get("/sparql/figure.svg", params={"query": "ASK {}", "chart": "bar"}).status_code == 400


def test_the_vocabulary_tells_how_wanted_and_how_filled_a_property_is(service: Service) -> None:
    schema = service.state.schema
    service.run(service.state.facets.find(service.state.store, schema.kinds["garden"]))
    said = service.client.get("/sparql/vocabulary.json").json()
    garden = said["classes"]["g:Garden"]
    found = {name: (level, count) for name, level, count in garden["properties"]}
    assert found["g:hectares"] == ("optional", 1)
    assert found["g:hasClimate"] == ("required", 2)
    assert said["properties"]["g:hasBed"]["to"] == ["g:Bed"]
    assert said["prefixes"]["g"] == schema.namespace


def test_copies_for_other_tools_quote_the_query_as_a_literal(service: Service) -> None:
    query = 'SELECT ("it\'s `$HOME` \\"" AS ?x) {}'
    text = service.client.get("/sparql", params={"query": query}, headers=PAGE).text
    assert "curl -H" in text and "pandas.read_csv" in text and "httr2" in text
