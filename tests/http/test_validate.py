"""POST /validate over the running service: every format in, every form of the report out, and nothing stored."""

import json
from pathlib import Path

import pytest
from tests.http.serving import TOY, Service

from atlas.cli.texts import Reader
from atlas.rdf.formats import GRAPH_FORMATS, JSON_LD, N_QUADS, RDF_FORMATS, RDF_XML, TRIG, TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.serialize import serialize
from atlas.rdf.terms import NamedNode
from atlas.schema.load import load_schema
from atlas.settings import Settings
from atlas.validation.context import HomeContext
from atlas.validation.judge import Judge
from atlas.validation.report import Report

BASE = "https://gardens.example/"
SOUND = (TOY / "data" / "records" / "garden" / "north.ttl").read_bytes()
BROKEN = SOUND.replace(b"g:hectares 1.50", b'g:hectares "big"').replace(b"id/plant/moss>", b"id/plant/mosss>")
SH = "http://www.w3.org/ns/shacl#"


def post(service: Service, body: bytes, media_type: str = "text/turtle", accept: str = "", query: str = ""):
    headers = {"Content-Type": media_type, **({"Accept": accept} if accept else {})}
    return service.client.post(f"/validate{query}", content=body, headers=headers)


def written(body: bytes, format_) -> bytes:
    return serialize(parse(body, TURTLE), format_)


@pytest.mark.parametrize("format_", RDF_FORMATS, ids=lambda f: f.name)
def test_each_format_gets_the_same_verdict(service: Service, format_) -> None:
    for body, conforms in ((SOUND, True), (BROKEN, False)):
        answer = post(service, written(body, format_), format_.media_type)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()["conforms"] is conforms


def test_the_service_says_what_the_command_line_would_say(service: Service) -> None:
    schema = load_schema(TOY)
    judge = Judge(schema)
    given = judge.read(BROKEN, "text/turtle", BASE)
    expected = judge.judge(given, HomeContext(schema).find(judge.references(given.quads)))
    assert Report.from_json(post(service, BROKEN).content) == expected
    assert not expected.conforms


def test_a_gate_answers_422_for_what_must_be_mended_and_200_else(service: Service) -> None:
    assert post(service, BROKEN, query="?gate=true").status_code == 422
    assert post(service, BROKEN, query="?gate=true").json()["conforms"] is False
    assert post(service, SOUND, query="?gate=true").status_code == 200


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda f: f.name)
def test_the_report_comes_in_shacl(service: Service, format_) -> None:
    answer = post(service, BROKEN, accept=format_.media_type)
    assert answer.headers["content-type"].split(";")[0] == format_.media_type
    quads = parse(answer.content, format_)
    values = {q.object.value for q in quads if q.predicate.value == f"{SH}conforms"}
    assert values == {"false"}
    assert len([q for q in quads if q.predicate.value == f"{SH}result"]) >= 2


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/plain", "text/plain"),
        ("text/html", "text/html"),
        ("*/*", "application/json"),
        ("application/sarif+json", "application/sarif+json"),
        ("application/junit+xml", "application/junit+xml"),
        ("text/csv", "text/csv"),
    ],
)
def test_the_report_comes_as_it_is_asked_for(service: Service, accept: str, media_type: str) -> None:
    answer = post(service, BROKEN, accept=accept)
    assert answer.headers["content-type"].split(";")[0] == media_type
    assert "Size" in answer.text


def test_the_format_of_the_report_can_be_named(service: Service) -> None:
    assert post(service, BROKEN, query="?format=turtle").headers["content-type"].split(";")[0] == "text/turtle"
    assert post(service, BROKEN, query="?format=docx").status_code == 406


def test_each_named_graph_is_a_record_of_its_own(service: Service) -> None:
    quads = parse(SOUND, TURTLE, base_iri=BASE)
    lines = "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in quads)
    odd = f"<{BASE}id/garden/odd> a <{BASE}ont/Garden>"
    body = f"<{BASE}graph/garden/north> {{ {lines} }} <{BASE}graph/garden/odd> {{ {odd} }}"
    records = post(service, body.encode(), TRIG.media_type).json()["records"]
    assert [(record["graph"], record["conforms"]) for record in records] == [
        (f"{BASE}graph/garden/north", True),
        (f"{BASE}graph/garden/odd", False),
    ]


