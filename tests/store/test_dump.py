"""Dumps of a snapshot: literals as written, graphs together, nothing of the merge."""

import asyncio
from pathlib import Path

from atlas.rdf.formats import TRIG
from atlas.rdf.parse import parse
from atlas.rdf.terms import Quad
from atlas.settings import Settings
from atlas.store.dump import iter_exact_quads
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Change

FIRST = b"""@prefix ex: <https://ex.example/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:g2 { ex:a ex:size 1.50 ; ex:count "7"^^xsd:nonNegativeInteger . }
ex:g1 { ex:a ex:name "a"@en ; ex:size 1.50 . }
"""
AGAIN = b"""@prefix ex: <https://ex.example/> . ex:g1 { ex:a ex:size 1.5 . }"""


def quads(text: bytes) -> list[Quad]:
    return parse(text, TRIG, quad_limit=None)


def dump(directory: Path) -> list[Quad]:
    async def run() -> list[Quad]:
        settings = Settings(home=Path(), store=str(directory))
        async with EmbeddedStore.open(directory, settings) as store:
            await store.commit(Change((), quads(FIRST), "test", "first"))
            was = [quad for quad in quads(FIRST) if "g1" in str(quad.graph_name) and "size" in str(quad.predicate)]
            await store.commit(Change(was, quads(AGAIN), "test", "again"))
            snapshot = (await store.snapshots())[-1]
            return list(iter_exact_quads(snapshot.store, directory / "ledger", snapshot.number))

    return asyncio.run(run())


def test_literals_are_dumped_as_they_were_last_committed(tmp_path: Path) -> None:
    held = {(str(quad.graph_name)[-3:-1], str(quad.object).partition("^^")[0]) for quad in dump(tmp_path)}
    assert held == {("g1", '"a"@en'), ("g1", '"1.5"'), ("g2", '"1.50"'), ("g2", '"7"')}


def test_graphs_stand_together_in_order_and_the_merge_is_left_out(tmp_path: Path) -> None:
    assert [str(quad.graph_name)[-3:-1] for quad in dump(tmp_path)] == ["g1", "g1", "g2", "g2"]
