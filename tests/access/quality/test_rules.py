"""Rules by their short names, in words."""

import pytest
from tests.http.serving import TOY

from atlas.access.quality.rules import find_rule, list_rules
from atlas.schema.load import load_schema
from atlas.schema.model import Schema

BASE = "https://gardens.example/"


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema(TOY)


def test_a_property_shape_tells_its_class_its_property_and_what_to_do(schema: Schema) -> None:
    rule = find_rule(schema, "Bed-plantCount")
    assert rule is not None
    assert (rule.title, rule.level, rule.path) == ("Plants", "must", f"{BASE}ont/plantCount")
    assert rule.classes == (f"{BASE}ont/Bed",)
    assert "whole number" in rule.fix


def test_a_recommendation_is_about_the_property_of_its_first_way_out(schema: Schema) -> None:
    rule = find_rule(schema, "Garden-description-recommended")
    assert rule is not None
    assert rule.level == "should"
    assert rule.path.endswith("description")


def test_a_check_has_its_query(schema: Schema) -> None:
    rule = find_rule(schema, "dangling-reference")
    assert rule is not None
    assert "CONSTRUCT" in rule.text and rule.classes == ()


@pytest.mark.parametrize("name", ["", "nothing", "group-facts", "a b", "<>"])
def test_what_is_no_rule_is_not_found(schema: Schema, name: str) -> None:
    assert find_rule(schema, name) is None


def test_every_rule_in_the_list_is_found_by_its_name(schema: Schema) -> None:
    rules = list_rules(schema)
    assert len(rules) > 5
    assert all(find_rule(schema, rule.name) == rule for rule in rules)
    assert len({rule.name for rule in rules}) == len(rules)