@pytest.mark.parametrize("address", ["{url}/context.jsonld", f"{BASE}context.jsonld", "context.jsonld"])
def test_json_ld_may_name_our_context_by_either_address(service: Service, address: str) -> None:
    document = {
        "@context": address.format(url=service.state.public_url),
        "@graph": [
            {"id": "graph/plant/oak", "type": "Page", "primaryTopic": "id/plant/oak", "source": "id/source/survey"},
            {"id": "id/plant/oak", "type": "Plant", "prefLabel": {"en": "oak"}},
        ],
    }
    answer = post(service, json.dumps(document).encode(), "application/ld+json")
    assert answer.status_code == 200
    assert answer.json()["conforms"] is True, answer.text


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"<a> <b>\n oops .", "text/turtle"),
        (b'{"@context": "http://elsewhere.example/context"}', "application/ld+json"),
        (b'{"a": [}', "application/ld+json"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "application/rdf+xml"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "application/ld+json"),
        (b"<urn:a> <urn:b> <javascript:alert(1)> .", "text/turtle"),
        (b"\xff\xfe", "text/turtle"),
    ],
)
def test_malformed_rdf_answers_400_with_its_place(service: Service, body: bytes, media_type: str) -> None:
    answer = post(service, body, media_type)
    assert answer.status_code == 400
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["line"] >= 1
    assert problem["column"] >= 1
    assert post(service, SOUND).status_code == 200


def test_an_unknown_media_type_answers_415_with_those_that_are_taken(service: Service) -> None:
    answer = post(service, b"%PDF", "application/pdf")
    assert answer.status_code == 415
    assert all(format_.media_type in answer.json()["expected"] for format_ in RDF_FORMATS)
    assert post(service, SOUND, "").status_code == 415


def test_a_body_over_the_limit_answers_413(service: Service) -> None:
    limit = service.state.settings.body_bytes
    assert post(service, b"#" * (limit + 1)).status_code == 413


def test_an_empty_body_answers_400(service: Service) -> None:
    assert post(service, b"").status_code == 400


def test_the_page_takes_a_pasted_text_and_a_file_and_gives_a_lasting_address(service: Service) -> None:
    page = {"Accept": "text/html"}
    form = service.client.get("/validate", headers=page)
    assert form.status_code == 200
    assert 'name="text"' in form.text
    pasted = service.client.post("/validate", data={"text": BROKEN.decode(), "format": "turtle"}, headers=page)
    sent = service.client.post("/validate", files={"file": ("north.ttl", BROKEN)}, headers=page)
    assert pasted.headers["location"] != sent.headers["location"]
    for moved in (pasted, sent):
        assert moved.status_code == 303
        answer = service.client.get(moved.headers["location"], headers=page)
        assert answer.status_code == 200
        assert "How to mend it" in answer.text
        assert "noindex" in answer.headers["x-robots-tag"]


def test_the_page_marks_the_lines_that_something_is_wrong_with(service: Service) -> None:
    text = post(service, BROKEN, accept="text/html").text
    line = next(number for number, row in enumerate(BROKEN.decode().splitlines(), 1) if "hectares" in row)
    assert f'<span id="L{line}">{line:4d}  <mark>' in text
    assert f'href="#L{line}"' in text
    assert text.count("<mark>") == 2


WRONG = SOUND.replace(b"climate/cold", b"climate/colt").replace(b'"1901-05-01"', b'"1901/5/1"')


def keep(service: Service, body: bytes, **said: str) -> str:
    """Address of the page's report on a text."""
    data = {"text": body.decode(), **said}
    return service.client.post("/validate", data=data, headers={"Accept": "text/html"}).headers["location"]


def test_the_page_makes_the_ready_edits_when_asked(service: Service) -> None:
    kept = keep(service, WRONG)
    assert 'name="edit" value="all"' in service.client.get(kept, headers={"Accept": "text/html"}).text
    moved = service.client.post(kept, data={"edit": "all"})
    assert moved.status_code == 303
    assert service.client.get(moved.headers["location"]).json()["conforms"]
    assert 'name="edit"' not in service.client.get(moved.headers["location"], headers={"Accept": "text/html"}).text
    assert not service.client.get(kept).json()["conforms"]


