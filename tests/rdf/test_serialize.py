"""Serialising: each format reads back to the same statements, and the same statements give the same bytes."""

import pytest

from atlas.errors import NotAcceptableError
from atlas.rdf.canonical import equal
from atlas.rdf.formats import CSV, DATASET_FORMATS, GRAPH_FORMATS, N_TRIPLES, RDF_FORMATS, TRIG, TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.serialize import serialize

TEXT = b"""@prefix e: <http://e.example/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
e:s e:p 1.10, "x"@en, [ e:q "a\\nb" ], ( 1 2 ) ; skos:prefLabel "S"@en . [] e:p e:s ."""
PREFIXES = {"e": "http://e.example/", "unused": "http://unused.example/"}


@pytest.mark.parametrize("format_", RDF_FORMATS, ids=lambda f: f.name)
def test_each_format_reads_back_to_the_same_statements(format_):
    quads = parse(TEXT, TURTLE)
    assert equal(parse(serialize(quads, format_, PREFIXES), format_), quads)


@pytest.mark.parametrize("format_", RDF_FORMATS, ids=lambda f: f.name)
def test_same_statements_give_the_same_bytes(format_):
    quads = parse(TEXT, TURTLE)
    again = list(reversed(parse(TEXT, TURTLE)))
    assert serialize(quads, format_, PREFIXES) == serialize(again, format_, PREFIXES)


@pytest.mark.parametrize("format_", DATASET_FORMATS, ids=lambda f: f.name)
def test_graph_names_are_kept_where_the_format_has_them(format_):
    quads = parse(b"<http://e.example/g> { <http://e.example/s> <http://e.example/p> 1 }", TRIG)
    assert equal(parse(serialize(quads, format_), format_), quads)


def test_graph_names_are_left_out_where_the_format_has_none():
    quads = parse(b"<http://e.example/g> { <http://e.example/s> <http://e.example/p> 1 }", TRIG)
    assert all(
        str(q.graph_name) == "DEFAULT"
        for f in GRAPH_FORMATS
        if f.name != "jsonld"
        for q in parse(serialize(quads, f), f)
    )
    assert serialize(quads, N_TRIPLES).count(b"<") == 3


def test_unused_prefixes_are_not_declared():
    assert b"unused" not in serialize(parse(TEXT, TURTLE), TRIG, PREFIXES)


def test_a_result_format_cannot_hold_rdf():
    with pytest.raises(NotAcceptableError):
        serialize([], CSV)
