"""The one judge: a submission and what it points to in, a Report out. The same in the service, the form and the CLI.

As the entry of a judge worker it reads the home once and then answers one job at a time.
"""

import base64
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from atlas.errors import InputError
from atlas.namespaces import RDF, SH, SYS
from atlas.rdf.canonical import to_canonical
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.labels import find_labels
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.validation.checks import run_checks
from atlas.validation.closure import Superclasses
from atlas.validation.context import References, read_context, short_texts
from atlas.validation.contradictions import Contradictions
from atlas.validation.explain import Explainer
from atlas.validation.mend import Mender
from atlas.validation.records import RecordGraph, split
from atlas.validation.report import Finding, Record, Report
from atlas.validation.result import Result
from atlas.validation.submission import Submission, read_submission
from atlas.validation.unknown import Terms, unseen
from atlas.validation.validate import Shapes
from atlas.validation.words import Words

FINDING_LIMIT: Final = 1000
PROSE_LENGTH: Final = 200


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
        self._mender = Mender(schema.shapes, self._terms)
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
        return References(tuple(sorted(nodes)), tuple(sorted(short_texts(given))))

    def judge(self, submitted: Submission | Iterable[Quad], context: Iterable[Quad] = ()) -> Report:
        """The verdict on every record of a submission.

        context: statements about what the records point to; records of one submission know each other besides.
        """
        submission = submitted if isinstance(submitted, Submission) else Submission(tuple(submitted))
        records = split(submission.quads)
        stored = list(context)
        judged = [self._judge_record(record, stored, records) for record in records]
        findings = [submission.place(finding, self._mender) for _, found in judged for finding in found]
        findings = sorted([*findings, *submission.lost, *(() if records else (_nothing(),))], key=lambda f: f.order)
        return Report(
            conforms=not any(finding.severity == "must" for finding in findings),
            findings=tuple(findings[:FINDING_LIMIT]),
            records=tuple(verdict for verdict, _ in judged),
            truncated=len(findings) > FINDING_LIMIT,
        )

    def _judge_record(
        self, record: RecordGraph, stored: list[Quad], records: list[RecordGraph]
    ) -> tuple[Record, list[Finding]]:
        statements = list(record.statements)
        context = self._context(record, stored, records)
        unknown = self._terms.unknown(record)
        results = [
            *unknown,
            *unseen(record, self._shapes.targets(statements), unknown),
            *self._shapes.judge(statements, context),
            *self._contradictions.find(statements, context),
            *run_checks(self._checks, record.name, statements, context),
        ]
        words = self._words([*statements, *context])
        gravest = sorted(results, key=_gravity)[: FINDING_LIMIT + 1]
        findings = [self._explainer.finding(result, record, words) for result in gravest]
        conforms = not any(finding.severity == "must" for finding in findings)
        label = words.iri(record.topic) if record.topic else "a record without a topic"
        return Record(record.graph, record.topic, label, len(statements), conforms), findings

    def _context(self, record: RecordGraph, stored: list[Quad], records: list[RecordGraph]) -> list[Quad]:
        """What is known of the things a record points to, nothing of the record itself."""
        described = [quad for iri in sorted(record.references()) for quad in self._description(iri)]
        beside = [q for other in records if other is not record for q in other.statements]
        own = {q.subject for q in record.statements}
        known = {_bare(q) for q in (*stored, *beside) if q.subject not in own and not _owned(record, q)}
        return [*known.union(described)]

    def _description(self, iri: str) -> tuple[Quad, ...]:
        """What the ontology says of a term but for its prose."""
        if iri not in self._described:
            labels = self.schema.label_properties
            quads = self.schema.ontology.quads_for_subject(NamedNode(iri))
            kept = (q for q in quads if q.predicate.value in labels or not _is_prose(q.object))
            self._described[iri] = tuple(_bare(quad) for quad in kept)
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


def entry(setup: Mapping[str, object]) -> Callable[[bytes], Iterator[bytes]]:
    """Handler of a judge worker.

    setup: home (path), contexts (address list of the JSON-LD context), quad_limit, json_depth. A job is one line of
    JSON (task: references, judge or quads; media_type, base; context: N-Triples in base64), then the body.
    """
    schema = load_schema(Path(str(setup["home"])))
    addresses = setup.get("contexts", [])
    contexts = {str(address): schema.context for address in addresses} if isinstance(addresses, list) else {}
    judge = Judge(schema, contexts)
    quad_limit, json_depth = int(str(setup.get("quad_limit", 100_000))), int(str(setup.get("json_depth", 64)))

    def handle(job: bytes) -> Iterator[bytes]:
        head, _, body = job.partition(b"\n")
        said = json.loads(head)
        given = judge.read(body, said["media_type"], said.get("base"), quad_limit=quad_limit, json_depth=json_depth)
        if said["task"] == "references":
            yield json.dumps(judge.references(given.quads).to_dict()).encode()
        elif said["task"] == "judge":
            context = base64.b64decode(said.get("context", ""))
            yield judge.judge(given, read_context(context)).to_json().encode()
        elif said["task"] == "quads":
            yield to_canonical(given.quads)
        else:
            raise InputError(f"A judge does not know the task {said['task']!r}.")

    return handle


def write_job(task: str, body: bytes, media_type: str, base: str | None, context: bytes = b"") -> bytes:
    """A job for `entry`."""
    head = {"task": task, "media_type": media_type, "base": base, "context": base64.b64encode(context).decode()}
    return json.dumps(head).encode() + b"\n" + body


def _gravity(result: Result) -> tuple[int, str, str, str, str]:
    """Sort key: gravest first, then in an order that does not depend on how the results came about."""
    order = (f"{SH}Violation", f"{SH}Warning", f"{SH}Info")
    rank = order.index(result.severity) if result.severity in order else 0
    return rank, str(result.focus), str(result.path), result.component, str(result.value)


def _is_prose(term: Term) -> bool:
    return isinstance(term, Literal) and (term.language is not None or len(term.value) > PROSE_LENGTH)


def _bare(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object)


def _owned(record: RecordGraph, quad: Quad) -> bool:
    return isinstance(quad.subject, NamedNode) and record.owns(quad.subject.value)


def _nothing() -> Finding:
    return Finding(
        record=None,
        focus="",
        focus_label="The text",
        path=None,
        field="",
        value=None,
        expected="at least one statement",
        found="nothing",
        fix="Give a record to judge.",
        rule="There is something to judge",
        rule_url=f"{SYS}NothingToJudgeConstraintComponent",
        severity="must",
        component=f"{SYS}NothingToJudgeConstraintComponent",
    )
