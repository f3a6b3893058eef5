"""Permalinks: a form keeps a query, its address answers again, pinned ones say the same later."""

import csv
import io

import pytest
from tests.http.serving import Service

TEXT = "SELECT ?s { ?s a ?type } ORDER BY ?s LIMIT 5"
PAGE = {"Accept": "text/html"}


def keep(service: Service, text: str, **more: str) -> str:
    answer = service.client.post("/q", data={"query": text, "title": "Five things", **more}, headers=PAGE)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removeprefix(service.url)


def test_a_kept_query_answers_at_its_address(service: Service) -> None:
    address = keep(service, TEXT)
    answer = service.client.get(address, headers=PAGE)
    assert answer.status_code == 200
    assert "Five things" in answer.text and "5 rows" in answer.text
    assert keep(service, TEXT) == address


def test_a_program_is_led_to_the_endpoint_and_gets_rows(service: Service) -> None:
    address = keep(service, TEXT)
    answer = service.client.get(address, params={"format": "csv"}, follow_redirects=True)
    assert len(list(csv.reader(io.StringIO(answer.text)))) == 6


def test_a_pinned_query_names_its_state_in_the_citation(service: Service) -> None:
    address = keep(service, TEXT, pin="1")
    text = service.client.get(address, headers=PAGE).text
    assert f"state {service.state.store.number}" in text
    assert "the same rows whenever it is opened" in text
    answer = service.client.get(address, params={"format": "csv"}, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers["snapshot"] == str(service.state.store.number)


@pytest.mark.parametrize("text", ["", "DROP ALL", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"])
def test_what_the_door_refuses_is_not_kept(service: Service, text: str) -> None:
    answer = service.client.post("/q", data={"query": text})
    assert answer.status_code == 400


def test_an_unknown_name_is_not_found(service: Service) -> None:
    assert service.client.get("/q/nothing", headers=PAGE).status_code == 404


def test_hostile_text_is_shown_as_text(service: Service) -> None:
    text = 'SELECT ("</script><script>alert(1)</script>" AS ?x) {}'
    page = service.client.get(keep(service, text, title="<b>x</b>"), headers=PAGE).text
    assert "<script>alert" not in page and "<b>x" not in page


def test_a_query_longer_than_an_address_answers_at_its_own(service: Service) -> None:
    address = keep(service, TEXT + "#" + "x" * 30_000)
    answer = service.client.get(address, params={"format": "csv"})
    assert answer.status_code == 200 and len(answer.text.splitlines()) == 6
    page = service.client.get(address, headers=PAGE).text
    assert '<form action="/sparql?" method="post">' in page or '<form action="/sparql" method="post">' in page


def test_a_kept_query_is_taken_away_in_every_form(service: Service) -> None:
    address = keep(service, TEXT)
    page = service.client.get(address, headers=PAGE).text
    for ending in ("csv", "tsv", "json", "xml", "xlsx", "tex"):
        assert f"{address}?format={ending}&amp;names=1" in page
        answer = service.client.get(address, params={"format": ending, "names": "1"})
        assert answer.status_code == 200 and answer.headers["content-disposition"].endswith(f'.{ending}"')
