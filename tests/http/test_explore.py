"""Exploring: counts from bits, the address as the state, the query in words and SPARQL saying the same."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.http.serving import Service

from atlas.access.explore import UNSAID, divide, page_of
from atlas.access.facets import Facets
from atlas.access.wording import to_chart, to_sparql


def facets_of(service: Service, kind: str) -> Facets:
    state = service.state
    return service.run(state.facets.find(state.store, state.schema.kinds[kind]))


def page(service: Service, address: str) -> str:
    answer = service.client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_every_choice_of_every_facet_finds_what_its_sparql_finds(service: Service) -> None:
    schema = service.state.schema
    tried = 0
    for kind, found in schema.kinds.items():
        facets = facets_of(service, kind)
        for division in divide(schema, facets, {}):
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
    divisions = divide(schema, facets, {})
    assert divisions
    for division in divisions:
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
    assert "<h1>" in page(service, f"/explore/garden?{query}")


def test_a_class_that_is_not_there_is_not_found(service: Service) -> None:
    answer = service.client.get("/explore/nothing", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert "garden" in answer.json()["expected"]


def test_programs_get_the_counts_as_json(service: Service) -> None:
    said = service.client.get("/explore/garden.json").json()
    assert said["total"] == len(said["items"]) == 2
    assert all({"key", "count", "gap"} <= value.keys() for facet in said["facets"] for value in facet["values"])
