"""Finding a statement in the text it came from."""

import pytest

from atlas.rdf.formats import JSON_LD, N_TRIPLES, RDF_XML, TRIG, TURTLE
from atlas.rdf.locate import Locator

BASE = "http://b.example/"
TEXT = """@prefix e: <http://e.example/> .
# <s> e:p 1 .
<s> a e:C ; # a comment ; with marks .
  e:p "one. ; ", '''two
lines''', <o> , [ e:q <deep> ] , ( 1 <o> ) ;
  e:r 1.5 .
[] e:p 2 .
<t> e:p e:x.y.
PREFIX f: <#>
f:a f:b f:c .
"""


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "place"),
    [
        (f"{BASE}s", None, None, (3, 1)),
        (f"{BASE}s", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://e.example/C", (3, 7)),
        (f"{BASE}s", "http://e.example/p", "one. ; ", (4, 7)),
        (f"{BASE}s", "http://e.example/p", "two\nlines", (4, 18)),
        (f"{BASE}s", "http://e.example/p", f"{BASE}o", (5, 11)),
        (f"{BASE}s", "http://e.example/r", "1.5", (6, 7)),
        (f"{BASE}s", "http://e.example/r", "not there", (6, 3)),
        (f"{BASE}s", "http://e.example/none", None, (3, 1)),
        (f"{BASE}t", "http://e.example/p", "http://e.example/x.y", (8, 9)),
        (f"{BASE}#a", f"{BASE}#b", f"{BASE}#c", (10, 9)),
        (f"{BASE}unknown", None, None, (None, None)),
    ],
)
def test_a_turtle_statement_is_found(subject, predicate, value, place):
    assert Locator(TEXT, TURTLE, BASE).find(subject, predicate, value) == place


def test_statements_of_a_named_graph_are_found():
    text = "<g> { <s> <p> 1 .\n <t> <p> 2 } <h> { <t> <q> 3 }"
    assert Locator(text, TRIG, BASE).find(f"{BASE}t", f"{BASE}p", "2") == (2, 10)


def test_an_n_triples_statement_is_found():
    text = '<urn:s> <urn:p> "x"@en .\n<urn:s> <urn:q> "y"^^<urn:d> .\n'
    assert Locator(text, N_TRIPLES, None).find("urn:s", "urn:q", "y") == (2, 17)


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        (JSON_LD, '{"@context": {},\n "@id": "s"}'),
        (RDF_XML, '<rdf:RDF>\n <a rdf:about="http://b.example/s"/></rdf:RDF>'),
    ],
)
def test_in_other_formats_the_subject_is_found(format_, text):
    line, column = Locator(text, format_, BASE).find(f"{BASE}s", "urn:p", None)
    assert line == 2
    assert column is not None
