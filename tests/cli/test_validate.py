"""atlas validate: the exit code is the verdict, and no service is needed."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import TOY

from atlas.access.editing.templates import table_template
from atlas.intake.reading.additions import own_fields
from atlas.rdf.formats import RDF_FORMATS, RDF_XML, TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.serialize import serialize
from atlas.schema.layouts import Layouts
from atlas.schema.load import load_schema

SKOS_LINE = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
NORTH = TOY / "data" / "records" / "garden" / "north.ttl"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.ttl"
    path.write_text(NORTH.read_text(encoding="utf-8").replace("g:hectares 1.50", "g:hectares 0.0"), encoding="utf-8")
    return path


def test_a_record_that_conforms_gives_0(atlas):
    assert atlas("validate", NORTH).code == 0


def test_a_record_that_does_not_conform_gives_1_and_says_why(atlas, broken):
    ran = atlas("validate", broken)
    assert ran.code == 1
    for word in ("Size", "expected", "found", "mend", "line"):
        assert word in ran.out


def test_one_bad_record_among_good_ones_gives_1(atlas, broken):
    assert atlas("validate", NORTH, broken).code == 1


@pytest.mark.parametrize("name", ["missing.ttl", "."])
def test_a_file_that_cannot_be_read_gives_2(atlas, name):
    ran = atlas("validate", name)
    assert ran.code == 2
    assert name in ran.err
    assert "Traceback" not in ran.err


def test_a_file_that_does_not_parse_gives_2_with_its_place(atlas, tmp_path):
    path = tmp_path / "odd.ttl"
    path.write_text("<a> <b>\n  oops .", encoding="utf-8")
    ran = atlas("validate", path, NORTH)
    assert ran.code == 2
    assert f"{path}:2:3" in ran.err


def test_a_file_of_unknown_format_gives_2_and_names_those_known(atlas, tmp_path):
    path = tmp_path / "record.pdf"
    path.write_bytes(b"%PDF")
    ran = atlas("validate", path)
    assert ran.code == 2
    assert "turtle" in ran.err


@pytest.mark.parametrize("format_", RDF_FORMATS, ids=lambda f: f.name)
def test_every_format_is_read(atlas, tmp_path, format_):
    path = tmp_path / f"north.{format_.extension}"
    path.write_bytes(serialize(parse(NORTH.read_bytes(), TURTLE), format_))
    assert atlas("validate", path).code == 0


def test_the_report_comes_as_json(atlas, broken):
    ran = atlas("validate", "--format", "json", broken)
    report = json.loads(ran.out)
    assert (ran.code, report["conforms"]) == (1, False)
    assert {finding["field"] for finding in report["findings"]} == {"Size"}


def test_the_report_comes_in_shacl(atlas, broken):
    ran = atlas("validate", "--format", "turtle", broken)
    predicates = {q.predicate.value for q in parse(ran.out.encode(), TURTLE)}
    assert "http://www.w3.org/ns/shacl#focusNode" in predicates


def test_records_given_together_know_each_other(atlas, tmp_path):
    plant = tmp_path / "oak.ttl"
    bed = tmp_path / "east.ttl"
    fern = (TOY / "data" / "records" / "plant" / "fern.ttl").read_text(encoding="utf-8")
    plant.write_text(fern.replace("plant/fern", "plant/oak"), encoding="utf-8")
    south = (TOY / "data" / "records" / "garden" / "south.ttl").read_text(encoding="utf-8")
    bed.write_text(south.replace("garden/south", "garden/east").replace("plant/fern", "plant/oak"), encoding="utf-8")
    assert atlas("validate", bed).code == 1
    assert atlas("validate", bed, plant).code == 0


def test_an_ill_typed_literal_is_said_without_a_stack_trace(atlas, tmp_path):
    path = tmp_path / "odd.ttl"
    path.write_text(NORTH.read_text(encoding="utf-8").replace('"1901-05-01"', '"May 1901"'), encoding="utf-8")
    ran = atlas("validate", path)
    assert ran.code == 1
    assert "Opened" in ran.out
    assert ran.err == ""


def test_fix_makes_the_clear_edits_shows_them_and_judges_again(atlas, tmp_path):
    path = tmp_path / "north.ttl"
    sound = NORTH.read_text(encoding="utf-8")
    path.write_text(sound.replace("a g:Garden ", "a g:Gardn "), encoding="utf-8")
    assert atlas("validate", path).code == 1
    ran = atlas("validate", "--fix", path)
    assert ran.code == 0
    assert "-<id/garden/north> a g:Gardn ;" in ran.err
    assert "+<id/garden/north> a g:Garden ;" in ran.err
    assert path.read_text(encoding="utf-8") == sound


def test_fix_repairs_what_keeps_a_text_from_being_read(atlas, tmp_path):
    path = tmp_path / "north.ttl"
    sound = NORTH.read_text(encoding="utf-8")
    wrong = sound.replace('"North Garden"@en', '"North Garden"@en_GB').replace(SKOS_LINE, "")
    assert "@en_GB" in wrong
    assert SKOS_LINE not in wrong
    path.write_text("\ufeff" + wrong, encoding="utf-8")
    assert atlas("validate", path).code == 2
    ran = atlas("validate", "--fix", path)
    assert '"North Garden"@en-GB' in ran.err
    mended = path.read_text(encoding="utf-8")
    assert mended.startswith(f"\ufeff{SKOS_LINE}")
    assert ran.code == 0


def test_fix_says_where_a_clear_mistake_cannot_be_edited(atlas, tmp_path):
    path = tmp_path / "north.rdf"
    quads = parse(NORTH.read_bytes(), TURTLE, base_iri="https://gardens.example/")
    wrong = serialize(quads, RDF_XML, {}, None).replace(b"climate/cold", b"climate/colt")
    path.write_bytes(wrong)
    ran = atlas("validate", "--fix", path)
    assert ran.code == 1
    assert "not edited" in ran.err
    assert path.read_bytes() == wrong


def test_fix_leaves_alone_what_it_cannot_mend(atlas, broken):
    before = broken.read_bytes()
    assert atlas("validate", "--fix", broken).code == 1
    assert broken.read_bytes() == before


@pytest.mark.parametrize(("name", "start"), [("sarif", "{"), ("junit", "<?xml")])
def test_the_report_comes_in_forms_for_other_tools(atlas, broken, name, start):
    ran = atlas("validate", "--format", name, broken)
    assert ran.code == 1
    assert ran.out.startswith(start)
    assert broken.name in ran.out


def test_everything_in_the_store_is_validated_at_once(atlas, copy):
    atlas("load", home=copy)
    sound = atlas("validate", "--all", "--readers", "1", home=copy)
    assert (sound.code, "Everything conforms" in sound.out) == (0, True)
    assert "groups of rules" in sound.err


def test_what_is_wrong_in_the_store_is_told_as_of_a_file(atlas, copy):
    record = copy / "data" / "records" / "garden" / "north.ttl"
    record.write_bytes(record.read_bytes().replace(b"g:hectares 1.50", b'g:hectares "big"'))
    atlas("load", home=copy)
    told = json.loads(atlas("validate", "--all", "--format", "json", home=copy).out)
    named = json.loads(atlas("validate", str(record), "--format", "json", home=copy).out)
    wanted = {(f["focus"], f["path"], f["component"]) for f in named["findings"] if f["severity"] == "must"}
    assert wanted
    assert wanted <= {(f["focus"], f["path"], f["component"]) for f in told["findings"]}
    assert atlas("validate", "--all", "--format", "text", home=copy).code == 1


def test_all_and_files_exclude_each_other_and_one_is_wanted(atlas, broken):
    assert atlas("validate").code == 2
    assert atlas("validate", "--all", str(broken)).code == 2


def test_an_empty_store_cannot_be_validated(atlas):
    assert atlas("validate", "--all").code == 2


YARD = """type: Garden
name: Yard
seeAlso: https://example.org/yard
hasClimate: cold
hectares: 1.50
opened: 1901
source: Survey of made-up gardens
hasBed:
  - growsPlant: moss
    plantCount: 3
