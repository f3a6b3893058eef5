"""The Reconciliation Service API 0.2 as OpenRefine uses it; every answer fits the official schemas."""

import json
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7
from tests.http.serving import Service


def ask(service: Service, **queries: Any) -> dict[str, Any]:
    answer = service.client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def extend(service: Service, ids: list[str], *properties: Any) -> httpx.Response:
    return service.client.post("/reconcile", data={"extend": json.dumps({"ids": ids, "properties": list(properties)})})


def names(found: dict[str, Any], key: str = "q") -> list[str]:
    return [one["id"] for one in found[key]["result"]]


def test_the_very_name_is_matched_by_itself(service: Service) -> None:
    ((best, *_),) = [one["result"] for one in ask(service, q={"query": "NORTH garden"}).values()]
    assert (best["id"], best["score"], best["match"]) == ("garden/north", 100, True)
    assert {"id": "name_exact", "value": True} in best["features"]


def test_a_misspelt_name_is_proposed_and_not_matched(service: Service) -> None:
    ((best, *_),) = [one["result"] for one in ask(service, q={"query": "Noth Garden"}).values()]
    assert best["id"] == "garden/north"
    assert best["match"] is False
    assert best["score"] < 100


def test_a_type_keeps_others_out_and_a_superclass_lets_them_in(service: Service) -> None:
    assert names(ask(service, q={"query": "fern", "type": "Plant"})) == ["plant/fern"]
    assert names(ask(service, q={"query": "fern", "type": "Thing"})) == ["plant/fern"]
    assert "plant/fern" not in names(ask(service, q={"query": "fern", "type": ["Garden"]}))


def test_a_property_that_agrees_counts(service: Service) -> None:
    queries = {
        "yes": {"query": "North Garden", "properties": [{"pid": "growsPlant", "v": {"id": "plant/fern"}}]},
        "label": {"query": "North Garden", "properties": [{"pid": "growsPlant", "v": ["Fern", "moss"]}]},
        "no": {"query": "North Garden", "properties": [{"pid": "growsPlant", "v": "oak"}]},
    }
    found = ask(service, **queries)
    scores = {key: one["result"][0]["score"] for key, one in found.items()}
    assert scores == {"yes": 100, "label": 100, "no": 60}
    assert [one["result"][0]["match"] for one in found.values()] == [True, True, False]


def test_a_batch_may_come_by_get(service: Service) -> None:
    answer = service.client.get("/reconcile", params={"queries": json.dumps({"a": {"query": "moss"}})})
    assert names(answer.json(), "a") == ["plant/moss"]


def test_a_limit_is_kept(service: Service) -> None:
    assert len(names(ask(service, q={"query": "garden", "limit": 1}))) == 1


@pytest.mark.parametrize(
    "queries", ["{", "[]", '{"q": 1}', '{"q": {"query": 5}}', '{"q": {"query": "a", "properties": [{"v": 1}]}}']
)
def test_a_batch_that_cannot_be_read_is_refused_in_words(service: Service, queries: str) -> None:
    answer = service.client.post("/reconcile", data={"queries": queries})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_too_many_queries_are_refused(service: Service) -> None:
    many = {f"q{number}": {"query": "fern"} for number in range(201)}
    assert service.client.post("/reconcile", data={"queries": json.dumps(many)}).status_code == 400


def test_values_are_fetched_from_the_record_and_its_parts(service: Service) -> None:
    said = extend(
        service, ["garden/north", "garden/none"], {"id": "plantCount"}, {"id": "growsPlant"}, {"id": "opened"}
    )
    rows = said.json()["rows"]
    assert rows["garden/north"]["plantCount"] == [{"int": 12}, {"int": 30}]
    assert rows["garden/north"]["growsPlant"] == [
        {"id": "plant/fern", "name": "fern"},
        {"id": "plant/moss", "name": "moss"},
    ]
    assert rows["garden/north"]["opened"] == [{"str": "1901-05-01"}]
    assert rows["garden/none"] == {"plantCount": [], "growsPlant": [], "opened": []}
    meta = {one["id"]: one.get("type", {}).get("id") for one in said.json()["meta"]}
    assert meta == {"plantCount": None, "growsPlant": "Plant", "opened": None}


def test_a_cell_holds_no_more_values_than_its_setting_says(service: Service) -> None:
    said = extend(service, ["garden/north"], {"id": "plantCount", "settings": {"limit": "1"}})
    assert len(said.json()["rows"]["garden/north"]["plantCount"]) == 1


