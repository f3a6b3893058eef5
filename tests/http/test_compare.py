"""Comparing over HTTP: page, CSV and Markdown; too few, too many and unknown records."""

import csv
import io

import pytest
from tests.http.serving import Service

TWO = [("id", "garden/north"), ("id", "garden/south")]


def test_two_records_stand_side_by_side_with_links_to_both(service: Service) -> None:
    answer = service.client.get("/compare", params=TWO, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert 'href="/garden/north"' in answer.text and 'href="/garden/south"' in answer.text
    assert "not known" in answer.text
    assert "/compare.csv?" in answer.text


def test_the_csv_has_one_column_a_record(service: Service) -> None:
    answer = service.client.get("/compare.csv", params=TWO)
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert len(rows) > 2
    assert {len(row) for row in rows} == {3}


def test_the_markdown_is_a_table(service: Service) -> None:
    lines = service.client.get("/compare.md", params=TWO).text.splitlines()
    assert len({line.replace("\\|", "").count("|") for line in lines}) == 1
    assert lines[1] == "| --- | --- | --- |"


def test_without_records_the_page_says_how_to_pick_some(service: Service) -> None:
    answer = service.client.get("/compare", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "/explore" in answer.text


@pytest.mark.parametrize("path", ["/compare.csv", "/compare.md", "/compare"])
def test_seven_records_are_too_many(service: Service, path: str) -> None:
    answer = service.client.get(path, params=[("id", f"garden/{n}") for n in range(7)])
    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["garden/nort", "garden/<script>", "a b", "%%%", "../../etc"])
def test_an_unknown_record_is_not_found_and_near_names_are_told(service: Service, name: str) -> None:
    answer = service.client.get("/compare", params=[("id", "garden/south"), ("id", name)])
    assert answer.status_code == 404
    if name == "garden/nort":
        assert any(iri.endswith("garden/north") for iri in answer.json()["near"])
