"""The question builder works with plain form controls, and its count, words, query and answer agree."""

import html
import re

import pytest
from tests.http.serving import Service

CASES = {
    "p1=hasBed.growsPlant&o1=is&v1=id/plant/moss": {"north"},
    "p1=hasBed.growsPlant&o1=not&v1=id/plant/moss": {"south"},
    "p1=hasBed.growsPlant&o1=any&v1=id/plant/moss&v1=id/plant/fern": {"north", "south"},
    "p1=hectares&o1=missing": {"south"},
    "p1=hectares&o1=known": {"north"},
    "p1=hectares&o1=more&v1=1.2": {"north"},
    "p1=hectares&o1=less&v1=1.2": set(),
    "p1=opened&o1=before&v1=1901-06": {"north"},
    "p1=opened&o1=after&v1=1901": set(),
    "p1=opened&o1=is&v1=1901": {"north"},
    "p1=hasBed&s1=plantCount&o1=more&v1=20": {"north"},
    "p1=skos:prefLabel&o1=contains&v1=SOUTH": {"south"},
}


@pytest.mark.parametrize("query", CASES)
def test_each_operator_finds_what_it_says(service: Service, query: str) -> None:
    said = service.client.get(f"/ask.json?find=garden&{query}").json()
    assert said["problems"] == []
    rows = service.rows(said["sparql"])
    assert {row[0].rpartition("/")[2] for row in rows} == CASES[query]
    assert said["count"] == len(CASES[query])


def test_the_form_renders_its_own_state_without_script(service: Service) -> None:
    text = service.client.get(
        "/ask?find=garden&p1=hectares&o1=more&v1=1&show=opened", headers={"Accept": "text/html"}
    ).text
    assert re.search(r'<option value="hectares" selected>', text)
    assert re.search(r'<option value="more" selected>', text)
    assert re.search(r'name="v1"[^>]*value="1"', text)
    assert re.search(r'name="show" value="opened" checked', text)
    assert "% filled" in text
    assert "North Garden" in text


def test_grouping_counts(service: Service) -> None:
    said = service.client.get("/ask.json?find=garden&group=hasBed.growsPlant").json()
    rows = {row[0].rpartition("/")[2]: row[-1] for row in service.rows(said["sparql"])}
    assert rows == {"fern": "2", "moss": "1"}


def test_a_wrong_value_is_told_beside_its_line_and_the_rest_is_answered(service: Service) -> None:
    text = service.client.get("/ask?find=garden&p1=hectares&o1=more&v1=much", headers={"Accept": "text/html"}).text
    assert "is not a number" in html.unescape(text)
    assert "North Garden" in text


@pytest.mark.parametrize("query", ["find=nothing", "find=%00"])
def test_an_unknown_class_is_not_found(service: Service, query: str) -> None:
    assert service.client.get(f"/ask?{query}").status_code == 404


@pytest.mark.parametrize("value", ['"><script>alert(1)</script>', "} DROP ALL #", "%s", "\ud7ff"])
def test_hostile_values_give_a_page_without_script(service: Service, value: str) -> None:
    answer = service.client.get(
        "/ask", params={"find": "garden", "p1": "skos:prefLabel", "o1": "contains", "v1": value}
    )
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("value", ["2024-13", "2024-00", "2024-01-32", "soon", "24"])
def test_a_date_that_is_none_is_told(service: Service, value: str) -> None:
    said = service.client.get("/ask.json", params={"find": "garden", "p1": "opened", "o1": "after", "v1": value}).json()
    assert len(said["problems"]) == 1
    assert value in said["problems"][0]


def test_lines_beyond_the_last_are_told_and_no_more_are_offered(service: Service) -> None:
    lines = "&".join(f"p{n}=hectares&o{n}=known" for n in range(1, 61))
    said = service.client.get(f"/ask.json?find=garden&{lines}").json()
    assert said["problems"] == ["A question has at most 12 lines; 48 more were left out."]
    assert said["count"] == 1
    text = service.client.get(f"/ask?find=garden&{lines}", headers={"Accept": "text/html"}).text
    assert "48 more were left out" in text
    assert 'name="p12"' in text and 'name="p13"' not in text


def test_columns_and_groups_deep_in_a_path_stay_chosen(service: Service) -> None:
    asked = "find=garden&show=hasBed.growsPlant&group=hasBed.growsPlant.%5EgrowsPlant"
    text = service.client.get(f"/ask?{asked}", headers={"Accept": "text/html"}).text
    assert '<input type="checkbox" name="show" value="hasBed.growsPlant" checked>' in text
    assert '<option value="hasBed.growsPlant.^growsPlant" selected>' in text
