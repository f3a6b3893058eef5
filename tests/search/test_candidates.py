"""Candidates for a name: the very name is sure, everything else is scored, said why, and never taken for sure."""

from pathlib import Path

import pytest

from atlas.search.candidates import Asked, alike, pieces_of
from atlas.search.index import Entry, build_index, to_key
from atlas.search.match import Index

BASE = "http://ex.org/id/"
FAMILY, MODEL = frozenset({"family"}), frozenset({"model"})


@pytest.fixture
def index(tmp_path: Path) -> Index:
    entries = [
        Entry(f"{BASE}family/llama", ("Llama",), "family"),
        Entry(f"{BASE}project/llama", ("Llama",), "project"),
        Entry(f"{BASE}model/olmo-2-7b", ("OLMo 2 7B", "allenai/OLMo-2-1124-7B"), "model"),
        Entry(f"{BASE}model/olmo-2-13b", ("OLMo 2 13B", "allenai/OLMo-2-1124-13B"), "model"),
        Entry(f"{BASE}model/bielik", ("Bielik 11B v3 - Orzeł",), "model"),
        Entry(f"{BASE}community/eleutherai", ("EleutherAI",), "community"),
        *(
            Entry(f"{BASE}organisation/{name}", (f"{name} AI",), "organisation")
            for name in ("swiss", "mistral", "aleph")
        ),
    ]
    build_index(tmp_path / "1.sqlite", entries)
    return Index(tmp_path / "1.sqlite")


def test_the_very_name_is_found_whatever_its_case_accents_and_punctuation(index: Index) -> None:
    for name in ("olmo-2 7b", "ALLENAI/olmo_2_1124_7B", "OLMo 2 (7B)"):
        ((best, *rest),) = index.candidates([Asked(name)])
        assert (best.iri, best.score, best.is_exact) == (f"{BASE}model/olmo-2-7b", 100.0, True)
        assert not any(one.is_exact for one in rest)


def test_two_things_of_one_name_are_both_sure(index: Index) -> None:
    (found,) = index.candidates([Asked("llama")])
    assert [(one.type, one.is_exact) for one in found[:2]] == [("family", True), ("project", True)]


def test_a_type_decides_between_namesakes(index: Index) -> None:
    (found,) = index.candidates([Asked("llama", FAMILY)])
    assert [one.iri for one in found] == [f"{BASE}family/llama"]


def test_a_name_of_another_type_is_looked_for_nearby(index: Index) -> None:
    (found,) = index.candidates([Asked("olmo 2", MODEL)])
    assert {one.iri for one in found} == {f"{BASE}model/olmo-2-7b", f"{BASE}model/olmo-2-13b"}
    assert all(one.score < 100 and not one.is_exact for one in found)


def test_a_misspelt_name_is_near_and_not_sure(index: Index) -> None:
    ((best, *_),) = index.candidates([Asked("bielick 11b v3 orzel")])
    assert best.iri == f"{BASE}model/bielik"
    assert 50 < best.score < 100
    assert best.words == 0.75
    assert best.letters < 1


@pytest.mark.parametrize(
    ("name", "iri"),
    [("Eleuther AI", "community/eleutherai"), ("o-l-mo 2 7b", "model/olmo-2-7b"), ("SwissAI", "organisation/swiss")],
)
def test_a_name_parted_otherwise_comes_first_and_is_not_sure(index: Index, name: str, iri: str) -> None:
    ((best, *_),) = index.candidates([Asked(name)])
    assert (best.iri, best.is_exact) == (f"{BASE}{iri}", False)
    assert 90 < best.score < 100


@pytest.mark.parametrize("name", ["", "  ", "?!", "zzzzzzzzzz", '"', "NEAR(", "a OR b*"])
def test_what_is_no_name_gives_nothing_or_nothing_sure(index: Index, name: str) -> None:
    (found,) = index.candidates([Asked(name)])
    assert not any(one.is_exact for one in found)


def test_an_answer_has_no_more_than_was_asked_for(index: Index) -> None:
    assert [len(found) for found in index.candidates([Asked("olmo", limit=1), Asked("llama", limit=5)])] == [1, 2]


def test_keys_and_likeness_are_symmetric() -> None:
    assert to_key("Orzeł-3.5_Ünï") == "orzel 3 5 uni"
    assert alike(pieces_of("abc"), pieces_of("abd")) == alike(pieces_of("abd"), pieces_of("abc"))
    assert alike(pieces_of("abc"), pieces_of("abc")) == 1.0
