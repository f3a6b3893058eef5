"""The update operation of the SPARQL 1.1 Protocol: tokens, atomicity, the gate, both kinds of default graph."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from tests.http.serving import Service, serve

UPDATE = "application/sparql-update"
G = "https://gardens.example/graph/plant/new"
THING = "https://gardens.example/id/plant/new"
RECORD = f"""PREFIX g: <https://gardens.example/ont/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT DATA {{ GRAPH <{G}> {{ <{THING}> a g:Plant }} }}"""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serve(tmp_path_factory.mktemp("plain"), loads=False, default_graph="plain") as running:
        yield running


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serve(tmp_path_factory.mktemp("merged")) as running:
        yield running


@pytest.fixture
def writer(plain: Service) -> dict[str, str]:
    return bearer(plain, "write")


def bearer(service: Service, *scopes: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {service.state.tokens.make('tester', scopes)}"}


def change(
    service: Service, text: str, headers: dict[str, str], status: int = 200, **parameters: str
) -> dict[str, object]:
    answer = service.client.post(
        "/update", content=text, params=parameters, headers={"Content-Type": UPDATE, **headers}
    )
    assert answer.status_code == status, answer.text
    said: dict[str, object] = answer.json()
    return said


def test_update_is_one_commit_and_is_seen_at_once(plain: Service, writer: dict[str, str]) -> None:
    number = plain.state.store.number
    said = change(plain, "INSERT DATA { <a:s> <a:p> 1 } ; INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 2 } }", writer)
    assert said == {"commit": number + 1, "removed": 0, "added": 2}
    assert plain.rows("SELECT ?o { <a:s> <a:p> ?o }") == [("1",)]
    assert plain.rows("SELECT ?o { GRAPH <a:g> { <a:s> <a:p> ?o } }") == [("2",)]


def test_later_operation_sees_what_an_earlier_one_did(plain: Service, writer: dict[str, str]) -> None:
    text = "INSERT DATA { <b:s> <b:p> 1 } ; INSERT { GRAPH <b:g> { ?s <b:q> ?o } } WHERE { ?s <b:p> ?o }"
    change(plain, text, writer)
    assert plain.ask("ASK { GRAPH <b:g> { <b:s> <b:q> 1 } }")


def test_operation_that_fails_undoes_those_before_it(plain: Service, writer: dict[str, str]) -> None:
    number = plain.state.store.number
    answer = plain.client.post("/update", content="INSERT DATA { <c:s> <c:p> 1 } ; DROP GRAPH <c:absent>",
                               headers={"Content-Type": UPDATE, **writer})  # fmt: skip
    assert answer.status_code == 409
    assert plain.state.store.number == number
    assert not plain.ask("ASK { <c:s> ?p ?o }")


def test_form_and_dataset_of_the_protocol(plain: Service, writer: dict[str, str]) -> None:
    change(plain, "INSERT DATA { GRAPH <d:g> { <d:s> <d:p> 1 } GRAPH <d:h> { <d:s> <d:p> 2 } }", writer)
    form = {"update": "INSERT { GRAPH <d:out> { ?s ?p ?o } } WHERE { ?s ?p ?o }", "using-graph-uri": "d:g"}
    assert plain.client.post("/update", data=form, headers=writer).status_code == 200
    assert plain.rows("SELECT ?o { GRAPH <d:out> { ?s ?p ?o } }") == [("1",)]
    change(plain, "DELETE WHERE { GRAPH ?g { <d:s> ?p ?o } }", writer, **{"using-named-graph-uri": "d:h"})
    assert plain.rows("SELECT ?g { GRAPH ?g { <d:s> ?p ?o } }") == [("d:g",), ("d:out",)]


@pytest.mark.parametrize(
    ("text", "parameters", "status"),
    [
        ("INSERT DATA { <a:s> <a:p> }", {}, 400),
        ("SELECT * {}", {}, 400),
        ("LOAD <http://127.0.0.1:9/>", {}, 400),
        ("LOAD <file:///etc/hostname> INTO GRAPH <a:g>", {}, 400),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", {}, 400),
        ("DELETE { ?s ?p ?o } USING <a:g> WHERE { ?s ?p ?o }", {"using-graph-uri": "a:h"}, 400),
        ("WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", {"using-graph-uri": "a:h"}, 400),
    ],
)
def test_wrong_update_changes_nothing(
    plain: Service, writer: dict[str, str], text: str, parameters: dict[str, str], status: int
) -> None:
    number = plain.state.store.number
    change(plain, text, writer, status, **parameters)
    assert plain.state.store.number == number


def test_syntax_error_in_a_later_operation_has_its_own_place(plain: Service, writer: dict[str, str]) -> None:
    said = change(plain, "INSERT DATA { <a:s> <a:p> 1 } ;\nINSERT DATA { <a:s> 5 1 }", writer, 400)
    assert said["line"] == 2


@pytest.mark.parametrize(
    ("scopes", "status"), [((), 401), (("query",), 403), (("operate",), 403), (("unchecked",), 403)]
)
def test_update_needs_a_token_that_may_write(plain: Service, scopes: tuple[str, ...], status: int) -> None:
    headers = bearer(plain, *scopes) if scopes else {}
    answer = plain.client.post("/update", content="CLEAR ALL", headers={"Content-Type": UPDATE, **headers})
    assert answer.status_code == status
    assert ("www-authenticate" in answer.headers) is (status == 401)


def test_update_is_posted_and_nothing_else(plain: Service) -> None:
    for method in ("GET", "PUT", "DELETE"):
        answer = plain.client.request(method, "/update?update=CLEAR+ALL")
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST, OPTIONS")
    assert plain.client.options("/update").headers["allow"] == "POST, OPTIONS"


def test_no_other_page_may_write(plain: Service, writer: dict[str, str]) -> None:
    asked = {"Origin": "https://page.example", "Access-Control-Request-Method": "POST"}
    assert "POST" not in plain.client.options("/update", headers=asked).headers["access-control-allow-methods"]
    answer = plain.client.post("/update", content="", headers={"Content-Type": UPDATE, **writer})
    assert "access-control-allow-origin" not in answer.headers


def test_endless_update_is_stopped_and_changes_nothing(plain: Service, writer: dict[str, str]) -> None:
    rows = " ".join(f"<e:s> <e:p> {n} ." for n in range(300))
    change(plain, f"INSERT DATA {{ GRAPH <e:g> {{ {rows} }} }}", writer)
    number = plain.state.store.number
    text = "INSERT { GRAPH <e:g> { ?a <e:q> ?c } } WHERE { GRAPH <e:g> { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } }"
    said = change(plain, text, writer, 504, timeout="0.5")
    assert said["code"] == "deadline"
    assert plain.state.store.number == number
    assert not list((plain.state.directory / "scratch").iterdir())


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:s> <a:p> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "DELETE { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "CLEAR DEFAULT",
        "COPY <a:g> TO DEFAULT",
        "MOVE DEFAULT TO <a:g>",
        "INSERT { GRAPH <a:g> { ?s ?p ?o } ?s ?p 1 } WHERE { ?s ?p ?o }",
        "INSERT DATA { [] <a:p> 1 }",
    ],
)
def test_merged_default_graph_is_not_written_itself(merged: Service, text: str) -> None:
    said = change(merged, text, bearer(merged, "write", "unchecked"), 403)
    assert said["line"] == 1


