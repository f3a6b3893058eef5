"""Sets of bits count as Python's own sets do."""

from hypothesis import given
from hypothesis import strategies as st

from atlas.access.exploring.postings import Postings, every, numbers_of, to_bytes

SIZE = 600
PAIRS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, SIZE - 1)), max_size=300)


@given(PAIRS, st.sets(st.integers(0, SIZE - 1)))
def test_counts_equal_those_of_sets(pairs: list[tuple[str, int]], among: set[int]) -> None:
    postings = Postings(SIZE)
    for value, number in pairs:
        postings.add(value, number)
    postings.settle()
    bits = sum(1 << n for n in among)
    for value in "abc":
        have = {number for one, number in pairs if one == value}
        assert postings.count(value, bits, to_bytes(bits, SIZE)) == len(have & among)
        assert set(numbers_of(postings.bits([value]), SIZE)) == have
    assert postings.known() == postings.bits("abc")
    counts = [len({number for one, number in pairs if one == value}) for value in postings.ranked()]
    assert counts == sorted(counts, reverse=True)


@given(st.sets(st.integers(0, SIZE - 1)), st.integers(0, 50), st.integers(1, 50))
def test_a_page_of_numbers_is_a_slice_of_them(held: set[int], start: int, count: int) -> None:
    bits = sum(1 << n for n in held)
    assert list(numbers_of(bits, SIZE, start=start, count=count)) == sorted(held)[start : start + count]


def test_every_thing_is_in_the_whole() -> None:
    assert list(numbers_of(every(9), 9)) == list(range(9))
    assert every(0) == 0


def test_values_rank_by_how_many_have_them() -> None:
    postings = Postings(4)
    for number in range(3):
        postings.add("often", number)
    postings.add("once", 3)
    assert postings.ranked() == ("often", "once")
    assert "never" not in postings
    assert postings.count("never", every(4), to_bytes(every(4), 4)) == 0
