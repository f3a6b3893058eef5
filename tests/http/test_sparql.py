"""The query operation of the SPARQL 1.1 Protocol over HTTP, on the real store."""

import gzip
import http.client
import json
import logging
import time
from dataclasses import replace
from urllib.parse import urlencode

import httpx
import pytest
from tests.http.serving import Service

from atlas.http.logs import JsonFormatter

FORM = "application/x-www-form-urlencoded"
GARDENS = "PREFIX g: <https://gardens.example/ont/> SELECT ?s WHERE { ?s a g:Garden }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
NORTH = "https://gardens.example/graph/garden/north"
SOUTH = "https://gardens.example/graph/garden/south"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_three_ways_to_ask_give_the_same_answer(service: Service) -> None:
    client = service.client
    by_get = client.get("/sparql", params={"query": GARDENS})
    by_form = client.post("/sparql", data={"query": GARDENS})
    by_body = client.post("/sparql", content=GARDENS, headers={"Content-Type": "application/sparql-query"})
    assert [answer.status_code for answer in (by_get, by_form, by_body)] == [200, 200, 200]
    assert by_get.json() == by_form.json() == by_body.json()
    assert len(by_get.json()["results"]["bindings"]) == 2


@pytest.mark.parametrize(
    ("query", "accept", "media_type", "begins"),
    [
        (GARDENS, "application/sparql-results+json", "application/sparql-results+json", b'{"head"'),
        (GARDENS, "application/json", "application/json", b'{"head"'),
        (GARDENS, "application/sparql-results+xml", "application/sparql-results+xml", b"<?xml"),
        (GARDENS, "text/csv", "text/csv; charset=utf-8", b"s\r\n"),
        (GARDENS, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8", b"?s\n"),
        (GARDENS, "*/*", "application/sparql-results+json", b'{"head"'),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml", b"<?xml"),
        (CONSTRUCT, "text/turtle", "text/turtle; charset=utf-8", b""),
        (CONSTRUCT, "application/n-triples", "application/n-triples", b"<"),
        (CONSTRUCT, "application/ld+json", "application/ld+json", b"["),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml", b"<?xml"),
        (f"DESCRIBE <{NORTH}>", "", "text/turtle; charset=utf-8", b"<"),
    ],
)
def test_answer_comes_in_the_format_accepted(
    service: Service, query: str, accept: str, media_type: str, begins: bytes
) -> None:
    answer = service.query(query, Accept=accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.content.startswith(begins)


def test_format_parameter_wins_over_the_header(service: Service) -> None:
    answer = service.client.get("/sparql", params={"query": GARDENS, "format": "csv"}, headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


def test_default_graph_holds_each_triple_once(service: Service) -> None:
    counted = "SELECT (COUNT(*) AS ?n) {0} WHERE {{ <{1}> ?p ?o }}"
    merged = service.rows(counted.format("", NORTH))
    named = service.rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{NORTH}> {{ <{NORTH}> ?p ?o }} }}")
    twice = service.rows(counted.format(f"FROM <{NORTH}> FROM <{SOUTH}> FROM <{NORTH}>", NORTH))
    assert merged == named == twice
    assert int(merged[0][0]) > 0


@pytest.mark.parametrize(
    ("parameters", "default", "named"),
    [
        ({"default-graph-uri": NORTH}, True, False),
        ({"named-graph-uri": NORTH}, False, True),
        ({"default-graph-uri": [NORTH, SOUTH], "named-graph-uri": [NORTH]}, True, True),
        ({"default-graph-uri": "https://nowhere.example/"}, False, False),
        ({"default-graph-uri": "file:///etc/hostname"}, False, False),
    ],
)
def test_dataset_of_the_protocol_is_the_dataset(
    service: Service, parameters: dict[str, str | list[str]], default: bool, named: bool
) -> None:
    assert bool(service.rows("SELECT ?s { ?s ?p ?o }", **parameters)) is default
    assert bool(service.rows("SELECT ?s { GRAPH ?g { ?s ?p ?o } }", **parameters)) is named


def test_dataset_of_the_protocol_wins_over_from(service: Service) -> None:
    text = f"SELECT DISTINCT ?s FROM <{NORTH}> {{ ?s <http://xmlns.com/foaf/0.1/primaryTopic> ?o }}"
    assert service.rows(text) == [(NORTH,)]
    assert service.rows(text, **{"default-graph-uri": SOUTH}) == [(SOUTH,)]


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status", "code"),
    [
        ("GET", "/sparql?query=SELECT", {}, "", 400, "sparql-syntax"),
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", {}, "", 400, "sparql-request"),
        ("GET", "/sparql?query=ASK%7B%7D", {"Accept": "text/csv;q=7"}, "", 400, "accept-header"),
        ("GET", "/sparql?query=ASK%7B%7D", {"Accept": "image/png"}, "", 406, "not-acceptable"),
        ("GET", "/sparql?query=ASK%7B%7D&format=ods", {}, "", 406, "not-acceptable"),
        ("GET", "/sparql?query=ASK%7B%7D&timeout=now", {}, "", 400, "sparql-request"),
        ("GET", "/sparql?query=CLEAR+ALL", {}, "", 400, "query-refused"),
        ("GET", "/sparql?query=%FF", {}, "", 400, "sparql-request"),
        ("GET", "/sparql?query=" + "+" * 9_000, {}, "", 414, "uri-too-long"),
        ("GET", "/sparql?query=ASK%7B%7D", {"Authorization": "Bearer nonsense"}, "", 401, "unauthorized"),
        ("PUT", "/sparql", {}, "", 405, "method-not-allowed"),
        ("DELETE", "/sparql", {}, "", 405, "method-not-allowed"),
        ("POST", "/sparql", {"Content-Type": "text/plain"}, "ASK {}", 415, "unknown-media-type"),
        ("POST", "/sparql", {"Content-Type": "application/sparql-query"}, "x" * 3_000_000, 413, "too-large"),
        ("POST", "/sparql", {"Content-Type": "application/sparql-query"}, "# " + "x" * 70_000, 400, "query-refused"),
    ],
)
def test_wrong_request_is_a_problem_document(
    service: Service, method: str, path: str, headers: dict[str, str], body: str, status: int, code: str
) -> None:
    answer = service.client.request(method, path, headers=headers, content=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["title"]
    assert problem["detail"]


def test_syntax_error_has_line_and_column(service: Service) -> None:
    problem = service.query("SELECT *\nWHERE { ?s ?p }").json()
    assert problem["line"] == 2
    assert problem["column"] > 1


def test_wrong_method_and_media_type_say_what_is_taken(service: Service) -> None:
    assert service.client.put("/sparql").headers["allow"] == "GET, HEAD, POST, OPTIONS"
    refused = service.client.post("/sparql", content="ASK {}", headers={"Content-Type": "text/plain"})
    assert "application/sparql-query" in refused.headers["accept-post"]


def test_head_has_the_headers_of_get(service: Service) -> None:
    by_get = service.query(GARDENS)
    by_head = service.client.head("/sparql", params={"query": GARDENS})
    assert by_head.status_code == 200
    assert by_head.content == b""
    for name in ("content-type", "content-length", "etag", "vary"):
        assert by_head.headers[name] == by_get.headers[name]


def test_options_and_preflight_open_reading_to_every_page(service: Service) -> None:
    plain = service.client.options("/sparql")
    assert (plain.status_code, plain.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    asked = {"Origin": "https://page.example", "Access-Control-Request-Method": "POST"}
    preflight = service.client.options("/sparql", headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in preflight.headers
    assert service.query("ASK {}", Origin="https://page.example").headers["access-control-allow-origin"] == "*"


def test_same_answer_is_not_sent_twice(service: Service) -> None:
    first = service.query(GARDENS)
    again = service.query(GARDENS, If_None_Match=first.headers["etag"])
    other = service.query(GARDENS, If_None_Match='"another"')
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert other.status_code == 200


def test_etag_depends_on_query_dataset_format_and_coding(service: Service) -> None:
    def etag(text: str, accept: str = "text/csv", coding: str = "identity", **parameters: str) -> str:
        headers = {"Accept": accept, "Accept-Encoding": coding}
        answer = service.client.get("/sparql", params={"query": text, **parameters}, headers=headers)
        assert answer.status_code == 200
        return str(answer.headers["etag"])

    wide = "SELECT * { ?s ?p ?o }"
    tags = [
        etag(wide),
        etag("SELECT ?s { ?s ?p ?o }"),
        etag(wide, "application/json"),
        etag(wide, coding="gzip"),
        etag(wide, **{"default-graph-uri": NORTH}),
    ]
    assert len(set(tags)) == len(tags)
    assert etag(wide) == tags[0]


def test_second_answer_comes_from_the_cache(service: Service) -> None:
    text = f"SELECT ?s {{ ?s ?p ?o }} LIMIT 7 # {time.time()}"
    first, second = service.query(text), service.query(text)
    assert first.headers["cache-status"] == "atlas; fwd=miss"
    assert second.headers["cache-status"] == "atlas; hit"
    assert second.content == first.content
    assert second.headers["content-type"] == first.headers["content-type"]


@pytest.mark.parametrize(
    "text", ["SELECT (NOW() AS ?t) {}", "SELECT (RAND() AS ?r) {}", "CONSTRUCT { [] a ?s } { ?s ?p ?o }"]
)
def test_answer_that_changes_by_itself_is_never_kept(service: Service, text: str) -> None:
    first, second = service.query(text), service.query(text)
    assert "etag" not in first.headers
    assert first.headers["cache-control"] == "no-store"
    assert second.headers["cache-status"] == "atlas; fwd=miss"


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p ?o }", "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"])
def test_gzip_holds_the_same_answer(service: Service, text: str) -> None:
    url = f"/sparql?{urlencode({'query': text, 'format': 'csv'})}"
    bodies = {}
    for coding in ("gzip", "identity", "gzip;q=0"):
        connection = http.client.HTTPConnection("127.0.0.1", service.port)
        connection.request("GET", url, headers={"Accept-Encoding": coding})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200
        bodies[coding] = gzip.decompress(body) if answer.headers["content-encoding"] == "gzip" else body
        assert (answer.headers["content-encoding"] == "gzip") is (coding == "gzip")
        connection.close()
    assert sorted(bodies["gzip"].splitlines()) == sorted(bodies["identity"].splitlines())
    assert sorted(bodies["gzip"].splitlines()) == sorted(bodies["gzip;q=0"].splitlines())


def test_bounds_are_said_up_front(service: Service) -> None:
    headers = service.client.get("/sparql", params={"query": "ASK { ?s ?p 9 }", "timeout": "0.5"}).headers
    assert headers["query-deadline"] == "0.5"
    assert int(headers["query-byte-limit"]) == service.state.settings.result_bytes
    assert headers["snapshot"] == str(service.state.store.number)
    assert len(headers["query-id"]) >= 16


def test_nobody_gets_more_time_than_allowed(service: Service) -> None:
    answer = service.client.get("/sparql", params={"query": "ASK { ?s ?p 8 }", "timeout": "3600"})
    assert answer.headers["query-deadline"] == "2"


def test_query_over_its_time_is_a_clean_504_that_is_explained_later(service: Service) -> None:
    answer = service.client.get("/sparql", params={"query": ENDLESS, "timeout": "0.3"})
    assert answer.status_code == 504
    problem = answer.json()
    assert problem["code"] == "deadline"
    assert answer.headers["query-id"] == problem["instance"].removeprefix("/queries/")
    told = service.client.get(problem["instance"]).json()
    assert told["outcome"] == "timeout"
    assert told["problem"]["code"] == "deadline"
    assert service.ask("ASK {}")


def test_query_that_fails_after_the_first_bytes_breaks_the_transfer(service: Service) -> None:
    with (
        pytest.raises(httpx.RemoteProtocolError),
        service.client.stream("GET", "/sparql", params={"query": LONG, "timeout": "0.5", "format": "csv"}) as answer,
    ):
        assert answer.status_code == 200
        query_id = answer.headers["query-id"]
        for _ in answer.iter_raw():
            pass
    told = service.client.get(f"/queries/{query_id}").json()
    assert told["outcome"] == "timeout"
    assert told["sent_bytes"] > 0


def test_long_answer_arrives_whole(service: Service) -> None:
    text = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 30000"
    answer = service.query(text, Accept="text/tab-separated-values", Accept_Encoding="identity")
    assert "content-length" not in answer.headers
    assert answer.content.count(b"\n") == 30_001


def test_stop_ends_a_running_query(service: Service) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", service.port)
    connection.request("GET", f"/sparql?{urlencode({'query': LONG, 'format': 'csv'})}")
    answer = connection.getresponse()
    query_id = answer.headers["query-id"]
    assert service.client.delete(f"/queries/{query_id}").status_code == 204
    assert service.client.get(f"/queries/{query_id}").json()["outcome"] == "stopped"
    with pytest.raises(http.client.IncompleteRead):
        answer.read()
    assert service.client.get(f"/queries/{query_id}").json()["outcome"] == "stopped"
    connection.close()


def test_leaving_stops_the_work(service: Service) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", service.port)
    connection.request("GET", f"/sparql?{urlencode({'query': ENDLESS})}")
    give_up = time.monotonic() + 5
    while not service.state.queries.running():
        assert time.monotonic() < give_up
        time.sleep(0.01)
    connection.close()
    while service.state.queries.running():
        assert time.monotonic() < give_up - 3.5, "the query went on after its client had left"
        time.sleep(0.01)


def test_unknown_query_id_is_404(service: Service) -> None:
    assert service.client.get("/queries/unknown").status_code == 404
    assert service.client.delete("/queries/unknown").status_code == 404


def test_browser_gets_the_editor_with_query_rows_and_errors(service: Service) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    empty = service.client.get("/sparql", headers=browser)
    filled = service.client.get("/sparql", params={"query": GARDENS}, headers=browser)
    wrong = service.client.get("/sparql", params={"query": "SELECT * {"}, headers=browser)
    assert [page.status_code for page in (empty, filled, wrong)] == [200, 200, 400]
    assert all(page.headers["content-type"].startswith("text/html") for page in (empty, filled, wrong))
    assert "<textarea" in empty.text
    assert "SELECT * {" in wrong.text
    assert "script-src 'self'" in empty.headers["content-security-policy"]


def test_endpoint_describes_itself_to_machines(service: Service) -> None:
    answer = service.client.get("/sparql", headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
    assert "sd:UnionDefaultGraph" in answer.text
    assert f"<{NORTH}>" in answer.text
    assert service.client.get("/sparql", params={"format": "jsonld"}).headers["content-type"] == "application/ld+json"


def test_query_path_is_an_alias(service: Service) -> None:
    answer = service.client.get("/query", params={"query": "ASK {}"})
    assert json.loads(answer.content)["boolean"] is True


REFUSED = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "LOAD <http://127.0.0.1:9/>",
    "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "SELCT * {}",
    "SELECT * { ?s ?p ?o",
    "SELECT * ) {}",
    "SELECT * { ?s a:b ?o }",
    "SELECT * { ?s ?p }",
    "SELECT ?y { ?x ?p ?y } GROUP BY ?x",
    "SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }",
    "SELECT * { ?s ?p 'x }",
    "PREFIX a:",
    "",
]


@pytest.mark.parametrize("text", REFUSED)
def test_refused_query_says_what_was_found_and_expected_and_where(service: Service, text: str) -> None:
    answer = service.query(text)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert all(said[name] for name in ("code", "detail", "found", "expected", "line", "column"))


def test_every_query_has_a_log_line_with_hash_and_outcome(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    text = "SELECT (7 AS ?logged) {}"
    with caplog.at_level(logging.INFO, logger="atlas.query"):
        for query in (text, text, "SELECT nonsense"):
            service.query(query)
    lines = [JsonFormatter().format(line) for line in caplog.records if line.name == "atlas.query"]
    said = [json.loads(line) for line in lines]
    assert [line["outcome"] for line in said] == ["ok", "hit", "refused"]
    assert said[0]["hash"] == said[1]["hash"] != said[2]["hash"]
    assert not any("logged" in line or "nonsense" in line for line in lines)


def test_slow_query_is_logged_with_its_text(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    state = service.app.state.atlas
    kept, state.settings = state.settings, replace(state.settings, slow_query_s=0.0)
    try:
        answer = service.query("SELECT (8 AS ?slow) {}")
        service.query("SELECT slow")
    finally:
        state.settings = kept
    said = [json.loads(JsonFormatter().format(line)) for line in caplog.records if line.name == "atlas.slow"]
    assert [(line["id"], line["outcome"], line["text"]) for line in said] == [
        (answer.headers["query-id"], "ok", "SELECT (8 AS ?slow) {}")
    ]
