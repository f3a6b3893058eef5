"""Properties on things whose class has no such field: told where they belong, and never more than a hint."""

import pytest
from tests.validation.conftest import SOUND

from atlas.validation.misplaced import NO_FIELD


def hints(report):
    return [one for one in report.findings if one.component == NO_FIELD]


@pytest.mark.parametrize(
    ("said", "path", "belongs"),
    [
        ("<id/garden/new> g:plantCount 3 .", "plantCount", "Bed"),
        (
            "<id/garden/new> g:hasBed <id/garden/new#b> . <id/garden/new#b> a g:Bed ; g:hectares 1.5 .",
            "hectares",
            "garden",
        ),
    ],
)
def test_a_property_of_another_class_is_told_with_where_it_belongs(judging, said, path, belongs):
    (hint,) = hints(judging(f"{SOUND} {said}"))
    assert hint.severity == "should"
    assert (hint.path or "").endswith(path)
    assert belongs.lower() in hint.fix.lower()


def test_fields_terms_of_others_and_things_without_a_class_are_left_alone(judging):
    said = '<id/garden/new> g:hectares 1.5 ; skos:note "x" . <id/plant/moss> g:plantCount 1 .'
    assert hints(judging(f"{SOUND} {said}")) == []
