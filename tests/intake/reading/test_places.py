"""Findings on what was made of a YAML text or a table, put where the text says it, with edits of that text."""

import pytest

from atlas.intake.reading.marks import marks_in_table, marks_in_yaml
from atlas.intake.reading.places import find_places, put_findings
from atlas.intake.reading.tree import Read, Said
from atlas.rdf.terms import Term
from atlas.validation.report import Edit, Finding, Report

YAML = """\
- name: One   # as the card says
  licence: Appache
  roles:
    - who: Somebody
- name: Two
  summary:
    eng: "A text"
"""
ONE = Read(
    "urn:g1",
    "urn:one",
    [],
    said=[
        Said((), "urn:one"),
        Said(("name",), "urn:one", "urn:name"),
        Said(("name",), "urn:one", "urn:name", '"One"'),
        Said(("licence",), "urn:one", "urn:licence"),
        Said(("licence",), "urn:one", "urn:licence", '"Appache"'),
        Said(("roles",), "urn:one", "urn:roles"),
        Said(("roles", 0), "urn:one#role"),
        Said(("roles", 0, "who"), "urn:one#role", "urn:who", '"Somebody"'),
    ],
)
TWO = Read(
    "urn:g2",
    "urn:two",
    [],
    said=[
        Said((), "urn:two"),
        Said(("name",), "urn:two", "urn:name", '"Two"'),
        Said(("summary", "eng"), "urn:two", "urn:summary", '"A text"@eng'),
    ],
)
GRAPHS = ["urn:g1", "urn:g2"]


def finding(focus: str, path: str | None, value: str | None, record: str | None = "urn:g1", **more) -> Finding:
    said = dict.fromkeys(("focus_label", "field", "expected", "found", "fix", "rule", "rule_url"), "x")
    return Finding(
        record=record, focus=focus, path=path, value=value, severity="must", component="urn:c", **said, **more
    )


def write(term: Term, _: str) -> str:
    return str(getattr(term, "value", ""))


def put(one: Finding, reads: dict[int, Read], form: str = "yaml", text: str = YAML) -> Finding:
    marks = marks_in_yaml(text) if form == "yaml" else marks_in_table(text, ",", {"name": "name"})
    graphs = [read.graph for read in reads.values()]
    (placed,) = put_findings(Report(False, (one,), ()), find_places(marks, reads), graphs, write, form).findings
    return placed


@pytest.mark.parametrize(
    ("focus", "path", "value", "record", "place"),
    [
        ("urn:one", "urn:licence", '"Appache"', "urn:g1", (2, 12)),
        ("urn:one", "urn:licence", None, "urn:g1", (2, 3)),
        ("urn:one#role", "urn:who", '"Somebody"', "urn:g1", (4, 12)),
        ("urn:one#role", "urn:missing", None, "urn:g1", (4, 7)),
        ("urn:one", "urn:missing", None, "urn:g1", (1, 3)),
        ("urn:two", "urn:name", '"Two"', "urn:g2", (5, 9)),
        ("urn:g2", "urn:missing", None, "urn:g2", (5, 3)),
        ("urn:elsewhere", "urn:name", '"Two"', "urn:elsewhere", (None, None)),
    ],
)
def test_a_finding_is_put_where_yaml_says_it(focus, path, value, record, place) -> None:
    placed = put(finding(focus, path, value, record), {0: ONE, 1: TWO})
    assert (placed.line, placed.column) == place


def test_a_single_record_takes_every_finding() -> None:
    placed = put(finding("urn:unheard", "urn:name", '"One"', None), {0: ONE}, text="name: One\n")
    assert (placed.line, placed.column) == (1, 1)


def test_what_was_meant_is_an_edit_of_the_value_alone() -> None:
    placed = put(finding("urn:one", "urn:licence", '"Appache"', meant="<urn:apache>"), {0: ONE, 1: TWO})
    assert placed.edit == Edit(2, 12, "Appache", "urn:apache")


def test_another_language_is_an_edit_of_the_key() -> None:
    one = finding("urn:two", "urn:summary", '"A text"@eng', "urn:g2", meant='"A text"@en')
    assert put(one, {0: ONE, 1: TWO}).edit == Edit(7, 5, "eng", "en")


def test_what_stands_twice_or_nowhere_has_no_edit() -> None:
    twice = Read("urn:g1", "urn:one", [], said=[*ONE.said, ONE.said[4]])
    assert put(finding("urn:one", "urn:licence", '"Appache"', meant="<urn:apache>"), {0: twice}).edit is None
    assert put(finding("urn:one", "urn:licence", '"Other"', meant="<urn:apache>"), {0: ONE}).edit is None


def test_a_cell_is_edited_where_its_row_stands() -> None:
    read = Read("urn:g1", "urn:one", [], said=[Said(("name",), "urn:one", "urn:name", '"One"')])
    one = finding("urn:one", "urn:name", '"One"', meant='"Won"')
    placed = put(one, {2: read}, "csv", "name\nOne\n")
    assert (placed.line, placed.column, placed.edit) == (2, 1, Edit(2, 1, "One", "Won"))
