"""YAML, tables and foreign files pasted: read row by row, told what was not understood, kept as drafts."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.http.browsing import find_form, send
from tests.http.serving import Service, serve

PAGE = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
ROOT = Path(__file__).resolve().parents[2]
GARDEN = """type: Garden
name: Yard
hasClimate: cold
hectares: 1.50
opened: 1901
source: Survey of made-up gardens
hasBed:
  - growsPlant: moss
    plantCount: 3
"""
PLANTS = "Name,page,nonsense\n# what it is called,,\nIvy,https://example.org/ivy,x\nReed,,\n,https://example.org/,\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serve(tmp_path_factory.mktemp("paste"), deadline_s=10.0) as running:
        yield running


def paste(desk: Service, text: str, **fields: str):  # type: ignore[no-untyped-def]
    return desk.client.post("/contribute/paste", data={"text": text, **fields}, headers=PAGE)


def draft_text(desk: Service, place: str) -> str:
    draft = place.removesuffix("/form")
    return find_form(desk.client.get(draft, headers=PAGE).text, draft).values["text"]


def test_yaml_becomes_a_record_with_the_datatypes_its_fields_ask_for(desk: Service) -> None:
    looked = paste(desk, GARDEN, form="yaml")
    assert "garden/yard" in looked.text
    kept = send(desk.client, find_form(looked.text, "/contribute/paste"), action="keep")
    text = draft_text(desk, kept.headers["location"])
    for said in ("g:hectares 1.50", '"1901"^^xsd:gYear', "<scheme/climate/cold>", "<id/plant/moss>", "g:plantCount 3",
                 '"Yard"@en', "dcterms:source <id/source/survey>"):  # fmt: skip
        assert said in text
    report = desk.client.get(kept.headers["location"].removesuffix("/form"), headers=JSON).json()["report"]
    assert report["conforms"] is True


def test_values_found_are_listed_and_left_out_one_by_one(desk: Service) -> None:
    looked = paste(desk, GARDEN, form="yaml")
    form = find_form(looked.text, "/contribute/paste")
    left = [name for name in form.boxes if name.startswith("leave|")]
    assert f"{len(left)} values found" in looked.text
    rows = {name: looked.text.partition(f'name="{name}"')[0].rpartition("<tr>")[2] for name in left}
    size = next(name for name, row in rows.items() if "1.50" in row)
    bed = next(name for name, row in rows.items() if "hasBed" in row)
    kept = send(desk.client, form, **{size: "yes", bed: "yes", "action": "keep"})
    text = draft_text(desk, kept.headers["location"])
    assert '"Yard"@en' in text
    assert ("hectares" in text, "#bed" in text, "plantCount" in text) == (False, False, False)


def test_values_found_are_changed_and_stay_so_when_looked_at_again(desk: Service) -> None:
    form = find_form(paste(desk, GARDEN, form="yaml").text, "/contribute/paste")
    size = next(name for name, value in form.values.items() if name.startswith("set|") and value == "1.50")
    left = next(name for name in form.boxes if name == size.replace("set|", "leave|", 1))
    again = find_form(send(desk.client, form, **{size: "2.75", "action": "look"}).text, "/contribute/paste")
    assert again.values[size] == "2.75"
    assert "hectares 2.75" in draft_text(desk, send(desk.client, again, action="keep").headers["location"])
    dropped = send(desk.client, form, **{left: "yes", "action": "look"}).text
    assert " checked" in dropped.partition(f'name="{left}"')[2].partition(">")[0]
    emptied = send(desk.client, form, **{size: " ", "action": "keep"}).headers["location"]
    assert "hectares" not in draft_text(desk, emptied)


def test_yaml_is_taken_from_programs_too(desk: Service) -> None:
    answer = desk.client.post("/contribute", content=GARDEN, headers={"Content-Type": "application/yaml", **JSON})
    assert (answer.status_code, answer.json()["report"]["conforms"]) == (201, True)


def test_yaml_with_a_context_is_linked_data(desk: Service) -> None:
    text = """'@context': https://elsewhere.example/context
'@graph':
  - id: https://gardens.example/graph/plant/sedge
    type: Page
    primaryTopic: {id: 'https://gardens.example/id/plant/sedge'}
  - id: https://gardens.example/id/plant/sedge
    type: Plant
    prefLabel: {en: Sedge}
"""
    answer = desk.client.post("/contribute", content=text, headers={"Content-Type": "application/ld+yaml", **JSON})
    assert answer.status_code == 201, answer.text
    assert '"Sedge"@en' in draft_text(desk, answer.headers["location"])


def test_yaml_with_a_context_needs_to_say_nothing_of_the_record_itself(desk: Service) -> None:
    text = """'@context': https://elsewhere.example/context
id: https://gardens.example/id/garden/sedge
type: Garden
prefLabel: {en: Sedge Garden}
hasClimate: https://gardens.example/scheme/climate/cold
hasBed:
  type: Bed
  growsPlant: https://gardens.example/id/plant/moss
