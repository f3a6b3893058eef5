"""From a first try with three mistakes to an accepted record, a release that shows it, its undoing, and its past."""

import re
from collections.abc import Iterator

import httpx
import pytest
from tests.http.serving import Service, serve

GARDEN = "https://gardens.example/id/garden/east"
FIRST_TRY = """
@base <https://gardens.example/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix g: <https://gardens.example/ont/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<graph/garden/east> a g:Page ; dcterms:source <id/source/survey> ; foaf:primaryTopic <id/garden/east> .
<id/garden/east> a g:Garden ; skos:prefLabel "East Garden" ; g:hasClimate <scheme/climate/frosty> ;
  dcterms:description "A made-up garden of moss only."@en ; g:hasBed <id/garden/east#moss> .
<id/garden/east#moss> a g:Bed ; g:growsPlant <id/plant/moss> ; g:plantCount "many" .
"""
MENDS = (('"East Garden"', '"East Garden"@en'), ("climate/frosty", "climate/cold"), ('"many"', "40"))
QUESTION = "/question/what-grows-where"
CONTRIBUTOR = {"name": "Ada Gardener", "orcid": "0000-0002-1825-0097", "agree": "yes"}


@pytest.fixture
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serve(tmp_path_factory.mktemp("story"), deadline_s=10.0) as running:
        yield running


@pytest.fixture
def curator(service: Service) -> Iterator[httpx.Client]:
    """A browser that signed in with a curator's token that may also make releases."""
    token = service.state.tokens.make("Karl Curator", ["curate", "admin"])
    with httpx.Client(base_url=service.url, timeout=30, headers={"Accept": "text/html"}) as client:
        assert client.post("/sign-in", data={"token": token}).status_code == 303
        yield client


def press(browser: httpx.Client, page: str, to: str, **fields: str) -> httpx.Response:
    """Send a form of a page as a browser does, with the hidden fields that the page holds."""
    text = browser.get(page).text
    form = next(part for part in text.split("<form")[1:] if f'action="{to}"' in part).split("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    return browser.post(to, data={**hidden, **fields}, headers={"Origin": str(browser.base_url).rstrip("/")})


def settle(service: Service) -> None:
    curation = service.state.curation
    assert curation is not None
    service.run(curation.deriver.settle())


def test_a_contribution_from_first_try_to_undoing(service: Service, curator: httpx.Client) -> None:
    with httpx.Client(base_url=service.url, timeout=30, headers={"Accept": "text/html"}) as browser:
        assert "East Garden" not in browser.get(QUESTION).text
        first = press(curator, "/releases", "/releases", version="2026.1", notes="Before the East Garden.")
        assert first.headers["location"] == "/releases/2026.1"

        begun = press(browser, "/contribute", "/contribute", title="Add the East Garden", text=FIRST_TRY)
        draft = begun.headers["location"]
        report = httpx.get(service.url + draft).json()["report"]
        wrong = {(one["focus"], one["field"]) for one in report["findings"] if one["severity"] == "must"}
        assert {field for _, field in wrong} >= {"Name", "Climate", "Plants"}
        assert all(one["line"] for one in report["findings"] if one["severity"] == "must")
        assert f'action="{draft}" method="post" class="submit"' not in browser.get(draft).text
        early = browser.post(draft, data={"action": "submit", **CONTRIBUTOR})
        assert early.status_code == 400
        assert not service.ask(f"ASK {{ <{GARDEN}> ?p ?o }}")

        mended = FIRST_TRY
        for mistake, mend in MENDS:
            mended = mended.replace(mistake, mend)
        assert browser.post(draft, data={"action": "check", "text": mended}).status_code == 303
        assert httpx.get(service.url + draft).json()["report"]["conforms"] is True
        assert "East Garden" in browser.get(f"{draft}/preview").text
        assert press(browser, draft, draft, action="submit", **CONTRIBUTOR).status_code == 303
        assert "waits for a curator" in browser.get(draft).text

    queue = curator.get("/review").text
    number = int(re.findall(r'href="/review/(\d+)"', queue)[0])
    assert "Ada Gardener" in queue
    proposal = curator.get(f"/review/{number}").text
    assert "East Garden" in proposal
    assert "Survey of made-up gardens" in proposal
    accepted = press(curator, f"/review/{number}", f"/review/{number}", action="accept")
    commit = accepted.headers["location"]
    settle(service)

    assert "East Garden" in curator.get(QUESTION).text
    assert "Ada Gardener" in curator.get("/garden/east/history").text
    said = httpx.get(service.url + commit, headers={"Accept": "application/json"}).json()
    assert (said["who"], said["about"]["submitter"], said["about"]["draft"]) == (
        "Karl Curator", "Ada Gardener", str(number),
    )  # fmt: skip
    assert "Accepted by Karl Curator" in httpx.get(service.url + draft, headers={"Accept": "text/html"}).text

    press(curator, "/releases", "/releases", version="2026.2")
    between = "/releases/2026.1...2026.2"
    assert "garden/east" in curator.get(between).text
    patch = httpx.get(f"{service.url}{between}.nq-patch").text
    assert f'A <{GARDEN}#moss> <https://gardens.example/ont/plantCount> "40"' in patch
    assert "\nD <https://gardens.example/id/" not in patch
    assert "Add the East Garden" in httpx.get(f"{service.url}/feed.atom").text

    press(curator, commit, f"{commit}/revert", why="It was never planted.")
    settle(service)
    assert "East Garden" not in curator.get(QUESTION).text
    ask = f"ASK {{ <{GARDEN}> ?p ?o }}"
    for moment in ("2026.2", commit.rpartition("/")[2]):
        answer = httpx.get(f"{service.url}/sparql", params={"query": ask, "as-of": moment})
        assert answer.json()["boolean"] is True
        assert "East Garden" in curator.get(QUESTION, params={"as-of": moment}).text
        assert curator.get("/garden/east", params={"as-of": moment}).status_code == 200
    assert not service.ask(ask)
    assert curator.get("/garden/east").status_code == 404
