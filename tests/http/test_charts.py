"""All figures of a home on one page; each as a page, a picture, a table, JSON and a Vega-Lite specification."""

import csv
import io
import json
import re
import xml.etree.ElementTree as Tree

import pytest
from tests.http.serving import Service

PAGE = {"Accept": "text/html"}
NAME = "plants-by-garden"
SVG = "{http://www.w3.org/2000/svg}"


def test_every_saved_query_that_is_drawn_has_a_tile_with_its_query_and_no_links_inside(service: Service) -> None:
    page = service.client.get("/charts", headers=PAGE).text
    assert page.count("<svg") == 1
    assert f'href="/charts/{NAME}"' in page
    assert f'href="/question/{NAME}"' in page
    assert 'href="/sparql?query=' in page
    picture = page[page.index("<svg") : page.index("</svg>")]
    assert "<a " not in picture


def test_a_figure_has_a_page_with_data_query_limits_and_citation(service: Service) -> None:
    page = service.client.get(f"/charts/{NAME}", headers=PAGE)
    assert page.status_code == 200
    for part in ("<svg", "<table", "Gardens that nobody wrote down are missing.", "SELECT", "@misc{"):
        assert part in page.text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page.text)
    for ending in ("svg", "csv", "json"):
        assert f"charts/{NAME}.{ending}>" in page.headers["link"]


def test_a_figure_has_its_forms(service: Service) -> None:
    picture = service.client.get(f"/charts/{NAME}.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert Tree.fromstring(picture.text).tag == f"{SVG}svg"
    rows = list(csv.DictReader(io.StringIO(service.client.get(f"/charts/{NAME}.csv").text)))
    said = service.client.get(f"/charts/{NAME}.json").json()
    assert said["columns"] == ["garden", "plant", "count"]
    assert [row["plant"] for row in rows] == [row[1]["text"] for row in said["rows"]]
    assert said["state"] == service.state.store.number
    assert said["vegaLite"] == f"{service.state.public_url}/charts/{NAME}.vl.json"


@pytest.mark.parametrize(
    "address",
    [f"/charts/{NAME}.vl.json", f"/question/{NAME}.vl.json", "/beds/what-grows-where.vl.json"],
)
def test_a_specification_stands_alone_with_its_data_and_where_it_is_from(service: Service, address: str) -> None:
    answer = service.client.get(address)
    assert answer.headers["content-type"] == "application/vnd.vegalite.v6+json"
    spec = answer.json()
    assert spec["$schema"] == "https://vega.github.io/schema/vega-lite/v6.json"
    assert spec["usermeta"]["page"].startswith(service.state.public_url)
    assert spec["usermeta"]["state"] == str(service.state.store.number)
    assert "North Garden" in json.dumps(spec)
    links = re.findall(r'"href": "([^"]*)"', answer.text)
    assert links
    assert all(link.startswith(service.state.public_url) for link in links)


def test_a_specification_needs_a_figure(service: Service) -> None:
    assert service.client.get("/question/what-grows-where.vl.json").status_code == 400
    drawn = service.client.get("/question/what-grows-where.vl.json", params={"chart": "bar"})
    assert drawn.json()["mark"]["type"] == "bar"


def test_a_page_with_a_figure_links_its_specification(service: Service) -> None:
    assert f'href="/question/{NAME}.vl.json?' in service.client.get(f"/question/{NAME}", headers=PAGE).text


@pytest.mark.parametrize("ending", ["", ".svg", ".csv", ".json", ".vl.json"])
def test_what_is_not_drawn_is_not_found(service: Service, ending: str) -> None:
    answer = service.client.get(f"/charts/nothing{ending}")
    assert answer.status_code == 404
    assert NAME in answer.text


def test_the_figures_are_drawn_once_for_a_state(service: Service) -> None:
    service.client.get("/charts", headers=PAGE)
    made = set(service.state.counted._made)
    service.client.get("/charts", headers=PAGE)
    assert set(service.state.counted._made) == made


def test_figures_of_the_past_keep_their_links_there(service: Service) -> None:
    number = service.state.store.number
    page = service.client.get("/charts", params={"as-of": str(number)}, headers=PAGE).text
    assert f"/charts/{NAME}?as-of={number}" in page
    assert f"/charts/{NAME}.svg?as-of={number}" in page
