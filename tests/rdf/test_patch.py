"""Differences as RDF Patch."""

from atlas.rdf.patch import to_patch
from atlas.rdf.terms import Literal, NamedNode, Quad

GRAPH = NamedNode("x:g")


def test_patch_says_what_goes_before_what_comes() -> None:
    gone = Quad(NamedNode("x:s"), NamedNode("x:p"), Literal("a\nb"), GRAPH)
    come = [Quad(NamedNode("x:s"), NamedNode("x:p"), Literal(text, language="en"), GRAPH) for text in ("z", "y")]
    lines = "".join(to_patch([gone], come, {"id": 'urn:"1"'})).splitlines()
    assert lines == [
        'H id "urn:\\"1\\"" .',
        "TX .",
        'D <x:s> <x:p> "a\\nb" <x:g> .',
        'A <x:s> <x:p> "y"@en <x:g> .',
        'A <x:s> <x:p> "z"@en <x:g> .',
        "TC .",
    ]


def test_triple_without_graph_has_no_graph_in_the_patch() -> None:
    bare = Quad(NamedNode("x:s"), NamedNode("x:p"), NamedNode("x:o"))
    assert "A <x:s> <x:p> <x:o> .\n" in list(to_patch([], [bare], {}))
