"""No constraint without a case that it refuses. Constraints are read from the shapes, so a new one asks for a case."""

from collections.abc import Mapping

from rdflib import SH, Graph, URIRef
from rdflib.term import Node
from tests.shapes.conftest import Finding, shorten

COMPONENTS = {
    SH["class"]: "ClassConstraintComponent",
    SH.datatype: "DatatypeConstraintComponent",
    SH.hasValue: "HasValueConstraintComponent",
    SH["in"]: "InConstraintComponent",
    SH.maxCount: "MaxCountConstraintComponent",
    SH.maxLength: "MaxLengthConstraintComponent",
    SH.minCount: "MinCountConstraintComponent",
    SH.minInclusive: "MinInclusiveConstraintComponent",
    SH.node: "NodeConstraintComponent",
    SH.nodeKind: "NodeKindConstraintComponent",
    SH["not"]: "NotConstraintComponent",
    SH["or"]: "OrConstraintComponent",
    SH.pattern: "PatternConstraintComponent",
    SH.qualifiedMinCount: "QualifiedMinCountConstraintComponent",
    SH.uniqueLang: "UniqueLangConstraintComponent",
    SH.xone: "XoneConstraintComponent",
}
NO_CONSTRAINTS = {
    SH.description,
    SH.group,
    SH.languageIn,
    SH.message,
    SH.name,
    SH.order,
    SH.path,
    SH.property,
    SH.qualifiedValueShape,
    SH.severity,
    SH.targetClass,
    SH.targetObjectsOf,
    SH.targetSubjectsOf,
}
TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)


def reporting_shapes(shapes: Graph) -> set[Node]:
    """Shapes that sign findings: those with a target and the property shapes of these; tests inside sh:or sign none."""
    targeting = {shape for path in TARGETS for shape in shapes.subjects(path)}
    return targeting | {field for shape in targeting for field in shapes.objects(shape, SH.property)}


def constraints(shapes: Graph) -> set[tuple[str, str]]:
    """Every (shape, component) that can appear in a report."""
    return {
        (str(shape), f"sh:{COMPONENTS[parameter]}")
        for shape in reporting_shapes(shapes)
        for parameter in shapes.predicates(shape)
        if isinstance(parameter, URIRef) and parameter in COMPONENTS
    }


def test_every_constraint_refuses_some_case(shapes: Graph, findings: Mapping[str, list[Finding]]) -> None:
    stated = constraints(shapes)
    refused = {(found.shape, found.component) for case in findings.values() for found in case}
    assert len(stated) > 500
    assert sorted(stated - refused) == []


def test_no_shape_uses_a_parameter_that_this_test_cannot_see(shapes: Graph) -> None:
    used = {path for path in shapes.predicates() if isinstance(path, URIRef) and path.startswith(str(SH))}
    assert used - NO_CONSTRAINTS <= set(COMPONENTS)


def test_recommendations_are_warnings_and_all_else_is_mandatory(findings: Mapping[str, list[Finding]]) -> None:
    found = [finding for case in findings.values() for finding in case]
    severities = {(finding.shape.endswith(("-recommended", "-wanted")), finding.severity) for finding in found}
    assert severities == {(True, shorten(SH.Warning)), (False, shorten(SH.Violation))}
