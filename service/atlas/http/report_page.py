"""A report as a page: findings in groups with a correct example each, and the text with the lines they stand in marked.

In: a report and what was judged. Out: plain values for the template, which judges nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from atlas.access.editing.examples import Examples
from atlas.intake.reading.text_report import find_form
from atlas.schema.model import Schema
from atlas.validation.report import Finding, Report

SEVERITY: Final = "severity"
GROUPINGS: Final = (SEVERITY, "record", "rule")
BETWEEN: Final = {"yaml": ": ", "csv": "\n", "tsv": "\n"}
LINES: Final = 2000
AROUND: Final = 2
LENGTH: Final = 400


@dataclass(frozen=True)
class Shown:
    """One finding. number: its place in the report, by which its edit is asked for. example: lines that would pass."""

    number: int
    finding: Finding
    example: str


@dataclass(frozen=True)
class Group:
    """Findings that belong together. name: a severity, a record or a rule. count: of all of them, listed or not."""

    name: str
    url: str
    count: int
    findings: tuple[Shown, ...]


@dataclass(frozen=True)
class Line:
    """A line of the text. gap: lines between the one before and this one are left out."""

    number: int
    text: str
    marked: bool
    gap: bool


def make_groups(schema: Schema, report: Report, grouping: str, media_type: str) -> tuple[Group, ...]:
    """The findings of a report by severity, by record or by rule, the gravest first."""
    examples = Examples(schema, BETWEEN.get(find_form(media_type), ""))
    labels = {record.graph: record.label for record in report.records}

    def place(finding: Finding) -> tuple[str, str]:
        if grouping == "rule":
            return finding.rule, finding.rule_url
        if grouping == "record":
            return labels.get(finding.record) or finding.focus_label, ""
        return finding.severity, ""

    return tuple(_grouped(report, place, examples, counts=report.counts() if grouping == SEVERITY else {}))


def _grouped(
    report: Report, place: Callable[[Finding], tuple[str, str]], examples: Examples, counts: dict[str, int]
) -> Iterator[Group]:
    found: dict[tuple[str, str], list[Shown]] = {}
    for number, finding in enumerate(report.findings):
        shown = Shown(number, finding, examples.find(finding.path))
        found.setdefault(place(finding), []).append(shown)
    for (name, url), together in found.items():
        yield Group(name, url, counts.get(name, len(together)), tuple(together))


def make_lines(report: Report, text: str) -> list[Line]:
    """The lines of a text, those marked in which something is found; of a long text only these and what is around."""
    marked = {finding.line for finding in report.findings if finding.line}
    lines = text.split("\n")
    near = {number + step for number in marked for step in range(-AROUND, AROUND + 1)}
    numbers = [number for number in range(1, len(lines) + 1) if len(lines) <= LINES or number in near]
    return [
        Line(number, _cut(lines[number - 1]), number in marked, before + 1 < number)
        for before, number in zip([0, *numbers], numbers, strict=False)
    ][:LINES]


def _cut(line: str) -> str:
    return line.rstrip("\r") if len(line) <= LENGTH else f"{line[:LENGTH]}…"
