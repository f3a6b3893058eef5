"""What no shape sees: unknown terms, nodes without a shape, records that do not say what they are about."""

import pytest
from tests.validation.conftest import GARDEN, GRAPH, SOUND, seen

from atlas.validation.unknown import Role, Terms


@pytest.mark.parametrize(
    ("statement", "path"),
    [
        ("<id/garden/new> g:hektares 1.0 .", "hektares"),
        ("<id/garden/new> skos:prefLable 'x'@en .", "prefLable"),
        ("<id/garden/new> g:hectares '1'^^xsd:decimel .", "hectares"),
        ("<id/garden/new> rdfs:seeAlso g:Nothing .", "seeAlso"),
        ("<id/garden/new> rdfs:seeAlso <scheme/climate/colt> .", "seeAlso"),
        ("<id/garden/new> a skos:Koncept .", "type"),
    ],
)
def test_a_term_nobody_defined_is_found_where_it_is_used(judging, statement, path):
    assert ("garden/new", path, "UnknownTerm") in seen(judging(SOUND + statement))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("https://gardens.example/ont/Gardn", "https://gardens.example/ont/Garden"),
        ("https://gardens.example/ont/hasclimate", "https://gardens.example/ont/hasClimate"),
        ("http://www.w3.org/2004/02/skos/core#prefLable", "http://www.w3.org/2004/02/skos/core#prefLabel"),
        ("https://gardens.example/scheme/climate/colt", "https://gardens.example/scheme/climate/cold"),
        ("http://www.w3.org/2001/XMLSchema#Date", "http://www.w3.org/2001/XMLSchema#date"),
    ],
)
def test_the_nearest_known_term_is_named(toy, wrong, right):
    assert Terms(toy).meant(wrong)[0][0] == right


def test_a_misspelt_class_is_found_and_not_reported_twice(judging):
    report = judging(SOUND.replace("a g:Garden", "a g:Gardn"))
    about_type = [f for f in report.findings if f.focus.endswith("id/garden/new") and (f.path or "").endswith("#type")]
    assert [f.component.rpartition("/")[2] for f in about_type] == ["UnknownTermConstraintComponent"]


def test_a_node_that_no_shape_targets_is_found(judging):
    assert ("garden/new#x", "type", "NoShape") in seen(judging(SOUND + ' <id/garden/new#x> skos:prefLabel "x"@en .'))


@pytest.mark.parametrize(
    "record",
    [
        GARDEN + "g:hasClimate <scheme/climate/cold> .",
        GRAPH + GRAPH.replace("id/garden/new>", "id/garden/old>") + GARDEN + ".",
    ],
)
def test_a_record_that_does_not_say_what_it_is_about_is_found(judging, record):
    assert any(kind == "NoTopic" for _, _, kind in seen(judging(record.replace("; .", "."))))


def test_a_graph_that_describes_another_graph_is_found(judging):
    report = judging(f"<graph/garden/other> {{ {SOUND} }}")
    assert any(kind == "NoTopic" for _, _, kind in seen(report))


def test_builtin_terms_and_datatypes_are_known(judging):
    assert judging(SOUND.replace("g:hasClimate", 'g:opened "1901"^^xsd:gYear ; g:hasClimate')).conforms


@pytest.mark.parametrize(
    ("wrong", "clear"),
    [("hasClimatte", "hasClimate"), ("Gardn", "Garden"), ("Plantt", "Plant"), ("zzzz", None), ("has", None)],
)
def test_a_misspelling_is_clear_only_when_one_term_is_nearest_by_far(toy, wrong, clear):
    expected = f"{toy.namespace}{clear}" if clear else None
    near, is_clear = Terms(toy).meant(f"{toy.namespace}{wrong}")
    assert (near[0] if is_clear else None) == expected


@pytest.mark.parametrize(
    ("role", "expected"), [(Role.CLASS, "Garden"), (Role.PROPERTY, None)], ids=["as a class", "as a property"]
)
def test_only_terms_of_the_same_sort_are_named(toy, role, expected):
    near, _ = Terms(toy).meant(f"{toy.namespace}Gardn", role)
    assert near[:1] == ([f"{toy.namespace}{expected}"] if expected else [])


def test_a_property_under_the_wrong_prefix_is_the_one_that_records_use(toy):
    near, is_clear = Terms(toy).meant(f"{toy.namespace}description", Role.PROPERTY)
    assert (near[0], is_clear) == ("http://purl.org/dc/terms/description", True)
