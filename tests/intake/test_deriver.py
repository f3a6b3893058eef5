"""The store's rule graphs follow its stated graphs, on disk, over restarts, rule changes and bulk loads."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from atlas.intake import workbench
from atlas.intake.derive import ALL_QUADS, derive, describe_rules, keep_found, refresh, rules_in_order
from atlas.intake.deriver import Deriver
from atlas.intake.shipped import load_shipped
from atlas.intake.workbench import Workbench, digest_rules, read_mark, write_mark
from atlas.rdf.terms import NamedNode, Quad
from atlas.schema.files import rule_graph
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.settings import Settings
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Change
from atlas.store.rows import select

Work = Callable[[EmbeddedStore, Schema], Coroutine[Any, Any, None]]
GRAPH = NamedNode("urn:graph")
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@pytest.fixture
def schema(root: Path) -> Schema:
    """The toy home."""
    return load_schema(root / "tests" / "toy")


def run(directory: Path, schema: Schema, work: Work, **settings: Any) -> None:
    """Open a store that holds the toy home and do some work."""

    async def whole() -> None:
        given = Settings(home=schema.home, store=str(directory), readers=1, **settings)
        async with EmbeddedStore.open(directory, given) as store:
            await load_shipped(store, schema, directory)
            await work(store, schema)

    asyncio.run(whole())


async def agree(store: EmbeddedStore, schema: Schema) -> int:
    """How many facts the store has, once they are those of a full derivation."""
    prefix = f"<{rule_graph(schema.base, '')}"
    rows = await select(store, ALL_QUADS)
    quads = {Quad(r["s"], r["p"], r["o"], r["g"]) for r in rows}  # type: ignore[arg-type]
    held = {quad for quad in quads if str(quad.graph_name).startswith(prefix)}
    rules = rules_in_order(schema)
    assert held == derive(quads - held, rules, schema.base) | describe_rules(rules, schema.base)
    return len(held)


def some_class(schema: Schema) -> NamedNode:
    """A class that has a superclass."""
    return next(NamedNode(one.iri) for one in schema.classes.values() if one.superclasses)


@pytest.mark.parametrize("mode", ["merged", "plain"])
def test_facts_follow_changes_one_after_another(tmp_path: Path, schema: Schema, mode: str) -> None:
    async def work(store: EmbeddedStore, schema: Schema) -> None:
        before = await agree(store, schema)
        deriver = Deriver(store, schema)
        one = Quad(NamedNode("urn:thing"), TYPE, some_class(schema), GRAPH)
        try:
            for less, more, facts in (([], [one], before + 1), ([one], [], before), ([], [one], before + 1)):
                await store.commit(Change(less, more, who="test", why="a change"))
                deriver.want()
                await deriver.settle()
                assert not deriver.failure
                assert await agree(store, schema) == facts
        finally:
            await deriver.close()

    run(tmp_path, schema, work, default_graph=mode)


def test_what_changed_while_nobody_derived_is_made_up_for_from_the_changes(tmp_path: Path, schema: Schema) -> None:
    one = Quad(NamedNode("urn:thing"), TYPE, some_class(schema), GRAPH)

    async def change(store: EmbeddedStore, schema: Schema) -> None:
        await store.commit(Change([], [one], who="test", why="a change"))

    async def look(store: EmbeddedStore, schema: Schema) -> None:
        mark = read_mark(store.directory)
        assert mark is not None
        assert mark.facts == store.number
        assert await agree(store, schema)

    run(tmp_path, schema, change)
    bench = Workbench(tmp_path, rules_in_order(schema), schema.base)
    found = bench.derive(3, read_mark(tmp_path))
    assert (found.how, found.come, found.gone) == ("changes", 1, 0)
    bench.close()
    run(tmp_path, schema, look)


def test_nothing_is_derived_where_nothing_changed(
    tmp_path: Path, schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def look(store: EmbeddedStore, schema: Schema) -> None:
        number = store.number
        monkeypatch.setattr(Workbench, "derive", lambda *_: pytest.fail("derived"))
        done = await refresh(store, schema, whole=False)
        assert done.commit is None
        assert done.facts == await agree(store, schema)
        assert store.number == number

    run(tmp_path, schema, look)


def test_other_rules_than_before_have_all_derived_again(tmp_path: Path, schema: Schema) -> None:
    async def work(store: EmbeddedStore, schema: Schema) -> None:
        mark = read_mark(store.directory)
        assert mark is not None
        write_mark(store.directory, replace(mark, rules="others"))
        rules = rules_in_order(schema)
        bench = Workbench(store.directory, rules, schema.base)
        assert bench.derive(store.number, read_mark(store.directory)).how == "whole"
        bench.close()
        await refresh(store, schema, whole=False)
        mark = read_mark(store.directory)
        assert mark is not None
        assert mark.rules == digest_rules(rules, schema.base)

    run(tmp_path, schema, work)


def test_a_bulk_load_has_all_derived_and_very_many_facts_loaded_in_bulk(
    tmp_path: Path, schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(store: EmbeddedStore, schema: Schema) -> None:
        before = await agree(store, schema)
        path = tmp_path / "many.nq"
        path.write_text("".join(f"<urn:t{n}> {TYPE} {some_class(schema)} {GRAPH} .\n" for n in range(50)))
        await store.bulk([path], who="test", why="many")
        monkeypatch.setattr(workbench, "BIG", 10)
        rules = rules_in_order(schema)
        bench = Workbench(store.directory, rules, schema.base)
        found = bench.derive(store.number, read_mark(store.directory))
        assert (found.how, found.is_big, found.come) == ("whole", True, 50)
        await keep_found(store, found, digest_rules(rules, schema.base))
        bench.close()
        assert await agree(store, schema) == before + 50

    run(tmp_path, schema, work)


def test_layers_too_big_for_memory_are_kept_on_disk(
    tmp_path: Path, schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(store: EmbeddedStore, schema: Schema) -> None:
        monkeypatch.setattr("atlas.store.layers.SMALL_BYTES", 0)
        before = await agree(store, schema)
        done = await refresh(store, schema)
        assert (done.commit, done.facts) == (None, before)

    run(tmp_path, schema, work)
