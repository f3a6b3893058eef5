"""A table turned: what meets is counted, added up or shown; nothing is counted that is not there."""

import pytest

from atlas.access.outgoing.sheet import to_text
from atlas.access.saved_queries.pivot import Turn, pivot, read_turn
from atlas.access.saved_queries.questions import Cell, Table
from atlas.errors import ParameterError

ROWS = (
    ("OLMo", "pre-training", "2.5"),
    ("OLMo", "release", "0.1"),
    ("Aya", "release", "0.2"),
    ("Aya", "release", "much"),
    ("Aya", None, "9"),
)
TABLE = Table(
    ("project", "stage", "hours"),
    tuple(tuple(None if text is None else Cell(text) for text in row) for row in ROWS),
)


def cells(turn: Turn) -> list[list[str]]:
    return [
        [head.text, *(cell.text if cell else "" for cell in row), total] for head, row, total in pivot(TABLE, turn).body
    ]


def test_rows_are_counted_where_two_values_meet() -> None:
    turn = Turn("project", "stage")
    assert cells(turn) == [["OLMo", "1", "1", "2"], ["Aya", "", "2", "2"]]
    turned = pivot(TABLE, turn)
    assert [head.text for head in turned.heads] == ["pre-training", "release"]
    assert turned.totals == ("1", "3", "4")


def test_with_a_value_column_different_values_are_counted() -> None:
    assert cells(Turn("stage", "", "count", "project")) == [["pre-training", "1", "1"], ["release", "2", "2"]]


def test_sums_are_exact_and_what_is_no_number_is_told() -> None:
    turned = pivot(TABLE, Turn("stage", "", "sum", "hours"))
    assert [total for _, _, total in turned.body] == ["2.5", "0.3"]
    assert turned.left_out == 1


def test_first_values_stand_as_they_are_and_have_no_totals() -> None:
    turned = pivot(TABLE, Turn("project", "stage", "first", "hours"))
    assert [[cell.text if cell else "" for cell in row] for _, row, _ in turned.body] == [["2.5", "0.1"], ["", "0.2"]]
    assert turned.totals == ()


def test_things_of_one_name_stay_apart_and_files_have_no_two_columns_alike() -> None:
    table = Table(("a", "b"), ((Cell("x"), Cell("Paris", "urn:1")), (Cell("x"), Cell("Paris", "urn:2"))))
    turned = pivot(table, Turn("a", "b"))
    assert [head.iri for head in turned.heads] == ["urn:1", "urn:2"]
    assert turned.to_sheet("total").names == ("a", "Paris", "Paris (2)", "total")


def test_a_file_has_every_row_with_its_total_and_the_totals_last() -> None:
    sheet = pivot(TABLE, Turn("project", "stage")).to_sheet("total")
    assert [[to_text(term) for term in row] for row in sheet.rows] == [
        ["OLMo", "1", "1", "2"],
        ["Aya", "", "2", "2"],
        ["total", "1", "3", "4"],
    ]


def test_a_page_shows_a_corner_and_the_totals_of_all() -> None:
    corner = pivot(TABLE, Turn("project", "stage")).shorten(1, 1)
    assert len(corner.body) == 1 and len(corner.heads) == 1
    assert corner.totals == ("1", "4")


@pytest.mark.parametrize("text", ["1e999999", "Infinity", "NaN", "9" * 41, "", "1_000"])
def test_what_cannot_be_added_is_left_out(text: str) -> None:
    turned = pivot(Table(("a", "n"), ((Cell("x"), Cell(text)),)), Turn("a", "", "sum", "n"))
    assert turned.left_out == 1 or text == "1_000"


def test_the_first_two_columns_are_turned_where_nothing_is_said() -> None:
    assert read_turn(("a", "b", "n"), {}) == Turn("a", "b", "count", "")
    assert read_turn(("a",), {}) == Turn("a", "", "count", "")
    assert read_turn(("a", "b", "n"), {"measure": "sum"}) == Turn("a", "b", "sum", "n")
    assert read_turn(("a", "b"), {"across": ""}) == Turn("a", "", "count", "")


@pytest.mark.parametrize("given", [{"down": "z"}, {"across": "z"}, {"value": "z"}, {"measure": "median"}])
def test_a_column_or_measure_that_is_not_there_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(ParameterError):
        read_turn(("a", "b"), given)


def test_an_answer_without_columns_cannot_be_turned() -> None:
    with pytest.raises(ParameterError):
        read_turn((), {})
