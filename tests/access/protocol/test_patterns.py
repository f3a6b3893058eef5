"""A query's patterns with their counts, whatever stands around them."""

import pytest
from tests.http.serving import TOY

from atlas.access.protocol.patterns import find_patterns
from atlas.access.protocol.void import Counts
from atlas.schema.load import load_schema
from atlas.schema.model import Schema

PREFIX = "PREFIX a: <http://x#> "
COUNTS = Counts(1, 1_000, {"http://x#T": 7}, {"http://x#p": 30, "http://x#q": 5})


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema(TOY)


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("?s a a:T ; a:p ?o , 3 .", [("?s a a:T", 7), ("?s a:p ?o", 30), ("?s a:p 3", 30)]),
        ("?s a:p/a:q* ?o", [("?s a:p/a:q* ?o", 5)]),
        ("?s ^(a:p|a:none) ?o", [("?s ^(a:p|a:none) ?o", 0)]),
        ('?s ?p ?o FILTER(?o > 3 && LANG(?o) = "en") ?o a:q -1', [("?s ?p ?o", 1_000), ("?o a:q -1", 5)]),
        ('BIND(STR(?x) AS ?y) OPTIONAL { ?x a:q "y"@en }', [('?x a:q "y"@en', 5)]),
        ("?s a:q ?x VALUES ?x { a:p a:q a:T } MINUS { ?s a:p ?x }", [("?s a:q ?x", 5), ("?s a:p ?x", 30)]),
        ("{ SELECT ?s (COUNT(*) AS ?n) { ?s a a:T } GROUP BY ?s HAVING(?n > 1) }", [("?s a a:T", 7)]),
        ("GRAPH ?g { ?s a:p [ a:q ?o ; a a:T ] }", [("?s a:p [ a:q ?o ; a a:T ]", 30)]),
        ("", []),
    ],
)
def test_each_pattern_is_told_with_what_it_matches_by_itself(
    schema: Schema, where: str, found: list[tuple[str, int]]
) -> None:
    patterns = find_patterns(schema, f"{PREFIX}SELECT ?s ?p ?o {{ {where} }} LIMIT 3", COUNTS)
    assert [(one.text, one.count) for one in patterns] == found


def test_a_template_is_no_pattern(schema: Schema) -> None:
    text = f"{PREFIX}CONSTRUCT {{ ?s a:made ?o . ?o a:by ?s }} WHERE {{ ?s a:p ?o }}"
    assert [one.text for one in find_patterns(schema, text, COUNTS)] == ["?s a:p ?o"]


@pytest.mark.parametrize("where", ["?s", "?s a:p", "?s ; ;", "( ( (", "] ) ?x ?y ?z", "?s a:p ?o ?x ?y", "a a a a"])
def test_what_cannot_be_read_is_passed_over(schema: Schema, where: str) -> None:
    assert len(find_patterns(schema, f"{PREFIX}ASK {{ {where} }}", COUNTS)) <= 2
