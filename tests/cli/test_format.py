"""atlas format: files put into the layout, or told apart from it."""

import pytest

MESSY = """@prefix g: <https://gardens.example/ont/> .
<https://gardens.example/id/x/b> a g:B .
<https://gardens.example/id/x/a>   a g:A ."""


@pytest.fixture
def messy(tmp_path):
    path = tmp_path / "messy.ttl"
    path.write_text(MESSY, encoding="utf-8")
    return path


def test_check_changes_nothing_and_gives_1(atlas, messy):
    ran = atlas("format", "--check", messy)
    assert ran.code == 1
    assert str(messy) in ran.out
    assert messy.read_text(encoding="utf-8") == MESSY


def test_a_formatted_file_passes_the_check(atlas, messy):
    assert atlas("format", messy).code == 0
    text = messy.read_text(encoding="utf-8")
    assert text.startswith("@base <https://gardens.example/> .")
    assert text.index("<id/x/a>") < text.index("<id/x/b>")
    assert atlas("format", "--check", messy).code == 0
    assert atlas("format", messy).out == ""


def test_a_file_that_does_not_parse_is_left_alone_and_gives_2(atlas, messy, tmp_path):
    odd = tmp_path / "odd.ttl"
    odd.write_text("<a> <b> .", encoding="utf-8")
    ran = atlas("format", odd, messy)
    assert ran.code == 2
    assert f"{odd}:1:9" in ran.err
    assert odd.read_text(encoding="utf-8") == "<a> <b> ."
    assert messy.read_text(encoding="utf-8") != MESSY


def test_only_turtle_files_are_taken(atlas, tmp_path):
    path = tmp_path / "text.md"
    path.write_text("# Not Turtle", encoding="utf-8")
    assert atlas("format", path).code == 2
    assert path.read_text(encoding="utf-8") == "# Not Turtle"
