"""What a judgement says: findings in words with what programs need beside them. Plain values; judges nothing."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final, Self

SEVERITIES: Final = ("must", "should", "nice")
FINDING_LIMIT: Final = 1000
IN_RDF: Final = " In RDF:"
HEADINGS: Final = {"must": "Must be mended", "should": "Should be there", "nice": "Would be nice"}


@dataclass(frozen=True)
class Edit:
    """A ready edit: the text `old` at line and column (from 1) becomes `new`."""

    line: int
    column: int
    old: str
    new: str


@dataclass(frozen=True)
class Finding:
    """One thing to mend.

    record: IRI of the named graph, None for the default graph. focus: IRI or blank node (`_:x`) that is wrong.
    path: predicate IRI, or a SPARQL property path with full IRIs; None where the node itself is wrong. value: the
    offending term in N-Triples form. expected, found, fix: sentences for people. rule: name of the rule in words;
    rule_url: IRI of the shape or check. component: IRI of the kind of constraint. line, column: from 1 in the text
    given, where known. edit: the one replacement that mends it, where there is only one.
    meant: the one term that the value was probably meant to be, in N-Triples form.
    """

    record: str | None
    focus: str
    focus_label: str
    path: str | None
    field: str
    value: str | None
    expected: str
    found: str
    fix: str
    rule: str
    rule_url: str
    severity: str
    component: str
    line: int | None = None
    column: int | None = None
    edit: Edit | None = None
    meant: str | None = None

    @property
    def plain_fix(self) -> str:
        """How to mend it, without what is the same for people who write RDF."""
        return self.fix.partition(IN_RDF)[0].strip()

    @property
    def order(self) -> tuple[int, tuple[int, int], tuple[str, ...]]:
        """Sort key: gravest first, then by place in the text, then by record, focus, field, rule and value."""
        names = (self.record or "", self.focus, self.field, self.rule_url, self.component, self.value or "")
        return SEVERITIES.index(self.severity), (self.line or 0, self.column or 0), names


@dataclass(frozen=True)
class Record:
    """One record that was judged. graph: its named graph or None. topic: the thing it is about, where it says so."""

    graph: str | None
    topic: str | None
    label: str
    statements: int
    conforms: bool


@dataclass(frozen=True)
class Report:
    """The verdict. conforms: some record was seen and nothing must be mended; lesser findings do not count.

    totals: how many findings of each severity there are, where not all are listed. unjudged: records left out.
    """

    conforms: bool
    findings: tuple[Finding, ...]
    records: tuple[Record, ...]
    truncated: bool = False
    totals: Mapping[str, int] = field(default_factory=dict)
    unjudged: int = 0

    def counts(self) -> dict[str, int]:
        """Number of findings of each severity, those that are not listed included."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: self.totals.get(severity, found[severity]) for severity in SEVERITIES}

    def listed(self) -> str:
        """Which of the findings are listed, in a sentence; empty where all are."""
        total = sum(self.counts().values())
        if not self.truncated:
            return ""
        unjudged = f" {self.unjudged:,} more records were not judged." if self.unjudged else ""
        return f"Listed are {len(self.findings):,} of {total:,} findings, the gravest first.{unjudged}"

    def verdict(self) -> str:
        """The verdict in one sentence."""
        counts = self.counts()
        lesser = counts["should"] + counts["nice"]
        also = f" {lesser} more would make it better." if lesser else ""
        if self.conforms and not self.records:
            return f"Everything conforms.{also}"
        if self.conforms:
            return f"{_records(len(self.records))} {'conforms' if len(self.records) == 1 else 'conform'}.{also}"
        return f"{_things(counts['must'])} must be mended.{also}"

    def to_dict(self) -> dict[str, object]:
        """The report as JSON values."""
        return {
            "conforms": self.conforms,
            "verdict": self.verdict(),
            "counts": self.counts(),
            "truncated": self.truncated,
            "listed": self.listed(),
            "unjudged": self.unjudged,
            "records": [asdict(record) for record in self.records],
            "findings": [asdict(finding) for finding in self.findings],
        }

    def to_json(self) -> str:
        """The report as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The report that `to_json` wrote."""
        said = json.loads(text)
        return cls(
            conforms=said["conforms"],
            findings=tuple(_read_finding(one) for one in said["findings"]),
            records=tuple(Record(**_known(Record, one)) for one in said["records"]),
            truncated=said["truncated"],
            totals=said["counts"] if said["truncated"] else {},
            unjudged=said.get("unjudged", 0),
        )

    def to_text(self) -> str:
        """The report for a terminal."""
        lines = [self.verdict()]
        for severity in SEVERITIES:
            found = [finding for finding in self.findings if finding.severity == severity]
            if found:
                lines += ["", f"{HEADINGS[severity]} ({self.counts()[severity]:,})"]
                lines += [line for finding in found for line in _finding_lines(finding)]
        if self.truncated:
            lines += ["", self.listed()]
        return "\n".join(lines) + "\n"


def merge_reports(reports: Iterable[Report]) -> Report:
    """One report on everything that several judged."""
    given = list(reports)
    findings = sorted((finding for report in given for finding in report.findings), key=lambda finding: finding.order)
    return Report(
        conforms=bool(given) and all(report.conforms for report in given),
        findings=tuple(findings),
        records=tuple(record for report in given for record in report.records),
        truncated=any(report.truncated for report in given),
        totals=dict(sum((Counter(report.counts()) for report in given), Counter())),
        unjudged=sum(report.unjudged for report in given),
    )


def _finding_lines(finding: Finding) -> list[str]:
    place = f" (line {finding.line}, column {finding.column})" if finding.line else ""
    about = f"{finding.focus_label}, {finding.field}" if finding.field else finding.focus_label
    edit = [f"    edit:     {finding.edit.old} -> {finding.edit.new}"] if finding.edit else []
    return [
        f"- {about}{place}",
        f"    expected: {finding.expected}",
        f"    found:    {finding.found}",
        f"    mend:     {finding.fix}",
        *edit,
        f"    rule:     {finding.rule} <{finding.rule_url}>",
    ]


def _read_finding(said: Mapping[str, Any]) -> Finding:
    edit = said.get("edit")
    return Finding(**{**_known(Finding, said), "edit": Edit(**_known(Edit, edit)) if edit else None})


def _known(kind: type[Finding] | type[Record] | type[Edit], said: Mapping[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in said.items() if name in names}


def _records(number: int) -> str:
    return "The record" if number == 1 else f"All {number} records"


def _things(number: int) -> str:
    return "One thing" if number == 1 else f"{number} things"
