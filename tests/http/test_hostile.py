"""What was found to break the parts below: a clean HTTP answer, no request sent, and a living service after it."""

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.hostile import BREAKERS, Listener
from tests.http.attack import attack
from tests.http.serving import Service, serve

BOMB = "<!DOCTYPE a [" + '<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(6)
) + ']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/"><rdf:Description rdf:about="http://x/s"><x:p>&g;</x:p></rdf:Description></rdf:RDF>'  # fmt: skip  # noqa: E501
EXTERNAL = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listening = Listener()
    yield listening
    listening.close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serve(tmp_path_factory.mktemp("hostile"), query_memory_bytes=600 * 1024**2) as running:
        yield running


@pytest.fixture
def token(hostile: Service) -> dict[str, str]:
    return {"Authorization": f"Bearer {hostile.state.tokens.make('tester', ['write', 'unchecked'])}"}


@pytest.fixture(autouse=True)
def lives_on(hostile: Service, listener: Listener) -> Iterator[None]:
    before = listener.connections
    yield
    assert hostile.ask("ASK { ?s ?p ?o }")
    assert hostile.client.get("/readyz").status_code == 200
    assert listener.connections == before, "a request was sent because a user said so"


def post(service: Service, text: str) -> tuple[int, str]:
    answer = service.client.post("/sparql", content=text, headers={"Content-Type": "application/sparql-query"})
    code = answer.json()["code"] if answer.headers["content-type"] == "application/problem+json" else ""
    return answer.status_code, code


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <{0}> { ?s ?p ?o } }",
        "SELECT * { sErViCe<{0}>{ ?s ?p ?o } }",
        "SELECT * { SERVICE#c\n<{0}> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <{0}> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER NOT EXISTS { SERVICE <{0}> { ?s ?p ?o } } }",
        "SELECT * { { SELECT * { SERVICE <{0}> { ?s ?p ?o } } } }",
        "SELECT * { BIND(<{0}> AS ?g) SERVICE ?g { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <{0}> { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<{0}>{ ?s ?p ?o } }",
        "PREFIX a: <{0}> PREFIX SERVICEa: <x:> SELECT * { SERVICEa:b { ?s ?p ?o } }",
        "PREFIX : <{0}> SELECT * { ?s ?p ?a FILTER(true||?a<?b)SERVICE#>\n:x{ ?s ?p ?o } }",
        "SELECT * { ?s ?p ?a FILTER(?a<?b#>\"\"\"\n||true) SERVICE<{0}>{ ?s ?p ?o } }#\"\"\"",
        "SELECT * { ?s ?p ?a FILTER(true||?a<<x:'>)SERVICE<{0}>{ ?s ?p ?o }FILTER(true||?a<<x:'>) }",
    ],
)  # fmt: skip
def test_service_is_never_called(hostile: Service, listener: Listener, text: str) -> None:
    status, code = post(hostile, text.replace("{0}", listener.address))
    assert status == 400
    assert code in ("query-refused", "sparql-syntax")


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <{0}>",
        "LOAD <file:///etc/hostname>",
        "load silent <{0}> into graph <urn:g>",
        "INSERT { GRAPH <urn:g> { ?s ?p ?o } } WHERE { SERVICE <{0}> { ?s ?p ?o } }",
    ],
)
def test_load_is_never_run_not_even_with_a_token(
    hostile: Service, listener: Listener, token: dict[str, str], text: str
) -> None:
    said = {"Content-Type": "application/sparql-update", **token}
    answer = hostile.client.post("/update", content=text.replace("{0}", listener.address), headers=said)
    assert (answer.status_code, answer.json()["code"]) == (400, "query-refused")


@pytest.mark.parametrize("graph", ["{0}", "file:///etc/hostname", "file:///etc/passwd"])
def test_from_of_an_unknown_graph_is_an_empty_graph(hostile: Service, listener: Listener, graph: str) -> None:
    graph = graph.replace("{0}", listener.address)
    assert hostile.rows(f"SELECT * FROM <{graph}> {{ ?s ?p ?o }}") == []
    assert hostile.rows("SELECT * { ?s ?p ?o }", **{"default-graph-uri": graph}) == []
    assert hostile.rows(f"SELECT * FROM NAMED <{graph}> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == []


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/ld+json", '{"@context": "{0}", "@id": "http://x/s", "http://x/p": 1}'),
        ("application/ld+json", '{"@context": {"@import": "{0}"}, "@id": "http://x/s"}'),
        ("application/ld+json", '{"http://x/p":' * 3_250 + "1" + "}" * 3_250),
        ("application/ld+json", "[" * 100_000 + "]" * 100_000),
        ("application/rdf+xml", BOMB),
        ("application/rdf+xml", EXTERNAL),
        ("text/turtle", "<http://x/s> <http://x/p> <javascript:alert(1)> ."),
    ],
)
@pytest.mark.parametrize("path", ["/validate", "/data?graph=urn:g"])
def test_hostile_upload_is_refused(
    hostile: Service, listener: Listener, token: dict[str, str], path: str, media_type: str, body: str
) -> None:
    headers = {"Content-Type": media_type, **token}
    answer = hostile.client.post(path, content=body.replace("{0}", listener.address), headers=headers)
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"] == "rdf-syntax"


