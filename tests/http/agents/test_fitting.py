"""Answers for agents fit into a bound, and what was cut is counted."""

import json

from atlas.http.agents.fitting import TEXT_CHARACTERS, fit


def test_a_small_answer_stays_as_it_is() -> None:
    assert fit({"a": [1, 2]}) == {"a": [1, 2], "truncated": False}


def test_the_longest_list_is_cut_and_counted() -> None:
    answer = {"rows": [{"n": "x" * 20} for _ in range(1000)], "names": ["a", "b"]}
    said = fit(answer, characters=2_000)
    assert len(json.dumps(said, indent=2)) < 2_500
    assert said["truncated"] is True
    assert said["cut"] == [{"list": "rows", "shown": len(said["rows"]), "of": 1000}]
    assert said["names"] == ["a", "b"]
    assert len(answer["rows"]) == 1000


def test_a_list_inside_a_list_is_found() -> None:
    said = fit({"facts": [{"values": list(range(5000))}]}, characters=1_000)
    assert said["cut"][0]["list"] == "facts.0.values"


def test_a_long_text_is_shortened_and_queries_are_not() -> None:
    said = fit({"summary": "x" * 5000, "sparql": "y" * 5000})
    assert len(said["summary"]) < TEXT_CHARACTERS + 10
    assert len(said["sparql"]) == 5000
    assert said["texts_shortened"] == 1


def test_an_answer_that_cannot_be_cut_ends() -> None:
    assert fit({"sparql": "y" * 50_000}, characters=100)["truncated"] is False
