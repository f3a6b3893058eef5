"""Behind a record: what its statements rest on, what points at it page by page, and the record as plain JSON."""

import csv
import io

import pytest
from tests.http.serving import Service

PAGE = {"Accept": "text/html"}


def test_the_evidence_of_a_record_is_a_page_with_a_row_for_each_statement(service: Service) -> None:
    answer = service.client.get("/garden/north/evidence", headers=PAGE)
    assert answer.status_code == 200
    assert 'href="/source/survey"' in answer.text
    assert 'href="/garden/north"' in answer.text


def test_evidence_as_json_names_the_source_of_each_statement(service: Service) -> None:
    said = service.client.get("/garden/north/evidence.json").json()
    hectares = next(one for one in said["statements"] if one["property"].endswith("hectares"))
    assert float(hectares["value"]) == 1.5
    assert [one["id"].rpartition("/")[2] for one in hectares["sources"]] == ["survey"]
    assert any(one["about"].endswith("#ferns") for one in said["statements"])


def test_evidence_as_csv_has_a_row_for_each_statement_and_source(service: Service) -> None:
    rows = list(csv.DictReader(io.StringIO(service.client.get("/garden/north/evidence.csv").text)))
    assert {row["source"].rpartition("/")[2] for row in rows} >= {"survey"}
    assert len(rows) >= 6


def test_what_has_no_source_can_be_listed_alone(service: Service) -> None:
    every = service.client.get("/garden/north/evidence.json").json()["statements"]
    bare = service.client.get("/garden/north/evidence.json?unsupported=1").json()["statements"]
    assert bare == [one for one in every if not one["sources"]]
    assert 0 < len(bare) < len(every)


def test_what_points_at_a_record_is_listed_with_the_property_that_does(service: Service) -> None:
    said = service.client.get("/plant/fern/linked-from.json").json()
    assert {one["id"].rpartition("/")[2] for one in said["linked_from"]} == {"north", "south"}
    assert all(one["by"]["label"] for one in said["linked_from"])
    assert said["next"] is None
    page = service.client.get("/plant/fern/linked-from", headers=PAGE).text
    assert 'href="/garden/north"' in page and 'href="/garden/south"' in page


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999"])
def test_a_page_that_is_no_number_is_refused(service: Service, page: str) -> None:
    assert service.client.get("/plant/fern/linked-from", params={"page": page}).status_code == 400


def test_a_page_after_the_last_one_is_empty_and_leads_back(service: Service) -> None:
    answer = service.client.get("/plant/fern/linked-from?page=9", headers=PAGE)
    assert answer.status_code == 200
    assert 'rel="prev"' in answer.text and 'rel="next"' not in answer.text


@pytest.mark.parametrize("tab", ["evidence", "linked-from"])
@pytest.mark.parametrize("name", ["garden/nort", "nothing/here", "garden/<script>"])
def test_tabs_of_unknown_records_are_not_found(service: Service, tab: str, name: str) -> None:
    answer = service.client.get(f"/{name}/{tab}")
    assert answer.status_code == 404
    if name == "garden/nort":
        assert any(iri.endswith("garden/north") for iri in answer.json()["near"])


@pytest.mark.parametrize("tab", ["evidence", "linked-from"])
def test_tabs_have_no_other_formats(service: Service, tab: str) -> None:
    assert service.client.get(f"/garden/north/{tab}.xlsx").status_code == 404


@pytest.mark.parametrize(
    ("address", "accept"),
    [("/garden/north.json", "*/*"), ("/garden/north?format=json", "*/*"), ("/garden/north", "application/json")],
)
def test_a_record_comes_as_plain_json(service: Service, address: str, accept: str) -> None:
    answer = service.client.get(address, headers={"Accept": accept})
    assert answer.headers["content-type"] == "application/json"
    said = answer.json()
    assert said["name"] == "North Garden"
    assert said["page"] == f"{service.url}/garden/north"
    facts = {one["property"].rpartition("/")[2]: one for one in said["facts"]}
    assert facts["hectares"]["values"][0]["value"] == 1.5
    assert facts["opened"]["values"][0]["value"] == "1901-05-01"
    assert {bed["facts"][0]["values"][0]["label"] for bed in facts["hasBed"]["values"]} == {"fern", "moss"}


def test_linked_data_clients_still_get_json_ld(service: Service) -> None:
    answer = service.client.get("/garden/north", headers={"Accept": "application/ld+json, application/json;q=0.5"})
    assert answer.headers["content-type"] == "application/ld+json"


def test_the_links_of_a_page_name_every_format(service: Service) -> None:
    said = service.client.get("/garden/north", headers=PAGE).headers["link"]
    for extension in ("ttl", "nt", "jsonld", "rdf", "json", "csv"):
        assert f'/garden/north.{extension}>; rel="alternate"' in said
