"""The one Turtle layout: the same statements give the same text, and the text gives the same statements."""

import pytest

from atlas.errors import RdfSyntaxError
from atlas.rdf.canonical import equal
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.turtle import WIDTH, format_turtle

BASE = "https://toy.example/"
PREFIXES = f"""@base <{BASE}> . @prefix t: <ont/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dct: <http://purl.org/dc/terms/> .
"""

HARD = [
    "<s> t:p 01, 1.10, +5, -.5, 1e3, 1.E3, true, false .",
    "<s> t:p '''a\nb \"\"\" c\"''', 'tab\\tend', '\\u0001\\r\\n', 'back\\\\slash', '\"\"', '\"\"\"' .",
    "<s> t:p 'x'@en, 'x'@pl, 'x'@en-GB, 'x', 'x'^^<http://www.w3.org/2001/XMLSchema#date> .",
    "<s> t:p ( 1 ( 2 3 ) [ t:q 4 ] () ), () .",
    "<s> t:p [ t:q [ t:r 1 ], [ t:r 2 ] ], [], _:shared . <o> t:p _:shared . _:shared t:q 1 .",
    "_:a t:p _:b . _:b t:p _:a . [] t:p 1 . _:self t:p _:self .",
    "_:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1, 2 ; "
    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> () . <s> t:p _:l .",
    "_:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ; "
    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:m . "
    "_:m <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 2 ; "
    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l .",
    "<s> t:p <http://e.example/a%20b>, <http://e.example/ü>, <urn:x:y>, t:a.b, <ont/a/b>, <ont/>, <> .",
    "<s> t:p <?q=1>, <id/../x>, <id//x>, <id/x#y:z> .",
    "<s> t:p " + "[ t:q " * 60 + "1" + " ]" * 60 + " .",
    "<s> t:p (" + " ".join(str(n) for n in range(2000)) + ") .",
    "<s> t:p " + ", ".join(f"<id/thing/a-rather-long-name-{n}>" for n in range(30)) + " .",
]


@pytest.mark.parametrize("body", HARD, ids=range(len(HARD)))
def test_layout_keeps_every_statement_and_settles_at_once(body):
    text = PREFIXES + body
    once = format_turtle(text, BASE)
    assert equal(parse(once.encode(), TURTLE, base_iri=BASE), parse(text.encode(), TURTLE, base_iri=BASE))
    assert format_turtle(once, BASE) == once


def test_order_of_writing_does_not_show():
    one = format_turtle(PREFIXES + "<b> t:q 2 ; t:p [ t:r 1 ], [ t:r 2 ] . <a> t:p 1 .", BASE)
    other = format_turtle(PREFIXES + "<a> t:p 1 . <b> t:p [ t:r 2 ], [ t:r 1 ] ; t:q 2 .", BASE)
    assert one == other


def test_record_reads_from_its_graph_to_its_topic_to_its_parts():
    text = format_turtle(
        PREFIXES
        + "<id/x/a#part-10> a t:P . <id/x/a#part-2> a t:P . <id/x/a> t:z 1 ; skos:prefLabel 'A'@en ; a t:X ."
        + "<graph/x/a> foaf:primaryTopic <id/x/a> ; a t:G .",
        BASE,
    )
    starts = [text.index(f"\n<{name}>") for name in ("graph/x/a", "id/x/a", "id/x/a#part-2", "id/x/a#part-10")]
    assert starts == sorted(starts)
    assert text.index("a t:X") < text.index("skos:prefLabel") < text.index("t:z")


def test_ontology_header_comes_first():
    text = format_turtle(PREFIXES + "t:A a owl:Class . <zzz> a owl:Ontology .", BASE)
    assert text.index("<zzz>") < text.index("t:A a")


def test_only_used_prefixes_are_declared_and_the_standard_name_wins():
    text = format_turtle(PREFIXES + "<s> dct:title 'x' .", BASE)
    assert [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")] == ["dcterms:"]


def test_text_of_several_lines_stays_on_several_lines():
    text = format_turtle(PREFIXES + "<s> t:p 'first\\nsecond' .", BASE)
    assert '"""first\nsecond"""' in text


def test_long_lists_of_values_are_broken_before_the_margin():
    text = format_turtle(PREFIXES + "<s> t:p " + ", ".join(f"<id/thing/{'n' * 30}{n}>" for n in range(9)) + " .", BASE)
    assert max(len(line) for line in text.splitlines()) <= WIDTH


def test_malformed_text_is_refused():
    with pytest.raises(RdfSyntaxError):
        format_turtle("<s> <p> .", BASE)
