"""Exports as data: a folder with queries is an export, whatever its graph is about."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from tests.exports.running import ReadOnlyStore

from atlas.access.outgoing.exports import Exports, load_exports
from atlas.errors import HomeError, NotFoundError
from atlas.rdf.formats import TRIG
from atlas.rdf.parse import parse
from atlas.rdf.terms import Dataset
from atlas.schema.load import load_schema
from atlas.store.memory import MemoryStore

TOY = Path(__file__).resolve().parents[2] / "toy"
CONSTRUCT = """#+ title: Plants
#+ page: 2
#+ retype: ex:height xsd:nonNegativeInteger
PREFIX ex: <https://other.example/>
CONSTRUCT { ?item a ex:Plant ; ex:height ?h ; ex:seenAt ?page }
WHERE { VALUES ?item { $items } OPTIONAL { ?item ex:h ?h } BIND(IRI(CONCAT(STR($site), "/x")) AS ?page) }
"""
ITEMS = """PREFIX ex: <https://other.example/>
SELECT ?item ?modified WHERE { ?item ex:h ?h OPTIONAL { ?item ex:changed ?modified } }
"""
DATA = b"""@prefix ex: <https://other.example/> .
ex:a ex:h 1 ; ex:changed "2026-01-01" . ex:b ex:h 2 ; ex:changed "2026-03-01" . ex:c ex:h 3 .
"""


def write_export(home: Path, **files: str) -> None:
    folder = home / "exports" / "plants"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")


def open_exports(home: Path) -> Exports:
    store: Any = ReadOnlyStore(MemoryStore(parse(DATA, TRIG, quad_limit=None)))
    return Exports(store, load_schema(TOY), "https://garden.example", load_exports(home))


@pytest.fixture
def exports(tmp_path: Path) -> Exports:
    write_export(tmp_path, construct_rq=CONSTRUCT, items_rq=ITEMS, README_md="Plants.")
    return open_exports(tmp_path)


def test_a_folder_with_queries_is_an_export(exports: Exports) -> None:
    export = exports.get("plants")
    first = asyncio.run(exports.run_page(export, Dataset()))
    second = asyncio.run(exports.run_page(export, Dataset(), number=2))
    assert (first.count, first.total, len(first.statements), len(second.statements)) == (2, 3, 6, 3)
    assert "<https://garden.example/x>" in {str(quad.object) for quad in first.statements}


def test_an_export_covers_what_it_lists_and_everything_where_it_lists_nothing(tmp_path: Path) -> None:
    write_export(tmp_path, select_rq=CONSTRUCT, items_rq=ITEMS, README_md="Plants.")
    exports = open_exports(tmp_path)
    listed = exports.get("plants")
    covered = [asyncio.run(exports.covers(listed, f"https://other.example/{name}")) for name in "ax"]
    (tmp_path / "exports" / "plants" / "items.rq").unlink()
    without = open_exports(tmp_path)
    covered.append(asyncio.run(without.covers(without.get("plants"), "https://other.example/x")))
    assert covered == [True, False, True]


def test_a_page_past_the_last_is_not_found(exports: Exports) -> None:
    with pytest.raises(NotFoundError):
        asyncio.run(exports.run_page(exports.get("plants"), Dataset(), number=3))


def test_items_changed_before_a_date_are_left_out_and_undated_ones_stay(exports: Exports) -> None:
    found = asyncio.run(exports.items(exports.get("plants"), since="2026-02-01"))
    assert [item.iri.rpartition("/")[2] for item in found] == ["b", "c"]


def test_datatypes_that_the_engine_rewrites_are_put_back(exports: Exports) -> None:
    said = asyncio.run(exports.run_items(exports.get("plants"), ["https://other.example/a"]))
    assert '"1"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>' in {str(quad.object) for quad in said}


def test_a_home_without_exports_has_none(tmp_path: Path) -> None:
    assert load_exports(tmp_path) == {}


def test_an_export_without_a_query_is_refused(tmp_path: Path) -> None:
    write_export(tmp_path, README_md="Nothing.")
    with pytest.raises(HomeError):
        load_exports(tmp_path)


def test_an_export_must_say_what_it_is(tmp_path: Path) -> None:
    write_export(tmp_path, construct_rq=CONSTRUCT)
    with pytest.raises(HomeError):
        load_exports(tmp_path)
