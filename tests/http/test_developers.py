"""/docs and /prefixes: for those who write programs."""

from tests.http.serving import Service

from atlas.http.routes.developers import list_operations
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse

PAGE = {"Accept": "text/html"}
DECLARE = "http://www.w3.org/ns/shacl#declare"


def test_the_docs_name_every_operation_of_the_openapi_document(service: Service) -> None:
    page = service.client.get("/docs", headers=PAGE).text
    document = service.client.get("/openapi.json").json()
    told = [one for topic in list_operations(document).values() for one in topic]
    assert len(told) == sum(len(methods) for methods in document["paths"].values())
    for path in document["paths"]:
        assert f"</strong> {path}</code>" in page


def test_the_docs_ask_no_other_host_and_hold_no_script(service: Service) -> None:
    page = service.client.get("/docs", headers=PAGE).text
    assert "cdn" not in page and "swagger" not in page.lower()
    assert page.count("<script") == page.count('<script type="module" src="/static/')


def test_prefixes_come_as_json_and_as_declarations(service: Service) -> None:
    held = dict(service.state.schema.prefixes)
    assert service.client.get("/prefixes.json").json() == held
    assert service.client.get("/prefixes", headers={"Accept": "application/json"}).json() == held
    declared = [q for q in parse(service.client.get("/prefixes.ttl").content, TURTLE) if q.predicate.value == DECLARE]
    assert len(declared) == len(held)


def test_the_page_of_prefixes_can_be_pasted_into_a_query(service: Service) -> None:
    page = service.client.get("/prefixes", headers=PAGE).text
    for prefix, namespace in service.state.schema.prefixes.items():
        assert f"PREFIX {prefix}: &lt;{namespace}&gt;" in page


def test_prefixes_have_no_other_formats(service: Service) -> None:
    assert service.client.get("/prefixes.xlsx").status_code == 404
    assert service.client.get("/prefixes?format=xlsx").status_code == 406


def test_a_record_s_json_is_as_the_document_says(service: Service) -> None:
    schemas = service.client.get("/openapi.json").json()["components"]["schemas"]
    record = service.client.get("/garden/north.json").json()
    assert set(schemas["Record"]["required"]) <= record.keys() <= schemas["Record"]["properties"].keys()
    for fact in record["facts"]:
        assert fact.keys() <= schemas["Fact"]["properties"].keys()
        for value in fact["values"]:
            assert value.keys() <= schemas["Value"]["properties"].keys()
            assert all(one.keys() <= schemas["Source"]["properties"].keys() for one in value.get("sources", ()))
