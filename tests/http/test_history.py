"""Commits, histories, differences, releases and past states over HTTP."""

import gzip
import re
from collections.abc import Iterator
from hashlib import sha256
from xml.etree import ElementTree

import httpx
import pytest
from tests.http.serving import Service, serve

from atlas.rdf.formats import N_QUADS, TURTLE
from atlas.rdf.parse import parse
from atlas.store.protocol import Change
from atlas.store.snapshots import Snapshots

BASE = "https://gardens.example/"
FERN = f"{BASE}id/plant/fern"
GRAPH = f"{BASE}graph/plant/fern"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
PROV = "http://www.w3.org/ns/prov#"
PAGE = {"Accept": "text/html"}
ATOM = "{http://www.w3.org/2005/Atom}"


def rename(service: Service, old: str, new: str, why: str) -> int:
    """Rename the fern; the number of the commit."""
    removed, added = (
        parse(f'<{FERN}> <{LABEL}> "{name}"@en <{GRAPH}> .'.encode(), N_QUADS, quad_limit=None) for name in (old, new)
    )
    commit = service.run(service.state.store.commit(Change(removed, added, "Karl", why, about={"draft": "5"})))
    return commit.number


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose fern was renamed twice, with a release after the first."""
    with serve(tmp_path_factory.mktemp("past"), deadline_s=10.0) as running:
        rename(running, "fern", "Lady fern", "say which fern")
        headers = {"Authorization": f"Bearer {running.state.tokens.make('Karl', ['admin', 'curate'])}"}
        fields = {"version": "2026.1", "notes": "The first."}
        assert running.client.post("/releases", data=fields, headers=headers).status_code == 201
        rename(running, "Lady fern", "Common lady fern", "say it whole")
        running.client.headers.update(headers)
        yield running


def names(answer: httpx.Response) -> list[str]:
    return [row["n"]["value"] for row in answer.json()["results"]["bindings"]]


def ask_name(service: Service, **parameters: str) -> httpx.Response:
    text = f"SELECT ?n {{ <{FERN}> <{LABEL}> ?n }}"
    return service.client.get("/sparql", params={"query": text, **parameters})


def test_history_blames_each_statement_on_its_commit(past: Service) -> None:
    said = past.client.get("/plant/fern/history.json").json()
    whys = [one["why"] for one in said["commits"]]
    assert whys[1:] == ["say which fern", "say it whole"]
    name = next(one for one in said["statements"] if LABEL in one["statement"])
    assert (name["who"], name["commit"], name["why"]) == ("Karl", said["commits"][2]["number"], "say it whole")
    assert [one["source"] for one in name["sources"]] == [f"{BASE}id/source/survey"]
    other = next(one for one in said["statements"] if LABEL not in one["statement"])
    assert other["commit"] == said["commits"][0]["number"]
    page = past.client.get("/plant/fern/history", headers=PAGE).text
    assert "say which fern" in page
    assert "Common lady fern" in page


def test_any_statement_of_a_record_can_be_reported_as_wrong(past: Service) -> None:
    said = past.client.get("/plant/fern/history.json").json()["statements"]
    links = re.findall(
        r'href="(/plant/fern/correct\?statement=\w+)"', past.client.get("/plant/fern/history", headers=PAGE).text
    )
    assert len(set(links)) == len(said)
    assert {past.client.get(link, headers=PAGE).status_code for link in links} == {200}


def test_history_as_prov_names_each_state_and_what_made_it(past: Service) -> None:
    quads = parse(past.client.get("/plant/fern/history.ttl").content, TURTLE, quad_limit=None)
    made = {str(q.subject): str(q.object) for q in quads if q.predicate.value == f"{PROV}wasGeneratedBy"}
    number = past.state.store.number
    assert made[f"<{GRAPH}?as-of={number}>"] == f"<{BASE}commit/{number}>"
    used = [q for q in quads if q.predicate.value == f"{PROV}used"]
    assert len(used) == 2
    assert past.client.get(f"/commit/{number}", headers={"Accept": "text/turtle"}).status_code == 200


@pytest.mark.parametrize("number", ["9" * 25, "soon", "-1"])
def test_what_is_no_number_of_a_commit_cannot_be_undone(past: Service, number: str) -> None:
    assert past.client.post(f"/commit/{number}/revert", data={"why": "x"}).status_code == 404


def test_record_that_never_was_has_no_history(past: Service) -> None:
    for path in ("/plant/none/history", "/none/fern/history", "/plant/fern/history.exe"):
        assert past.client.get(path).status_code == 404


def test_difference_comes_as_page_patch_and_json(past: Service) -> None:
    number = past.state.store.number
    for span in (f"2026.1...{number}", f"{number - 1}...{number}"):
        patch = past.client.get(f"/releases/{span}.nq-patch")
        assert patch.headers["content-type"] == "application/rdf-patch"
        assert f'D <{FERN}> <{LABEL}> "Lady fern"@en <{GRAPH}> .\n' in patch.text
        assert f'A <{FERN}> <{LABEL}> "Common lady fern"@en <{GRAPH}> .\n' in patch.text
        said = past.client.get(f"/releases/{span}.json").json()
        assert list(said["graphs"]) == [GRAPH]
        assert "Common lady fern" in past.client.get(f"/releases/{span}", headers=PAGE).text
    none = past.client.get(f"/releases/2026.1...{number}.json", params={"graph": "plant/moss"}).json()
    assert none["graphs"] == {}
    back = past.client.get(f"/releases/{number}...2026.1.nq-patch").text
    assert f'A <{FERN}> <{LABEL}> "Lady fern"@en <{GRAPH}> .\n' in back


def test_query_and_page_show_a_release_a_commit_and_a_day(past: Service) -> None:
    number = past.state.store.number
    today = past.client.get("/commit/1.json").json()["at"][:10]
    for moment, name in (("2026.1", "Lady fern"), ("1", "fern"), (str(number), "Common lady fern"),
                         (today, "Common lady fern")):  # fmt: skip
        assert names(ask_name(past, **{"as-of": moment})) == [name]
        page = past.client.get("/plant/fern", params={"as-of": moment}, headers=PAGE).text
        assert f"<h1>{name}</h1>" in page
        assert f"?as-of={moment}" in page
        assert "as it was" in page
        assert "Report an error" not in page
    assert names(ask_name(past)) == ["Common lady fern"]


def test_search_finds_what_things_were_called_then(past: Service) -> None:
    def find(words: str, **parameters: str) -> str:
        return past.client.get("/search", params={"q": words, **parameters}, headers=PAGE).text

    for moment in ("2026.1", "2026.1"):
        assert 'href="/plant/fern?as-of=2026.1"' in find("Lady fern", **{"as-of": moment})
    assert "Common lady fern" not in find("Common lady", **{"as-of": "2026.1"})
    for _ in range(2):  # one that was under way may be of an older state
        past.run(past.state.search.refresh())
    assert "Common lady fern" in find("Common lady")


def test_state_that_is_not_there_is_gone_and_nonsense_is_refused(past: Service) -> None:
    for moment, status in (("9999", 410), ("0", 410), ("1999-01-01", 410), ("soon", 400)):
        assert ask_name(past, **{"as-of": moment}).status_code == status
        assert past.client.get("/plant/fern", params={"as-of": moment}).status_code == status


def test_pruned_state_is_made_again(past: Service) -> None:
    Snapshots(past.state.directory).remove(1)
    assert names(ask_name(past, **{"as-of": "1"})) == ["fern"]


def test_pinned_answer_keeps_its_etag(past: Service) -> None:
    first = ask_name(past, **{"as-of": "2026.1"})
    rename(past, "Common lady fern", "A fern", "and again")
    again = ask_name(past, **{"as-of": "2026.1"})
    assert first.headers["etag"] == again.headers["etag"]
    assert first.content == again.content
    rename(past, "A fern", "Common lady fern", "and back")


def test_release_is_whole_and_its_checksums_are_right(past: Service) -> None:
    release = past.client.get("/releases/2026.1.json").json()
    assert release["files"]
    sums = dict(reversed(line.split("  ")) for line in past.client.get("/releases/2026.1/SHA256SUMS").text.splitlines())
    for file in release["files"]:
        body = past.client.get(f"/releases/2026.1/{file['name']}").content
        assert (len(body), sha256(body).hexdigest()) == (file["bytes"], file["sha256"])
        assert sums[file["name"]] == file["sha256"]
    dump = next(one["name"] for one in release["files"] if one["name"].endswith(".nq.gz"))
    lines = gzip.decompress(past.client.get(f"/releases/2026.1/{dump}").content).decode()
    assert '"Lady fern"@en' in lines
    assert "Common" not in lines
    assert "The first." in past.client.get("/releases/2026.1", headers=PAGE).text


def test_release_is_made_once_and_kept(past: Service) -> None:
    assert past.client.post("/releases", data={"version": "2026.1"}).status_code == 409
    for version in ("../x", "new", "2026.1/2"):
        assert past.client.post("/releases", data={"version": version}).status_code == 400
    number = past.client.get("/releases/2026.1.json").json()["commit"]
    kept = {one.number: one.label for one in Snapshots(past.state.directory).sound()}
    assert kept[number] == "2026.1"
    for path in ("/releases/2026.1/release.json", "/releases/2026.1/../../tokens.json", "/releases/1999.1"):
        assert past.client.get(path).status_code == 404


def test_next_release_says_what_changed(past: Service) -> None:
    made = past.client.post("/releases", data={"version": "2026.2"})
    assert made.json()["previous"] == "2026.1"
    assert made.json()["changed"] == {"changed": 1}
    assert "say it whole" in past.client.get("/releases/2026.2/CHANGES.md").text
    patch = past.client.get("/releases/2026.2/changes.nq-patch").text
    assert patch == past.client.get("/releases/2026.1...2026.2.nq-patch").text


def test_feed_tells_of_commits_and_releases_and_not_of_rules(past: Service) -> None:
    feed = ElementTree.fromstring(past.client.get("/feed.atom").content)
    titles = [one.text for one in feed.iter(f"{ATOM}title")]
    assert {"Release 2026.1", "say which fern"} <= set(titles)
    assert not any("derive" in (title or "") for title in titles)
    assert len({one.text for one in feed.iter(f"{ATOM}id")}) == len(titles)


def test_commit_that_was_built_upon_is_not_undone(past: Service) -> None:
    numbers = {one["why"]: one["number"] for one in past.client.get("/plant/fern/history.json").json()["commits"]}
    answer = past.client.post(f"/commit/{numbers['say which fern']}/revert")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_commit_is_undone_in_one_record_alone(past: Service) -> None:
    graphs = [GRAPH, f"{BASE}graph/plant/moss"]
    text = "".join(f'<{graph.replace("graph", "id", 1)}> <{BASE}ont/seen> "yes" <{graph}> .\n' for graph in graphs)
    marks = parse(text.encode(), N_QUADS, quad_limit=None)
    commit = past.run(past.state.store.commit(Change((), marks, "Karl", "mark both"))).number
    undone = past.client.post(f"/commit/{commit}/revert", data={"graph": GRAPH, "why": "seen by nobody"})
    assert undone.status_code == 201
    seen = past.rows(f"SELECT ?s {{ ?s <{BASE}ont/seen> 'yes' }}")
    assert seen == [(f"{BASE}id/plant/moss",)]
    about = past.client.get(f"{undone.headers['location']}.json").json()["about"]
    assert about["reverts"] == str(commit)
