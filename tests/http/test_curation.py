"""Drafts, review, acceptance and undoing over HTTP: who may, what is refused, who wins."""

import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from tests.http.serving import Service, serve

from atlas.namespaces import RDF
from atlas.rdf.canonical import mark_statement
from atlas.rdf.terms import NamedNode

BASE = "https://gardens.example/"
HEAD = """@base <https://gardens.example/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix g: <https://gardens.example/ont/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."""
SUBMIT = {"action": "submit", "name": "Ada", "agree": "yes"}
TURTLE = {"Content-Type": "text/turtle"}
PAGE = {"Accept": "text/html"}


def plant(slug: str, name: str = "A plant") -> str:
    return f"""<graph/plant/{slug}> a g:Page ; foaf:primaryTopic <id/plant/{slug}> .
    <id/plant/{slug}> a g:Plant ; skos:prefLabel "{name}"@en ."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serve(tmp_path_factory.mktemp("desk"), deadline_s=10.0) as running:
        yield running


@pytest.fixture
def karl(desk: Service) -> dict[str, str]:
    """Headers of a curator's program."""
    return {"Authorization": f"Bearer {desk.state.tokens.make('Karl', ['curate', 'admin'])}"}


def begin(desk: Service, text: str, **headers: str) -> str:
    """Address of a new draft."""
    answer = desk.client.post("/contribute", content=HEAD + text, headers={**TURTLE, **headers})
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def offer(desk: Service, text: str) -> tuple[str, int]:
    """Address and number of a new submitted draft."""
    draft = begin(desk, text)
    answer = desk.client.post(draft, data=SUBMIT)
    assert answer.status_code == 200, answer.text
    return draft, answer.json()["number"]


def decide(desk: Service, number: int, who: dict[str, str], **fields: str) -> httpx.Response:
    return desk.client.post(f"/review/{number}", data=fields, headers=who)


