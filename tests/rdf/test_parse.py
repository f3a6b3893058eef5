"""Parsing: any format in, typed statements out, every refusal with its place."""

import pytest

from atlas.errors import RdfSyntaxError, TooLargeError, UnknownMediaTypeError
from atlas.rdf.formats import CSV, JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import BlankNode, Literal, NamedNode

BASE = "http://base.example/"
CONTEXT = {"@context": {"name": "http://e.example/name", "@version": 1.1}}
CONTEXTS = {"http://base.example/context.jsonld": CONTEXT, "https://public.example/context.jsonld": CONTEXT}

SAME_STATEMENT = [
    (TURTLE, b'<http://e.example/s> <http://e.example/p> "x"@en .'),
    (N_TRIPLES, b'<http://e.example/s> <http://e.example/p> "x"@en .'),
    (N_QUADS, b'<http://e.example/s> <http://e.example/p> "x"@en .'),
    (TRIG, b'{ <http://e.example/s> <http://e.example/p> "x"@en }'),
    (JSON_LD, b'{"@id":"http://e.example/s","http://e.example/p":{"@value":"x","@language":"en"}}'),
    (
        RDF_XML,
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.example/">'
        b'<rdf:Description rdf:about="http://e.example/s"><e:p xml:lang="en">x</e:p></rdf:Description></rdf:RDF>',
    ),
]


@pytest.mark.parametrize(("format_", "data"), SAME_STATEMENT, ids=lambda v: getattr(v, "name", ""))
def test_each_format_gives_the_same_statement(format_, data):
    (quad,) = parse(data, format_)
    assert (quad.subject, quad.predicate, quad.object) == (
        NamedNode("http://e.example/s"),
        NamedNode("http://e.example/p"),
        Literal("x", language="en"),
    )


def test_literals_keep_the_form_they_were_written_in():
    text = b"@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . <s> <p> 1.10, 007, '3'^^xsd:byte ."
    assert {q.object.value for q in parse(text, TURTLE, base_iri=BASE)} == {"1.10", "007", "3"}


def test_blank_nodes_of_two_texts_never_meet():
    first, second = (parse(b"_:a <http://e.example/p> 1 .", TURTLE)[0].subject for _ in range(2))
    assert isinstance(first, BlankNode)
    assert first != second


@pytest.mark.parametrize(
    ("format_", "data", "line", "column"),
    [
        (TURTLE, b"@prefix a: <http://a.example/> .\na:s b:p 1 .", 2, 5),
        (TURTLE, '<s> <p> "ééé", x:y .'.encode(), 1, 16),
        (N_TRIPLES, b"<http://a.example/s> <http://a.example/p> <relative> .", 1, 43),
        (TRIG, b"<g> {\n <s> <p> }", 2, 10),
        (JSON_LD, b'{\n "@id": "a",\n "b": ]}', 3, 7),
        (RDF_XML, b"<a>\n  <b>\n</a>", 3, 3),
    ],
    ids=lambda v: getattr(v, "name", ""),
)
def test_malformed_text_is_refused_with_line_and_column(format_, data, line, column):
    with pytest.raises(RdfSyntaxError) as refused:
        parse(data, format_, base_iri=BASE)
    assert (refused.value.line, refused.value.column) == (line, column)


def test_text_that_is_not_utf8_is_refused_with_its_place():
    with pytest.raises(RdfSyntaxError) as refused:
        parse(b'<s> <p>\n "\xff" .', TURTLE, base_iri=BASE)
    assert (refused.value.line, refused.value.column) == (2, 3)


def test_byte_order_mark_is_ignored():
    assert len(parse(b"\xef\xbb\xbf<http://a.example/s> <http://a.example/p> 1 .", TURTLE)) == 1


@pytest.mark.parametrize(
    "declaration",
    [b'<!DOCTYPE a [<!ENTITY b "c">]>', b"<!doctype a>", b'\n<!DOCTYPE a SYSTEM "file:///etc/passwd">'],
)
def test_document_type_declaration_is_refused(declaration):
    with pytest.raises(RdfSyntaxError) as refused:
        parse(b'<?xml version="1.0"?>' + declaration + b"<a>&b;</a>", RDF_XML, base_iri=BASE)
    assert "<!" in refused.value.found