def test_the_page_makes_one_ready_edit_of_several(service: Service) -> None:
    kept = keep(service, WRONG)
    findings = service.client.get(kept).json()["findings"]
    number = next(place for place, one in enumerate(findings) if one["edit"] and "colt" in one["edit"]["old"])
    moved = service.client.post(kept, data={"edit": str(number)}).headers["location"]
    left = [one["edit"]["old"] for one in service.client.get(moved).json()["findings"] if one["edit"]]
    assert len(left) == 1
    assert "1901/5/1" in left[0]
    assert service.client.post(kept, data={"edit": "999"}).status_code == 400
    assert service.client.post(f"/validate/{'A' * 22}", data={"edit": "all"}).status_code == 404


@pytest.mark.parametrize("by", ["severity", "record", "rule", "nonsense"])
def test_findings_are_grouped_as_asked_and_none_is_lost(service: Service, by: str) -> None:
    kept = keep(service, BROKEN)
    text = service.client.get(f"{kept}?by={by}", headers={"Accept": "text/html"}).text
    assert text.count('<li id="finding-') == len(service.client.get(kept).json()["findings"])


def test_a_finding_shows_a_correct_example_in_the_words_of_the_text(service: Service) -> None:
    headers = {"Accept": "text/html"}
    turtle = service.client.get(keep(service, BROKEN), headers=headers).text
    yaml = service.client.get(keep(service, YAML), headers=headers).text
    assert "g:hectares 1.5" in turtle
    assert "<code>hectares: 1.5" in yaml


def test_the_form_of_a_pasted_text_need_not_be_named(service: Service) -> None:
    for body in (BROKEN, written(BROKEN, JSON_LD), written(BROKEN, RDF_XML), written(BROKEN, N_QUADS), YAML):
        assert not service.client.get(keep(service, body, format="")).json()["conforms"]


def test_a_text_is_judged_by_the_profile_that_is_chosen(service: Service) -> None:
    prefixes = b"@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dcterms: <http://purl.org/dc/terms/> . "
    for said, conforms in ((b"<d> a dcat:Dataset .", False), (b'<d> a dcat:Dataset; dcterms:title "D" .', True)):
        report = post(service, prefixes + said, query="?profile=plants").json()
        assert report["conforms"] is conforms
        assert {one["rule_url"] for one in report["findings"]} <= {f"{BASE}shape/export/plants/title"}
    assert not post(service, SOUND, query="?profile=plants").json()["conforms"]
    assert post(service, SOUND, query="?profile=castles").status_code == 400
    assert post(service, YAML, "application/yaml", query="?profile=plants").status_code == 400
    shacl = parse(
        post(service, prefixes + b"<d> a dcat:Dataset .", accept="text/turtle", query="?profile=plants").content, TURTLE
    )
    assert f"{BASE}shape/export/plants/title" in {q.object.value for q in shacl if isinstance(q.object, NamedNode)}


def test_a_record_is_taken_as_the_class_that_is_chosen(service: Service) -> None:
    untyped = SOUND.replace(b" a g:Garden ;", b"", 1)
    assert untyped != SOUND
    assert not post(service, untyped).json()["conforms"]
    assert post(service, untyped, query="?kind=garden").json()["conforms"]
    assert not post(service, SOUND, query="?kind=plant").json()["conforms"]


def test_the_rule_of_every_finding_has_a_page(service: Service) -> None:
    wrong = BROKEN.replace(b"g:opened", b"g:openedd")
    found = post(service, wrong).json()["findings"] + post(service, SOUND, query="?profile=plants").json()["findings"]
    rules = {one["rule_url"].removeprefix(BASE) for one in found if one["rule_url"].startswith(BASE)}
    assert len(rules) >= 2
    for rule in (*rules, "shape/export/plants/title"):
        answer = service.client.get(f"/{rule}", headers={"Accept": "text/html"}, follow_redirects=True)
        assert answer.status_code == 200, rule
    assert service.client.get("/check/nothing").status_code == 404