def test_draft_is_seen_by_nobody_without_its_secret(desk: Service, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        draft = begin(desk, plant("secret-moss", "Unheard-of moss"))
        desk.client.get(draft)
    assert not desk.ask('ASK { ?s ?p "Unheard-of moss"@en }')
    assert not desk.ask(f"ASK {{ GRAPH ?g {{ <{BASE}id/plant/secret-moss> ?p ?o }} }}")
    assert "Unheard-of" not in desk.client.get("/search", params={"q": "unheard"}, headers=PAGE).text.replace("“", "")
    ours = [one.getMessage() for one in caplog.records if one.name.startswith("atlas")]
    assert any("/contribute/" in line for line in ours)
    assert not any(draft.rpartition("/")[2] in line for line in ours)
    assert desk.client.get(draft[:-1]).status_code == 404
    headers = desk.client.get(draft, headers=PAGE).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-robots-tag"] == "noindex"


def test_draft_can_be_replaced_and_deleted_by_whoever_has_its_address(desk: Service) -> None:
    draft = begin(desk, plant("fleeting"))
    answer = desk.client.put(draft, content=HEAD + plant("fleeting", "Renamed"), headers=TURTLE)
    assert answer.json()["report"]["conforms"] is True
    assert desk.client.delete(draft).status_code == 204
    assert desk.client.get(draft).status_code == 404


def test_text_that_does_not_parse_is_kept_with_its_problem(desk: Service) -> None:
    answer = desk.client.post("/contribute", content=HEAD + "\n<id/plant/x> a ; .", headers=TURTLE)
    problem = answer.json()["problem"]
    assert (answer.status_code, problem["code"], problem["line"]) == (201, "rdf-syntax", 4)
    page = desk.client.get(answer.headers["location"], headers=PAGE).text
    assert "a ; ." in page
    assert desk.client.post(answer.headers["location"], data=SUBMIT).status_code == 400


def test_drafts_without_a_token_are_a_setting(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serve(tmp_path_factory.mktemp("closed"), anonymous_drafts="off") as closed:
        text = HEAD + plant("p")
        assert closed.client.post("/contribute", content=text, headers=TURTLE).status_code == 401
        token = closed.state.tokens.make("Ada", ["contribute"])
        headers = {**TURTLE, "Authorization": f"Bearer {token}"}
        assert closed.client.post("/contribute", content=text, headers=headers).status_code == 201
        curation = closed.state.curation
        assert curation is not None
        assert curation.drafts.get(1).client.startswith("token:")


def test_draft_from_behind_a_proxy_is_not_from_this_machine(desk: Service) -> None:
    headers = {**TURTLE, "X-Forwarded-For": "198.51.100.7"}
    assert desk.client.post("/contribute", content=HEAD + plant("p"), headers=headers).status_code == 401


def test_review_is_for_curators(desk: Service) -> None:
    _, number = offer(desk, plant("guarded"))
    assert desk.client.get("/review").status_code == 401
    assert desk.client.get("/review", headers=PAGE).headers["location"] == "/sign-in?to=/review"
    ada = {"Authorization": f"Bearer {desk.state.tokens.make('Ada', ['contribute'])}"}
    assert desk.client.get("/review", headers=ada).status_code == 403
    assert decide(desk, number, ada, action="accept").status_code == 403
    assert decide(desk, number, {}, action="accept").status_code == 401
    assert desk.client.post("/commit/1/revert", headers=ada).status_code == 403
    assert desk.client.post("/releases", headers=ada).status_code == 403


def test_session_cookie_and_forms_keep_other_sites_out(desk: Service) -> None:
    token = desk.state.tokens.make("Karl", ["curate"])
    _, number = offer(desk, plant("forged"))
    with httpx.Client(base_url=desk.url, headers=PAGE) as browser:
        foreign = {"Origin": "https://evil.example"}
        assert browser.post("/sign-in", data={"token": token}, headers=foreign).status_code == 403
        signed = browser.post("/sign-in", data={"token": token, "to": "https://evil.example/"})
        assert signed.headers["location"] == "/"
        cookie = signed.headers["set-cookie"].lower()
        assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/"))
        page = browser.get(f"/review/{number}").text
        secret = re.findall(r'name="form-secret" value="([^"]+)"', page)[0]
        given = {"action": "return", "note": "no"}
        for fields, headers in (
            (given, {}),
            ({**given, "form-secret": "x"}, {}),
            ({**given, "form-secret": secret}, foreign),
            ({**given, "form-secret": secret}, {"Sec-Fetch-Site": "cross-site"}),
        ):
            assert browser.post(f"/review/{number}", data=fields, headers=headers).status_code == 403
        own = {"Origin": desk.url}
        assert browser.post(f"/review/{number}", data={**given, "form-secret": secret}, headers=own).status_code == 303
        assert browser.post("/sign-out", data={"form-secret": secret}).status_code == 303
        assert browser.get("/review").headers["location"].startswith("/sign-in")


def test_of_two_curators_with_two_drafts_of_one_record_one_wins(desk: Service, karl: dict[str, str]) -> None:
    first = offer(desk, plant("contested", "First name"))[1]
    second = offer(desk, plant("contested", "Second name"))[1]
    kim = {"Authorization": f"Bearer {desk.state.tokens.make('Kim', ['curate'])}"}
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda one: decide(desk, *one, action="accept"), ((first, karl), (second, kim))))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    names = desk.rows(f"SELECT ?n {{ <{BASE}id/plant/contested> <http://www.w3.org/2004/02/skos/core#prefLabel> ?n }}")
    won = 0 if answers[0].status_code == 200 else 1
    assert names == [(("First name", "Second name")[won],)]
    waiting = {one["number"] for one in desk.client.get("/review", headers=karl).json()}
    assert waiting & {first, second} == {(second, first)[won]}


def test_of_two_curators_with_one_draft_one_wins(desk: Service, karl: dict[str, str]) -> None:
    _, number = offer(desk, plant("once"))
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda _: decide(desk, number, karl, action="accept"), range(2)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes[0] == 200
    assert codes[1] in (409, 412)


