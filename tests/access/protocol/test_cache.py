import pytest

from atlas.access.protocol.cache import ENTRY_OVERHEAD_BYTES, Key, ResultCache, matches
from atlas.store.protocol import DatasetClause


def key(text: str = "ASK {}", snapshot: int = 1) -> Key:
    return Key("store", snapshot, DatasetClause(), text, "text/csv")


def test_answer_is_found_under_its_whole_key_only() -> None:
    cache = ResultCache(100_000)
    assert cache.keep(key(), b"yes")
    assert cache.find(key()) == b"yes"
    assert cache.find(key(snapshot=2)) is None
    assert (cache.hits, cache.misses) == (1, 1)


def test_least_recently_used_is_forgotten_first() -> None:
    weight = ENTRY_OVERHEAD_BYTES + 1 + 100
    cache = ResultCache(3 * weight)
    for name in "abc":
        assert cache.keep(key(name), b"x" * 100)
    cache.find(key("a"))
    cache.keep(key("d"), b"x" * 100)
    assert [name for name in "abcd" if cache.find(key(name))] == ["a", "c", "d"]
    assert cache.size_bytes <= cache.limit_bytes


def test_size_is_counted_once_when_an_answer_is_kept_again() -> None:
    cache = ResultCache(100_000)
    for _ in range(5):
        cache.keep(key(), b"x" * 1_000)
    assert len(cache) == 1
    assert cache.size_bytes == ENTRY_OVERHEAD_BYTES + len("ASK {}") + 1_000


def test_long_answers_and_a_cache_of_nothing_keep_nothing() -> None:
    assert not ResultCache(80_000).keep(key(), b"x" * 10_001)
    assert not ResultCache(0).keep(key(), b"")


@pytest.mark.parametrize(
    ("header", "expected"),
    [('"a"', True), ('W/"a"', True), ('"b", "a"', True), ("*", True), ('"b"', False), ("", False)],
)
def test_etag_is_found_in_a_list(header: str, expected: bool) -> None:
    assert matches(header, '"a"') is expected
