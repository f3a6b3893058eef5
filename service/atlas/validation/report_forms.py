"""Reports in the forms of other tools: SARIF 2.1.0 for code hosts, JUnit XML for test runners, CSV for sheets."""

import csv
import io
import json
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote
from xml.etree import ElementTree as Xml

from atlas import __version__
from atlas.rdf.cells import make_inert
from atlas.validation.report import Edit, Finding, Report

SARIF_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS: Final = {"must": "error", "should": "warning", "nice": "note"}
COLUMNS: Final = (
    "severity", "record", "about", "field", "line", "column", "expected", "found", "fix", "edit", "rule", "rule_url"
)  # fmt: skip
NOT_IN_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_sarif(reports: Mapping[str, Report]) -> str:
    """One SARIF run. reports: by the name of the file that was judged."""
    findings = [(name, finding) for name, report in reports.items() for finding in report.findings]
    rules = {finding.rule_url: finding for _, finding in findings}
    positions = {url: number for number, url in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "atlas",
                "version": __version__,
                "rules": [_sarif_rule(url, finding) for url, finding in rules.items()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(name, finding, positions[finding.rule_url]) for name, finding in findings],
    }
    left_out = [{"level": "note", "message": {"text": f"{name}: {said}"}} for name, said in _listed(reports)]
    if left_out:
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": left_out}]
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def to_junit(reports: Mapping[str, Report]) -> str:
    """One test suite a file, one test case a record; what must be mended fails it, the rest is written beside."""
    root = Xml.Element("testsuites", name="atlas validate")
    for name, report in reports.items():
        failed = sum(not record.conforms for record in report.records)
        whole = [finding for finding in report.findings if not _belongs(finding, report)]
        suite = Xml.SubElement(root, "testsuite", name=_clean(name))
        cases = len(report.records) + bool(whole)
        suite.set("tests", str(cases))
        suite.set("failures", str(failed + any(finding.severity == "must" for finding in whole)))
        for record in report.records:
            found = [
                finding for finding in report.findings if _belongs(finding, report) and finding.record == record.graph
            ]
            _junit_case(suite, name, record.label, found)
        if whole:
            _junit_case(suite, name, "the text", whole)
        if report.listed():
            Xml.SubElement(suite, "system-out").text = report.listed()
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def to_csv(reports: Mapping[str, Report]) -> str:
    """One row a finding, the gravest of each file first."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow(("file", *COLUMNS))
    for name, report in reports.items():
        for one in report.findings:
            edit = f"{one.edit.old} -> {one.edit.new}" if one.edit else ""
            said = {**vars(one), "about": one.focus_label, "edit": edit}
            writer.writerow([name, *(_cell(said[column]) for column in COLUMNS)])
    return output.getvalue()


def _listed(reports: Mapping[str, Report]) -> list[tuple[str, str]]:
    """What each report that does not list all findings says of that."""
    return [(name, report.listed()) for name, report in reports.items() if report.listed()]


def _cell(value: object) -> object:
    """A cell that no sheet takes for a formula."""
    return make_inert(value) if isinstance(value, str) else "" if value is None else value


def _sarif_rule(url: str, finding: Finding) -> dict[str, object]:
    return {"id": url, "shortDescription": {"text": finding.rule}, "helpUri": url}


def _sarif_result(name: str, finding: Finding, rule_index: int) -> dict[str, object]:
    place = {"uri": quote(name)}
    physical: dict[str, object] = {"artifactLocation": place}
    if finding.line is not None:
        physical["region"] = {"startLine": finding.line, "startColumn": finding.column or 1}
    fixes = {"fixes": [_sarif_fix(place, finding.edit)]} if finding.edit is not None else {}
    return {
        "ruleId": finding.rule_url,
        "ruleIndex": rule_index,
        "level": LEVELS[finding.severity],
        "message": {"text": _sentence(finding)},
        "locations": [
            {"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": finding.focus or name}]}
        ],
        "partialFingerprints": {
            "finding/v1": "|".join((finding.focus, finding.path or "", finding.component, finding.value or ""))
        },
        **fixes,
    }


def _sarif_fix(place: Mapping[str, str], edit: Edit) -> dict[str, object]:
    """A ready edit, on one line."""
    region = {"startLine": edit.line, "startColumn": edit.column, "endColumn": edit.column + len(edit.old)}
    replacement = {"deletedRegion": region, "insertedContent": {"text": edit.new}}
    text = f"Replace {edit.old} by {edit.new}"
    return {
        "description": {"text": text},
        "artifactChanges": [{"artifactLocation": place, "replacements": [replacement]}],
    }


def _junit_case(suite: Xml.Element, file: str, label: str, findings: list[Finding]) -> None:
    case = Xml.SubElement(suite, "testcase", name=_clean(label), classname=_clean(file))
    for finding in findings:
        if finding.severity == "must":
            kind = finding.component.rpartition("#")[2].rpartition("/")[2]
            failure = Xml.SubElement(case, "failure", message=_clean(finding.fix), type=kind)
            failure.text = _clean(_placed(finding))
    lesser = [_placed(finding) for finding in findings if finding.severity != "must"]
    if lesser:
        Xml.SubElement(case, "system-out").text = _clean("\n".join(lesser))


def _sentence(finding: Finding) -> str:
    about = f"{finding.focus_label}, {finding.field}" if finding.field else finding.focus_label
    return f"{about}: expected {finding.expected}; found {finding.found}. {finding.fix}"


def _placed(finding: Finding) -> str:
    """The sentence behind the place that it is about, where that is known."""
    place = f"line {finding.line}, column {finding.column or 1}: " if finding.line is not None else ""
    return place + _sentence(finding)


def _belongs(finding: Finding, report: Report) -> bool:
    """True for a finding about one record, not about the text as a whole."""
    return bool(finding.focus) and any(record.graph == finding.record for record in report.records)


def _clean(text: str) -> str:
    """Text without the characters that XML 1.0 cannot hold."""
    return NOT_IN_XML.sub("\ufffd", text)