def test_record_that_breaks_the_shapes_is_refused(merged: Service) -> None:
    number = merged.state.store.number
    said = change(merged, RECORD, bearer(merged, "write"), 422)
    assert said["code"] == "violations"
    assert merged.state.store.number == number
    assert not merged.ask(f"ASK {{ GRAPH <{G}> {{ ?s ?p ?o }} }}")


def test_unchecked_token_skips_the_shapes_and_the_merge_follows(merged: Service) -> None:
    token = bearer(merged, "write", "unchecked")
    change(merged, RECORD, token)
    assert merged.ask(f"ASK {{ <{THING}> a ?type }}")
    change(merged, f"CLEAR GRAPH <{G}>", token)
    assert not merged.ask(f"ASK {{ <{THING}> a <https://gardens.example/ont/Plant> }}")


def test_second_operation_sees_the_merge_of_the_first(merged: Service) -> None:
    token = bearer(merged, "write", "unchecked")
    text = (
        "INSERT DATA { GRAPH <f:g> { <f:s> <f:p> 1 } } ; INSERT { GRAPH <f:h> { ?s <f:q> ?o } } WHERE { ?s <f:p> ?o }"
    )
    change(merged, text, token)
    assert merged.ask("ASK { GRAPH <f:h> { <f:s> <f:q> 1 } }")
    text = "DELETE DATA { GRAPH <f:g> { <f:s> <f:p> 1 } } ; INSERT { GRAPH <f:i> { ?s ?p ?o } } WHERE { ?s <f:p> ?o }"
    change(merged, text, token)
    assert not merged.ask("ASK { GRAPH <f:i> { ?s ?p ?o } }")


def test_written_change_names_its_token_in_the_history(merged: Service) -> None:
    token = bearer(merged, "write", "unchecked")
    number = change(merged, "INSERT DATA { GRAPH <h:g> { <h:s> <h:p> 1 } }", token)["commit"]
    commits = merged.run(merged.state.store.history("h:g"))  # type: ignore[attr-defined]
    assert [(commit.number, commit.who) for commit in commits] == [(number, "tester")]


def test_rules_follow_a_written_change(merged: Service) -> None:
    change(merged, RECORD, bearer(merged, "write", "unchecked"))
    assert merged.state.curation is not None
    merged.run(merged.state.curation.deriver.settle())
    assert merged.ask(f"ASK {{ <{THING}> a <https://gardens.example/ont/Thing> }}")
    change(merged, f"CLEAR GRAPH <{G}>", bearer(merged, "write", "unchecked"))
    merged.run(merged.state.curation.deriver.settle())
    assert not merged.ask(f"ASK {{ <{THING}> ?p ?o }}")


def test_if_match_refuses_an_update_of_a_stale_state(plain: Service, writer: dict[str, str]) -> None:
    def send(number: int, etag: str) -> httpx.Response:
        text = f"INSERT DATA {{ GRAPH <g:match> {{ <urn:a:s> <urn:a:p> {number} }} }}"
        headers = {"Content-Type": UPDATE, "If-Match": etag, **writer}
        return plain.client.post("/update", content=text, headers=headers)

    first = send(1, "*")
    assert first.status_code == 200
    second = send(2, first.headers["etag"])
    assert second.status_code == 200
    stale = send(3, first.headers["etag"])
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition-failed")
    assert plain.rows("SELECT ?n { GRAPH <g:match> { ?s ?p ?n } }") == [("1",), ("2",)]


def test_no_precondition_is_promised_where_others_write(plain: Service, writer: dict[str, str]) -> None:
    state = plain.app.state.atlas
    kept, state.settings = state.settings, replace(state.settings, store_shared=True)
    try:
        headers = {"Content-Type": UPDATE, "If-Match": "*", **writer}
        answer = plain.client.post("/update", content="INSERT DATA {}", headers=headers)
    finally:
        state.settings = kept
    assert (answer.status_code, answer.json()["code"]) == (501, "not-supported")