def test_xml_in_another_encoding_is_refused():
    data = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")
    with pytest.raises(RdfSyntaxError):
        parse(data, RDF_XML, base_iri=BASE)


def test_deeply_nested_json_is_refused_before_any_parser_recurses():
    data = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
    with pytest.raises(RdfSyntaxError) as refused:
        parse(data, JSON_LD, base_iri=BASE)
    assert (refused.value.line, refused.value.column) == (1, 64 * 5 + 1)


def test_brackets_inside_json_strings_are_not_nesting():
    assert len(parse(b'{"@id":"http://a.example/s","http://a.example/p":"' + b"[{" * 200 + b'"}', JSON_LD)) == 1


@pytest.mark.parametrize(
    "address",
    ['"context.jsonld"', '"http://base.example/context.jsonld"', '["https://public.example/context.jsonld"]'],
)
def test_bundled_context_is_used_under_each_of_its_addresses(address):
    data = b'{"@context":' + address.encode() + b',"@id":"http://a.example/s","name":"x"}'
    (quad,) = parse(data, JSON_LD, base_iri=BASE, contexts=CONTEXTS)
    assert quad.predicate == NamedNode("http://e.example/name")


def test_written_context_next_to_a_bundled_one_still_counts():
    data = b'{"@context":["context.jsonld",{"also":"http://e.example/also"}],"@id":"s","name":"x","also":"y"}'
    assert len(parse(data, JSON_LD, base_iri=BASE, contexts=CONTEXTS)) == 2


@pytest.mark.parametrize(
    "document",
    [
        '{"@context":"http://169.254.169.254/c","@id":"s"}',
        '{"@context":[{"a":"http://a.example/"},"http://169.254.169.254/c"],"@id":"s"}',
        '{"@context":{"@import":"http://169.254.169.254/c"},"@id":"s"}',
        '{"\\u0040context":"http://169.254.169.254/c","@id":"s"}',
        '{"@context":{"a":{"@id":"http://a.example/","@context":"http://169.254.169.254/c"}},"@id":"s"}',
    ],
)
def test_context_that_is_not_bundled_is_refused_with_its_place(document):
    with pytest.raises(RdfSyntaxError) as refused:
        parse(document.encode(), JSON_LD, base_iri=BASE, contexts=CONTEXTS)
    assert refused.value.found == "http://169.254.169.254/c"
    assert refused.value.column == document.index('"http://169') + 1


def test_place_of_an_error_after_a_bundled_context_is_that_in_the_text_given():
    data = '{"@context":"context.jsonld","@id":"http://a.example/s","name":{"@value":"x"},\n "@type": 3}'
    with pytest.raises(RdfSyntaxError) as given:
        parse(data.encode(), JSON_LD, base_iri=BASE, contexts=CONTEXTS)
    assert given.value.line in (None, 2)


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "typo:thing"])
def test_iri_of_another_scheme_is_refused_with_its_place(iri):
    with pytest.raises(RdfSyntaxError) as refused:
        parse(f"<s> <p> 1 ;\n <p> <{iri}> .".encode(), TURTLE, base_iri=BASE)
    assert refused.value.found == iri
    assert (refused.value.line, refused.value.column) == (2, 7)


@pytest.mark.parametrize("text", [b"<s> <p> <<( <s> <p> <o> )>> .", b'<s> <p> "x"@en--ltr .'])
def test_rdf_12_is_refused(text):
    with pytest.raises(RdfSyntaxError):
        parse(text, TURTLE, base_iri=BASE)


def test_statements_over_the_limit_are_refused():
    data = b"".join(b"<http://a.example/%d> <http://a.example/p> 1 .\n" % n for n in range(11))
    assert len(parse(data, TURTLE, quad_limit=11)) == 11
    with pytest.raises(TooLargeError):
        parse(data, TURTLE, quad_limit=10)


def test_a_result_format_is_not_rdf():
    with pytest.raises(UnknownMediaTypeError):
        parse(b"a,b", CSV)
