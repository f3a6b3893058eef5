"""The tools for agents through a real MCP client: they read, judge and draft, stay small, and say what to do next."""

import json
import sys
from typing import Any

import httpx
import pytest
from mcp.client.stdio import StdioServerParameters, stdio_client
from tests.http.agents.conversation import call, fail, list_tools
from tests.http.serving import TOY, Service

NORTH = "https://gardens.example/id/garden/north"
RECORD = """@base <https://gardens.example/> . @prefix g: <https://gardens.example/ont/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<graph/plant/oak> a g:Page ; foaf:primaryTopic <id/plant/oak> . <id/plant/oak> a g:Plant ; skos:prefLabel "oak"@en .
"""
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ACCEPT = {"Accept": "application/json, text/event-stream"}


def test_there_are_at_most_nine_tools_and_none_publishes(service: Service) -> None:
    tools = list_tools(f"{service.url}/mcp")
    assert len(tools) == 9
    writing = {tool.name for tool in tools if not tool.annotations.read_only_hint}
    assert writing == {"prepare_contribution"}
    assert all(len(tool.description) > 40 for tool in tools)


def test_a_name_finds_records_and_a_type_narrows(service: Service) -> None:
    said = call(service, "search_entities", q="north")
    assert said["results"][0]["iri"] == NORTH
    assert call(service, "search_entities", q="fern", type="garden")["results"] == []
    assert "garden" in fail(service, "search_entities", q="fern", type="spaceship")["expected"]


def test_a_record_comes_with_its_sources_and_gaps(service: Service) -> None:
    said = call(service, "get_entity", iri="garden/north")
    assert said["iri"] == NORTH
    assert said["permalink"].endswith("/garden/north")
    assert {fact["property"] for fact in said["facts"]}
    assert said["sources"][0]["iri"] == "https://gardens.example/id/source/survey"
    assert all("sources" not in value for fact in call(service, "get_entity", iri=NORTH, with_evidence=False)["facts"]
               for value in fact["values"])  # fmt: skip


def test_every_answer_says_which_state_it_was_read_from(service: Service) -> None:
    for tool, arguments in (
        ("search_entities", {"q": "north"}),
        ("describe_class", {"name": "Garden"}),
        ("list_examples", {}),
    ):
        said = call(service, tool, **arguments)
        assert said["release"]["commit"] == service.state.store.number
        assert said["truncated"] is False


def test_an_unknown_record_names_the_next_tool(service: Service) -> None:
    problem = fail(service, "get_entity", iri="garden/nort")
    assert problem["status"] == 404
    assert NORTH in problem["near"]
    assert "search_entities" in problem["next"]
    assert fail(service, "get_entity", iri="x> } SELECT")["status"] == 404


def test_a_class_is_told_as_lines_of_its_shape(service: Service) -> None:
    said = call(service, "describe_class", name="garden")
    lines = said["shape"].splitlines()
    assert lines[0].startswith("property | wanted")
    assert any(line.startswith("g:opened | ") for line in lines)
    assert said["things"] == 2
    assert {one["iri"] for one in said["examples"]} >= {NORTH}


def test_questions_are_found_by_their_words(service: Service) -> None:
    said = call(service, "list_examples", question="what grows")
    assert said["results"][0]["id"] == "what-grows-where"
    assert call(service, "list_examples", question="zzz")["results"] == []


def test_a_query_is_checked_without_being_run_in_full(service: Service) -> None:
    query = "PREFIX g: <https://gardens.example/ont/> SELECT * { ?x a g:Gardn }"
    said = call(service, "check_query", sparql=query)
    assert (said["parses"], said["form"]) == (True, "SELECT")
    assert said["unknown_terms"][0]["near"] == ["g:Garden"]
    problem = fail(service, "check_query", sparql="SELECT * {")
    assert problem["code"] == "sparql-syntax"
    assert "list_examples" in problem["next"]


def test_a_slow_query_is_called_slow_and_leaves_the_service_well(service: Service) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    assert call(service, "check_query", sparql=slow)["cost"].startswith("more than")
    assert service.ask("ASK { ?s ?p ?o }")


def test_rows_are_few_and_the_cut_is_said(service: Service) -> None:
    said = call(service, "run_query", sparql="SELECT ?s ?p { ?s ?p ?o }", limit=3)
    assert (said["shown"], len(said["rows"]), said["truncated"]) == (3, 3, True)
    many = call(service, "run_query", sparql="SELECT ?s ?p ?o { ?s ?p ?o }", limit=10_000)
    assert many["shown"] <= 200
    assert len(json.dumps(many, indent=2)) < 25_000
    assert many["truncated"] is True


