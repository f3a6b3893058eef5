"""What the columns of a table stand for, and which of them contradict each other."""

import pytest

from atlas.intake.reading.columns import check_columns, read_row
from atlas.intake.reading.values import DocumentError


@pytest.mark.parametrize(
    ("taken", "named"),
    [
        ({"size": "hectares", "hectares": "hectares"}, "size, hectares"),
        ({"bed": "hasBed", "plant": "hasBed.growsPlant"}, "bed, plant"),
        ({"plant": "hasBed.growsPlant", "bed": "hasBed"}, "bed, plant"),
        ({".": ".", "..a": "..a"}, "., ..a"),
        ({"deep": "a" + ".a" * 64}, "deep"),
    ],
)
def test_columns_that_stand_for_the_same_are_refused_by_name(taken: dict[str, str], named: str) -> None:
    with pytest.raises(DocumentError) as caught:
        check_columns(taken)
    assert (caught.value.found, caught.value.line) == (named, 1)


def test_columns_of_two_parts_and_those_left_out_go_together() -> None:
    check_columns({"a": "hasBed.growsPlant", "b": "hasBed.plantCount", "c": "hasBedding", "d": "-", "e": "-"})


def test_cells_become_values_and_parts_without_the_columns_left_out() -> None:
    taken = {"name": "name", "plants": "hasBed.growsPlant", "note": "-"}
    row = read_row(["name", "plants", "note", "empty"], ["Yard", "moss | fern", "x"], taken, 2)
    assert row == {"name": "Yard", "hasBed": {"growsPlant": ["moss", "fern"]}}


def test_row_with_more_cells_than_the_header_is_refused_at_its_line() -> None:
    with pytest.raises(DocumentError) as caught:
        read_row(["a"], ["1", "2"], {"a": "a"}, 7)
    assert caught.value.line == 7
