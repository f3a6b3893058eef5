"""Terms as numbers, days and names; the writers that depend on them."""

import importlib
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree as Tree

import pytest
from openpyxl import load_workbook

from atlas.access.outgoing import parquet
from atlas.access.outgoing.results import write_delimited, write_json, write_xml
from atlas.access.outgoing.sheet import Sheet, Value, read_value
from atlas.access.outgoing.workbook import write_workbook
from atlas.errors import NotInstalledError, ParameterError
from atlas.namespaces import XSD
from atlas.rdf.terms import BlankNode, Literal, NamedNode, Term


def typed(text: str, kind: str) -> Literal:
    return Literal(text, datatype=NamedNode(f"{XSD}{kind}"))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("042", "integer", 42),
        ("9" * 39, "integer", int("9" * 39)),
        ("1.10", "decimal", Decimal("1.10")),
        ("1.5E3", "double", 1500.0),
        ("true", "boolean", True),
        ("2024", "gYear", 2024),
        ("2024-02-29", "date", date(2024, 2, 29)),
        ("2024-02-29T10:00:00Z", "dateTime", datetime(2024, 2, 29, 10, tzinfo=UTC)),
        ("2024-02-29Z", "date", "2024-02-29Z"),
        ("2023-02-29", "date", "2023-02-29"),
        ("many", "integer", "many"),
        ("9" * 4_000, "integer", "9" * 4_000),
        ("P1Y", "duration", "P1Y"),
        ("12", "string", "12"),
    ],
)
def test_a_literal_is_a_value_only_where_that_says_the_same(text: str, kind: str, value: Value) -> None:
    assert read_value(typed(text, kind)) == value


def first_cells(*terms: Term | None) -> list[object]:
    sheet = Sheet(tuple(f"c{place}" for place in range(len(terms))), (terms,))
    book = load_workbook(io.BytesIO(write_workbook(sheet, [("Query", "SELECT\n*")])))
    return [cell.value for cell in next(book["Result"].iter_rows(min_row=2))]


def test_a_workbook_keeps_as_text_what_its_numbers_and_days_cannot_hold() -> None:
    kept = first_cells(
        typed("1234567890123456", "integer"),
        typed("1899-12-31", "date"),
        typed("2024-02-29T10:00:00+02:00", "dateTime"),
        typed("INF", "double"),
        typed("0.1234567890123456", "decimal"),
    )
    assert kept == ["1234567890123456", "1899-12-31", "2024-02-29T10:00:00+02:00", "INF", "0.1234567890123456"]


def test_a_workbook_has_numbers_days_truths_and_empty_cells() -> None:
    kept = first_cells(
        typed("1.5", "decimal"), typed("2024-02-29", "date"), typed("false", "boolean"), None, BlankNode("b")
    )
    assert kept == [1.5, datetime(2024, 2, 29), False, None, "_:b"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "http://x/", "{=1}", "\x01_x0041_", "\ud7ff\U0001f600"])
def test_a_text_in_a_workbook_is_that_text(text: str) -> None:
    sheet = Sheet(("=1",), ((Literal(text),),))
    cell = load_workbook(io.BytesIO(write_workbook(sheet, [("=1", text)])))["Result"]["A2"]
    assert cell.data_type == "s" and cell.hyperlink is None
    assert "\x01" in text or cell.value == text


def test_a_sheet_wider_than_a_spreadsheet_is_refused() -> None:
    with pytest.raises(ParameterError):
        write_workbook(Sheet(tuple(f"c{place}" for place in range(16_385)), ()), [])


def test_without_its_library_parquet_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(name: str) -> object:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib, "import_module", find)
    with pytest.raises(NotInstalledError) as caught:
        parquet.write_parquet(Sheet(("a",), ()), [])
    assert caught.value.status == 501
    assert "open-llm-atlas[parquet]" in (caught.value.suggestion or "")


def test_xml_is_well_formed_whatever_a_literal_holds() -> None:
    terms = (Literal("a & <b> \x00\x0b\ufffe"), Literal("x", language="en"), BlankNode("n"), NamedNode("urn:x"))
    root = Tree.fromstring(write_xml(Sheet(("a", "b", "c", "d"), (terms,))))
    assert [one.text for one in root.iter() if one.text and one.text.strip()] == [
        "a & <b> \ufffd\ufffd\ufffd",
        "x",
        "n",
        "urn:x",
    ]


def test_numbers_below_zero_are_no_formulas_and_texts_like_them_are() -> None:
    sheet = Sheet(("n", "t"), ((typed("-3", "integer"), Literal("-3+cmd")),))
    assert write_delimited(sheet) == b"n,t\r\n-3,'-3+cmd\r\n"
    assert b'"datatype":"' in write_json(sheet)