@pytest.mark.parametrize(
    ("query", "key"),
    [("ASK { ?s ?p ?o }", "boolean"), ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 2", "triples")],
)
def test_other_forms_of_query_are_answered(service: Service, query: str, key: str) -> None:
    assert call(service, "run_query", sparql=query)[key]


@pytest.mark.parametrize(
    "query", ["SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "DROP ALL", "LOAD <http://127.0.0.1:1/>"]
)
def test_what_the_endpoint_refuses_is_refused_here(service: Service, query: str) -> None:
    for tool in ("run_query", "check_query"):
        assert fail(service, tool, sparql=query)["status"] == 400


def test_records_stand_side_by_side(service: Service) -> None:
    said = call(service, "compare", iris=["garden/north", "garden/south"])
    assert [thing["name"] for thing in said["things"]] == ["North Garden", "South Garden"]
    assert said["differing"]
    assert fail(service, "compare", iris=["garden/north"])["status"] == 400


def test_a_record_is_judged_and_not_kept(service: Service) -> None:
    before = service.state.store.number
    assert call(service, "validate_record", record=RECORD)["conforms"] is True
    said = call(service, "validate_record", record=RECORD.replace('"oak"@en', "5"))
    assert said["conforms"] is False
    assert said["findings"][0]["fix"]
    assert fail(service, "validate_record", record="<a> <b>")["line"] == 1
    assert service.state.store.number == before


def test_a_contribution_is_a_draft_for_a_person(service: Service) -> None:
    before = service.state.store.number
    said = call(service, "prepare_contribution", record=RECORD, title="An oak")
    assert said["state"] == "open"
    assert "person" in said["next"]
    path = said["url"].removeprefix(service.state.public_url)
    assert service.client.get(path, headers={"Accept": "application/json"}).json()["state"] == "open"
    assert service.state.store.number == before
    assert not service.ask("ASK { <https://gardens.example/id/plant/oak> ?p ?o }")


@pytest.mark.parametrize(
    ("tool", "arguments", "code", "expected"),
    [
        ("search_entities", {"query": "fern"}, "parameter", "q, type (optional), limit (optional)"),
        ("compare", {"iris": "garden/north"}, "parameter", "iris"),
        ("run_query", {"sparql": "ASK { }", "limit": "many"}, "parameter", "sparql, limit (optional)"),
    ],
)
def test_arguments_that_do_not_fit_are_answered_with_those_that_do(
    service: Service, tool: str, arguments: dict[str, Any], code: str, expected: str
) -> None:
    said = fail(service, tool, **arguments)
    assert (said["code"], said["expected"]) == (code, expected)
    assert said["next"]


def test_a_tool_that_is_not_there_is_answered_with_those_that_are(service: Service) -> None:
    said = fail(service, "publish")
    assert said["code"] == "not-found"
    assert "search_entities" in said["expected"]


def post(service: Service, **headers: str) -> httpx.Response:
    return service.client.post("/mcp", json=CALL, headers={**ACCEPT, **headers})


def test_a_foreign_host_or_origin_is_refused(service: Service) -> None:
    assert post(service).status_code == 200
    assert post(service, Host="evil.example").status_code == 421
    assert post(service, Origin="https://evil.example").status_code == 403
    assert post(service, Origin="http://127.0.0.1.evil.example:80").status_code == 403
    assert post(service, Origin=service.url).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"jsonrpc": "2.0"}'])
def test_a_broken_message_is_an_answer_and_no_fault(service: Service, body: bytes) -> None:
    answer = service.client.post("/mcp", content=body, headers={**ACCEPT, "Content-Type": "application/json"})
    assert 400 <= answer.status_code < 500


def test_agents_are_told_limits_and_addresses_in_one_text(service: Service) -> None:
    answer = service.client.get("/llms.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    for said in ("/mcp", "/sparql", "https://gardens.example/ont/", "2 s", "## Cite"):
        assert said in answer.text
    assert "&lt;" not in answer.text


def test_the_same_tools_answer_over_standard_input_and_output(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = tmp_path_factory.mktemp("stdio")
    code = "import sys; from atlas.cli import main; sys.exit(main())"
    arguments = ["-c", code, "--home", str(TOY), "--store", str(store), "mcp"]
    tools = list_tools(stdio_client(StdioServerParameters(command=sys.executable, args=arguments)))
    assert len(tools) == 9
