"""A query laid out: a statement a line, and never another query."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.access.protocol.layout import lay_out
from atlas.errors import SparqlSyntaxError
from atlas.store.tokens import iter_tokens

PIECES = st.sampled_from(
    ["SELECT", "?x", "{", "}", "(", ")", "[", "]", ".", ";", ",", "FILTER", "a:b", '"# no }"', "# said {\n", "\n",
     "\n\n\n", "VALUES", "UNION", "<urn:#x>", "1.5", "OPTIONAL", "*", "\r\n", "BIND", "'''\n'''"]
)  # fmt: skip


def said(text: str) -> tuple[list[str], list[str]]:
    """Tokens and comments of a text."""
    tokens, comments, end = [], [], 0
    for token in iter_tokens(text):
        comments += re.findall(r"#[^\r\n]*", text[end : token.start])
        end = token.start + len(token.text)
        tokens.append(token.text)
    comments += re.findall(r"#[^\r\n]*", text[end:])
    return tokens, [one.rstrip() for one in comments]


@pytest.mark.parametrize(
    ("text", "laid"),
    [
        (
            "select ?x where { ?m a a:Model ; a:p ?x, ?y . OPTIONAL { ?m a:q ?z } FILTER(?x > 3) ?a ?b ?c } LIMIT 5",
            "select ?x where {\n  ?m a a:Model ;\n    a:p ?x, ?y .\n  OPTIONAL {\n    ?m a:q ?z\n  }\n"
            "  FILTER(?x > 3)\n  ?a ?b ?c\n}\nLIMIT 5\n",
        ),
        (
            "PREFIX a: <http://x#> PREFIX b: <http://y> ASK { VALUES (?x) { (1) (2) } { ?s ?p ?o } UNION {} }",
            "PREFIX a: <http://x#>\nPREFIX b: <http://y>\nASK {\n  VALUES (?x) { (1) (2) }\n"
            "  {\n    ?s ?p ?o\n  } UNION {}\n}\n",
        ),
        ("ASK { ?s ?p 1.5 . # why\n\n\n\n# alone\n}", "ASK {\n  ?s ?p 1.5 . # why\n\n  # alone\n}\n"),
    ],
)
def test_a_statement_stands_on_its_line_indented_by_its_braces(text: str, laid: str) -> None:
    assert lay_out(text) == laid


@given(st.lists(PIECES, max_size=30))
def test_tokens_and_comments_stay_and_a_second_time_changes_nothing(pieces: list[str]) -> None:
    text = " ".join(pieces)
    once = lay_out(text)
    assert said(once) == said(text)
    assert lay_out(once) == once


def test_every_query_of_the_house_keeps_its_tokens(root: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in root.glob("queries/questions/*.rq")]
    assert texts
    for text in texts:
        assert said(lay_out(text)) == said(text)


def test_what_has_no_tokens_is_refused_with_its_place() -> None:
    with pytest.raises(SparqlSyntaxError) as caught:
        lay_out("ASK {\n ?s ?p 'x }")
    assert caught.value.line == 2
