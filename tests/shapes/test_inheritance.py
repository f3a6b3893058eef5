"""What a superclass demands holds for its subclasses, and a recorded gap answers a recommendation."""

from pathlib import Path

from rdflib import OWL, RDF, RDFS, SH, Graph, URIRef
from tests.shapes.cases import BASE, HEADER, Case, apply_case, read_example
from tests.shapes.conftest import Finding, judge, read_graph

NAMELESS = Case("Model", "nameless", "remove", "skos:prefLabel", "", frozenset())
UNDATED = Case("Model", "undated", "remove", "atlas:releaseDate", "", frozenset())


def on_model(case: Case, context: Graph, shapes: Graph) -> set[tuple[str, str]]:
    data, focus = apply_case(read_example("Model"), case)
    return {(found.path, found.component) for found in judge(data + context, shapes).get(focus, [])}


def test_with_the_subclass_statements_a_finding_of_the_superclass_names_its_path(context: Graph, shapes: Graph) -> None:
    assert ("skos:prefLabel", "sh:MinCountConstraintComponent") in on_model(NAMELESS, context, shapes)


def test_without_the_subclass_statements_only_the_included_shape_speaks(
    context: Graph, subclasses: Graph, shapes: Graph
) -> None:
    found = on_model(NAMELESS, context - subclasses, shapes)
    assert ("-", "sh:NodeConstraintComponent") in found
    assert "skos:prefLabel" not in {path for path, _ in found}


def test_the_shape_of_a_class_includes_the_shape_of_each_superclass(subclasses: Graph, shapes: Graph) -> None:
    ours = [(c, s) for c, s in subclasses.subject_objects(RDFS.subClassOf) if str(s).startswith(f"{BASE}ont/")]
    assert len(ours) > 30
    included = {
        (target, parent)
        for shape, target in shapes.subject_objects(SH.targetClass)
        for node in shapes.objects(shape, SH.node)
        for parent in shapes.objects(node, SH.targetClass)
    }
    assert sorted(set(ours) - included) == []


def test_every_class_of_the_ontology_has_a_shape_that_bears_its_name(shapes: Graph, root: Path) -> None:
    ontology = read_graph(sorted((root / "ontology").glob("*.ttl")))
    named = {node for node in ontology.subjects(RDF.type, OWL.Class) if isinstance(node, URIRef)}
    classes = {node for node in named if node.startswith(f"{BASE}ont/")}
    assert len(classes) > 50
    missing = [c for c in classes if (URIRef(c.replace("/ont/", "/shape/")), SH.targetClass, c) not in shapes]
    assert missing == []


def test_a_missing_recommended_value_is_a_warning(context: Graph, shapes: Graph) -> None:
    data, focus = apply_case(read_example("Model"), UNDATED)
    shape = f"{BASE}shape/Model-releaseDate-recommended"
    assert judge(data + context, shapes)[focus] == [Finding("-", "sh:OrConstraintComponent", shape, "sh:Warning")]


def test_a_known_unknown_answers_the_recommendation(context: Graph, shapes: Graph) -> None:
    data, focus = apply_case(read_example("Model"), UNDATED)
    data.parse(data=gap(focus, "atlas:releaseDate"), format="turtle")
    assert focus not in judge(data + context, shapes)


def test_a_gap_about_another_property_does_not_answer_it(context: Graph, shapes: Graph) -> None:
    data, focus = apply_case(read_example("Model"), UNDATED)
    data.parse(data=gap(focus, "atlas:contextLength"), format="turtle")
    assert focus in judge(data + context, shapes)


def gap(focus: URIRef, path: str) -> str:
    return f"""{HEADER}
        <{focus}> atlas:hasKnowledgeGap <{focus}#gap> .
        <{focus}#gap> a atlas:KnowledgeGap ;
            atlas:gapProperty {path} ;
            atlas:knowledgeStatus <scheme/knowledge-status/not-recorded> ."""
