"""The one judge: a submission and what it points to in, a Report out. The same in the service, the form and the CLI."""

import heapq
import math
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from atlas.namespaces import RDF, SYS
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.labels import find_labels
from atlas.schema.layouts import Layouts
from atlas.schema.model import Schema
from atlas.validation.beside import Beside, bare
from atlas.validation.checks import Checker
from atlas.validation.closure import Superclasses
from atlas.validation.concepts import Languages
from atlas.validation.context import References, short_texts
from atlas.validation.contradictions import Contradictions
from atlas.validation.explain import SEVERITY, Explainer
from atlas.validation.meant import Meant, read_meant, sought_things
from atlas.validation.mend import Mender, plain
from atlas.validation.misplaced import Fields
from atlas.validation.near import compared_names
from atlas.validation.records import RecordGraph, split
from atlas.validation.report import FINDING_LIMIT, SEVERITIES, Finding, Record, Report
from atlas.validation.result import Result
from atlas.validation.submission import Submission, read_submission
from atlas.validation.unknown import UNKNOWN_TERM, Terms, unseen
from atlas.validation.validate import Shapes
from atlas.validation.words import Words

PROSE_LENGTH: Final = 200
SUGGESTED: Final = 50


@dataclass(frozen=True)
class Judged:
    """One record's results, not yet explained, with the words to explain them in; and how many checks are left out."""

    record: RecordGraph
    results: list[Result]
    words: Words
    verdict: Record
    left_out: int = 0


class Judge:
    """Judges records against the shapes, terms and checks of one home, `schema`."""

    def __init__(self, schema: Schema, contexts: Mapping[str, object] | None = None) -> None:
        self.schema = schema
        self._contexts = contexts or {}
        self._checks = schema.folder("checks")
        self._superclasses = Superclasses(schema.ontology)
        self._shapes = Shapes(schema.shapes, self._superclasses)
        self._contradictions = Contradictions(schema, self._superclasses)
        self._terms = Terms(schema)
        self._explainer = Explainer(schema, self._checks)
        self._languages = Languages(schema)
        self._layouts = Layouts(schema)
        self._fields = Fields(schema, self._layouts)
        self._mender = Mender(schema, self._terms, self._languages)
        self._described: dict[str, tuple[Quad, ...]] = {}

    def read(
        self, body: bytes, media_type: str, base: str | None, *, quad_limit: int = 100_000, json_depth: int = 64
    ) -> Submission:
        """A text as a submission. Raises UnknownMediaTypeError, RdfSyntaxError, TooLargeError."""
        return read_submission(body, media_type, base, self._contexts, quad_limit=quad_limit, json_depth=json_depth)

    def references(self, quads: Iterable[Quad]) -> References:
        """What the records point to and the ontology does not describe: what a context should tell of."""
        given = list(quads)
        nodes = {iri for record in split(given) for iri in record.references()} - self.schema.terms
        texts = tuple(sorted(short_texts(given)))
        sought = tuple(sought_things(self.schema, self._layouts, given))
        return References(tuple(sorted(nodes)), texts, tuple(compared_names(self.schema, given)), sought)

    def judge(
        self, submitted: Submission | Iterable[Quad], context: Iterable[Quad] = (), *, budget_s: float = math.inf
    ) -> Report:
        """The verdict on every record of a submission.

        context: statements about what the records point to; records of one submission know each other besides.
        budget_s: no record more is begun after that time; the report says how many were not judged.
        """
        submission = submitted if isinstance(submitted, Submission) else Submission(tuple(submitted))
        ends = time.monotonic() + budget_s
        records = split(submission.quads)
        told = list(context)
        around = Beside(self.schema, records, told)
        judged: list[Judged] = []
        for record in records:
            if not judged or time.monotonic() < ends:
                judged.append(self._judge_record(record, around.of(record), ends))
        left_out = [one for one in judged if one.left_out]
        beside = [*submission.lost, *(() if records else (_nothing(),)), *_unjudged(len(records) - len(judged))]
        beside += [_unasked(one.verdict, one.left_out) for one in left_out]
        explained = [submission.place(finding) for finding in self._explain(judged, read_meant(told))]
        findings = sorted([*explained, *beside], key=lambda finding: finding.order)
        totals = Counter(finding.severity for finding in beside)
        for one in judged:
            totals.update(SEVERITY.get(result.severity, "must") for result in one.results)
        cut = totals.total() > FINDING_LIMIT or len(judged) < len(records) or bool(left_out)
        return Report(
            conforms=not totals["must"],
            findings=tuple(findings[:FINDING_LIMIT]),
            records=tuple(one.verdict for one in judged),
            truncated=cut,
            totals={severity: totals[severity] for severity in SEVERITIES} if cut else {},
            unjudged=len(records) - len(judged),
        )

    def _judge_record(self, record: RecordGraph, beside: list[Quad], ends: float) -> Judged:
        statements = list(record.statements)
        described = (quad for iri in sorted(record.references()) for quad in self._description(iri))
        context = list({*beside, *described})
        results, left_out = self._find_results(record, statements, context, ends)
        words = self._words([*statements, *context])
        label = self._label(record, words.iri(record.topic) if record.topic else "")
        verdict = Record(record.graph, record.topic, label, len(statements), not any(map(_must, results)))
        return Judged(record, results, words, verdict, left_out)

    def _find_results(
        self, record: RecordGraph, statements: list[Quad], context: list[Quad], ends: float
    ) -> tuple[list[Result], int]:
        """What is wrong with a record, and how many checks were left out because the time was over."""
        unknown = self._terms.unknown(record)
        results = [
            *unknown,
            *unseen(record, self._shapes.targets(statements), unknown),
            *self._fields.misplaced(record),
            *self._languages.wrong(statements),
            *self._shapes.judge(statements, context),
            *self._contradictions.find(statements, context),
        ]
        checker = Checker(record.name, statements, context)
        left_out = 0
        for check in self._checks:
            if time.monotonic() > ends and any(map(_must, results)):
                left_out += 1
            else:
                results += checker.run(check)
        return results, left_out

    def _label(self, record: RecordGraph, label: str) -> str:
        """What a report calls a record. label: that of what it is about."""
        return label or "a record without a topic"

    def _explain(self, judged: list[Judged], told: Mapping[str, Meant]) -> Iterator[Finding]:
        """The gravest results of all in words, as many as a report holds. told: what unknown values may mean."""
        results = [(result.gravity, number, result) for number, one in enumerate(judged) for result in one.results]
        unknown = {str(plain(str(one.value))): None for _, _, one in results if one.component == UNKNOWN_TERM}
        meant = dict.fromkeys(list(unknown)[SUGGESTED:], Meant((), False)) | dict(told)
        for _, number, result in heapq.nsmallest(FINDING_LIMIT, results, key=lambda one: one[:2]):
            record, words = judged[number].record, judged[number].words
            yield self._mender.tell(self._explainer.finding(result, record, words), result, record, meant, words)

    def _description(self, iri: str) -> tuple[Quad, ...]:
        """What the ontology says of a term but for its prose."""
        if iri not in self._described:
            labels = self.schema.label_properties
            quads = self.schema.ontology.quads_for_subject(NamedNode(iri))
            kept = (q for q in quads if q.predicate.value in labels or not _is_prose(q.object))
            self._described[iri] = tuple(bare(quad) for quad in kept)
        return self._described[iri]

    def _words(self, statements: list[Quad]) -> Words:
        types: dict[str, list[str]] = defaultdict(list)
        for quad in statements:
            if (
                quad.predicate.value == f"{RDF}type"
                and isinstance(quad.object, NamedNode)
                and isinstance(quad.subject, NamedNode)
            ):
                types[quad.subject.value].append(quad.object.value)
        return Words(self.schema, find_labels(statements, self.schema.label_properties), types)


