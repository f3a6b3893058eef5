"""Line, column and text of what stands in a YAML text or a table, by the keys that lead to it."""

import csv
import io
import random

import pytest

from atlas.intake.reading.marks import Mark, iter_cells, marks_in_table, marks_in_yaml, requote

YAML = """\
# Ünïcode: здравствуй
- name: One
  licence: 'Appache'   # a comment
  roles:
    - who: Somebody
      note: >-
        of several
        lines
- {name: "Two", ж: 3}
"""


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ((0, ()), (2, 3, "")),
        ((0, ("licence",)), (3, 12, "'Appache'")),
        ((0, ("roles", 0, "who")), (5, 12, "Somebody")),
        ((0, ("roles", 0, "note")), (6, 13, "")),
        ((1, ("name",)), (9, 10, '"Two"')),
        ((1, ("ж",)), (9, 20, "3")),
    ],
)
def test_yaml_values_are_marked_where_they_stand(path, mark):
    assert marks_in_yaml(YAML).values[path] == Mark(*mark)


def test_yaml_keys_are_marked_where_they_stand():
    marks = marks_in_yaml(YAML)
    assert marks.keys[0, ("roles", 0, "who")] == Mark(5, 7, "who")
    assert marks.names[1, ("ж",)] == Mark(9, 17, "ж")


TABLE = 'name,note,part.licence\nOne,"a, ""b""\nc",MIT| Appache |\n"T,wo",,"x|y"\n'
FIELDS = {"name": "name", "part.licence": "part.licence"}


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ((2, ("name",)), (2, 1, "One")),
        ((2, ("part", "licence", 0)), (3, 4, "MIT")),
        ((2, ("part", "licence", 1)), (3, 9, "Appache")),
        ((4, ("name",)), (4, 2, "T,wo")),
        ((4, ("part", "licence", 1)), (4, 12, "y")),
    ],
)
def test_values_in_cells_are_marked_where_they_stand(path, mark):
    assert marks_in_table(TABLE, ",", FIELDS).values[path] == Mark(*mark)


def test_columns_are_named_in_the_header_and_rows_have_their_cells():
    marks = marks_in_table(TABLE, ",", FIELDS)
    assert marks.names[2, ("part", "licence")] == Mark(1, 16, "licence")
    assert marks.keys[2, ("part", "licence")] == Mark(3, 4, "")
    assert (2, ("note",)) not in marks.names


def test_a_cell_with_quotes_in_it_cannot_be_replaced_alone():
    marks = marks_in_table('name\n"a ""b"""\n', ",", {"name": "name"})
    assert marks.values[2, ("name",)] == Mark(2, 1, "")


def test_a_column_taken_for_another_field_cannot_be_renamed():
    assert marks_in_table("Nom\nOne\n", ",", {"Nom": "name"}).names[2, ("name",)] == Mark(1, 1, "")


def test_cells_are_those_of_the_standard_reader() -> None:
    chance = random.Random(1)
    for _ in range(300):
        rows = [
            ["".join(chance.choice('a",\n ') for _ in range(chance.randrange(4))) + "x" for _ in range(3)] for _ in "ab"
        ]
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        cells = list(iter_cells(text.getvalue(), ","))
        assert [[cell for _, _, cell in row] for row in cells] == rows
        lines = text.getvalue().split("\n")
        for line, column, cell in (cell for row in cells for cell in row):
            assert lines[line - 1][column - 1] in (cell[0], '"')


@pytest.mark.parametrize(
    ("form", "old", "new", "written"),
    [
        ("yaml", '"x"', 'a "b"', '"a \\"b\\""'),
        ("yaml", "'x'", "it's", "'it''s'"),
        ("yaml", "x", "2024-05", "2024-05"),
        ("yaml", "x", "https://a.example/b", "https://a.example/b"),
        ("yaml", "x", "a: b", '"a: b"'),
        ("yaml", "x", "# a", '"# a"'),
        ("yaml", "x", "a, b", '"a, b"'),
        ("csv", "x", "a b", "a b"),
        ("csv", "x", "a, b", None),
        ("csv", "x", "a|b", None),
        ("tsv", "x", 'a"b', None),
    ],
)
def test_a_new_text_is_written_as_the_old_one_was(form, old, new, written):
    assert requote(old, new, form) == written
