"""Tables of records: a column for each field, exact values, nothing run together unseen."""

import io
from pathlib import Path

from atlas.access.outgoing.tables import Column, Table, TableWriter, iter_records, make_tables, write_csv
from atlas.rdf.formats import TRIG
from atlas.rdf.parse import parse
from atlas.schema.load import load_schema

TOY = Path(__file__).resolve().parents[2] / "toy"
DATA = b"""@prefix ex: <https://ex.example/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
ex:g1 { ex:g1 foaf:primaryTopic ex:a . ex:a ex:p "x|y" , "=1+1" . <https://ex.example/a#part> ex:p "hidden" . }
ex:g2 { ex:g2 foaf:primaryTopic ex:b . }
ex:g3 { ex:c ex:p "no record" . }
"""


def test_a_record_has_its_own_values_and_not_those_of_its_parts() -> None:
    found = dict(iter_records(parse(DATA, TRIG, quad_limit=None)))
    assert {iri: dict(values) for iri, values in found.items()} == {
        "https://ex.example/a": {"https://ex.example/p": ["x|y", "=1+1"]},
        "https://ex.example/b": {},
    }


def test_a_separator_inside_a_value_is_marked() -> None:
    table = Table("k", "K", (Column("iri", "", "", "", False), Column("p", "https://ex.example/p", "", "", True)))
    output = io.StringIO()
    TableWriter(table, output).write("https://ex.example/a", {"https://ex.example/p": ["x|y", "z"]})
    assert output.getvalue() == "iri,p\r\nhttps://ex.example/a,x\\|y|z\r\n"


def test_every_class_with_records_has_a_table_with_distinct_columns() -> None:
    tables = make_tables(load_schema(TOY))
    assert {table.kind for table in tables} >= {"garden", "plant"}
    for table in tables:
        names = [column.name for column in table.columns]
        assert names[:2] == ["iri", "name"]
        assert len(names) == len(set(names))


def test_rows_of_a_query_keep_every_name_that_occurs() -> None:
    assert write_csv([{"a": "1"}, {"b": 'say "x", y'}]) == 'a,b\r\n1,\r\n,"say ""x"", y"\r\n'
