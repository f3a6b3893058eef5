"""Rows to take away: every form, with names and without, all rows or none, nothing that acts as a formula."""

import csv
import io
import json
from xml.etree import ElementTree as Tree

import pytest
from openpyxl import load_workbook
from tests.http.serving import Service

ROWS = 'SELECT ?s ?n ?day { VALUES (?n ?day) { (3 "2024-02-29"^^xsd:date) } ?s a <%sGarden> } ORDER BY ?s'
FORMULA = 'SELECT ("=HYPERLINK(\\"http://x\\")" AS ?x) ("-3"^^xsd:integer AS ?n) ("@cmd" AS ?y) {}'


def gardens(service: Service) -> str:
    return "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n" + ROWS % service.state.schema.namespace


def take(service: Service, ending: str, query: str, **more: str) -> bytes:
    answer = service.client.get(f"/sparql/table.{ending}", params={"query": query, **more})
    assert answer.status_code == 200, answer.text
    assert f'filename="result.{ending}"' in answer.headers["content-disposition"]
    return answer.content


def test_a_workbook_holds_numbers_and_days_as_such_and_things_by_name(service: Service) -> None:
    book = load_workbook(io.BytesIO(take(service, "xlsx", gardens(service), names="1")))
    head, first, *_ = book["Result"].iter_rows(values_only=True)
    assert head == ("s", "n", "day", "s (IRI)")
    assert first[0] == "North Garden" and first[1] == 3 and first[2].isoformat()[:10] == "2024-02-29"  # type: ignore[union-attr]
    assert first[3] == f"{service.state.schema.base}id/garden/north"
    told = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}
    assert f"state {service.state.store.number}" in str(told["Source"])
    assert "Query" in told


def test_without_names_things_stand_as_their_iris(service: Service) -> None:
    book = load_workbook(io.BytesIO(take(service, "xlsx", gardens(service))))
    head, first, *_ = book["Result"].iter_rows(values_only=True)
    assert head == ("s", "n", "day")
    assert first[0] == f"{service.state.schema.base}id/garden/north"


def test_no_text_is_a_formula_for_a_spreadsheet(service: Service) -> None:
    query = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n" + FORMULA
    cells = next(load_workbook(io.BytesIO(take(service, "xlsx", query)))["Result"].iter_rows(min_row=2))
    assert [cell.data_type for cell in cells] == ["s", "n", "s"]
    assert cells[0].value == '=HYPERLINK("http://x")'
    _, row = csv.reader(io.StringIO(take(service, "csv", query, names="1").decode()))
    assert row == ['\'=HYPERLINK("http://x")', "-3", "'@cmd"]


def test_sparql_results_with_names_have_a_variable_more(service: Service) -> None:
    said = json.loads(take(service, "json", gardens(service), names="1"))
    assert said["head"]["vars"] == ["s", "sLabel", "n", "day"]
    assert said["results"]["bindings"][0]["sLabel"] == {"type": "literal", "value": "North Garden"}
    assert said["results"]["bindings"][0]["n"]["datatype"].endswith("#integer")
    root = Tree.fromstring(take(service, "xml", gardens(service), names="1"))
    assert [one.get("name") for one in root[0]] == ["s", "sLabel", "n", "day"]
    assert [one.text for one in root[1][0].iter() if one.tag.endswith("literal")] == ["North Garden", "3", "2024-02-29"]


def test_latex_has_a_row_each_and_says_what_was_asked(service: Service) -> None:
    text = take(service, "tex", gardens(service), names="1").decode()
    assert text.count(r" \\") == 1 + len(service.query(gardens(service)).json()["results"]["bindings"])
    assert "{}North Garden & 3 & 2024-02-29" in text
    assert "% Query: PREFIX" in text


def test_parquet_has_types_and_tells_what_was_asked(service: Service) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed: the extra parquet brings it")
    table = parquet.read_table(io.BytesIO(take(service, "parquet", gardens(service), names="1")))
    assert [str(field.type) for field in table.schema] == ["string", "int64", "date32[day]", "string"]
    assert table.column("s")[0].as_py() == "North Garden"
    assert b"Query" in table.schema.metadata


def test_a_table_is_whole_or_refused(service: Service) -> None:
    many = "SELECT ?a ?b { " + " ".join(f"VALUES ?v{n} {{ 1 2 3 4 5 6 7 8 9 }}" for n in range(5)) + " }"
    answer = service.client.get("/sparql/table.csv", params={"query": many, "names": "1"})
    assert answer.status_code == 400
    assert "50000" in answer.json()["expected"]


@pytest.mark.parametrize("query", ["ASK {}", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "", "SELECT {"])
def test_only_rows_are_tables(service: Service, query: str) -> None:
    assert service.client.get("/sparql/table.xlsx", params={"query": query}).status_code == 400


def test_a_form_that_is_none_is_told_those_there_are(service: Service) -> None:
    answer = service.client.get("/sparql/table.ods", params={"query": gardens(service)})
    assert answer.status_code == 406
    assert "xlsx" in answer.json()["expected"]


def test_a_text_too_long_for_a_cell_is_refused_by_the_spreadsheet_only(service: Service) -> None:
    doubled = 'SELECT ?x { BIND(REPLACE("' + "a" * 400 + '", "a", "' + "b" * 100 + '") AS ?x) }'
    assert service.client.get("/sparql/table.xlsx", params={"query": doubled}).status_code == 400
    assert len(take(service, "csv", doubled)) > 40_000


def test_the_same_state_gives_the_same_bytes_and_is_not_sent_twice(service: Service) -> None:
    first = service.client.get("/sparql/table.xlsx", params={"query": gardens(service)})
    again = service.client.get("/sparql/table.xlsx", params={"query": gardens(service)})
    assert first.content == again.content
    etag = first.headers["etag"]
    unchanged = service.client.get(
        "/sparql/table.xlsx", params={"query": gardens(service)}, headers={"If-None-Match": etag}
    )
    assert unchanged.status_code == 304 and not unchanged.content


def test_a_long_query_is_posted(service: Service) -> None:
    query = gardens(service) + "#" + "x" * 30_000
    answer = service.client.post("/sparql/table.csv?names=1", data={"query": query})
    assert answer.status_code == 200
    assert b"North Garden" in answer.content


def test_the_endpoint_leads_to_a_table_that_it_does_not_write_itself(service: Service) -> None:
    answer = service.client.get("/sparql", params={"query": gardens(service), "format": "xlsx"}, follow_redirects=True)
    assert answer.status_code == 200 and answer.content.startswith(b"PK")
    assert service.client.get("/sparql", params={"query": "ASK {}", "format": "ods"}).status_code == 406