"""
SIZE = "https://gardens.example/ont/hectares"


def judged(atlas, path: Path, *more: str) -> dict[str, Any]:
    return json.loads(atlas("validate", "--format", "json", *more, path).out)


def test_yaml_is_judged_with_the_place_of_each_finding(atlas, tmp_path):
    path = tmp_path / "yard.yaml"
    path.write_text(YARD, encoding="utf-8")
    assert atlas("validate", path).code == 0
    path.write_text(YARD.replace("hectares: 1.50", "hectares: -1\nhectars: 2"), encoding="utf-8")
    told = judged(atlas, path)
    places = {(f["path"], f["field"], f["line"], f["column"]) for f in told["findings"] if f["severity"] == "must"}
    assert places == {(SIZE, "Size", 5, 11), (None, "hectars", 6, 1)}
    assert atlas("validate", path).code == 1


def test_fix_edits_yaml_and_leaves_comments_and_layout(atlas, tmp_path):
    path = tmp_path / "yard.yaml"
    sound = "# Our yard: здравствуй\n" + YARD.replace("1901", "'1901-05-01'   # as the sign says")
    wrong = sound.replace("'1901-05-01'", "'1 May 1901'").replace("hectares:", "hectars:")
    wrong = wrong.replace("https://example.org/yard", "htps://example.org/yard")
    path.write_text(wrong, encoding="utf-8", newline="")
    assert atlas("validate", path).code == 1
    ran = atlas("validate", "--fix", path)
    assert ran.code == 0
    assert path.read_text(encoding="utf-8") == sound
    assert "-hectars: 1.50" in ran.err


def test_fix_edits_cells_and_the_header_of_a_table(atlas, tmp_path):
    path = tmp_path / "gardens.csv"
    wrong = 'Name,hectars,opened\n"North, Yard",1.5,"1 May 1901"\nEast Yard,2.5,1902/3/4\nWest Yard,,01.02.1903\n'
    path.write_text(wrong, encoding="utf-8", newline="")
    atlas("validate", "--fix", "--class", "Garden", path)
    right = wrong.replace("hectars", "hectares").replace("1 May 1901", "1901-05-01").replace("1902/3/4", "1902-03-04")
    assert path.read_text(encoding="utf-8") == right


@pytest.mark.parametrize(("ending", "sign"), [("csv", ","), ("tsv", "\t")])
def test_tables_are_judged_row_by_row_by_the_class_given(atlas, tmp_path, ending, sign):
    path = tmp_path / f"gardens.{ending}"
    path.write_text(f"Name{sign}hectares\nNorth Yard{sign}1\n{sign}2\nEast Yard{sign}-1\n", encoding="utf-8")
    found = {(f["path"], f["line"], f["column"]) for f in judged(atlas, path, "--class", "Garden")["findings"]}
    assert {(SIZE, 4, 11), (None, 3, 1)} <= found
    assert atlas("validate", "--class", "Castle", path).code == 2


def test_the_columns_of_a_template_tell_the_class_of_a_table(atlas, tmp_path):
    schema = load_schema(TOY)
    layouts = Layouts(schema)
    garden = schema.kinds["garden"]
    table = table_template(schema, layouts, garden, own_fields(schema, layouts, garden))
    path = tmp_path / "gardens.csv"
    path.write_text(f"{table}North Yard\n", encoding="utf-8", newline="")
    assert {one["topic"] for one in judged(atlas, path)["records"]} == {"https://gardens.example/id/garden/north-yard"}


def test_a_table_that_does_not_tell_its_class_gives_2_and_says_how_to_name_it(atlas, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("Name,nonsense\nIvy,x\n", encoding="utf-8")
    ran = atlas("validate", path)
    assert ran.code == 2
    assert "--class" in ran.err
    path.write_text("type,Name\nPlant,Ivy\n", encoding="utf-8")
    assert [one["conforms"] for one in judged(atlas, path)["records"]] == [True]


@pytest.mark.parametrize(("name", "place"), [("sarif", '"startLine": 5'), ("junit", "line 5")])
def test_the_lines_of_a_yaml_text_stand_in_reports_for_other_tools(atlas, tmp_path, name, place):
    path = tmp_path / "yard.yaml"
    path.write_text(YARD.replace("1.50", "-1"), encoding="utf-8")
    assert place in atlas("validate", "--format", name, path).out