def test_only_the_lines_around_findings_of_a_long_text_are_shown(service: Service) -> None:
    long = b"# a comment\n" * 3000 + BROKEN + b"# " + b"x" * 5000
    text = service.client.get(keep(service, long), headers={"Accept": "text/html"}).text
    line = 3000 + next(number for number, row in enumerate(BROKEN.decode().splitlines(), 1) if "hectares" in row)
    assert f'<span id="L{line}">' in text
    assert '<span id="L10">' not in text


def test_a_kept_report_is_given_again_in_every_form(service: Service) -> None:
    first = post(service, BROKEN, query="?keep=true")
    address = first.headers["location"]
    assert service.client.get(address).json() == first.json()
    assert service.client.get(f"{address}.ttl").headers["content-type"].split(";")[0] == "text/turtle"
    assert service.client.get(f"{address}?format=sarif").json()["version"] == "2.1.0"
    assert post(service, BROKEN).headers.get("location") is None


@pytest.mark.parametrize("name", ["x", "A" * 22, "..%2F..%2Fidentity", "*" * 22, "A" * 22 + ".docx"])
def test_an_unknown_report_is_not_found(service: Service, name: str) -> None:
    assert service.client.get(f"/validate/{name}").status_code in (404, 406)


def test_a_page_shows_what_was_sent_as_text_only(service: Service) -> None:
    hostile = SOUND.replace(b"North Garden", b"<script>alert(1)</script>")
    answer = post(service, hostile, accept="text/html")
    assert "<script>alert(1)" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_nothing_is_stored(service: Service) -> None:
    number = service.state.store.number
    post(service, SOUND.replace(b"garden/north", b"garden/unheard-of"))
    assert service.state.store.number == number
    assert not service.ask(f"ASK {{ <{BASE}id/garden/unheard-of> ?p ?o }}")


TABLE = b"Name,hectares,nonsense\nNorth Yard,1,\nEast Yard,-1,x\n"
YAML = b"type: Garden\nname: Yard\nhasClimate: cold\nhectares: -1\nsource: Survey of made-up gardens\n"


def places(report: dict) -> set:  # type: ignore[type-arg]
    return {(f["field"], f["line"], f["column"]) for f in report["findings"] if f["severity"] == "must"}


def test_yaml_and_tables_are_judged_where_they_stand(service: Service) -> None:
    found = places(post(service, YAML, "application/yaml").json())
    assert ("Size", 4, 11) in found
    for body, media_type in ((TABLE, "text/csv"), (TABLE.replace(b",", b"\t"), "text/tab-separated-values")):
        found = places(post(service, body, media_type, query="?kind=garden").json())
        assert {("Size", 3, 11), ("nonsense", 1, 15)} <= found


def test_the_service_judges_yaml_as_the_command_line_does(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "yard.yaml"
    path.write_bytes(YAML)
    schema = load_schema(TOY)
    judge, home = Judge(schema), HomeContext(schema)
    text = Reader(judge, home, Settings(home=TOY), None, "").read(str(path))
    expected = text.tell(judge.judge(text.submission, home.find(judge.references(text.submission.quads))))
    assert Report.from_json(post(service, YAML, "application/yaml").content) == expected


def test_a_table_whose_class_is_not_told_or_unknown_answers_400(service: Service) -> None:
    assert post(service, TABLE, "text/csv").status_code == 400
    assert post(service, TABLE, "text/csv", query="?kind=castle").status_code == 400
    assert post(service, b"a: [1\n", "application/yaml").json()["line"] == 2
    assert post(service, b" ", "text/csv").status_code == 400


def test_reports_on_tables_come_for_other_tools_and_by_the_page(service: Service) -> None:
    sarif = post(service, TABLE, "text/csv", accept="application/sarif+json", query="?kind=garden").text
    assert '"startLine": 3' in sarif
    page = {"Accept": "text/html"}
    sent = service.client.post("/validate", files={"file": ("g.csv", TABLE)}, data={"kind": "garden"}, headers=page)
    assert sent.status_code == 303
    shown = service.client.get(sent.headers["location"], headers=page).text
    assert 'href="#L3"' in shown
