"""schema.org: every record gives one object that loses no statement on its way into JSON-LD."""

import asyncio
import json

import pytest
from pyld import jsonld
from tests.exports.running import ADDRESS, Running, judge

from atlas.access.outgoing.framing import frame_statements
from atlas.http.heads import to_block
from atlas.rdf.terms import Quad

NAME = "schema-org"
SCHEMA = "https://schema.org/"
SHAPES = "checks/shapes.ttl"


@pytest.fixture(scope="module")
def quads(running: Running) -> list[Quad]:
    return running.whole(NAME)


def objects(running: Running, kind: str) -> list[tuple[str, dict[str, object]]]:
    export = running.export(NAME)
    items = [one.iri for one in asyncio.run(running.exports.items(export)) if f"/id/{kind}/" in one.iri][:5]
    assert items
    assert export.frame is not None
    return [(iri, frame_statements(running.of(NAME, iri), export.frame, iri)) for iri in items]


def test_every_record_passes_our_checks(running: Running, quads: list[Quad]) -> None:
    assert judge(quads, running.export(NAME).folder / SHAPES) == {}


@pytest.mark.parametrize("local", ["name", "url", "value", "additionalType"])
def test_an_object_broken_on_purpose_fails_our_checks(running: Running, quads: list[Quad], local: str) -> None:
    broken = [quad for quad in quads if quad.predicate.value != SCHEMA + local]
    assert len(broken) < len(quads)
    found = judge(broken, running.export(NAME).folder / SHAPES)
    assert (SCHEMA + local, "MinCountConstraintComponent", "Violation") in found


def test_every_record_has_an_object(running: Running, quads: list[Quad]) -> None:
    items = {one.iri for one in asyncio.run(running.exports.items(running.export(NAME)))}
    typed = {str(quad.subject).strip("<>") for quad in quads if quad.predicate.value == f"{SCHEMA}sdDatePublished"}
    assert len(items) > 500
    assert typed == items


@pytest.mark.parametrize("kind", ["model", "dataset", "publication", "person", "project", "software", "source"])
def test_framing_loses_no_statement(running: Running, kind: str) -> None:
    for iri, made in objects(running, kind):
        again = jsonld.to_rdf(made, {"format": "application/n-quads"})
        assert sorted(again.strip().splitlines()) == sorted(f"{quad} ." for quad in running.of(NAME, iri)), iri


def test_texts_and_dates_are_plain_where_the_published_context_types_them(running: Running) -> None:
    for _, made in objects(running, "dataset"):
        assert made["@type"] == "Dataset"
        for name in ("name", "description", "url", "sdDatePublished", "sdLicense"):
            assert isinstance(made[name], str), name
        assert str(made["url"]).startswith(f"{ADDRESS}/dataset/")


def test_a_data_block_cannot_end_its_script_element() -> None:
    block = to_block({"name": "</script><script>alert(1)</script>&"})
    assert "<" not in block
    assert ">" not in block
    assert json.loads(block)["name"] == "</script><script>alert(1)</script>&"
