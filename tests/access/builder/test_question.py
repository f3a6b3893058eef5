"""Conditions are typed or refused, and nothing a user writes stands in the query but as a term."""

from pathlib import Path

import pytest

from atlas.access.builder.query import to_count, to_query, to_words
from atlas.access.builder.question import Question, find_path, operators_for, read_condition, read_draft
from atlas.access.ontology.paths import Arrows
from atlas.access.protocol.door import DoorLimits, admit_query
from atlas.errors import ParameterError
from atlas.http.languages import Languages
from atlas.http.pages import find_web
from atlas.rdf.terms import Literal, NamedNode
from atlas.schema.load import load_schema

TOY = Path(__file__).resolve().parents[2] / "toy"
SAY = Languages(find_web() / "text").default.say_text
HOSTILE = ['") } DROP ALL #', "x\ny", "\\", '"""', "} UNION { ?s ?p ?o", "$t0", "?item", "\u202e", "<script>"]


@pytest.fixture(scope="module")
def arrows() -> Arrows:
    return Arrows(load_schema(TOY))


def garden(arrows: Arrows) -> str:
    return arrows.schema.kinds["garden"].iri


def test_a_path_goes_through_a_part_to_a_record(arrows: Arrows) -> None:
    path = find_path(arrows, garden(arrows), "hasBed.growsPlant", SAY)
    assert [step.property for step in path.steps] == [arrows.schema.namespace + n for n in ("hasBed", "growsPlant")]
    assert path.range.classes == (arrows.schema.kinds["plant"].iri,)


def test_a_path_can_be_walked_against_its_arrow(arrows: Arrows) -> None:
    path = find_path(arrows, arrows.schema.kinds["plant"].iri, "^growsPlant", SAY)
    assert path.steps[0].inverse


def test_an_unknown_property_is_refused_with_the_nearest(arrows: Arrows) -> None:
    with pytest.raises(ParameterError) as caught:
        find_path(arrows, garden(arrows), "hasBeds", SAY)
    assert "hasBed" in str(caught.value.suggestion)


def test_operators_fit_what_stands_at_the_end(arrows: Arrows) -> None:
    number = {name for name, _ in operators_for(arrows.schema, find_path(arrows, garden(arrows), "hectares", SAY))}
    thing = {
        name for name, _ in operators_for(arrows.schema, find_path(arrows, garden(arrows), "hasBed.growsPlant", SAY))
    }
    assert {"more", "less", "missing"} <= number
    assert "contains" not in number
    assert "any" in thing and "more" not in thing


@pytest.mark.parametrize(
    ("name", "value"), [("hectares", "many"), ("opened", "yesterday"), ("hasBed.growsPlant", "a b")]
)
def test_a_value_of_another_type_is_refused(arrows: Arrows, name: str, value: str) -> None:
    with pytest.raises(ParameterError):
        read_condition(arrows.schema, find_path(arrows, garden(arrows), name, SAY), "is", [value], SAY)


def test_values_are_typed(arrows: Arrows) -> None:
    number = read_condition(arrows.schema, find_path(arrows, garden(arrows), "hectares", SAY), "more", ["1.5"], SAY)
    plant = read_condition(
        arrows.schema, find_path(arrows, garden(arrows), "hasBed.growsPlant", SAY), "is", ["id/plant/fern"], SAY
    )
    assert isinstance(number.values[0], Literal) and number.values[0].datatype.value.endswith("decimal")
    assert plant.values == (NamedNode(f"{arrows.schema.base}id/plant/fern"),)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_a_string(arrows: Arrows, text: str) -> None:
    label = find_path(arrows, garden(arrows), "skos:prefLabel", SAY)
    question = Question(
        arrows.schema.kinds["garden"],
        (read_condition(arrows.schema, label, "contains", [text], SAY),),
        columns=(label,),
    )
    for query in (to_query(arrows.schema, question), to_count(arrows.schema, question)):
        admitted = admit_query(query, DoorLimits(), base_iri=arrows.schema.base)
        assert admitted.form == "SELECT"
        assert query.count("LCASE") == 2


def test_a_draft_keeps_what_is_wrong_beside_what_is_right(arrows: Arrows) -> None:
    given = [("p1", "hectares"), ("o1", "more"), ("v1", "much"), ("p2", "opened"), ("o2", "after"), ("v2", "1900")]
    draft = read_draft(arrows, arrows.schema.kinds["garden"], given, SAY)
    assert [bool(line.problem) for line in draft.lines] == [True, False]
    assert len(draft.question.conditions) == 1
    assert "after 1900" in to_words(arrows.schema, draft.question, {}, SAY)
