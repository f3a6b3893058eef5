"""Spans cut from ordered numbers and dates equal what comparing each value finds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.access.exploring.spans import Scale, Span, Typed, read_span
from atlas.http.languages import Languages
from atlas.http.pages import find_web
from atlas.namespaces import XSD
from atlas.schema.ranges import Kind

SAY = Languages(find_web() / "text").default.say_text
SIZE = 50
NUMBERS = st.lists(st.tuples(st.integers(-9, 9), st.integers(0, SIZE - 1)), max_size=60)
DATES = st.sampled_from(["2023", "2023-12", "2023-12-31", "2024", "2024-01", "2024-03", "2024-03-15", "2024-03-16"])


def things(bits: int) -> set[int]:
    return {n for n in range(SIZE) if bits >> n & 1}


@given(NUMBERS, st.integers(-9, 9), st.integers(0, 9))
def test_numbers_in_a_span_are_those_between_its_bounds(pairs: list[tuple[int, int]], low: int, wide: int) -> None:
    scale = Scale(Kind.NUMBER, SIZE)
    for value, number in pairs:
        scale.add(str(value), number)
    high = low + wide
    assert things(scale.bits(Span(Kind.NUMBER, str(low), str(high)))) == {n for v, n in pairs if low <= v <= high}
    assert things(scale.bits(Span(Kind.NUMBER, str(low)))) == {n for v, n in pairs if low <= v}
    assert things(scale.bits(Span(Kind.NUMBER, "", str(high)))) == {n for v, n in pairs if v <= high}
    assert things(scale.known()) == {n for _, n in pairs}


@given(st.lists(st.tuples(DATES, st.integers(0, SIZE - 1)), max_size=40), DATES, DATES)
def test_dates_in_a_span_are_those_that_touch_it(pairs: list[tuple[str, int]], one: str, other: str) -> None:
    low, high = min(one, other), max(one, other)
    scale = Scale(Kind.DATE, SIZE)
    for value, number in pairs:
        scale.add(f'"{value}"^^<{XSD}date>', number)
    fits = {
        n for value, n in pairs if (value >= low or low.startswith(value)) and (value <= high or value.startswith(high))
    }
    assert things(scale.bits(Span(Kind.DATE, low, high))) == fits


def test_values_added_later_count_in_a_span_cut_before() -> None:
    scale = Scale(Kind.NUMBER, SIZE)
    scale.add("3", 1)
    assert things(scale.bits(Span(Kind.NUMBER, "1", "9"))) == {1}
    scale.add("4", 2)
    assert things(scale.bits(Span(Kind.NUMBER, "1", "9"))) == {1, 2}
    assert scale.ends() == ("3", "4")


def test_whole_and_broken_and_endless_numbers_stand_in_one_order() -> None:
    endless = "9" * 5000
    scale = Scale(Kind.NUMBER, SIZE)
    for number, cell in enumerate(("10", "-2", "2.5", "1e3", f'"{endless}"^^<{XSD}integer>')):
        scale.add(cell, number)
    scale.settle()
    assert scale.ends() == ("-2", endless)
    assert things(scale.bits(Span(Kind.NUMBER, "2", "1000"))) == {0, 2, 3}


@pytest.mark.parametrize("cell", ["<https://gardens.example/id/x>", '"7"', '"seven"@en', "NaN", '"x"^^<y>'])
def test_what_is_no_number_is_not_on_the_scale(cell: str) -> None:
    scale = Scale(Kind.NUMBER, SIZE)
    scale.add(cell, 1)
    assert len(scale) == 0
    assert scale.ends() == ("", "")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("7e9", "7000000000"), (" 1.50 ", "1.5"), ("-0", "0"), ("+3", "3"), (".5", "0.5"), ("1e18", "1" + 18 * "0")],
)
def test_numbers_are_read_as_people_type_them(typed: str, meant: str) -> None:
    span = read_span(Kind.NUMBER, typed, "", SAY)
    assert span == Span(Kind.NUMBER, meant)
    assert Decimal(meant) == Decimal(typed.strip())


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        (Kind.NUMBER, "many", ""),
        (Kind.NUMBER, "", "1,5"),
        (Kind.NUMBER, "2", "1"),
        (Kind.NUMBER, "1e19", ""),
        (Kind.NUMBER, "1e-19", ""),
        (Kind.NUMBER, "nan", "inf"),
        (Kind.NUMBER, "9" * 99, ""),
        (Kind.NUMBER, "\u0663", ""),
        (Kind.DATE, "2024-02-30", ""),
        (Kind.DATE, "0000", ""),
        (Kind.DATE, "15.3.2024", ""),
        (Kind.DATE, "2024-03", "2024-02-28"),
    ],
)
def test_bounds_that_make_no_span_come_back_as_typed(kind: Kind, low: str, high: str) -> None:
    given_back = read_span(kind, low, high, SAY)
    assert isinstance(given_back, Typed)
    assert given_back.problem
    assert (given_back.low, given_back.high) == (low[:40], high[:40])


@pytest.mark.parametrize(("low", "high"), [("2024-03", "2024"), ("2024", "2024-03"), ("2024", "2024"), ("", "2024")])
def test_bounds_of_different_precision_make_a_span(low: str, high: str) -> None:
    assert read_span(Kind.DATE, low, high, SAY) == Span(Kind.DATE, low, high)


def test_nothing_typed_is_no_span() -> None:
    assert read_span(Kind.NUMBER, " ", "", SAY) is None
