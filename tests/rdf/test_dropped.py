"""What JSON-LD would lose without a word."""

import json

import pytest

from atlas.rdf.dropped import find_dropped

CONTEXT = {
    "@context": {
        "id": "@id",
        "name": "urn:x:name",
        "label": {"@id": "urn:x:label", "@container": "@language"},
        "knows": {"@id": "urn:x:knows", "@type": "@id"},
        "raw": {"@id": "urn:x:raw", "@type": "@json"},
        "scoped": {"@id": "urn:x:scoped", "@context": {"inner": "urn:x:inner"}},
    }
}
CONTEXTS = {"http://c.example/context": CONTEXT}


def dropped(document):
    text = json.dumps({"@context": "http://c.example/context", **document})
    return {one.text for one in find_dropped(text, CONTEXTS, None)}


@pytest.mark.parametrize(
    "document",
    [
        {"name": "x", "label": {"en": "x", "pl": "y"}, "knows": "urn:x:a", "urn:x:y": 1},
        {"raw": {"anything": {"goes": 1}}},
        {"scoped": {"inner": 1}},
        {"name": {"@value": "x", "@language": "en"}},
        {"nam": 1, "@context": {"@vocab": "urn:v:"}},
        {"nam": 1, "@context": ["http://c.example/context", {"nam": "urn:x:nam"}]},
    ],
)
def test_what_a_context_explains_is_kept(document):
    assert dropped(document) == set()


@pytest.mark.parametrize(
    ("document", "lost"),
    [
        ({"nam": "x"}, {"nam"}),
        ({"knows": {"id": "urn:x:a", "nam": 1}}, {"nam"}),
        ({"@graph": [{"nam": 1}, {"label": {"en": "nam"}}]}, {"nam"}),
        ({"knows": "no iri"}, {"no iri"}),
        ({"id": "urn:x:<a>"}, {"urn:x:<a>"}),
        ({"name": {"en": "a map where none is meant"}}, {"en"}),
    ],
)
def test_what_no_context_explains_is_found(document, lost):
    assert dropped(document) == lost


def test_the_place_and_the_known_keys_are_told():
    text = '{"@context": "http://c.example/context",\n "nam": 1}'
    (one,) = find_dropped(text, CONTEXTS, None)
    assert (one.line, one.column) == (2, 2)
    assert "name" in one.near
