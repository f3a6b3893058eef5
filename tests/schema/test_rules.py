"""What a rule's text tells of the focuses that a changed triple concerns."""

from pathlib import Path

import pytest

from atlas.schema.load import load_schema
from atlas.schema.model import SavedQuery
from atlas.schema.rules import Rule, lint_rule

BASE = "urn:base/"
P = "urn:p/"


def rule(text: str, **header: str) -> SavedQuery:
    """A rule that stands in no file."""
    said = {key: (value,) for key, value in header.items()}
    return SavedQuery("rules/one", f"PREFIX p: <{P}>\n{text}\n", said, (), Path("one.rq"))


def body(query: SavedQuery, predicate: str) -> list[tuple[tuple[str, ...], str, bool]]:
    """Links of one predicate."""
    return [(one.variables, one.body, one.leads) for one in Rule(query, BASE).links if one.predicate == P + predicate]


def test_a_pattern_beside_the_focus_leads_over_what_joins_them() -> None:
    query = rule("CONSTRUCT { ?a p:made ?c } WHERE { ?a p:has ?b . ?b p:of ?c }", focus="?a")
    assert body(query, "of") == [(("?b", "?c"), "?b p:of ?c . ?a p:has ?b .", True)]


def test_a_variable_of_an_inner_query_that_is_not_kept_does_not_join() -> None:
    text = "CONSTRUCT { ?a p:made ?n } WHERE { ?a p:has ?b { SELECT (COUNT(?b) AS ?n) WHERE { ?b p:of ?c } } }"
    assert [leads for *_, leads in body(rule(text, focus="?a"), "of")] == [False]


def test_another_name_of_the_focus_leads_to_it() -> None:
    text = "CONSTRUCT { ?a p:made ?c } WHERE { { ?x p:is ?c . BIND(?x AS ?a) } UNION { ?a p:has ?c } }"
    assert body(rule(text, focus="?a"), "is") == [(("?x", "?c"), "?x p:is ?c . BIND(?x AS ?a)", True)]
    assert "VALUES ?x { $focus }" in Rule(rule(text, focus="?a"), BASE).restricted


def test_one_step_of_a_repetition_leads_to_both_its_ends() -> None:
    links = body(rule("CONSTRUCT { ?a p:made ?b } WHERE { ?a p:next+ ?b }", focus="?a"), "next")
    assert [text for _, text, _ in links] == ["?stepFrom p:next ?stepTo . ?a (p:next)* ?stepFrom ."]


def test_a_way_through_subjects_is_taken_before_one_through_what_many_point_to() -> None:
    text = (
        "CONSTRUCT { ?a p:made ?c } WHERE { ?kind p:lists ?c . ?a p:kind ?kind "
        "MINUS { ?v p:rests ?a . ?v p:finds ?f . ?f p:about ?c } }"
    )
    (_, said, leads), *others = body(rule(text, focus="?a"), "finds")
    assert leads
    assert not others
    assert "p:rests" in said
    assert "p:kind" not in said


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("CONSTRUCT { ?a p:made ?b } WHERE { ?a p:has ?b }", {}),
        ("CONSTRUCT { ?a p:made ?b } WHERE { ?a p:has ?b }", {"focus": "?c"}),
        ("CONSTRUCT { ?n p:made ?b } WHERE { ?a p:has ?b BIND(IRI(?b) AS ?n) }", {"focus": "?a"}),
        ("CONSTRUCT { ?a p:made ?b } WHERE { GRAPH ?g { ?a p:has ?b } }", {"focus": "?a"}),
        ("CONSTRUCT { ?a p:made ?b } WHERE { ?a !p:has ?b }", {"focus": "?a"}),
    ],
)
def test_a_rule_that_cannot_be_taken_apart_is_complained_of_and_runs_in_full(text: str, header: dict[str, str]) -> None:
    query = rule(text, **header)
    assert len(lint_rule(query, BASE)) == 1
    assert Rule(query, BASE).focus is None


def test_a_rule_may_say_that_it_runs_in_full() -> None:
    query = rule("CONSTRUCT { ?a p:made ?b } WHERE { ?a p:has ?b }", focus="none")
    assert lint_rule(query, BASE) == []
    assert Rule(query, BASE).links == ()


def test_every_rule_of_the_home_says_how_it_is_partitioned(root: Path) -> None:
    schema = load_schema(root)
    rules = schema.folder("rules")
    assert rules
    assert {query.stem: lint_rule(query, schema.base) for query in rules if lint_rule(query, schema.base)} == {}
