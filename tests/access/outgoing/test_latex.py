"""Tables as LaTeX: rows stay rows, texts stay texts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.access.outgoing.latex import escape, write_latex

COMMANDS = re.compile(
    r"\\(?:textbackslash|textasciicircum|textasciitilde|textless|textgreater|textbar|textquotedbl|textasciigrave)\{\}"
)


def body(text: str) -> list[str]:
    """The rows between the head and the end."""
    return text.split("\\endlastfoot\n")[1].split("\\end{longtable}")[0].splitlines()


def test_each_row_is_a_line_and_each_cell_a_column() -> None:
    text = write_latex(["name", "licence"], [["OLMo & friends", "50 % open"], ["A_1", ""]])
    assert body(text) == [r"{}OLMo \& friends & 50 \% open \\", r"{}A\_1 &  \\"]
    assert text.count(r"\arraybackslash") == 2
    assert r"{}\textbf{name} & \textbf{licence} \\" in text


def test_columns_share_the_whole_line_and_none_vanishes() -> None:
    text = write_latex(["a", "b", "c"], [["x", "y" * 5_000, "z"]])
    shares = [float(share) for share in re.findall(r"dimexpr ([0-9.]+)", text)]
    assert sum(shares) == pytest.approx(1, abs=0.01)
    assert min(shares) > 0.05


def test_a_table_of_nothing_but_names_is_one() -> None:
    assert body(write_latex(["a"], [])) == []


def test_a_row_that_begins_with_a_bracket_is_no_length_for_the_row_before() -> None:
    assert body(write_latex(["a"], [["[2cm]"], ["*"]])) == [r"{}[2cm] \\", r"{}* \\"]


@pytest.mark.parametrize(
    ("text", "set_as"),
    [
        (r"\input{/etc/passwd}", r"\textbackslash{}input\{/etc/passwd\}"),
        ("a--b", "a-{}-b"),
        ("line\nbreak\x00", "line break"),
        ("x^2 ~ <y> | `z` \"q\" ''", None),
    ],
)
def test_signs_of_latex_are_letters(text: str, set_as: str | None) -> None:
    said = escape(text)
    assert set_as is None or said == set_as
    assert not set('^~<>|`"') & set(said)


@given(st.text())
def test_no_text_is_a_command(text: str) -> None:
    left = re.sub(r"\\[{}$&#%_]", "", COMMANDS.sub("", escape(text)))
    assert not set("\\$&#%_^~\n") & set(left)
    assert left.replace("{}", "").count("{") == 0