def test_deep_turtle_is_a_clean_answer(hostile: Service, token: dict[str, str]) -> None:
    body = "<http://x/s> <http://x/p> " + "[ <http://x/p> " * 20_000 + "1" + " ]" * 20_000 + " ."
    answer = hostile.client.put("/data?graph=urn:deep", content=body, headers={"Content-Type": "text/turtle", **token})
    assert answer.status_code in (201, 204, 400, 413, 503, 504)
    if answer.status_code in (201, 204):
        assert hostile.client.delete("/data?graph=urn:deep", headers=token).status_code == 204


@pytest.mark.parametrize("text", [*BREAKERS, "\x00" * 1_000])
def test_text_that_breaks_the_engine_is_refused(hostile: Service, text: str) -> None:
    status, code = post(hostile, text)
    assert status == 400
    assert code in ("query-refused", "sparql-syntax")


def test_random_bytes_are_refused(hostile: Service) -> None:
    answer = hostile.client.post(
        "/sparql", content=bytes(range(256)) * 20, headers={"Content-Type": "application/sparql-query"}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
        "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c))) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
        "SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o } " * 400 + "}",
        "SELECT * { " + "?s ?p ?o . " * 700 + "}",
    ],
)
def test_query_that_needs_too_much_ends_cleanly(hostile: Service, text: str) -> None:
    status, code = post(hostile, text)
    assert (status, code) in ((503, "query-died"), (504, "deadline"))


def test_catastrophic_pattern_is_answered_at_once(hostile: Service) -> None:
    text = f'SELECT (REGEX("{"a" * 40}b", "^(a+)+$") AS ?x) {{}}'
    answer = hostile.client.get("/sparql", params={"query": text, "timeout": "0.5"})
    assert answer.status_code == 200


def test_no_origin_is_reflected_and_no_credentials_are_allowed(hostile: Service) -> None:
    headers = {"Origin": "https://evil.example", "Cookie": "a=b"}
    for answer in (
        hostile.client.get("/sparql?query=ASK%7B%7D", headers=headers),
        hostile.client.get("/sparql?query=ASK%7B", headers=headers),
        hostile.client.get("/", headers=headers),
    ):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
        assert "set-cookie" not in answer.headers


def test_half_requests_and_resets_do_no_harm(hostile: Service) -> None:
    for text in (
        b"GET /sparql?query=ASK",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
        b"\x16\x03\x01" * 50,
    ):
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", hostile.port)) as connection:
                connection.sendall(text)
    assert hostile.ask("ASK {}")


def test_honest_clients_are_served_beside_hostile_ones(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("attacked")
    with serve(folder, deadline_s=1.0, request_head_s=1.0, request_body_s=1.0) as running:
        expected = running.rows("SELECT * { ?s ?p ?o } LIMIT 20")
        addresses = ["127.0.0.2", "127.0.0.3"]
        with ThreadPoolExecutor(1) as threads:
            attacking = threads.submit(lambda: asyncio.run(attack(running.port, 200, addresses)))
            answered = 0
            while not attacking.done():
                assert running.rows(f"SELECT * {{ ?s ?p ?o }} LIMIT 20 #{answered}") == expected
                answered += 1
        outcomes = attacking.result()
        assert answered > 5
        assert outcomes.total() == 200
        assert outcomes["door: 400"] == 180
        assert outcomes["runaway: 504"] + outcomes["runaway: 503"] == 2
        assert not any("still open" in outcome for outcome in outcomes)
        assert running.ask("ASK { ?s ?p ?o }")


def test_no_error_tells_of_the_inside(hostile: Service) -> None:
    for path in (
        "/sparql?query=SELECT",
        "/nothing",
        "/queries/x",
        "/data?graph=x",
        "/explore?page=%00",
        "/id/a/b",
        "/q/%ff",
    ):
        answer = hostile.client.get(path)
        assert answer.status_code < 500, path
        assert "Traceback" not in answer.text
        assert "/service/atlas" not in answer.text
