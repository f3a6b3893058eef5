"""From a first try with three mistakes to an accepted record, a release that shows it, its undoing, and its past."""

import re
from collections.abc import Iterator

import httpx
import pytest
from tests.http.browsing import PageForm, find_form, send
from tests.http.serving import Service, serve

GARDEN = "https://gardens.example/id/garden/east-garden"
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


def begin_form(browser: httpx.Client) -> PageForm:
    """The form of a new garden with one bed and the book it is known from."""
    begun = browser.post("/contribute/new", data={"kind": "garden", "name": "East Garden", "anyway": "yes"})
    form = find_form(browser.get(begun.headers["location"]).text, begun.headers["location"])
    proof = next(name for name in form.values if name.startswith("e|n0|"))
    return fill(browser, form, add="n0|g:hasBed|g:Bed", **{proof: "Survey of made-up gardens"})


def fill(browser: httpx.Client, form: PageForm, **fields: str) -> PageForm:
    """The form as it comes back after these fields were filled in and saved."""
    sent = send(browser, form, **fields)
    assert sent.status_code == 303, sent.text
    return find_form(browser.get(sent.headers["location"].partition("#")[0]).text, form.action)


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

        form = begin_form(browser)
        climate, plant, count = (form.find(name) for name in ("hasClimate|0|v", "growsPlant|0|v", "plantCount|0|v"))
        assert "scheme/climate/frosty" not in form.choices[climate]
        form = fill(browser, form, **{climate: "scheme/climate/frosty", plant: "no such plant", count: "many"})
        draft = form.action.removesuffix("/form")
        report = httpx.get(service.url + draft).json()["report"]
        wrong = {(one["focus"], one["field"]) for one in report["findings"] if one["severity"] == "must"}
        assert {field for _, field in wrong} == {"Climate", "Plant", "Plants"}
        page = browser.get(form.action).text
        for said in ("Choose one climate from the list.", "Point to a plant", "as a whole number from 1"):
            assert said in page
        assert 'class="submit"' not in browser.get(draft).text
        early = browser.post(draft, data={"action": "submit", **CONTRIBUTOR})
        assert early.status_code == 400
        assert not service.ask(f"ASK {{ <{GARDEN}> ?p ?o }}")

        form = fill(browser, form, **{climate: "scheme/climate/cold", plant: "moss", count: "40"})
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
    assert "Ada Gardener" in curator.get("/garden/east-garden/history").text
    said = httpx.get(service.url + commit, headers={"Accept": "application/json"}).json()
    assert (said["who"], said["about"]["submitter"], said["about"]["draft"]) == (
        "Karl Curator", "Ada Gardener", str(number),
    )  # fmt: skip
    assert "Accepted by Karl Curator" in httpx.get(service.url + draft, headers={"Accept": "text/html"}).text

    press(curator, "/releases", "/releases", version="2026.2")
    between = "/releases/2026.1...2026.2"
    assert "garden/east-garden" in curator.get(between).text
    patch = httpx.get(f"{service.url}{between}.nq-patch").text
    assert f'A <{GARDEN}#bed> <https://gardens.example/ont/plantCount> "40"' in patch
    assert "\nD <https://gardens.example/id/" not in patch
    assert "Add East Garden" in httpx.get(f"{service.url}/feed.atom").text

    press(curator, commit, f"{commit}/revert", why="It was never planted.")
    settle(service)
    assert "East Garden" not in curator.get(QUESTION).text
    ask = f"ASK {{ <{GARDEN}> ?p ?o }}"
    for moment in ("2026.2", commit.rpartition("/")[2]):
        answer = httpx.get(f"{service.url}/sparql", params={"query": ask, "as-of": moment})
        assert answer.json()["boolean"] is True
        assert "East Garden" in curator.get(QUESTION, params={"as-of": moment}).text
        assert curator.get("/garden/east-garden", params={"as-of": moment}).status_code == 200
    assert not service.ask(ask)
    assert curator.get("/garden/east-garden").status_code == 410
