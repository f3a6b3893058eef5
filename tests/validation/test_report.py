"""Reports: every form says the same."""

from dataclasses import replace

import pytest
from tests.validation.conftest import GARDEN, GRAPH, SOUND

from atlas.rdf.canonical import equal
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.serialize import serialize
from atlas.rdf.terms import Dataset, NamedNode, objects, subjects
from atlas.validation.report import Report, merge_reports
from atlas.validation.shacl_report import to_shacl

SH = "http://www.w3.org/ns/shacl#"
MISTAKES = (
    GRAPH
    + GARDEN
    + 'g:hectares "x" ; g:hasClimate <scheme/climate>, <id/none/none> . '
    + "<id/garden/new#b> a g:Bed ; g:growsPlant _:x ."
)


@pytest.fixture(scope="module")
def report(judging) -> Report:
    found = judging(MISTAKES)
    assert not found.conforms
    return found


def test_json_reads_back_to_the_same_report(report):
    assert Report.from_json(report.to_json()) == report


def test_json_of_a_later_version_with_more_members_still_reads(report):
    text = report.to_json().replace('"focus_label"', '"new_member": 1, "focus_label"')
    assert Report.from_json(text) == report


def test_shacl_has_one_result_a_finding_with_its_parts(report, toy):
    dataset = Dataset(to_shacl(report, toy.shapes))
    results = subjects(dataset, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", NamedNode(f"{SH}ValidationResult"))
    assert len(results) == len(report.findings)
    for name in ("focusNode", "resultSeverity", "sourceConstraintComponent", "sourceShape", "resultMessage"):
        assert all(len(objects(dataset, result, f"{SH}{name}")) == 1 for result in results), name
    (node,) = subjects(dataset, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", NamedNode(f"{SH}ValidationReport"))
    assert [o.value for o in objects(dataset, node, f"{SH}conforms")] == ["false"]


def test_shacl_keeps_the_structure_of_a_path(report, toy):
    dataset = Dataset(to_shacl(report, toy.shapes))
    inverse = NamedNode("https://gardens.example/ont/hasBed")
    assert subjects(dataset, f"{SH}inversePath", inverse)


def test_shacl_can_be_written_and_read(report, toy):
    quads = to_shacl(report, toy.shapes)
    text = serialize(quads, TURTLE, toy.prefixes, toy.base)
    assert equal(parse(text, TURTLE), quads)


def test_gravest_findings_come_first(report, judging):
    mixed = judging(GRAPH + "<id/garden/new> a g:Garden .")
    severities = [finding.severity for finding in mixed.findings]
    assert severities == sorted(severities, key=["must", "should", "nice"].index)
    assert set(severities) == {"must", "should"}


def test_text_names_field_expectation_finding_remedy_and_rule(report):
    text = report.to_text()
    for finding in report.findings:
        for part in (finding.field, finding.expected, finding.found, finding.fix, finding.rule_url):
            assert part in text


def test_every_finding_says_all_of_it_in_words(report):
    for finding in report.findings:
        assert all((finding.focus_label, finding.expected, finding.found, finding.fix, finding.rule))
        assert "_:" not in finding.expected + finding.found


def test_the_verdict_counts_what_must_be_mended(report, judging):
    assert report.counts()["must"] == len([f for f in report.findings if f.severity == "must"])
    assert str(report.counts()["must"]) in report.verdict()
    assert judging(SOUND).counts() == {"must": 0, "should": 0, "nice": 0}


def test_merged_reports_conform_only_together(report, judging):
    sound = judging(SOUND)
    assert merge_reports([sound, sound]).conforms
    merged = merge_reports([sound, report])
    assert not merged.conforms
    assert len(merged.records) == 2
    assert not merge_reports([]).conforms


def test_a_focus_without_a_name_can_be_written_in_shacl(report, toy):
    odd = replace(report, findings=(replace(report.findings[0], focus="_:b0", value="_:b1"),))
    assert len(parse(serialize(to_shacl(odd, toy.shapes), TURTLE), TURTLE)) >= 8
