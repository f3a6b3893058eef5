"""A home looked over as a whole: ontology, shapes, queries, records; each question with what is wrong, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from atlas.errors import AtlasError, RdfSyntaxError
from atlas.namespaces import OWL, SH, SKOS, SYS
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import Literal, NamedNode, Quad
from atlas.schema.files import iter_home_files
from atlas.schema.load import read_file
from atlas.schema.model import Schema
from atlas.validation import consistency
from atlas.validation.closure import Superclasses
from atlas.validation.context import HomeContext
from atlas.validation.explain import Explainer
from atlas.validation.judge import Judge
from atlas.validation.lint import lint_query
from atlas.validation.records import RecordGraph
from atlas.validation.report import Finding
from atlas.validation.unknown import Terms
from atlas.validation.validate import Shapes
from atlas.validation.words import Words

RECORD_PARTS: Final = frozenset({"record", "source"})
NAMED_BY_SHAPES: Final = frozenset(f"{SH}{name}" for name in ("path", "class", "targetClass", "datatype"))
NOT_RUN: Final = "not run:"


@dataclass(frozen=True)
class Answer:
    """One question about the home. seen: how many things were looked at. wrong: a line each. left_out: why not run."""

    question: str
    seen: int
    wrong: tuple[str, ...]
    left_out: str = ""

    @property
    def is_well(self) -> bool:
        """Nothing is wrong, and something was seen."""
        return not self.wrong and (self.seen > 0 or bool(self.left_out))


def check_home(schema: Schema, *, records: bool = True, reasoning: bool = True) -> Iterator[Answer]:
    """Each question in turn, lazily; a question that saw nothing is not well."""
    yield check_terms(schema)
    yield check_examples(schema)
    yield check_style(schema)
    yield check_queries(schema)
    if records:
        yield check_records(schema)
    if reasoning:
        yield check_reasoning(schema)


def check_terms(schema: Schema) -> Answer:
    """Whether every term that ontology and shapes name is defined."""
    terms = Terms(schema)
    wrong: set[str] = set()
    seen = 0
    for where, quads in (("ontology", schema.ontology), ("shapes", schema.shapes)):
        for quad in quads:
            seen += 1
            value = quad.object
            names_release = quad.predicate.value in (f"{OWL}versionIRI", f"{OWL}priorVersion")
            if not isinstance(value, NamedNode) or value.value in schema.terms or names_release:
                continue
            wanted = quad.predicate.value in NAMED_BY_SHAPES and not terms.is_known(value.value)
            if terms.is_own(value.value) or wanted:
                wrong.add(f"{where}: {quad.subject} names <{value.value}>. {terms.advise(value.value)}")
    return Answer("Every term named is defined", seen, tuple(sorted(wrong)))


def check_examples(schema: Schema) -> Answer:
    """Whether every example of a term parses with the ontology's own prefixes."""
    header = f"@base <{schema.base}> .\n" + "".join(f"@prefix {n}: <{s}> .\n" for n, s in schema.prefixes.items())
    examples = [
        (quad.subject, quad.object.value)
        for quad in schema.ontology.quads_for_predicate(NamedNode(f"{SKOS}example"))
        if isinstance(quad.object, Literal) and quad.object.datatype.value == f"{SYS}TurtleSnippet"
    ]
    wrong: list[str] = []
    for subject, text in examples:
        try:
            parse((header + text).encode(), TURTLE)
        except RdfSyntaxError as error:
            wrong.append(f"{subject}: {error.detail}")
    return Answer("Every example parses", len(examples), tuple(sorted(wrong)))


def check_style(schema: Schema) -> Answer:
    """Whether our own terms and shapes keep the rules that shapes make for them."""
    shapes = Shapes(schema.shapes, Superclasses(schema.ontology))
    ours = [q for q in schema.ontology if isinstance(q.subject, NamedNode) and q.subject.value.startswith(schema.base)]
    explainer = Explainer(schema, [])
    words = Words(schema, {}, {})
    wrong: list[str] = []
    for quads, context in ((ours, list(schema.shapes)), (list(schema.shapes), list(schema.ontology))):
        record = RecordGraph(None, None, tuple(quads))
        findings = (explainer.finding(result, record, words) for result in shapes.judge(quads, context))
        wrong += [_line(finding) for finding in findings if finding.severity == "must"]
    return Answer("Terms and shapes are in style", len(ours) + len(schema.shapes), tuple(sorted(wrong)))


def check_queries(schema: Schema) -> Answer:
    """Whether every saved query parses, names defined terms, and keeps away from what is known to be slow."""
    terms = Terms(schema)
    wrong = [
        f"queries/{key}.rq: {said}"
        for key, query in schema.queries.items()
        for said in lint_query(query, schema, terms)
    ]
    return Answer("Every query parses and keeps the rules", len(schema.queries), tuple(sorted(wrong)))


def check_records(schema: Schema) -> Answer:
    """Whether every shipped record conforms, each judged as the service would judge it."""
    judge, home = Judge(schema), HomeContext(schema)
    wrong: list[str] = []
    seen = 0
    for file in iter_home_files(schema.home, schema.base, RECORD_PARTS):
        seen += 1
        quads = read_file(file)
        report = judge.judge(quads, home.find(judge.references(quads)))
        place = file.path.relative_to(schema.home)
        wrong += [f"{place}: {_line(finding)}" for finding in report.findings if finding.severity == "must"]
        topics = {record.name.value for record in _records(quads)}
        wrong += [] if file.graph in topics else [f"{place}: its graph is to be <{file.graph}>."]
    return Answer("Every record conforms", seen, tuple(wrong))


def check_reasoning(schema: Schema) -> Answer:
    """Whether ontology and data are consistent and OWL 2 DL; says what is not run where Java is missing."""
    try:
        lines = consistency.run(schema.home)
    except AtlasError as error:
        return Answer("Ontology and data are consistent", 1, (error.detail,))
    left_out = next((line.removeprefix(NOT_RUN).strip() for line in lines if line.startswith(NOT_RUN)), "")
    wrong = tuple(line for line in lines if not line.startswith(NOT_RUN))
    return Answer("Ontology and data are consistent", len(schema.ontology), wrong, left_out)


def _records(quads: Iterable[Quad]) -> list[RecordGraph]:
    statements = tuple(Quad(q.subject, q.predicate, q.object) for q in quads)
    return [RecordGraph(None, None, statements)]


def _line(finding: Finding) -> str:
    about = f"{finding.focus_label}, {finding.field}" if finding.field else finding.focus_label
    return f"{about}: found {finding.found}; {finding.fix}"
