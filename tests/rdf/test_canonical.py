"""Canonical form: equality whatever the order and the names of blank nodes."""

from atlas.rdf.canonical import digest, equal, to_canonical
from atlas.rdf.formats import TRIG, TURTLE
from atlas.rdf.parse import parse


def quads(text):
    return parse(text.encode(), TRIG, base_iri="http://b.example/")


def test_order_and_blank_node_names_do_not_count():
    one = quads("_:x <p> _:y . _:y <q> 1, 2 . <g> { _:x <p> 3 }")
    other = quads("<g> { _:b <p> 3 } _:a <q> 2, 1 . _:b <p> _:a .")
    assert equal(one, other)
    assert digest(one) == digest(other)


def test_another_lexical_form_is_another_dataset():
    assert not equal(quads("<s> <p> 1.10 ."), quads("<s> <p> 1.1 ."))


def test_another_graph_is_another_dataset():
    assert not equal(quads("<s> <p> 1 ."), quads("<g> { <s> <p> 1 }"))


def test_lines_are_sorted_and_unique():
    lines = to_canonical(parse(b"<b> <p> 1 . <a> <p> 1, 1 .", TURTLE, base_iri="http://b.example/")).splitlines()
    assert len(lines) == 2
    assert lines == sorted(lines)
