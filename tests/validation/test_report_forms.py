"""SARIF, JUnit and CSV: what other tools read out of a report."""

import csv
import io
import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from tests.validation.conftest import GRAPH, PREFIXES, SOUND

from atlas.validation.report import Edit, Report
from atlas.validation.report_forms import to_csv, to_junit, to_sarif
from atlas.validation.shacl_report import to_shacl

WRONG = (
    PREFIXES
    + GRAPH
    + '<id/garden/new> a g:Garden ; skos:prefLabel "New"@en ; g:hectares "x" ; g:hasClimate <scheme/climate/cold> .'
)


@pytest.fixture(scope="module")
def reports(judge, home_context) -> dict[str, Report]:
    found = {}
    for name, text in (("good.ttl", PREFIXES + SOUND), ("bad.ttl", WRONG)):
        given = judge.read(text.encode(), "text/turtle", "https://gardens.example/")
        found[name] = judge.judge(given, home_context.find(judge.references(given.quads)))
    return found


def test_sarif_has_a_result_a_finding_with_its_place(reports):
    (run,) = json.loads(to_sarif(reports))["runs"]
    findings = reports["bad.ttl"].findings
    assert len(run["results"]) == len(findings)
    for result, finding in zip(run["results"], findings, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "bad.ttl"
        assert place["region"] == {"startLine": finding.line, "startColumn": finding.column}
        assert result["ruleId"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == finding.rule_url
        assert result["level"] == {"must": "error", "should": "warning", "nice": "note"}[finding.severity]


def test_sarif_holds_the_ready_edits_and_names_files_as_addresses(reports):
    finding = replace(reports["bad.ttl"].findings[0], edit=Edit(3, 5, '"x"', "1.0"))
    (run,) = json.loads(to_sarif({"my file.ttl": replace(reports["bad.ttl"], findings=(finding,))}))["runs"]
    (fix,) = run["results"][0]["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "my%20file.ttl"
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 3, "startColumn": 5, "endColumn": 8},
            "insertedContent": {"text": "1.0"},
        }
    ]


def test_sarif_of_nothing_wrong_has_no_results(reports):
    (run,) = json.loads(to_sarif({"good.ttl": reports["good.ttl"]}))["runs"]
    assert run["results"] == []


def test_junit_fails_what_must_be_mended_only(reports):
    root = ElementTree.fromstring(to_junit(reports))
    suites = {suite.get("name"): suite for suite in root}
    assert [suites[name].get("failures") for name in ("good.ttl", "bad.ttl")] == ["0", "1"]
    (case,) = suites["bad.ttl"].findall("testcase")
    musts = [finding for finding in reports["bad.ttl"].findings if finding.severity == "must"]
    assert len(case.findall("failure")) == len(musts)
    assert len(case.findall("system-out")) == 1


def test_junit_holds_a_text_that_is_no_record(judge):
    root = ElementTree.fromstring(to_junit({"empty.ttl": judge.judge([])}))
    assert root[0].get("failures") == "1"


def test_junit_stays_xml_whatever_a_value_holds(reports):
    finding = replace(reports["bad.ttl"].findings[0], found="\x00\x01<&>\ud800", focus_label="\x1b[31m")
    odd = replace(reports["bad.ttl"], findings=(finding,))
    assert ElementTree.fromstring(to_junit({"\x02": odd})) is not None


def test_a_table_has_a_row_a_finding_and_no_cell_is_a_formula(reports):
    hostile = replace(reports["bad.ttl"], findings=(replace(reports["bad.ttl"].findings[0], found="=1+1"),))
    rows = list(csv.DictReader(io.StringIO(to_csv({**reports, "hostile.ttl": hostile}))))
    assert len(rows) == len(reports["bad.ttl"].findings) + len(reports["good.ttl"].findings) + 1
    assert {row["file"] for row in rows} >= {"bad.ttl", "hostile.ttl"}
    assert rows[-1]["found"] == "'=1+1"
    first = reports["bad.ttl"].findings[0]
    bad = next(row for row in rows if row["file"] == "bad.ttl")
    assert (bad["line"], bad["rule_url"], bad["severity"]) == (str(first.line), first.rule_url, first.severity)


def test_each_form_says_how_many_findings_it_leaves_out(reports, toy):
    cut = replace(reports["bad.ttl"], truncated=True, totals={"must": 16_000, "should": 70, "nice": 0})
    said = cut.listed()
    assert "16,070" in said
    (run,) = json.loads(to_sarif({**reports, "all": cut}))["runs"]
    (notice,) = run["invocations"][0]["toolExecutionNotifications"]
    assert said in notice["message"]["text"]
    assert ElementTree.fromstring(to_junit({"all": cut}))[0].findtext("system-out") == said
    assert said in {getattr(quad.object, "value", "") for quad in to_shacl(cut, toy.shapes)}
    assert "invocations" not in json.loads(to_sarif(reports))["runs"][0]
