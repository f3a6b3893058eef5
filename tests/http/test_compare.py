"""Comparing over HTTP: page, CSV and Markdown; too few, too many and unknown records."""

import csv
import io

import pytest
from tests.http.serving import Service

PAGE = {"Accept": "text/html"}
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


@pytest.mark.parametrize("path", ["/compare.csv", "/compare.md", "/compare.tex", "/compare.jsonld", "/compare"])
def test_seven_records_are_too_many(service: Service, path: str) -> None:
    answer = service.client.get(path, params=[("id", f"garden/{n}") for n in range(7)])
    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["garden/nort", "garden/<script>", "a b", "%%%", "../../etc"])
def test_an_unknown_record_is_not_found_and_near_names_are_told(service: Service, name: str) -> None:
    answer = service.client.get("/compare", params=[("id", "garden/south"), ("id", name)])
    assert answer.status_code == 404
    if name == "garden/nort":
        assert any(iri.endswith("garden/north") for iri in answer.json()["near"])


def test_the_latex_is_a_table_with_a_line_for_each_property(service: Service) -> None:
    answer = service.client.get("/compare.tex", params=TWO)
    assert answer.headers["content-type"].startswith("application/x-latex")
    rows = list(csv.reader(io.StringIO(service.client.get("/compare.csv", params=TWO).text)))
    assert answer.text.count(r" \\") >= len(rows)
    assert "North Garden" in answer.text and r"\begin{longtable}" in answer.text


def test_the_json_ld_holds_each_record_compared(service: Service) -> None:
    said = service.client.get("/compare.jsonld", params=TWO).json()
    assert [one["id"].rpartition("/")[2] for one in said["@graph"]] == ["north", "south"]
    assert said["@context"] == f"{service.url}/context.jsonld"


def test_one_record_named_in_several_ways_is_one(service: Service) -> None:
    base = service.state.schema.base
    names = ["garden/north", f"{base}id/garden/north", f"{service.url}/garden/north", "id/garden/north"]
    answer = service.client.get("/compare", params=[("id", name) for name in names], headers=PAGE)
    assert answer.status_code == 200
    assert "stands alone" in answer.text
    assert 'value="garden/north"' in answer.text


def test_what_is_wrong_stays_in_the_form_and_near_names_are_offered(service: Service) -> None:
    asked = [("id", "garden/south"), ("id", "garden/nort")]
    answer = service.client.get("/compare", params=asked, headers=PAGE)
    assert answer.status_code == 404
    assert 'value="garden/nort"' in answer.text and 'href="/garden/north"' in answer.text
    many = service.client.get("/compare", params=[("id", f"garden/{n}") for n in range(7)], headers=PAGE)
    assert many.status_code == 400
    assert many.text.count('name="id"') == 7


def test_different_kinds_are_compared_with_a_word_of_warning(service: Service) -> None:
    answer = service.client.get("/compare?id=garden/north&id=plant/fern", headers=PAGE)
    assert answer.status_code == 200
    assert "different kinds" in answer.text
    assert "different kinds" not in service.client.get("/compare", params=TWO, headers=PAGE).text
