"""The SPARQL 1.1 Graph Store HTTP Protocol, one test or row per sentence of its sections 4 and 5."""

from collections.abc import Iterator

import pytest
from tests.http.serving import Service, serve

TTL = "text/turtle"
ONE = "<urn:a:s> <urn:a:p> 1 ."
TWO = "<urn:a:s> <urn:a:p> 2 ."
NORTH = "https://gardens.example/graph/garden/north"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serve(tmp_path_factory.mktemp("data"), loads=False, default_graph="plain") as running:
        yield running


@pytest.fixture(scope="module")
def token(plain: Service) -> dict[str, str]:
    return {"Authorization": f"Bearer {plain.state.tokens.make('tester', ['write'])}"}


def send(
    service: Service, method: str, graph: str | None, token: dict[str, str], body: str = "", **headers: str
) -> tuple[int, dict[str, str]]:
    parameters = {"default": ""} if graph is None else {"graph": graph}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    said = {"Content-Type": TTL, **token, **named}
    answer = service.client.request(method, "/data", params=parameters, content=body.encode(), headers=said)
    return answer.status_code, dict(answer.headers)


def read(service: Service, graph: str | None, media_type: str = "application/n-triples") -> str:
    parameters = {"default": ""} if graph is None else {"graph": graph}
    answer = service.client.get("/data", params=parameters, headers={"Accept": media_type})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_put_makes_a_graph_and_replaces_it(plain: Service, token: dict[str, str]) -> None:
    assert send(plain, "PUT", "g:put", token, ONE)[0] == 201
    assert send(plain, "PUT", "g:put", token, TWO)[0] == 204
    assert read(plain, "g:put").split() == [
        "<urn:a:s>",
        "<urn:a:p>",
        '"2"^^<http://www.w3.org/2001/XMLSchema#integer>',
        ".",
    ]


def test_post_adds_to_a_graph(plain: Service, token: dict[str, str]) -> None:
    assert send(plain, "POST", "g:post", token, ONE)[0] == 201
    assert send(plain, "POST", "g:post", token, TWO)[0] == 204
    assert read(plain, "g:post").count(" .") == 2


def test_blank_nodes_of_two_documents_are_two_nodes(plain: Service, token: dict[str, str]) -> None:
    for _ in range(2):
        send(plain, "POST", "g:blank", token, "_:b <urn:a:p> 1 .")
    assert read(plain, "g:blank").count(" .") == 2


def test_delete_removes_a_graph(plain: Service, token: dict[str, str]) -> None:
    send(plain, "PUT", "g:delete", token, ONE)
    assert send(plain, "DELETE", "g:delete", token)[0] == 204
    assert send(plain, "GET", "g:delete", {})[0] == 404
    assert send(plain, "DELETE", "g:delete", token)[0] == 404


def test_default_graph_is_written_where_it_is_plain(plain: Service, token: dict[str, str]) -> None:
    assert send(plain, "PUT", None, token, ONE)[0] in (200, 204)
    assert send(plain, "POST", None, token, TWO)[0] in (200, 204)
    assert read(plain, None).count(" .") == 2
    assert send(plain, "DELETE", None, token)[0] == 204
    assert read(plain, None) == ""


def test_post_to_the_store_itself_makes_a_new_graph(plain: Service, token: dict[str, str]) -> None:
    answer = plain.client.post("/data", content=ONE, headers={"Content-Type": TTL, **token})
    assert answer.status_code == 201
    made = answer.headers["location"]
    path = made.removeprefix(plain.state.public_url)
    assert "<urn:a:p>" in plain.client.get(path, headers={"Accept": "application/n-triples"}).text


