"""Results in words: the field's own name, what was wanted and what was there."""

import pytest
from tests.validation.conftest import GARDEN, GRAPH, SOUND, component


def one(report, kind, path=""):
    found = [f for f in report.findings if component(f) == kind and (f.path or "").endswith(path)]
    assert found, [(component(f), f.path) for f in report.findings]
    return found[0]


@pytest.mark.parametrize(
    ("statements", "kind", "field", "value"),
    [
        ('g:hectares "x"', "Datatype", "Size", '"x"'),
        ("g:hectares 0.0", "MinExclusive", "Size", "0.0"),
        ('g:opened "once"@en', "Or", "Opened", '"once"@en'),
        ("g:hasClimate <scheme/climate/none>", "Node", "Climate", "scheme/climate/none"),
        ("g:hasBed <id/plant/fern>", "Class", "Bed", "plant"),
        ("g:hectares 1.0, 2.0, 3.0", "MaxCount", "Size", "3.0"),
    ],
)
def test_field_and_found_value_are_named(judging, statements, kind, field, value):
    finding = one(judging(GRAPH + GARDEN + statements + " ."), kind)
    assert finding.field == field
    assert value in finding.found


def test_a_missing_value_is_found_to_be_nothing(judging):
    finding = one(judging(GRAPH + "<id/garden/new> a g:Garden ."), "MinCount", "prefLabel")
    assert (finding.field, finding.found) == ("Name", "nothing")


def test_a_recommendation_takes_its_field_from_the_shape_it_is_a_choice_of(judging):
    finding = one(judging(GRAPH + '<id/garden/new> a g:Garden ; skos:prefLabel "x"@en .'), "Or", "description")
    assert (finding.field, finding.severity) == ("Description", "should")


def test_an_alternative_names_each_choice(judging):
    finding = one(judging(GRAPH + GARDEN + "g:opened 1 ."), "Or")
    assert "day" in finding.expected
    assert "year" in finding.expected


def test_the_remedy_is_the_message_of_the_shape(judging, toy):
    finding = one(judging(GRAPH + GARDEN + 'g:hectares "x" .'), "Datatype")
    (field,) = [f for f in toy.kinds["garden"].fields if f.name == "Size"]
    assert finding.fix == field.message
    assert finding.rule_url == field.iri


def test_a_check_speaks_with_its_own_title(judging, toy):
    finding = one(judging(SOUND + "<id/garden/new> dcterms:source <id/source/none> ."), "SPARQL")
    assert finding.rule == toy.queries["checks/dangling-reference"].title
    assert finding.rule_url == "https://gardens.example/check/dangling-reference"


def test_a_path_of_several_steps_is_written_as_sparql_writes_it(judging):
    finding = one(judging(SOUND + "<id/garden/new#b> a g:Bed ; g:growsPlant <id/plant/fern> ."), "MinCount")
    assert finding.path == "^<https://gardens.example/ont/hasBed>"
    assert finding.field == "Garden of the bed"


def test_labels_come_from_record_and_context(judging):
    finding = one(judging(GRAPH + GARDEN + "g:hasBed <id/plant/fern> ."), "Class")
    assert finding.focus_label == "New"
    assert "fern" in finding.found
