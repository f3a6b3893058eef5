"""What the editor asks for: mistakes before the run, an explanation, labels, drawings, a vocabulary, copies."""

import ast
import json
import shlex

import pytest
from tests.http.serving import Service

from atlas.http.snippets import snippets_of

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


def test_copies_for_other_tools_hold_exactly_the_query(service: Service) -> None:
    query = 'SELECT ("it\'s `$HOME` \\"\N{GRINNING FACE}" AS ?x)\n{}'
    copies = {one.id: one.text for one in snippets_of(service.url, query, "2026.1")}
    tree = ast.parse(copies["python"])
    held = [node.value for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id == "query"]  # type: ignore[attr-defined]
    assert ast.literal_eval(held[0]) == query
    assert f"query={query}" in shlex.split(copies["curl"])
    assert json.loads(copies["javascript"].split("const query = ")[1].split(";\n")[0]) == query
    assert json.loads(copies["r"].split("query <- ")[1].split("\n")[0]) == query
    assert all("as-of=2026.1" in text for text in copies.values())


def test_without_script_a_query_too_long_for_an_address_stays_and_is_posted_next(service: Service) -> None:
    text = "ASK {} #" + "x" * 9_000
    refused = service.client.get("/sparql", params={"query": text}, headers=PAGE)
    assert refused.status_code == 414
    assert text in refused.text and 'method="post"' in refused.text.split('class="editor"')[0]
    shown = service.client.post("/sparql", data={"query": text}, headers=PAGE)
    assert shown.status_code == 200 and "Answer: yes" in shown.text


def test_the_page_asks_what_the_endpoint_asks(service: Service) -> None:
    base = service.state.schema.base
    for text in (
        "ASK { $s ?p $o }",
        f"ASK FROM <urn:nowhere> {{ <{base}id/garden/north> ?p ?o }}",
        "ASK { <id/garden/north> ?p ?o }",
    ):
        page = service.client.get("/sparql", params={"query": text}, headers=PAGE).text
        assert f"Answer: {'yes' if service.ask(text) else 'no'}" in page


def test_columns_are_named_when_nothing_is_found(service: Service) -> None:
    page = service.client.get("/sparql", params={"query": "SELECT ?a ?b { ?a <urn:none> ?b }"}, headers=PAGE).text
    assert '<th scope="col">a</th><th scope="col">b</th>' in page


def test_a_cut_answer_says_so_above_its_rows(service: Service) -> None:
    text = "SELECT * { VALUES ?a { " + "1 " * 300 + "} }"
    page = service.client.get("/sparql", params={"query": text}, headers=PAGE).text
    assert page.index("The first 200 rows; there are more. The downloads") < page.index("<table>")


def test_a_query_is_laid_out_by_the_page_and_for_the_script(service: Service) -> None:
    laid = service.client.post("/sparql/format", content=b"ASK { ?s ?p ?o }")
    assert laid.text == "ASK {\n  ?s ?p ?o\n}\n"
    page = service.client.get("/sparql/format", params={"query": "ASK { ?s ?p ?o }"}, headers=PAGE).text
    assert ">ASK {\n  ?s ?p ?o\n}\n</textarea>" in page and "Answer:" not in page
    broken = service.client.get("/sparql/format", params={"query": "ASK { 'x }"}, headers=PAGE).text
    assert "line 1" in broken and "ASK { &#39;x }</textarea>" in broken


def test_a_pivot_is_a_page_and_a_file(service: Service) -> None:
    given = {"query": "SELECT ?type ?s { ?s a ?type }", "down": "type", "across": "", "measure": "count"}
    page = service.client.get("/sparql/pivot", params=given, headers=PAGE)
    assert page.status_code == 200 and "<tfoot>" in page.text
    text = service.client.get("/sparql/pivot.csv", params=given).text
    rows = [line.split(",") for line in text.splitlines()]
    assert rows[0] == ["type", "count"] and rows[-1][0] == "total"
    assert int(rows[-1][1]) == sum(int(row[-1]) for row in rows[1:-1])
    assert service.client.get("/sparql/pivot.xlsx", params=given).content.startswith(b"PK")
    assert service.client.get("/sparql/pivot.json", params=given).status_code == 406
    assert service.client.get("/sparql/pivot", params={"query": "ASK {}"}, headers=PAGE).status_code == 400
    assert service.client.get("/sparql/pivot", params={**given, "down": "z"}, headers=PAGE).status_code == 400


def test_what_a_script_offers_after_a_run_is_what_the_page_offers(service: Service) -> None:
    part = service.client.post("/sparql/take-away", content=ROWS.encode()).text
    assert part.count("<a ") >= 12 and "snippet-curl" in part
    assert service.client.post("/sparql/take-away", content=b"DROP ALL").status_code == 400