def test_graph_is_written_at_its_own_address(plain: Service, token: dict[str, str]) -> None:
    iri = f"{plain.state.schema.base}graph/plant/own"
    headers = {"Content-Type": TTL, **token}
    assert plain.client.put("/graph/plant/own", content=ONE, headers=headers).status_code == 201
    assert plain.client.post("/graph/plant/own", content=TWO, headers=headers).status_code == 204
    assert read(plain, iri).count(" .") == 2
    assert plain.client.delete("/graph/plant/own", headers=token).status_code == 204
    assert send(plain, "GET", iri, {})[0] == 404


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        (TTL, ONE),
        ("application/n-triples", '<urn:a:s> <urn:a:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .'),
        ("application/ld+json", '[{"@id": "urn:a:s", "urn:a:p": [{"@value": 1}]}]'),
        (
            "application/rdf+xml",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="urn:a:">'
            '<rdf:Description rdf:about="urn:a:s">'
            '<a:p rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</a:p></rdf:Description></rdf:RDF>',
        ),
    ],
)
def test_every_graph_format_goes_in_and_out(plain: Service, token: dict[str, str], media_type: str, body: str) -> None:
    assert send(plain, "PUT", "g:format", token, body, Content_Type=media_type)[0] in (201, 204)
    assert plain.ask("ASK { GRAPH <g:format> { <urn:a:s> <urn:a:p> 1 } }")
    first = plain.client.get("/data", params={"graph": "g:format"}, headers={"Accept": media_type})
    assert first.headers["content-type"].split(";")[0] == media_type
    assert send(plain, "PUT", "g:again", token, first.text, Content_Type=media_type)[0] in (201, 204)
    assert plain.ask("ASK { GRAPH <g:again> { <urn:a:s> <urn:a:p> 1 } }")


def test_several_files_are_added_together(plain: Service, token: dict[str, str]) -> None:
    files = [
        ("a", ("one.ttl", ONE, TTL)),
        ("b", ("two.nt", "<urn:a:s> <urn:a:p> <urn:a:o> .", "application/n-triples")),
    ]
    answer = plain.client.post("/data", params={"graph": "g:files"}, files=files, headers=token)
    assert answer.status_code == 201
    assert read(plain, "g:files").count(" .") == 2


def test_written_form_of_a_literal_is_kept(plain: Service, token: dict[str, str]) -> None:
    literal = '"1.10"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    send(plain, "PUT", "g:form", token, f"<urn:a:s> <urn:a:p> {literal} .")
    assert literal in read(plain, "g:form")


REFUSED = [
    ("4.2 exactly one graph", "GET", "/data", TTL, "", 400),
    ("4.2 not graph and default", "GET", "/data?graph=a:g&default", TTL, "", 400),
    ("4.2 not two graphs", "GET", "/data?graph=a:g&graph=a:h", TTL, "", 400),
    ("4.2 an absolute IRI", "GET", "/data?graph=g", TTL, "", 400),
    ("4.2 an IRI", "PUT", "/data?graph=http://x/a%20b", TTL, ONE, 400),
    ("5.2 no such graph", "GET", "/data?graph=a:absent", TTL, "", 404),
    ("5.4 no such graph", "DELETE", "/data?graph=a:absent", TTL, "", 404),
    ("5.3 malformed", "PUT", "/data?graph=a:g", TTL, "<urn:a:s> <urn:a:p>", 400),
    ("5.3 unknown media type", "PUT", "/data?graph=a:g", "text/csv", "a,b", 415),
    ("5.3 no media type", "PUT", "/data?graph=a:g", "", ONE, 415),
    ("5.3 a dataset is no graph", "PUT", "/data?graph=a:g", "application/trig", "{}", 415),
    ("5.3 not UTF-8", "PUT", "/data?graph=a:g", TTL, b"<urn:a:s> <urn:a:p> '\xe5' .", 400),
    ("5.5 malformed", "POST", "/data?graph=a:g", "application/ld+json", "{", 400),
    ("5.3 DOCTYPE", "PUT", "/data?graph=a:g", "application/rdf+xml", "<!DOCTYPE a><a/>", 400),
    ("5.3 remote context", "PUT", "/data?graph=a:g", "application/ld+json", '{"@context": "http://127.0.0.1:9/"}', 400),
    ("5.3 deep JSON", "PUT", "/data?graph=a:g", "application/ld+json", '{"urn:a:b":' * 4_000 + "1" + "}" * 4_000, 400),
    ("too long", "PUT", "/data?graph=a:g", TTL, "#" * 3_000_000, 413),
    ("5.7 PATCH", "PATCH", "/data?graph=a:g", "application/sparql-update", "CLEAR ALL", 405),
]


