"""Line and column of what a YAML text or a table says, and findings put there."""

import csv
import io
import random

import pytest

from atlas.intake.places import iter_cells, places_in_table, places_in_yaml, put_findings
from atlas.validation.report import Finding, Report

YAML = """\
- name: One
  licence: Appache
  roles:
    - who: Somebody
- name: Two
"""
NAMES = {"name": "urn:name", "licence": "urn:licence", "roles": "urn:roles", "who": "urn:who"}


def finding(path: str | None, value: str | None, record: str | None = "urn:g1") -> Finding:
    said = dict.fromkeys(("focus", "focus_label", "field", "expected", "found", "fix", "rule", "rule_url"), "x")
    return Finding(record=record, path=path, value=value, severity="must", component="urn:c", **said)


@pytest.mark.parametrize(
    ("path", "value", "record", "place"),
    [
        ("urn:licence", '"Appache"', "urn:g1", (2, 12)),
        ("urn:licence", None, "urn:g1", (2, 3)),
        ("urn:who", '"Somebody"', "urn:g1", (4, 12)),
        ("urn:roles", "<urn:part>", "urn:g1", (3, 3)),
        ("urn:missing", None, "urn:g1", (1, 3)),
        ("urn:name", '"Two"', "urn:g2", (5, 9)),
        ("urn:name", '"Two"', "urn:elsewhere", (None, None)),
    ],
)
def test_a_finding_is_put_where_yaml_says_it(path, value, record, place) -> None:
    graphs = ["urn:g1", "urn:g2"]
    places = places_in_yaml(YAML, graphs, lambda key: NAMES.get(key, ""))
    report = put_findings(Report(False, (finding(path, value, record),), ()), places, graphs)
    assert (report.findings[0].line, report.findings[0].column) == place


def test_a_single_record_takes_every_finding() -> None:
    places = places_in_yaml("name: One\n", ["urn:g"], lambda key: NAMES.get(key, ""))
    report = put_findings(Report(False, (finding("urn:name", '"One"', None),), ()), places, ["urn:g"])
    assert (report.findings[0].line, report.findings[0].column) == (1, 7)


def test_a_finding_is_put_at_its_cell() -> None:
    text = 'name,note,licence\nOne,"a, ""b""\nc",MIT|Appache\nTwo,,\n'
    fields = {"name": "urn:name", "licence": "urn:licence"}
    places = places_in_table(text, ",", {2: "urn:g1", 4: "urn:g2"}, fields)
    assert ("urn:g1", "urn:licence", "Appache", 3, 4) in places
    assert ("urn:g1", "urn:name", "One", 2, 1) in places
    assert ("urn:g2", "urn:licence", "", 4, 6) in places


def test_cells_are_those_of_the_standard_reader() -> None:
    chance = random.Random(1)
    for _ in range(300):
        rows = [
            ["".join(chance.choice('a",\n ') for _ in range(chance.randrange(4))) + "x" for _ in range(3)] for _ in "ab"
        ]
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        cells = list(iter_cells(text.getvalue(), ","))
        assert [[cell for _, _, cell in row] for row in cells] == rows
        lines = text.getvalue().split("\n")
        for line, column, cell in (cell for row in cells for cell in row):
            assert lines[line - 1][column - 1] in (cell[0], '"')