def _must(result: Result) -> bool:
    return SEVERITY.get(result.severity, "must") == "must"


def _is_prose(term: Term) -> bool:
    return isinstance(term, Literal) and (term.language is not None or len(term.value) > PROSE_LENGTH)


def _nothing() -> Finding:
    return _of_the_text(
        "NothingToJudge", "There is something to judge", "at least one statement", "nothing", "Give a record to judge."
    )


def _unjudged(number: int) -> list[Finding]:
    found = f"{number:,} records more than could be judged in the time that one submission has"
    fix = "Send these records in smaller parts."
    return [_of_the_text("Unjudged", "Every record is judged", "fewer records at once", found, fix)] if number else []


def _unasked(record: Record, number: int) -> Finding:
    found = f"{record.statements:,} statements of {record.label}, for which {number} checks did not fit into the time"
    fix = "Mend what is listed, then judge the record again."
    return _of_the_text("Unjudged", "Every check is run", "a smaller record, or one with fewer faults", found, fix)


def _of_the_text(name: str, rule: str, expected: str, found: str, fix: str) -> Finding:
    """A finding about a submission as a whole."""
    url = f"{SYS}{name}ConstraintComponent"
    about = {"record": None, "focus": "", "focus_label": "The text", "path": None, "field": "", "value": None}
    said = {"expected": expected, "found": found, "fix": fix, "rule": rule, "rule_url": url, "component": url}
    return Finding(**about, **said, severity="must")  # type: ignore[arg-type]