@pytest.mark.parametrize(
    ("method", "path", "media_type", "body", "status"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_wrong_request_is_refused_and_changes_nothing(
    plain: Service, token: dict[str, str], method: str, path: str, media_type: str, body: str | bytes, status: int
) -> None:
    number = plain.state.store.number
    headers = {**token, **({"Content-Type": media_type} if media_type else {})}
    answer = plain.client.request(method, path, content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert plain.state.store.number == number
    assert plain.ask("ASK {}")


def test_malformed_upload_has_line_and_column(plain: Service, token: dict[str, str]) -> None:
    headers = {"Content-Type": TTL, **token}
    problem = plain.client.put(
        "/data?graph=a:g", content="<urn:a:s> <urn:a:p> 1 .\n<urn:a:s> oops", headers=headers
    ).json()
    assert problem["line"] == 2
    assert problem["column"] > 1


def test_nothing_acceptable_is_406(plain: Service) -> None:
    answer = plain.client.get("/data?default", headers={"Accept": "image/png"})
    assert answer.status_code == 406


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_writing_needs_a_token(plain: Service, method: str) -> None:
    assert send(plain, method, "g:closed", {}, ONE)[0] == 401


def test_head_has_the_headers_of_get_and_options_says_what_may_be_done(plain: Service, token: dict[str, str]) -> None:
    send(plain, "PUT", "g:head", token, ONE)
    by_head = plain.client.head("/data?graph=g:head", headers={"Accept": TTL})
    by_get = plain.client.get("/data?graph=g:head", headers={"Accept": TTL})
    assert (by_head.status_code, by_head.content) == (200, b"")
    assert by_head.headers["etag"] == by_get.headers["etag"]
    assert "PUT" in plain.client.options("/data").headers["allow"]


def test_if_match_refuses_a_write_on_a_stale_state(plain: Service, token: dict[str, str]) -> None:
    send(plain, "PUT", "g:match", token, ONE)
    seen = plain.client.get("/data?graph=g:match").headers["etag"]
    send(plain, "PUT", "g:elsewhere", token, ONE)
    assert send(plain, "PUT", "g:match", token, TWO, If_Match=seen)[0] == 204
    assert send(plain, "PUT", "g:match", token, ONE, If_Match=seen)[0] == 412
    assert send(plain, "DELETE", "g:match", token, If_Match=seen)[0] == 412
    assert send(plain, "PUT", "g:match", token, ONE, If_None_Match="*")[0] == 412
    assert send(plain, "PUT", "g:fresh", token, ONE, If_None_Match="*")[0] == 201
    assert send(plain, "PUT", "g:absent", token, ONE, If_Match="*")[0] == 412


def test_unchanged_graph_is_not_sent_again(plain: Service, token: dict[str, str]) -> None:
    send(plain, "PUT", "g:same", token, ONE)
    etag = plain.client.get("/data?graph=g:same").headers["etag"]
    send(plain, "PUT", "g:different", token, ONE)
    assert plain.client.get("/data?graph=g:same", headers={"If-None-Match": etag}).status_code == 304
    send(plain, "PUT", "g:same", token, TWO)
    assert plain.client.get("/data?graph=g:same", headers={"If-None-Match": etag}).status_code == 200


def test_merged_default_graph_is_read_and_not_written(service: Service) -> None:
    token = {"Authorization": f"Bearer {service.state.tokens.make('tester', ['write', 'unchecked'])}"}
    assert "gardens.example" in read(service, None)
    for method in ("PUT", "POST", "DELETE"):
        assert send(service, method, None, token, ONE)[0] == 403


def test_graph_that_breaks_the_shapes_is_refused(service: Service) -> None:
    token = {"Authorization": f"Bearer {service.state.tokens.make('tester', ['write'])}"}
    before = read(service, NORTH)
    assert send(service, "PUT", NORTH, token, ONE)[0] == 422
    assert read(service, NORTH) == before


def test_graph_that_conforms_is_taken(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serve(tmp_path_factory.mktemp("gate")) as running:
        token = {"Authorization": f"Bearer {running.state.tokens.make('tester', ['write'])}"}
        graph = "https://gardens.example/graph/plant/moss"
        turtle = read(running, graph, TTL)
        number = running.state.store.number
        assert send(running, "PUT", graph, token, turtle + "\n# the same\n")[0] == 204
        assert running.state.store.number == number
        assert send(running, "DELETE", graph, token)[0] == 204
        assert send(running, "PUT", graph, token, turtle)[0] == 201
        assert sorted(read(running, graph, TTL).split()) == sorted(turtle.split())


def test_coded_graph_has_an_etag_of_its_own(service: Service) -> None:
    def ask(coding: str, **more: str) -> tuple[int, str, str]:
        headers = {"Accept": TTL, "Accept-Encoding": coding, **more}
        answer = service.client.get("/data", params={"default": ""}, headers=headers)
        return answer.status_code, answer.headers["etag"], answer.headers.get("content-encoding", "")

    plain, coded = ask("identity"), ask("gzip")
    assert (plain[2], coded[2]) == ("", "gzip")
    assert plain[1] != coded[1]
    for coding, etag in (("identity", plain[1]), ("gzip", coded[1])):
        assert ask(coding, **{"If-None-Match": etag})[:2] == (304, etag)


def test_refused_coding_is_not_sent(service: Service) -> None:
    answer = service.client.get("/data", params={"default": ""}, headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["vary"]


def test_graph_at_its_own_address_has_the_etag_of_the_graph(service: Service) -> None:
    path = NORTH.removeprefix("https://gardens.example")
    direct = service.client.get(path, headers={"Accept": TTL})
    indirect = service.client.get("/data", params={"graph": NORTH}, headers={"Accept": TTL})
    assert direct.headers["etag"] == indirect.headers["etag"]
    assert direct.text == indirect.text
    assert service.client.get(path, headers={"Accept": TTL, "If-None-Match": direct.headers["etag"]}).status_code == 304


def test_nothing_sent_makes_no_graph(plain: Service, token: dict[str, str]) -> None:
    assert send(plain, "PUT", "g:empty", token, "")[0] == 204
    assert send(plain, "POST", "g:empty", token, "")[0] == 204
    assert plain.client.get("/data", params={"graph": "g:empty"}).status_code == 404


def test_options_and_405_name_every_method_of_an_address(plain: Service) -> None:
    for path in ("/graph/any/thing", "/data"):
        allowed = plain.client.request("OPTIONS", path)
        assert allowed.status_code == 204
        assert {"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"} == set(allowed.headers["allow"].split(", "))
    assert plain.client.request("OPTIONS", "/").headers["allow"] == "GET, HEAD, OPTIONS"
    refused = plain.client.patch("/graph/any/thing")
    assert refused.status_code == 405
    assert refused.headers["allow"] == refused.json()["expected"] == "GET, HEAD, PUT, POST, DELETE, OPTIONS"


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "data:text/plain,x", "FILE:///etc/passwd"])
def test_address_that_runs_or_reads_names_no_graph(plain: Service, token: dict[str, str], iri: str) -> None:
    assert send(plain, "PUT", iri, token, ONE)[0] == 400


def test_malformed_upload_says_what_stands_at_its_place(plain: Service, token: dict[str, str]) -> None:
    headers = {"Content-Type": TTL, **token}
    answer = plain.client.put("/data", params={"graph": "g:bad"}, content="<urn:a> <urn:b> ; .", headers=headers)
    said = answer.json()
    assert (said["code"], said["line"]) == ("rdf-syntax", 1)
    assert said["found"].startswith(";")
    assert said["expected"]
