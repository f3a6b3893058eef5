"""A report as a SHACL validation report: findings in, statements out, paths copied from the shapes that spoke."""

from collections.abc import Iterator
from typing import Final

from atlas.namespaces import RDF, RDFS, SH, XSD
from atlas.rdf.terms import BlankNode, Dataset, Literal, NamedNode, Quad, Term, objects, one_object
from atlas.validation.report import Finding, Report
from atlas.validation.result import read_term

SEVERITIES: Final = {"must": "Violation", "should": "Warning", "nice": "Info"}


def to_shacl(report: Report, shapes: Dataset) -> list[Quad]:
    """The report in SHACL's vocabulary (SHACL section 3.6).

    sh:conforms is the report's own verdict: warnings and hints do not break it, as sh:conformanceDisallows of
    SHACL 1.2 allows to say.
    """
    node = BlankNode("report")
    quads = [
        _quad(node, f"{RDF}type", NamedNode(f"{SH}ValidationReport")),
        _quad(node, f"{SH}conforms", _boolean(report.conforms)),
        _quad(node, f"{SH}conformanceDisallows", NamedNode(f"{SH}Violation")),
    ]
    if report.listed():
        quads.append(_quad(node, f"{RDFS}comment", Literal(report.listed(), language="en")))
    for number, finding in enumerate(report.findings):
        result = BlankNode(f"result{number}")
        quads.append(_quad(node, f"{SH}result", result))
        quads += _result(result, finding, shapes)
    return quads


def _result(node: BlankNode, finding: Finding, shapes: Dataset) -> Iterator[Quad]:
    yield _quad(node, f"{RDF}type", NamedNode(f"{SH}ValidationResult"))
    yield _quad(node, f"{SH}focusNode", _focus(finding.focus))
    yield _quad(node, f"{SH}resultSeverity", NamedNode(f"{SH}{SEVERITIES[finding.severity]}"))
    yield _quad(node, f"{SH}sourceConstraintComponent", NamedNode(finding.component))
    yield _quad(node, f"{SH}sourceShape", NamedNode(finding.rule_url))
    yield _quad(node, f"{SH}resultMessage", Literal(finding.fix, language="en"))
    if finding.value is not None:
        yield _quad(node, f"{SH}value", read_term(finding.value))
    if finding.path is not None:
        path = one_object(shapes, NamedNode(finding.rule_url), f"{SH}path")
        simple = "<" not in finding.path
        named = NamedNode(finding.path) if simple else path
        if named is not None:
            yield _quad(node, f"{SH}resultPath", named)
            yield from _copied(named, shapes)


def _copied(node: Term, shapes: Dataset) -> Iterator[Quad]:
    """Statements about a path's blank nodes, as the shapes have them."""
    waiting = [node]
    seen: set[Term] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, BlankNode) and one not in seen:
            seen.add(one)
            for quad in shapes.quads_for_subject(one):
                yield Quad(one, quad.predicate, quad.object)
                waiting += objects(shapes, one, quad.predicate.value)


def _focus(text: str) -> NamedNode | BlankNode:
    return BlankNode(text.removeprefix("_:")) if text.startswith("_:") else NamedNode(text or "urn:nothing")


def _boolean(value: bool) -> Literal:
    return Literal("true" if value else "false", datatype=NamedNode(f"{XSD}boolean"))


def _quad(subject: NamedNode | BlankNode, predicate: str, value: Term) -> Quad:
    return Quad(subject, NamedNode(predicate), value)
