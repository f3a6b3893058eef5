"""JSON-LD contexts: what replacing them does to places in the text."""

import json

from atlas.rdf.contexts import Splice, bundle_contexts, original_offset, position


def test_places_before_inside_and_after_a_replaced_context_map_back():
    splices = [Splice(10, 12, "xxxxxx"), Splice(20, 22, "y")]
    assert [original_offset(offset, splices) for offset in (5, 9)] == [5, 9]
    assert original_offset(13, splices) == 10
    assert original_offset(16, splices) == 12
    assert original_offset(24, splices) == 20
    assert original_offset(25, splices) == 22


def test_only_names_of_contexts_are_replaced():
    text = '{"@context": ["http://c.example/"], "name": "http://c.example/", "@context2": "http://c.example/"}'
    spliced, splices = bundle_contexts(text, {"http://c.example/": {"@context": {"a": "urn:a"}}}, None)
    assert len(splices) == 1
    assert json.loads(spliced)["@context"] == [{"a": "urn:a"}]
    assert json.loads(spliced)["name"] == "http://c.example/"


def test_position_counts_lines_and_characters_from_one():
    assert position("ab\ncd", 0) == (1, 1)
    assert position("ab\ncd", 4) == (2, 2)