@pytest.mark.parametrize("name", ["x> <urn:y", 'a"b', "a b", "} SELECT *"])
def test_an_id_cannot_leave_its_place_in_the_query(service: Service, name: str) -> None:
    assert extend(service, [name], {"id": "opened"}).json()["rows"] == {name: {"opened": []}}
    assert extend(service, ["garden/north"], {"id": name}).json()["rows"]["garden/north"] == {name: []}


def test_suggestions_complete_a_beginning(service: Service) -> None:
    entities = service.client.get("/reconcile/suggest/entity", params={"prefix": "nor"}).json()["result"]
    types = service.client.get("/reconcile/suggest/type", params={"prefix": "pla"}).json()["result"]
    properties = service.client.get("/reconcile/suggest/property", params={"prefix": "grows"}).json()["result"]
    assert entities[0]["id"] == "garden/north"
    assert entities[0]["notable"] == [{"id": "Garden", "name": "garden"}]
    assert [one["id"] for one in types] == ["Plant"]
    assert [one["id"] for one in properties] == ["growsPlant"]


def test_properties_of_a_class_include_those_of_its_parts(service: Service) -> None:
    said = service.client.get("/reconcile/properties", params={"type": "Garden"}).json()
    assert {"opened", "plantCount", "growsPlant"} <= {one["id"] for one in said["properties"]}
    assert service.client.get("/reconcile/properties", params={"type": "None"}).json()["properties"] == []


def test_a_value_that_stands_with_another_thing_is_offered_where_the_view_finds_it(service: Service) -> None:
    said = service.client.get("/reconcile/properties", params={"type": "Plant"}).json()
    assert "plantCount" in {one["id"] for one in said["properties"]}
    cells = extend(service, ["plant/moss"], {"id": "plantCount"}).json()["rows"]["plant/moss"]["plantCount"]
    assert len(cells) == 1
    assert cells[0]["int"] > 0


def test_a_preview_may_stand_in_another_pages_frame(service: Service) -> None:
    answer = service.client.get("/reconcile/preview", params={"id": "garden/north"})
    assert "North Garden" in answer.text
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "script" not in answer.headers["content-security-policy"]
    assert service.client.get("/reconcile/preview", params={"id": "garden/none"}).status_code == 404


@pytest.mark.parametrize(
    "path", ["/reconcile", "/reconcile/suggest/entity?prefix=a", "/reconcile/preview?id=garden/north"]
)
def test_any_page_may_ask(service: Service, path: str) -> None:
    answer = service.client.get(path, headers={"Origin": "https://openrefine.example"})
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_preflight_for_a_form_is_answered(service: Service) -> None:
    headers = {"Origin": "https://openrefine.example", "Access-Control-Request-Method": "POST"}
    answer = service.client.options("/reconcile", headers=headers)
    assert "POST" in answer.headers["access-control-allow-methods"]


def test_every_answer_fits_the_official_schemas(service: Service, shared: Path) -> None:
    folder = shared / "standards" / "reconciliation" / "0.2" / "schemas"
    schemas = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    assert len(schemas) > 8
    known = [(one["$id"], Resource(one, DRAFT7)) for one in schemas.values() if "$id" in one]
    registry: Registry[Any] = Registry().with_resources(known)
    batch = {"a": {"query": "north", "type": "Garden", "limit": 3}, "b": {"query": "zzz"}}
    wanted = {
        "ids": ["garden/north", "x"],
        "properties": [{"id": "plantCount"}, {"id": "growsPlant"}, {"id": "opened"}],
    }
    get = service.client.get
    answers = {
        "manifest": get("/reconcile").json(),
        "reconciliation-result-batch": ask(service, **batch),
        "suggest-entities-response": get("/reconcile/suggest/entity?prefix=n").json(),
        "suggest-types-response": get("/reconcile/suggest/type?prefix=p").json(),
        "suggest-properties-response": get("/reconcile/suggest/property?prefix=g").json(),
        "data-extension-property-proposal": get("/reconcile/properties?type=Garden&limit=5").json(),
        "data-extension-response": service.client.post("/reconcile", data={"extend": json.dumps(wanted)}).json(),
    }
    for name, said in answers.items():
        jsonschema.Draft7Validator(schemas[name], registry=registry).validate(said)
    broken = answers["reconciliation-result-batch"] | {"a": {"result": [{"id": "x"}]}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(schemas["reconciliation-result-batch"], registry=registry).validate(broken)
