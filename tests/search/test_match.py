import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from atlas.search.index import Entry, build_index, make_entries
from atlas.search.match import Index

BASE = "http://ex.org/id/"


@pytest.fixture
def index(tmp_path: Path) -> Index:
    entries = [
        Entry(f"{BASE}model/bielik-11b", ("Bielik 11B v3",), "model"),
        Entry(f"{BASE}family/bielik", ("Bielik", "Orzeł"), "family"),
        Entry(f"{BASE}model/olmo", ("OLMo 7B",), "model"),
    ]
    assert build_index(tmp_path / "1.sqlite", entries) == 3
    return Index(tmp_path / "1.sqlite")


def test_the_very_name_comes_first(index: Index) -> None:
    assert [hit.iri for hit in index.find("bielik")] == [f"{BASE}family/bielik", f"{BASE}model/bielik-11b"]


def test_a_beginning_is_enough_and_accents_do_not_matter(index: Index) -> None:
    assert [hit.label for hit in index.find("olm")] == ["OLMo 7B"]
    assert [hit.label for hit in index.find("orzeł")] == ["Bielik"]
    assert [hit.label for hit in index.find("Orze")] == ["Bielik"]


def test_a_misspelt_name_finds_the_near_one(index: Index) -> None:
    for words in ("bielick", "belik", "bielk", "olmmo"):
        found = index.find(words)
        assert found, words
        assert found[0].is_near
    assert index.find("bielick")[0].iri == f"{BASE}family/bielik"
    assert not index.find("bielik")[0].is_near
    assert index.near("zzzzzz") == []


def test_a_type_narrows_the_answer(index: Index) -> None:
    assert [hit.iri for hit in index.find("bielik", type_iri="model")] == [f"{BASE}model/bielik-11b"]


@pytest.mark.parametrize("words", ["", "  ", '"', "NEAR(", "a OR b AND", "*", "bielik* -x", "ﬀ\x00"])
def test_search_syntax_in_words_is_only_words(index: Index, words: str) -> None:
    assert isinstance(index.find(words), list)


def test_rows_of_one_thing_become_one_entry() -> None:
    rows = [{"item": "a", "label": "A", "type": "t"}, {"item": "a", "label": "AA"}, {"item": "a", "label": "A"}]
    assert make_entries(rows) == [Entry("a", ("A", "AA"), "t")]


def test_an_index_that_nobody_holds_closes_only_after_the_searches_under_way(tmp_path: Path) -> None:
    path = tmp_path / "1.sqlite"
    build_index(path, [Entry(f"{BASE}model/{n}", (f"Model {n}",), "model") for n in range(500)])
    searches = []
    with ThreadPoolExecutor(4) as threads:
        for n in range(40):
            index = Index(path)
            searches.append(threads.submit(index.near, f"modell {n}"))
            del index
    assert all(search.result() for search in searches)


def test_a_closed_index_says_so_instead_of_reading(index: Index) -> None:
    index.close()
    with pytest.raises(sqlite3.ProgrammingError):
        index.find("bielik")
