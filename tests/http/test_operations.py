"""What operators and crawlers read."""

import json
import logging
import re
from typing import Any

import pytest
from tests.http.serving import Service, serve

from atlas.access.protocol import void
from atlas.access.protocol.description import describe_dataset
from atlas.errors import ResourceError
from atlas.http.logs import JsonFormatter
from atlas.http.metrics import Metrics
from atlas.namespaces import VOID
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import Term
from atlas.store import rows
from atlas.store.protocol import Store


def test_health_and_readiness(service: Service) -> None:
    assert service.client.get("/healthz").json() == {"status": "ok"}
    ready = service.client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert ready.json()["commit"] == service.state.store.number
    assert ready.json()["deriving"] == {}


def test_pages_and_readiness_say_how_far_a_long_derivation_is(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert service.state.curation is not None
    deriver = service.state.curation.deriver
    for state, said in ((0, "is not here yet: rule 4 of 9"), (7, "is as of state 7; rule 4 of 9")):
        monkeypatch.setattr(deriver, "_news", {"rules": 3, "of": 9, "facts": 1200, "state": state})
        assert service.client.get("/readyz").json()["deriving"] == {"rules": 3, "of": 9, "facts": 1200, "state": state}
        assert said in service.client.get("/limits", headers={"Accept": "text/html"}).text
    monkeypatch.undo()
    assert "is at work" not in service.client.get("/limits", headers={"Accept": "text/html"}).text


def test_empty_graph_is_not_ready(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serve(tmp_path_factory.mktemp("empty"), loads=False) as empty:
        answer = empty.client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["missing"] == ["the graph is empty"]


def test_limits_are_the_settings(service: Service) -> None:
    said = service.client.get("/limits").json()
    settings = service.state.settings
    assert said["query"]["deadline_s"] == settings.deadline_s
    assert said["query"]["result_bytes"] == settings.result_bytes
    assert said["upload"]["body_bytes"] == settings.body_bytes
    assert said["page"]["rows"] == settings.page_rows


def test_limits_are_told_to_people_in_units(service: Service) -> None:
    text = service.client.get("/limits", headers={"Accept": "text/html"}).text.replace("\u00a0", " ")
    for said in ("256 MiB", "1 GiB", "65,536", "2 seconds", "Time for a query"):
        assert said in text, said
    assert not re.search(r">\d{5,}<", text)
    assert "_" not in "".join(re.findall(r"<d[td]>([^<]*)<", text))


def test_metrics_count_queries_by_outcome(service: Service) -> None:
    service.query("ASK { ?s ?p 'counted' }")
    text = service.client.get("/metrics").text
    assert 'atlas_queries_total{outcome="ok"}' in text
    assert "atlas_query_seconds_bucket" in text
    assert 'atlas_workers{pool="reader",what="started"}' in text


def test_metrics_are_not_for_people_behind_a_proxy(service: Service) -> None:
    answer = service.client.get("/metrics", headers={"X-Forwarded-For": "198.51.100.7"})
    assert answer.status_code == 401
    token = service.state.tokens.make("operator", ["operate"])
    headers = {"X-Forwarded-For": "198.51.100.7", "Authorization": f"Bearer {token}"}
    assert service.client.get("/metrics", headers=headers).status_code == 200


def test_void_leaves_out_what_takes_more_than_there_is(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(store: Store, text: str, *rest: Any, **bounds: Any) -> list[dict[str, Term]]:
        if "DISTINCT ?o" in text:
            raise ResourceError("more than there is")
        return await rows.select(store, text, *rest, **bounds)

    monkeypatch.setattr(void, "select", refuse)
    keeper = void.VoidKeeper(service.state.store, service.state.schema)
    service.run(keeper.recount())
    counts = service.run(keeper.counts())
    assert counts.objects is None
    assert counts.subjects
    said = describe_dataset(service.state.schema, "https://atlas.example", counts)
    assert f"{VOID}distinctSubjects" in {quad.predicate.value for quad in said}
    assert f"{VOID}distinctObjects" not in {quad.predicate.value for quad in said}


def test_void_counts_what_a_query_counts(service: Service) -> None:
    answer = service.client.get("/.well-known/void", params={"format": "ntriples"})
    assert answer.status_code == 200
    triples = service.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0][0]
    assert f'<http://rdfs.org/ns/void#triples> "{triples}"' in answer.text
    classes = service.rows("SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }")[0][0]
    assert f'<http://rdfs.org/ns/void#classes> "{classes}"' in answer.text
    assert answer.text.count("#classPartition>") == int(classes)
    assert answer.headers["snapshot"] == str(service.state.store.number)


def test_void_names_the_vocabularies_in_use_and_the_formats(service: Service) -> None:
    graph = parse(service.client.get("/void.ttl").content, TURTLE, quad_limit=None)
    said = {(str(quad.predicate), str(quad.object)) for quad in graph}
    used = {iri.strip("<>") for (iri,) in service.rows("SELECT DISTINCT ?p { ?s ?p ?o }")}
    named = {iri.strip("<>") for predicate, iri in said if predicate == f"<{VOID}vocabulary>"}
    assert named and all(any(iri.startswith(start) for start in named) for iri in used)
    assert (f"<{VOID}feature>", "<http://www.w3.org/ns/formats/Turtle>") in said


def test_void_names_linksets_with_their_counts(service: Service) -> None:
    text = service.client.get("/.well-known/void", params={"format": "ntriples"}).text
    void = f"{service.state.public_url}/.well-known/void"
    assert f"<{void}#dataset> <http://rdfs.org/ns/void#subset> <{void}#linkset-1>" in text
    links = service.rows(
        "SELECT (COUNT(*) AS ?n) { ?s <http://www.w3.org/2000/01/rdf-schema#isDefinedBy> ?o "
        f"FILTER(STRSTARTS(STR(?s), '{service.state.schema.base}')) }}"
    )[0][0]
    assert f'<{void}#linkset-1> <http://rdfs.org/ns/void#triples> "{links}"' in text
    assert f"<{void}#linkset-1> <http://rdfs.org/ns/void#objectsTarget> <{void}#place-1>" in text
    assert f'<{void}#place-1> <http://rdfs.org/ns/void#uriSpace> "https://elsewhere.example/"' in text


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "text/html", ""])
def test_void_comes_in_every_graph_format(service: Service, accept: str) -> None:
    answer = service.client.get("/.well-known/void", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == (accept if "application" in accept else "text/turtle")


def test_crawlers_are_kept_from_what_costs(service: Service) -> None:
    text = service.client.get("/robots.txt").text
    assert "Disallow: /sparql" in text
    assert "Crawl-delay:" in text


def test_security_contact_is_the_operators(service: Service, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert service.client.get("/.well-known/security.txt").status_code == 404
    contact = "mailto:security@example.org"
    with serve(tmp_path_factory.mktemp("contact"), security_contact=contact) as named:
        text = named.client.get("/.well-known/security.txt").text
    assert f"Contact: {contact}" in text
    assert "Expires: " in text


@pytest.mark.parametrize(
    ("path", "csp"),
    [("/", True), ("/healthz", True), ("/sparql?query=ASK%7B%7D", False)],
)
def test_security_headers_are_on_every_answer(service: Service, path: str, csp: bool) -> None:
    headers = service.client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert ("content-security-policy" in headers) is csp
    assert "set-cookie" not in headers


def test_every_get_address_answers_head(service: Service) -> None:
    for path in ("/", "/healthz", "/limits", "/.well-known/void", "/robots.txt"):
        answer = service.client.head(path)
        assert (answer.status_code, answer.content) == (200, b""), path


def test_log_lines_are_json() -> None:
    record = logging.LogRecord(
        "atlas.query", logging.INFO, "", 0, "event=query ms=%.1f text=%r", (1.5, "a 'b'\nc"), None
    )
    said = json.loads(JsonFormatter().format(record))
    assert (said["event"], said["ms"], said["text"], said["logger"]) == ("query", 1.5, "a 'b'\nc", "atlas.query")


def test_free_message_is_kept_whole() -> None:
    record = logging.LogRecord("uvicorn", logging.INFO, "", 0, "Started on %s", ("port=1",), None)
    assert json.loads(JsonFormatter().format(record))["message"] == "Started on port=1"


def test_metrics_are_written_as_prometheus_reads_them() -> None:
    metrics = Metrics()
    metrics.count("a_total", "A.", what='say "x"')
    metrics.time("b_seconds", "B.", 0.02)
    lines = metrics.to_text({"c": ("C.", {(): 3.0})}).splitlines()
    assert r'a_total{what="say \"x\""} 1' in lines
    assert 'b_seconds_bucket{le="0.025"} 1' in lines
    assert 'b_seconds_bucket{le="0.01"} 0' in lines
    assert 'b_seconds_bucket{le="+Inf"} 1' in lines
    assert "# TYPE c gauge" in lines


def test_openapi_tells_of_the_endpoint_and_its_errors(service: Service) -> None:
    paths = service.client.get("/openapi.json").json()["paths"]
    assert {"/sparql", "/update", "/data", "/queries/{query_id}", "/limits"} <= set(paths)
    assert "application/sparql-query" in paths["/sparql"]["post"]["requestBody"]["content"]
    assert {"400", "406", "429", "503", "504"} <= set(paths["/sparql"]["get"]["responses"])


def test_etags_of_another_store_are_others(service: Service, tmp_path_factory: pytest.TempPathFactory) -> None:
    text = "SELECT * { ?s ?p ?o } LIMIT 3"
    here = service.query(text).headers["etag"]
    directory = tmp_path_factory.mktemp("again")
    with serve(directory) as other:
        there = other.query(text).headers["etag"]
    with serve(directory) as restarted:
        assert restarted.query(text).headers["etag"] == there
    assert here != there
