"""Each node shape has an example that it accepts, and cases that it refuses for exactly the stated reasons."""

from collections.abc import Mapping

import pytest
from rdflib import SH, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node
from tests.shapes.cases import BASE, Case, example_folders, main_node, read_cases, read_example
from tests.shapes.conftest import Finding

CASES = read_cases()


def main_shapes(shapes: Graph) -> set[str]:
    """Names of the node shapes that stand for a class: those with a target and no hyphen in the name."""
    targeting = {SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf}
    named = {str(shape).removeprefix(f"{BASE}shape/") for path in targeting for shape in shapes.subjects(path)}
    return {name for name in named if "-" not in name}


def test_every_node_shape_has_an_example_and_every_example_a_shape(shapes: Graph) -> None:
    assert {folder.name for folder in example_folders()} == main_shapes(shapes)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_brings_about_the_findings_it_states(case: Case, findings: Mapping[str, list[Finding]]) -> None:
    assert {(found.path, found.component) for found in findings[case.id]} == case.expect


def test_case_names_are_used_once() -> None:
    assert len({case.id for case in CASES}) == len(CASES) > len(example_folders())


@pytest.mark.parametrize("shape", [folder.name for folder in example_folders()])
def test_a_valid_example_shows_every_field_of_its_shape(shape: str, shapes: Graph) -> None:
    example = read_example(shape)
    fields = shapes.objects(URIRef(f"{BASE}shape/{shape}"), SH.property)
    shown = set(example.predicates(main_node(example)))
    ruled_out = {path for paths in alternatives(shapes) if paths & shown for path in paths}
    assert {shapes.value(field, SH.path) for field in fields} <= shown | ruled_out


def alternatives(shapes: Graph) -> list[set[Node | None]]:
    """Paths of which a record holds exactly one."""
    return [
        {shapes.value(test, SH.path) for test in Collection(shapes, node)} for node in shapes.objects(None, SH.xone)
    ]
