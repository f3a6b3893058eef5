"""Pairs that may be one are listed with reasons, and what a person decides of them holds."""

import json
from pathlib import Path

from tests.cli.conftest import Atlas

BASE = "https://w3id.org/open-llm-atlas/id/"
PAIR = ("model/gemma-2-9b", "model/gemma-2-9b-it")


def pairs(found: dict[str, list[dict[str, str]]]) -> set[frozenset[str]]:
    return {frozenset((one["subject"], one["target"])) for links in found.values() for one in links}


def test_a_pair_is_listed_until_somebody_decides_it(atlas: Atlas, root: Path) -> None:
    assert atlas("load", home=root).code == 0
    listed = json.loads(atlas("links", "--json", home=root).out)
    pair = frozenset(BASE + one for one in PAIR)
    assert pair in pairs(listed)
    assert all(one["reasons"] and one["doubts"] for one in listed["review"])
    text = atlas("links", "--kind", "model", "--limit", "1", home=root).out
    assert text.count("maker ") == 1 and "more (--limit" in text

    decided = atlas("links", "reject", *PAIR, "--who", "Ada", "--why", "base and tuned model", home=root)
    assert decided.code == 0
    assert pair not in pairs(json.loads(atlas("links", "--json", home=root).out))

    refused = atlas("links", "accept", "model/none", PAIR[0], "--who", "Ada", home=root)
    assert refused.code == 2 and "model/none" in refused.err
    assert atlas("links", "accept", *PAIR, home=root).code == 2


def test_a_home_without_the_queries_is_told_so(atlas: Atlas) -> None:
    ran = atlas("links")
    assert ran.code == 2
    assert "identities" in ran.err