def test_decision_on_what_was_not_seen_is_refused(desk: Service, karl: dict[str, str]) -> None:
    draft, number = offer(desk, plant("glimpsed"))
    seen = desk.client.get(f"/review/{number}", headers={**karl, "Accept-Encoding": "identity"})
    assert seen.headers["etag"] == f'"{seen.json()["seen"]}"'
    assert decide(desk, number, {**karl, "If-Match": '"another"'}, action="accept").status_code == 412
    assert decide(desk, number, {**karl, "If-Match": seen.headers["etag"]}, action="accept").status_code == 200
    assert desk.client.get(draft).json()["state"] == "accepted"


def test_returned_draft_carries_the_note_and_comes_back(desk: Service, karl: dict[str, str]) -> None:
    draft, number = offer(desk, plant("doubtful"))
    assert decide(desk, number, karl, action="return", note=" ").status_code == 400
    assert decide(desk, number, karl, action="return", note="Which book?").status_code == 200
    assert desk.client.get(draft).json()["note"] == "Which book?"
    assert desk.client.post(draft, data=SUBMIT).json()["state"] == "submitted"


def test_draft_of_several_records_is_split(desk: Service, karl: dict[str, str]) -> None:
    several = "".join(f"<graph/plant/{slug}> {{ {plant(slug)} }} " for slug in ("left", "right"))
    draft = begin(desk, several, **{"Content-Type": "application/trig"})
    number = desk.client.post(draft, data=SUBMIT).json()["number"]
    parts = decide(desk, number, karl, action="split").json()["drafts"]
    assert len(parts) == 2
    assert desk.client.get(draft).json()["state"] == "split"
    assert decide(desk, parts[0], karl, action="accept").status_code == 200
    assert desk.ask(f"ASK {{ <{BASE}id/plant/left> ?p ?o }}") is not desk.ask(f"ASK {{ <{BASE}id/plant/right> ?p ?o }}")
    assert decide(desk, parts[1], karl, action="split").status_code == 409


def test_draft_is_judged_anew_when_it_is_accepted(desk: Service, karl: dict[str, str]) -> None:
    needed = decide(desk, offer(desk, plant("needed"))[1], karl, action="accept").json()["commit"]
    garden = """<graph/garden/needy> a g:Page ; foaf:primaryTopic <id/garden/needy> .
    <id/garden/needy> a g:Garden ; skos:prefLabel "Needy"@en ; g:hasClimate <scheme/climate/cold> ;
      g:hasBed <id/garden/needy#b> . <id/garden/needy#b> a g:Bed ; g:growsPlant <id/plant/needed> ."""
    _, number = offer(desk, garden)
    assert desk.client.post(f"/commit/{needed}/revert", headers=karl).status_code == 201
    answer = decide(desk, number, karl, action="accept")
    assert (answer.status_code, answer.json()["code"]) == (422, "violations")
    assert not desk.ask(f"ASK {{ <{BASE}id/garden/needy> ?p ?o }}")


def test_draft_is_brought_up_to_date_where_both_sides_can_stand(desk: Service, karl: dict[str, str]) -> None:
    decide(desk, offer(desk, plant("shared", "Shared"))[1], karl, action="accept")
    page = "<id/plant/shared> <http://www.w3.org/2000/01/rdf-schema#seeAlso> <https://example.org/{}> ."
    mine = offer(desk, plant("shared", "Shared") + page.format("mine"))[1]
    theirs = offer(desk, plant("shared", "Shared") + page.format("theirs"))[1]
    renamed = offer(desk, plant("shared", "Renamed"))[1]
    again = offer(desk, plant("shared", "Renamed twice"))[1]
    assert decide(desk, theirs, karl, action="accept").status_code == 200
    assert decide(desk, mine, karl, action="accept").status_code == 412
    assert desk.client.get(f"/review/{mine}", headers=karl).json()["records"][0]["moved"] is True
    assert decide(desk, mine, karl, action="update").status_code == 200
    assert decide(desk, mine, karl, action="accept").status_code == 200
    pages = desk.rows(f"SELECT ?p {{ <{BASE}id/plant/shared> <http://www.w3.org/2000/01/rdf-schema#seeAlso> ?p }}")
    assert pages == [("https://example.org/mine",), ("https://example.org/theirs",)]
    for number in (renamed, again):
        answer = decide(desk, number, karl, action="update")
        if number == renamed:
            assert answer.status_code == 200
            assert decide(desk, number, karl, action="accept").status_code == 200
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_error_in_one_statement_opens_a_draft_of_its_correction(desk: Service, karl: dict[str, str]) -> None:
    page = desk.client.get("/garden/north", headers=PAGE).text
    links = re.findall(r"/garden/north/correct\?statement=\w+", page)
    assert links
    asked = [link for link in links if "/ont/hectares" in desk.client.get(link, headers=PAGE).text]
    begun = desk.client.post(asked[0], data={"right": "9.75", "why": "measured"}, headers=PAGE)
    assert begun.status_code == 303
    draft = begun.headers["location"]
    assert desk.client.get(draft).json()["title"].endswith(": measured")
    number = desk.client.post(draft, data=SUBMIT).json()["number"]
    assert len(desk.client.get(f"/review/{number}", headers=karl).json()["records"][0]["removed"]) == 1
    assert decide(desk, number, karl, action="accept").status_code == 200
    assert desk.rows(f"SELECT ?v {{ <{BASE}id/garden/north> <{BASE}ont/hectares> ?v }}") == [("9.75",)]


