"""The form of a text told by its beginning."""

import pytest
from tests.cli.conftest import TOY

from atlas.access.editing.templates import table_template, yaml_template
from atlas.intake.reading.additions import own_fields
from atlas.intake.reading.detect import detect_format
from atlas.rdf.formats import N_TRIPLES, RDF_FORMATS, TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.serialize import serialize
from atlas.schema.layouts import Layouts
from atlas.schema.load import load_schema

NORTH = (TOY / "data" / "records" / "garden" / "north.ttl").read_bytes()


@pytest.mark.parametrize("format_", RDF_FORMATS, ids=lambda one: one.name)
def test_each_rdf_format_is_told_from_what_we_write_in_it(format_):
    quads = parse(NORTH, TURTLE, base_iri="https://gardens.example/")
    if format_.holds_graphs:
        quads = [type(quad)(quad.subject, quad.predicate, quad.object, quads[0].subject) for quad in quads]
    text = serialize(quads, format_, {"g": "https://gardens.example/ont/"}).decode()
    told = detect_format("\n" + text)
    assert told == ("turtle" if format_ is N_TRIPLES else format_.name)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("type: Garden\nname: Yard\n", "yaml"),
        ("# a comment\n---\nname: Yard\n", "yaml"),
        ("- name: Yard\n- name: Court\n", "yaml"),
        ("name,hectares\nYard,1\n", "csv"),
        ("name\thectares\nYard\t1\n", "tsv"),
        ("PREFIX g: <https://gardens.example/ont/>\n<a> a g:Garden .", "turtle"),
        ("[] a <https://gardens.example/ont/Garden> .", "turtle"),
        ("g:yard a g:Garden .", "turtle"),
        ("GRAPH <a> { <b> <c> <d> }", "trig"),
        ('[{"@id": "a"}]', "jsonld"),
        ("", "turtle"),
    ],
)
def test_a_text_is_told_by_its_first_line(text, told):
    assert detect_format(text) == told


def test_our_own_templates_are_told():
    schema = load_schema(TOY)
    layouts = Layouts(schema)
    for kind in schema.kinds.values():
        own = own_fields(schema, layouts, kind)
        assert detect_format(yaml_template(schema, layouts, kind, own)) == "yaml"
        assert detect_format(table_template(schema, layouts, kind, own)) == "csv"
