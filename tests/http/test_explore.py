"""Exploring: counts from bits, the address as the state, the query in words and SPARQL saying the same."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.http.serving import Service

from atlas.access.exploring import facets
from atlas.access.exploring.explore import UNSAID, divide, page_of
from atlas.access.exploring.facets import Facets
from atlas.access.exploring.spans import Span
from atlas.access.exploring.wording import to_chart, to_sentence, to_sparql
from atlas.schema.ranges import Kind


def facets_of(service: Service, kind: str) -> Facets:
    state = service.state
    return service.run(state.facets.find(state.store, state.schema.kinds[kind]))


def test_many_things_are_covered_as_few_are(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    few = facets_of(service, "garden")
    state = service.state
    monkeypatch.setattr(facets, "MANY", 0)
    many = service.run(facets.build_facets(state.store, state.facets.arrows, state.schema.kinds["garden"]))
    assert many.coverage == few.coverage
    assert len(few.coverage) > 1


def page(service: Service, address: str) -> str:
    answer = service.client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_every_choice_of_every_facet_finds_what_its_sparql_finds(service: Service) -> None:
    schema = service.state.schema
    tried = 0
    for kind, found in schema.kinds.items():
        facets = facets_of(service, kind)
        for division in divide(schema, facets, {}, service.state.pages.say):
            for choice in division.choices:
                chosen = {division.facet.name: (choice.value,)}
                iris, total = page_of(facets, chosen, 0, 1000)
                assert total == choice.count
                assert {row[0] for row in service.rows(to_sparql(schema, found, facets, chosen))} == set(iris)
                tried += 1
    assert tried > 3


def test_the_chart_of_a_facet_counts_what_the_facet_counts(service: Service) -> None:
    schema, found = service.state.schema, service.state.schema.kinds["garden"]
    facets = facets_of(service, "garden")
    divisions = divide(schema, facets, {}, service.state.pages.say)
    assert divisions
    for division in divisions:
        if division.scale is not None:
            continue
        rows = service.rows(to_chart(schema, found, facets, {}, division.facet))
        counted = {row[0]: int(row[-1]) for row in rows}
        assert counted == {one.value: one.count for one in division.choices if not one.is_gap}


def test_values_of_one_facet_widen_and_facets_narrow(service: Service) -> None:
    schema, found = service.state.schema, service.state.schema.kinds["garden"]
    facets = facets_of(service, "garden")
    name, values = next((n, tuple(p.values())) for n, p in facets.postings.items() if len(p) > 1)
    both = {name: (values[0], values[1], UNSAID)}
    one = {name: (values[0],)}
    assert page_of(facets, both, 0, 9)[1] >= page_of(facets, one, 0, 9)[1]
    assert {row[0] for row in service.rows(to_sparql(schema, found, facets, both))} == set(
        page_of(facets, both, 0, 9)[0]
    )


def test_the_address_is_the_state_and_a_chip_takes_one_choice_away(service: Service) -> None:
    facets = facets_of(service, "garden")
    name, value = next((n, next(iter(p.values()))) for n, p in facets.postings.items() if len(p))
    text = page(service, f"/explore/garden?{name}={value.rpartition('/')[2]}")
    assert re.search(r'<input type="checkbox"[^>]* checked>', text)
    (removing,) = re.findall(r'<li><a href="(/explore/garden[^"]*)" rel="nofollow" aria-label="Remove', text)
    assert parse_qs(urlsplit(removing).query) == {}


def test_a_value_nobody_has_is_said_and_left_out(service: Service) -> None:
    facets = facets_of(service, "garden")
    name = next(iter(facets.postings))
    text = page(service, f"/explore/garden?{name}=<script>alert(1)</script>")
    assert "it was left out" in text
    assert "<script>alert" not in text


@pytest.mark.parametrize("query", ["page=0", "page=-3", "page=99999999999999", "page=x", "all=%00", "~=~", "q=%27%22"])
def test_any_address_gives_a_page(service: Service, query: str) -> None:
    assert "<h1" in page(service, f"/explore/garden?{query}")


def test_a_class_that_is_not_there_is_not_found(service: Service) -> None:
    answer = service.client.get("/explore/nothing", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert "garden" in answer.json()["expected"]


def test_programs_get_the_counts_as_json(service: Service) -> None:
    said = service.client.get("/explore/garden.json").json()
    assert said["total"] == len(said["items"]) == 2
    assert all({"key", "count", "gap"} <= value.keys() for facet in said["facets"] for value in facet["values"])


@pytest.mark.parametrize(
    ("name", "low", "high", "total"),
    [
        ("opened", "1901", "1901", 1),
        ("opened", "1901-05", "", 1),
        ("opened", "", "1901-04", 0),
        ("opened", "1901-05-01", "1901-05-01", 1),
        ("opened", "1902", "", 0),
        ("hectares", "1.5", "1.5", 1),
        ("hectares", "-2", "1.4999", 0),
        ("hasBed.plantCount", "5", "12", 2),
        ("hasBed.plantCount", "13", "29", 0),
        ("hasBed.plantCount", "12.5", "", 1),
    ],
)
def test_a_span_finds_what_its_sparql_finds(service: Service, name: str, low: str, high: str, total: int) -> None:
    schema, found = service.state.schema, service.state.schema.kinds["garden"]
    facets = facets_of(service, "garden")
    chosen = {name: (Span(facets.scales[name].kind, low, high),)}
    iris, counted = page_of(facets, chosen, 0, 9)
    text = to_sparql(schema, found, facets, chosen)
    assert counted == total
    assert "FILTER" in text
    assert {row[0] for row in service.rows(text)} == set(iris)


def test_a_span_or_nothing_said_finds_both_and_its_sparql_too(service: Service) -> None:
    schema, found = service.state.schema, service.state.schema.kinds["garden"]
    facets = facets_of(service, "garden")
    chosen = {"opened": (Span(Kind.DATE, "1900", "1910"), UNSAID)}
    iris, total = page_of(facets, chosen, 0, 9)
    assert total == facets.size == 2
    assert {row[0] for row in service.rows(to_sparql(schema, found, facets, chosen))} == set(iris)
    assert "from 1900 to 1910" in to_sentence(schema, found, facets, chosen, service.state.pages.say)


def test_a_span_stands_in_the_address_in_the_inputs_and_in_a_chip(service: Service) -> None:
    text = page(service, "/explore/garden?opened.from=1901&opened.to=1950&hectares.from=&hectares.to=&page=1")
    assert re.search(r'<input name="opened\.from"[^>]* value="1901"', text)
    assert re.search(r'<input name="opened\.to"[^>]* value="1950"', text)
    assert re.search(r"<strong>1</strong> of 2: [^<]*from 1901 to 1950\.", text)
    (removing,) = re.findall(r'<li><a href="(/explore/garden[^"]*)" rel="nofollow" aria-label="Remove', text)
    assert parse_qs(urlsplit(removing).query) == {}


def test_a_chip_takes_one_choice_away_and_leaves_the_span(service: Service) -> None:
    text = page(service, "/explore/garden?opened=~unknown&opened.from=1901&hectares.to=7")
    removing = re.findall(r'<li><a href="(/explore/garden[^"]*)" rel="nofollow" aria-label="Remove', text)
    kept = [parse_qs(urlsplit(one.replace("&amp;", "&")).query) for one in removing]
    assert {"opened.from": ["1901"], "hectares.to": ["7"]} in kept
    assert {"opened": ["~unknown"], "hectares.to": ["7"]} in kept
    assert {"opened": ["~unknown"], "opened.from": ["1901"]} in kept


@pytest.mark.parametrize(
    ("low", "high"), [("1950", "1901"), ("soon", ""), ("", "1901-13"), ("1901-02-30", ""), ('"><b>', "1901")]
)
def test_a_wrong_span_is_said_left_out_and_kept_as_typed(service: Service, low: str, high: str) -> None:
    said = service.client.get("/explore/garden.json", params={"opened.from": low, "opened.to": high}).json()
    (ranged,) = [one["range"] for one in said["facets"] if one["name"] == "opened"]
    assert said["total"] == 2
    assert ranged["problem"]
    assert (ranged["from"], ranged["to"]) == (low, high)
    answer = service.client.get("/explore/garden", params={"opened.from": low, "opened.to": high})
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.text
    assert "<b>" not in answer.text
    assert re.search(r"<strong>2</strong> of 2", answer.text)


def test_programs_get_the_ends_of_a_scale(service: Service) -> None:
    said = service.client.get("/explore/garden.json?hasBed.plantCount.from=6").json()
    (ranged,) = [one["range"] for one in said["facets"] if one["name"] == "hasBed.plantCount"]
    assert ranged == {"least": "5", "most": "30", "from": "6", "to": "", "problem": ""}
    assert said["total"] == 1
