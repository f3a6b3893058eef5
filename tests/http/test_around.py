"""Around a record: its ties as picture, table and JSON, opened as the address says; lineage where the home has it."""

import csv
import io
import re

import pytest
from tests.http.serving import Service

PAGE = {"Accept": "text/html"}


def test_the_graph_of_a_record_stands_in_picture_table_and_json(service: Service) -> None:
    page = service.client.get("/garden/north/graph", headers=PAGE).text
    said = service.client.get("/garden/north/graph.json").json()
    assert said["ties"]
    labels = {node["label"] for node in said["nodes"]}
    assert labels
    assert all(label in page for label in labels)
    assert "<svg" in page
    assert said["focus"] in {tie[end] for tie in said["ties"] for end in ("from", "to")}


def test_an_opened_neighbour_adds_its_own_ties(service: Service) -> None:
    said = service.client.get("/garden/north/graph.json").json()
    other = next(node["href"] for node in said["nodes"] if node["id"] != said["focus"])
    closed = service.client.get("/garden/north/graph", headers=PAGE).text
    opened = service.client.get(f"/garden/north/graph?open={other[1:]}", headers=PAGE).text
    assert f"?open={other[1:]}" in closed
    assert "Opened too" in opened


def test_only_the_relations_asked_for_are_shown(service: Service) -> None:
    said = service.client.get("/garden/north/graph.json").json()
    kinds = {tie["by"] for tie in said["ties"]}
    names = {service.state.schema.compact(kind): kind for kind in kinds}
    for name, kind in names.items():
        page = service.client.get("/garden/north/graph", params={"by": name}, headers=PAGE).text
        rows = page.split("<tbody>")[-1].count("<tr>")
        assert rows == sum(tie["by"] == kind for tie in said["ties"])


def test_a_record_is_offered_as_a_sheet_and_a_class_or_a_graph_is_not(service: Service) -> None:
    page = service.client.get("/garden/north", headers=PAGE)
    assert 'href="/garden/north.csv"' in page.text
    assert 'garden/north.csv>; rel="alternate"; type="text/csv"' in page.headers["link"]
    sheet = service.client.get("/garden/north.csv")
    assert sheet.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(sheet.text)))
    assert {row["about"].partition("#")[0] for row in rows} == {f"{service.state.schema.base}id/garden/north"}
    assert all(row["value"] and row["property_label"] for row in rows)
    for address in ("/garden.csv", "/graph/garden/north.csv"):
        assert service.client.get(address).status_code == 406
        assert "csv" not in service.client.get(address.removesuffix("csv") + "ttl").headers["link"]
    assert service.client.get("/garden/nowhere.csv").status_code == 404


@pytest.mark.parametrize(
    "address", ["/garden/nowhere/graph", "/nothing/north/graph", "/garden/a%20b/graph", "/garden/nowhere/lineage"]
)
def test_what_is_not_there_is_told(service: Service, address: str) -> None:
    answer = service.client.get(address, headers=PAGE)
    assert answer.status_code == 404
    assert "<main" in answer.text


def test_the_page_of_a_record_leads_to_its_graph_history_and_citation(service: Service) -> None:
    page = service.client.get("/garden/north", headers=PAGE).text
    for address in (
        "/garden/north/graph",
        "/garden/north/history",
        "/garden/north/edit",
        "/garden/north.jsonld",
        "/compare?id=garden/north",
    ):
        assert address in page
    assert "@misc{" in page
    assert "genid" not in page


def test_the_graph_is_a_picture_a_table_and_a_specification_too(service: Service) -> None:
    said = service.client.get("/garden/north/graph.json").json()
    picture = service.client.get("/garden/north/graph.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    rows = list(csv.DictReader(io.StringIO(service.client.get("/garden/north/graph.csv").text)))
    assert len(rows) == len(said["ties"])
    spec = service.client.get("/garden/north/graph.vl.json").json()
    assert {node["label"] for node in said["nodes"]} <= {
        value["name"] for layer in spec["layer"] for value in layer["data"]["values"] if "name" in value
    }
    name = service.state.schema.compact(said["ties"][0]["by"])
    some = service.client.get("/garden/north/graph.csv", params={"by": name}).text.splitlines()
    assert len(some) - 1 == sum(tie["by"] == said["ties"][0]["by"] for tie in said["ties"])
    for ending in ("svg", "csv", "vl.json"):
        assert service.client.get(f"/garden/nowhere/graph.{ending}").status_code == 404
        assert service.client.get(f"/garden/nowhere/lineage.{ending}").status_code == 404


def test_the_lineage_of_a_record_is_a_page_a_picture_a_table_and_a_specification(service: Service) -> None:
    page = service.client.get("/garden/north/lineage", headers=PAGE).text
    assert "<svg" in page
    assert "<table" in page
    rows = list(csv.DictReader(io.StringIO(service.client.get("/garden/north/lineage.csv").text)))
    assert rows
    assert all(row["from"] in page for row in rows)
    assert service.client.get("/garden/north/lineage.svg").text.startswith("<svg")
    spec = service.client.get("/garden/north/lineage.vl.json").json()
    names = {value["name"] for layer in spec["layer"] for value in layer["data"]["values"] if "name" in value}
    assert names == {row[end] for row in rows for end in ("from", "to")}


def test_some_kinds_of_step_are_kept(service: Service) -> None:
    address = "/garden/north/lineage"
    kinds = re.findall(r'name="by" value="([^"]+)"', service.client.get(address, headers=PAGE).text)
    assert len(kinds) == 2
    every = service.client.get(f"{address}.csv").text.splitlines()
    some = service.client.get(f"{address}.csv", params={"by": kinds[0]}).text.splitlines()
    rest = service.client.get(f"{address}.csv", params={"by": kinds[1]}).text.splitlines()
    assert sorted(some[1:] + rest[1:]) == sorted(every[1:])
    assert service.client.get(f"{address}.csv", params={"by": "nothing"}).text.splitlines() == every
