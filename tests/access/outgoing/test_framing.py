"""Framing by an export's own frame: one object, an inline context, nothing fetched."""

import pytest
from pyld import jsonld
from pyld.jsonld import JsonLdError

from atlas.access.outgoing.framing import frame_statements
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import Dataset

DATA = b"""@prefix s: <https://schema.org/> .
<urn:a> a s:Person ; s:name "A"@en ; s:knows <urn:b> ; s:affiliation <urn:o> .
<urn:o> a s:Organization ; s:name "O" ."""
FRAME: dict[str, object] = {
    "@context": {"@vocab": "https://schema.org/", "knows": {"@type": "@id"}},
    "@type": "Person",
}


def statements() -> Dataset:
    return Dataset(parse(DATA, TURTLE, quad_limit=None))


def test_parts_are_embedded_under_the_node_on_top() -> None:
    made = frame_statements(statements(), FRAME, "urn:a")
    assert made["@id"] == "urn:a"
    assert made["affiliation"] == {"@id": "urn:o", "@type": "Organization", "name": "O"}


def test_framing_loses_no_statement() -> None:
    made = frame_statements(statements(), FRAME, "urn:a")
    again = jsonld.to_rdf(made, {"format": "application/n-quads"})
    assert sorted(again.strip().splitlines()) == sorted(f"{quad} ." for quad in statements())


def test_a_published_context_stands_for_the_inline_one() -> None:
    assert frame_statements(statements(), FRAME, "urn:a", "https://schema.org/")["@context"] == "https://schema.org/"


def test_nothing_gives_an_empty_object() -> None:
    assert frame_statements(Dataset(), FRAME) == {}


def test_a_frame_with_a_remote_context_is_refused() -> None:
    with pytest.raises(JsonLdError):
        frame_statements(statements(), {"@context": "https://schema.org/", "@type": "Person"})
