"""Model cards and citation files become records by mapping folders alone."""

import json
from pathlib import Path

import pytest

from atlas.errors import InputError
from atlas.intake.drafting.conversion import Wanted, convert_body, find_pasteable, tell_form
from atlas.rdf.formats import N_QUADS
from atlas.rdf.parse import parse
from atlas.rdf.turtle import write_turtle
from atlas.schema.model import Schema

ROOT = Path(__file__).resolve().parents[3]
CARD = b"""---
license: apache-2.0
language: [pl, en]
base_model: made-up/base-7b
base_model_relation: finetune
datasets:
- allenai/dolma
tags: [a, b]
colour: blue
---
# A made-up model
"""
CITATION = b"""cff-version: 1.2.0
title: Made-up tool
abstract: Does nothing.
version: "1.10"
date-released: 2024-05-06
license: MIT
repository-code: https://example.org/tool
doi: 10.5555/12345678
authors: [{family-names: Nobody}]
"""
VALUES = {"name": "Made Up 7B", "address": "https://example.org/made-up-7b"}


def convert(schema: Schema, body: bytes, wanted: Wanted) -> tuple[str, list[dict]]:  # type: ignore[type-arg]
    """Turtle of what was made, and the rows."""
    said, _, records = b"".join(convert_body(schema, {"day": "2026-01-02", **vars(wanted)}, body)).partition(b"\n")
    quads = parse(records, N_QUADS, quad_limit=None)
    return write_turtle(quads, schema.prefixes, schema.base), json.loads(said)["rows"]


def test_shipped_mappings_that_take_pasted_texts_say_what_they_ask(schema: Schema) -> None:
    asked = {one.name: [ask.name for ask in one.asks] for one in find_pasteable(schema)}
    assert asked == {"citation-file": ["address"], "model-card": ["name", "address"]}


def test_head_of_a_model_card_is_a_model_and_its_source(schema: Schema) -> None:
    text, rows = convert(schema, CARD, Wanted("model-card", values=VALUES))
    assert [row["name"] for row in rows] == ["model/made-up-7b", "source/card-made-up-7b"]
    assert [one[0] for one in rows[0]["lost"]] == ["colour is left out"]
    for said in (
        '"Made Up 7B"@en', 'atlas:licenceStatement "apache-2.0"', "<scheme/language/pl>", "<scheme/language/en>",
        'atlas:hasTrainingDataset "allenai/dolma"', 'atlas:hasSourceArtifact "made-up/base-7b"',
        "<scheme/derivation-kind/fine-tuning>", "atlas:sourceUrl <https://example.org/made-up-7b>",
        "atlas:evidenceSource <id/source/card-made-up-7b>",
    ):  # fmt: skip
        assert said in text, said


def test_card_without_a_head_or_without_what_is_asked_is_refused(schema: Schema) -> None:
    for body, values in ((b"# No head\n", VALUES), (CARD, {}), (CARD, {**VALUES, "address": "not an address"})):
        with pytest.raises(InputError):
            convert(schema, body, Wanted("model-card", values=values))


def test_citation_file_is_software_or_a_dataset(schema: Schema) -> None:
    wanted = Wanted("citation-file", values={"address": "https://example.org/tool/CITATION.cff"})
    text, rows = convert(schema, CITATION, wanted)
    assert "atlas:sourceUrl <https://example.org/tool/CITATION.cff>" in text
    assert "atlas:supportsProperty atlas:releaseDate, atlas:repository" in " ".join(text.split())
    assert rows[0]["name"] == "software/made-up-tool"
    for said in ('"Made-up tool"@en', 'atlas:versionLabel "1.10"', '"2024-05-06"^^xsd:date', '"10.5555/12345678"',
                 "atlas:repository <https://example.org/tool>", 'atlas:licenceStatement "MIT"'):  # fmt: skip
        assert said in text, said
    assert "Nobody" not in text
    _, rows = convert(schema, CITATION + b"type: dataset\n", wanted)
    assert rows[0]["name"] == "dataset/made-up-tool"


def test_text_made_for_a_mapping_is_told_by_its_looks(schema: Schema) -> None:
    told = [tell_form(schema, text.decode()) for text in (CARD, CITATION, b"type: Model\nname: X\n", b"---\nname: X\n")]
    assert told == ["model-card", "citation-file", "", ""]
