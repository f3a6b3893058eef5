"""The shipped tables of licence names: strings checked by hand keep their readings, and statements gain an answer."""

from pathlib import Path

import pytest

from atlas.intake.names.apply import NameReader
from atlas.rdf.formats import TRIG
from atlas.rdf.parse import parse
from atlas.rdf.terms import Literal, NamedNode, Quad
from atlas.schema.files import iter_home_files
from atlas.schema.load import load_schema, read_file
from atlas.store.memory import MemoryStore

HERE = Path(__file__).parent
BASE = "https://w3id.org/open-llm-atlas/"
WHERE = NamedNode(f"{BASE}id/model/one#licence")
GRAPH = NamedNode(f"{BASE}graph/model/one")


@pytest.fixture(scope="module")
def reader(root: Path) -> NameReader:
    schema = load_schema(root)
    files = iter_home_files(root, schema.base, frozenset({"record"}))
    held = [quad for file in files if file.path.parent.name.startswith("licence") for quad in read_file(file)]
    assert held
    return NameReader(schema, "licence", MemoryStore(held))


def rows(name: str) -> list[list[str]]:
    found = [line.split("\t") for line in (HERE / name).read_text(encoding="utf-8").splitlines()[1:]]
    assert len(found) > 50
    return found


@pytest.mark.parametrize("table", ["licence_sample.tsv", "licence_unseen.tsv"])
def test_strings_checked_by_hand_keep_their_reading(reader: NameReader, table: str) -> None:
    for written, reading, expression in rows(table):
        got = reader.names.read(written)
        assert (written, got.reading, got.expression) == (written, reading, expression)


def test_every_identifier_of_the_list_means_itself(root: Path, reader: NameReader) -> None:
    listed = [one.code for one in reader.names.known.values() if not one.code.startswith("LicenseRef-")]
    assert len(set(listed)) > 600
    given_up = {"GPL-2.0+", "GPL-3.0+", "LGPL-2.1+", "LGPL-3.0+"}
    for code in set(listed) - given_up:
        assert reader.names.read(code.lower()).expression == code


def said(reader: NameReader, statement: str) -> set[Quad]:
    text = f"""@prefix atlas: <{BASE}ont/> .
        <{GRAPH.value}> {{ <{WHERE.value}> a atlas:LicenceAssignment ; {statement} }}"""
    return set(reader.read(MemoryStore(parse(text.encode(), TRIG))))


def quad(path: str, value: NamedNode | Literal) -> Quad:
    return Quad(WHERE, NamedNode(f"{BASE}ont/{path}"), value, GRAPH)


def test_a_statement_gains_reading_expression_and_licence_in_its_own_graph(reader: NameReader) -> None:
    assert said(reader, 'atlas:licenceStatement "llama3.1"') == {
        quad("hasLicenceReading", NamedNode(f"{BASE}scheme/licence-reading/one")),
        quad("licenceExpression", Literal("LicenseRef-llama-3-1-community")),
        quad("hasLicence", NamedNode(f"{BASE}id/licence/llama-3-1-community")),
    }


def test_an_unknown_licence_is_said_to_be_unknown(reader: NameReader) -> None:
    assert said(reader, 'atlas:licenceStatement "Undisclosed"') == {
        quad("hasLicenceReading", NamedNode(f"{BASE}scheme/licence-reading/not-said"))
    }


def test_a_statement_whose_licence_is_named_already_is_let_be(reader: NameReader) -> None:
    assert said(reader, f'atlas:licenceStatement "MIT" ; atlas:hasLicence <{BASE}id/licence/apache-2-0>') == set()