"""
    answer = desk.client.post("/contribute", content=text, headers={"Content-Type": "application/ld+yaml", **JSON})
    assert answer.status_code == 201, answer.text
    said = draft_text(desk, answer.headers["location"])
    for part in ("g:Page", "<id/garden/sedge#bed-1>", "g:growsPlant <id/plant/moss>"):
        assert part in said


@pytest.mark.parametrize(
    ("text", "line"),
    [("name: &a Yard\nopened: *a\n", 2), ("<<: {a: b}\n", 1), ("a: [1\n", 2), ("a: !!python/object:os.system x\n", 1)],
)
def test_yaml_that_is_more_than_a_tree_is_refused_at_its_line(desk: Service, text: str, line: int) -> None:
    answer = desk.client.post("/contribute", content=text, headers={"Content-Type": "application/yaml", **JSON})
    assert answer.status_code == 400
    assert answer.json()["line"] == line


def test_unknown_key_is_told_with_what_is_near(desk: Service) -> None:
    looked = paste(desk, GARDEN + "hectars: 2\n", form="yaml")
    assert "hectars is no field; did you mean hectares" in looked.text


def test_table_is_reported_row_by_row_and_kept_as_one_draft(desk: Service) -> None:
    looked = paste(desk, PLANTS, form="csv", kind="plant")
    for said in ("plant/ivy", "plant/reed", "A record needs a name.", "nonsense is no field"):
        assert said in looked.text
    form = find_form(looked.text, "/contribute/paste")
    assert form.values["column|nonsense"] == ""
    again = send(desk.client, form, **{"column|nonsense": "-"})
    assert "nonsense is no field" not in again.text
    kept = send(desk.client, find_form(again.text, "/contribute/paste"), action="keep")
    page = desk.client.get(kept.headers["location"], headers=PAGE).text
    assert "plant/ivy" in page
    assert "plant/reed" in page


def test_findings_name_the_line_of_their_row_in_the_table(desk: Service) -> None:
    table = 'Name,hectares\n"North\nYard",1\nEast Yard,-1\n'
    looked = paste(desk, table, form="csv", kind="garden").text
    found = looked.partition("Must be mended")[2]
    assert 'East Yard, Size</strong> <span class="quiet">line 4, column 11' in found
    assert "line 2, column 1" in found
    text = GARDEN.replace("1.50", "-1")
    before = text.partition("-1")[0]
    place = f"line {before.count(chr(10)) + 1}, column {len(before.rpartition(chr(10))[2]) + 1}"
    assert f'Size</strong> <span class="quiet">{place}' in paste(desk, text, form="yaml").text


def test_each_record_of_a_yaml_list_is_told_at_its_line(desk: Service) -> None:
    looked = paste(
        desk, "# three\n- name: Ivy\n\n- page: https://example.org/\n- name: Oak\n", form="yaml", kind="plant"
    )
    rows = re.findall(r"<tr>\s*<td[^>]*>(\d+)</td>", looked.text)
    assert rows == ["2", "4", "5"]


def test_column_is_mapped_to_a_field(desk: Service) -> None:
    looked = paste(desk, "what\tbulk\nPatch\t2.5\n", form="tsv", kind="garden", **{"column|what": "name"})
    assert "bulk is no field" in looked.text
    form = find_form(looked.text, "/contribute/paste")
    mapped = send(desk.client, form, **{"column|what": "name", "column|bulk": "hectares", "action": "keep"})
    assert "g:hectares 2.5" in draft_text(desk, mapped.headers["location"])


def test_form_of_text_that_there_is_not_is_told_those_there_are(desk: Service) -> None:
    answer = paste(desk, "x", form="nosuch")
    assert answer.status_code == 400
    assert "yaml, csv, tsv" in answer.text


def test_datatype_that_is_no_address_leaves_a_text_for_the_judge(desk: Service) -> None:
    text = GARDEN.replace("1.50", '{"@value": "1.50", "@type": "not an iri"}')
    answer = desk.client.post("/contribute", content=text, headers={"Content-Type": "application/yaml", **JSON})
    assert (answer.status_code, answer.json()["report"]["conforms"]) == (201, False)


@pytest.mark.parametrize(
    "text", ["", "name,hasBed,hasBed.growsPlant\nA,x,moss\n", "a,a\n1,2\n", 'a,b\n"unclosed\n', "name\nx,y\n"]
)
def test_table_that_cannot_be_read_says_why(desk: Service, text: str) -> None:
    answer = paste(desk, text, form="csv", kind="plant")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_too_many_rows_are_refused(desk: Service) -> None:
    rows = "name\n" + "".join(f"Plant {number}\n" for number in range(201))
    assert paste(desk, rows, form="csv", kind="plant").status_code == 413


def test_templates_say_what_each_field_asks_for_and_come_back_readable(desk: Service) -> None:
    text = desk.client.get("/contribute/template/garden.yaml").text
    assert "# Climate. The climate it lies in. (one of: cold, mild)" in text
    assert "hasClimate:" in text.splitlines()
    table = desk.client.get("/contribute/template/garden.csv").text
    assert "hasBed.growsPlant" in table.splitlines()[0]
    assert "source" in table.splitlines()[0].split(",")
    assert "source:" in text.splitlines()
    looked = paste(desk, table + "North Yard\n", form="csv", kind="garden")
    assert "is no field" not in looked.text
    for path in ("none.yaml", "garden.exe"):
        assert desk.client.get(f"/contribute/template/{path}").status_code == 404
