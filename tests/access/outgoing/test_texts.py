"""Text exports: templates filled with rows, each filter safe for its format."""

import json
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from atlas.access.outgoing.texts import fill_template, to_key, to_quoted, to_tex
from atlas.rdf.terms import Literal, NamedNode


def test_names_that_are_not_bound_are_empty_and_misspelt_ones_are_an_error(tmp_path: Path) -> None:
    template = tmp_path / "template.txt"
    template.write_text("{% for row in rows %}{{ row.a }}-{{ row.b }};{% endfor %}", encoding="utf-8")
    rows = [{"a": NamedNode("urn:x"), "b": Literal("y")}, {"a": Literal("z")}]
    assert fill_template(template, rows) == "urn:x-y;z-;"
    template.write_text("{{ rows[0].c }}", encoding="utf-8")
    with pytest.raises(UndefinedError):
        fill_template(template, rows)


def test_tex_marks_are_escaped() -> None:
    assert to_tex("100 % of {a}_b & $c\\") == r"100 \% of \{a\}\_b \& \$c\textbackslash{}"


def test_a_key_has_no_character_that_ends_it() -> None:
    assert to_key("Ł a, b}{c") == "a-b-c"


def test_quoted_text_is_one_json_string() -> None:
    assert json.loads(to_quoted('a "b"\n: #c')) == 'a "b"\n: #c'