def test_every_report_an_error_of_a_page_leads_to_a_correction_or_to_what_it_rests_on(desk: Service) -> None:
    page = desk.client.get("/garden/south", headers=PAGE).text
    links = set(re.findall(r"/garden/south/correct\?statement=\w+", page))
    assert len(links) > 2
    for link in links:
        assert desk.client.get(link, headers=PAGE).status_code == 200


def test_derived_statement_is_explained_and_leads_to_what_it_rests_on(desk: Service) -> None:
    topic, kind = NamedNode(f"{BASE}id/garden/south"), NamedNode(f"{BASE}ont/Thing")
    mark = mark_statement(topic, NamedNode(f"{RDF}type"), kind)
    text = desk.client.get(f"/garden/south/correct?statement={mark}", headers=PAGE).text
    assert "/rule/subclass-types" in text
    assert 'name="right"' not in text
    assert desk.client.get("/garden/south/correct?statement=" + "0" * 12, headers=PAGE).status_code == 404


def test_thing_is_corrected_by_its_name(desk: Service) -> None:
    page = desk.client.get("/garden/south", headers=PAGE).text
    links = set(re.findall(r"/garden/south/correct\?statement=\w+", page))
    texts = {link: desk.client.get(link, headers=PAGE).text for link in links}
    climate = next(link for link, text in texts.items() if "/ont/hasClimate" in text)
    assert '<select id="right"' in texts[climate]
    plant = next(link for link, text in texts.items() if "/ont/growsPlant" in text)
    draft = desk.client.post(plant, data={"right": "moss"}, headers=PAGE).headers["location"]
    assert f"{BASE}id/plant/moss" in str(desk.client.get(f"{draft}/records.nt").text)


def test_wrong_token_is_asked_for_again_on_the_page(desk: Service) -> None:
    answer = desk.client.post("/sign-in", data={"token": "wrong", "to": "/review/7"}, headers=PAGE)
    assert answer.status_code == 401
    assert 'name="token"' in answer.text
    assert 'name="to" value="/review/7"' in answer.text
    assert desk.client.post("/sign-in", data={"token": "wrong"}).headers["content-type"] == "application/problem+json"


def test_draft_sent_twice_by_an_impatient_click_waits_once(desk: Service) -> None:
    draft = desk.client.post("/contribute", content=HEAD + plant("twice"), headers=TURTLE).headers["location"]
    for _ in range(2):
        sent = desk.client.post(draft, data=SUBMIT, headers=PAGE)
        assert (sent.status_code, sent.headers["location"]) == (303, draft)
    assert desk.client.post(draft, data=SUBMIT).status_code == 409


def test_draft_that_changes_nothing_cannot_be_submitted(desk: Service) -> None:
    text = desk.client.get("/graph/plant/fern", headers={"Accept": "text/turtle"}).text
    answer = desk.client.post("/contribute", content=text, headers=TURTLE)
    assert desk.client.post(answer.headers["location"], data=SUBMIT).status_code == 409
