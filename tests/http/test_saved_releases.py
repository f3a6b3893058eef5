"""A query pinned to a release: the same rows and ETag after the data changed, and a citation of that release."""

import json
from collections.abc import Iterator

import pytest
from tests.http.serving import Service, serve

from atlas.rdf.formats import N_QUADS
from atlas.rdf.parse import parse
from atlas.store.protocol import Change

PAGE = {"Accept": "text/html"}
VERSION = "2026.1"


FERN = "https://gardens.example/id/plant/fern"
GRAPH = "https://gardens.example/graph/plant/fern"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
TEXT = f"SELECT ?name {{ <{FERN}> <{LABEL}> ?name }}"


def rename(service: Service, old: str, new: str) -> None:
    removed, added = (
        parse(f'<{FERN}> <{LABEL}> "{name}"@en <{GRAPH}> .'.encode(), N_QUADS, quad_limit=None) for name in (old, new)
    )
    service.run(service.state.store.commit(Change(removed, added, "Karl", "say it otherwise")))


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    """A service with a release, and the address of a query pinned to it before its data changed."""
    with serve(tmp_path_factory.mktemp("released")) as running:
        token = running.state.tokens.make("Anna", ["admin"])
        headers = {"Authorization": f"Bearer {token}"}
        made = running.client.post("/releases", data={"version": VERSION, "notes": ""}, headers=headers)
        assert made.status_code == 201, made.text
        given = {"query": TEXT, "title": "Name of the fern", "pin": VERSION}
        kept = running.client.post("/q", data=given).json()
        yield running, kept["url"].removeprefix(running.url)


def test_a_pinned_query_gives_the_same_rows_and_etag_after_a_change(released: tuple[Service, str]) -> None:
    service, address = released
    before = service.client.get(address, params={"format": "csv"})
    assert before.status_code == 200
    rename(service, "fern", "Another fern")
    assert "Another fern" in service.query(TEXT, Accept="text/csv").text
    after = service.client.get(address, params={"format": "csv"})
    assert (after.text, after.headers["etag"]) == (before.text, before.headers["etag"])
    assert "Another" not in after.text
    unchanged = service.client.get(address, params={"format": "csv"}, headers={"If-None-Match": before.headers["etag"]})
    assert unchanged.status_code == 304
    assert "Another" not in service.client.get(address, headers=PAGE).text
    assert service.client.get(address, params={"format": "xlsx"}).status_code == 200


def test_its_page_cites_the_release(released: tuple[Service, str]) -> None:
    service, address = released
    page = service.client.get(address, headers=PAGE).text
    assert f"Over release {VERSION}" in page
    bibtex, cff, csl = (part.split("</code>")[0] for part in page.split('id="cite"')[1].split("<code>")[1:4])
    assert "{{Name of the fern}}" in bibtex and VERSION in bibtex and "year = " in bibtex
    assert f'version: "{VERSION}, ' in cff.replace("&#34;", '"')
    item = json.loads(csl.replace("&#34;", '"'))[0]
    assert item["URL"] == service.url + address and item["issued"]


def test_its_copies_and_links_ask_the_release(released: tuple[Service, str]) -> None:
    service, address = released
    page = service.client.get(address, headers=PAGE).text
    assert f"as-of={VERSION}" in page.split("snippet-curl")[1].split("</code>")[0]
    assert f"as-of={VERSION}" in page.split("snippet-spreadsheet")[1].split("</code>")[0]


def test_a_query_that_is_not_pinned_offers_the_newest_release_and_no_citation(released: tuple[Service, str]) -> None:
    service, _ = released
    kept = service.client.post("/q", data={"query": TEXT}).json()["url"].removeprefix(service.url)
    page = service.client.get(kept, headers=PAGE).text
    assert f"Pin to release {VERSION}" in page
    assert 'id="cite"' not in page
    past = service.client.get(kept, params={"as-of": VERSION}, headers=PAGE).text
    assert f"Over release {VERSION}" in past


def test_a_release_that_is_none_is_refused(released: tuple[Service, str]) -> None:
    service, _ = released
    assert service.client.post("/q", data={"query": TEXT, "pin": "2099.1"}).status_code == 400


def test_the_editor_stays_in_the_past_it_was_asked_for(released: tuple[Service, str]) -> None:
    service, _ = released
    shown = service.client.get("/sparql", params={"query": TEXT, "as-of": VERSION}, headers=PAGE).text
    links = [
        part.split('"')[0] for part in shown.split('href="')[1:] if part.startswith("/sparql") and "query=" in part
    ]
    ours = [link for link in links if "prefLabel" in link and "fern" in link]
    assert len(ours) >= 8
    assert all(f"as-of={VERSION}" in link for link in ours)
    assert f"release {VERSION}" in shown
