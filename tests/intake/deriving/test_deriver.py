"""The store's rule graphs follow its stated graphs, on disk, over restarts, rule changes and bulk loads."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

from atlas.intake.deriving import workbench
from atlas.intake.deriving.derive import ALL_QUADS, derive, keep_found, refresh, rules_in_order
from atlas.intake.deriving.deriver import Deriver
from atlas.intake.deriving.full import describe_rules
from atlas.intake.deriving.mark import WHO, digest_rules, read_mark, write_mark
from atlas.intake.deriving.workbench import Workbench
from atlas.intake.history.shipped import load_shipped
from atlas.rdf.terms import DefaultGraph, NamedNode, Quad, Triple
from atlas.schema.files import rule_graph
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.settings import Settings
from atlas.store.contents import read_quads
from atlas.store.embedded import EmbeddedStore
from atlas.store.layers import Layers, open_copy
from atlas.store.protocol import Change
from atlas.store.rows import select
from atlas.store.snapshots import Snapshots, copy_store

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


async def read_facts(store: EmbeddedStore, schema: Schema) -> tuple[set[Quad], set[Quad]]:
    """All quads of the store, and those of them that are facts."""
    prefix = f"<{rule_graph(schema.base, '')}"
    rows = await select(store, ALL_QUADS)
    quads = {Quad(r["s"], r["p"], r["o"], r["g"]) for r in rows}  # type: ignore[arg-type]
    return quads, {quad for quad in quads if str(quad.graph_name).startswith(prefix)}


async def agree(store: EmbeddedStore, schema: Schema) -> int:
    """How many facts the store has, once they are those of a full derivation."""
    quads, facts = await read_facts(store, schema)
    rules = rules_in_order(schema)
    assert facts == derive(quads - facts, rules, schema.base) | describe_rules(rules, schema.base)
    return len(facts)


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


def test_what_is_too_big_for_memory_is_derived_some_focuses_at_a_time(
    tmp_path: Path, schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("atlas.store.layers.SMALL_BYTES", 0)
    monkeypatch.setattr("atlas.intake.deriving.windows.FOCUSES", 2)
    monkeypatch.setattr("atlas.intake.deriving.windows.REMEMBERED", 5)
    monkeypatch.setattr("atlas.store.whole.AT_ONCE", 7)
    heard: list[dict[str, int]] = []

    async def work(store: EmbeddedStore, schema: Schema) -> None:
        rules = rules_in_order(schema)
        held, facts = await read_facts(store, schema)
        bench = Workbench(store.directory, rules, schema.base)
        try:
            first = bench.derive(1, None, lambda news: heard.append(dict(news)))
            assert (set(read_quads(first.added)), first.gone, first.facts) == (facts, 0, len(facts))
            again = bench.derive(store.number, None)
            assert (again.come, again.gone, again.facts) == (0, 0, len(facts))
        finally:
            bench.close()
        fewer = Workbench(store.directory, rules[1:], schema.base)
        try:
            found = fewer.derive(store.number, None)
            wanted = derive(held - facts, rules[1:], schema.base) | describe_rules(rules[1:], schema.base)
            assert set(read_quads(found.removed)) == facts - wanted
            assert set(read_quads(found.added)) == wanted - facts
            assert (found.facts, found.how) == (len(wanted), "whole")
        finally:
            fewer.close()
        assert {news["of"] for news in heard} == {len(rules)}
        assert heard[-1]["rules"] == len(rules) - 1

    run(tmp_path, schema, work)


@pytest.mark.parametrize("mode", ["merged", "plain"])
def test_a_copy_with_more_facts_than_statements_has_what_is_stated_in_its_default_graph(
    tmp_path: Path, schema: Schema, mode: str
) -> None:
    async def work(store: EmbeddedStore, schema: Schema) -> None:
        held, facts = await read_facts(store, schema)
        snapshot = Snapshots(store.directory).path(store.number) / "store"
        prefix = rule_graph(schema.base, "")
        stated = {quad.triple for quad in held - facts}
        for more in (0, 3 * len(held)):
            extra = Layers(Store(), prefix)
            folder = tmp_path / f"copy{more}"
            copy_store(snapshot, folder)
            extra.store = Store(str(folder))
            extra.add(f"{prefix}many", (Triple(NamedNode(f"urn:t{n}"), TYPE, TYPE) for n in range(more)))
            merged = (Quad(NamedNode(f"urn:t{n}"), TYPE, TYPE, DefaultGraph()) for n in range(more))
            extra.store.extend(merged if mode == "merged" else ())
            extra.store.flush()
            del extra
            copied = open_copy(folder, tmp_path / "work", prefix, is_merged=mode == "merged")
            found = {quad.triple for quad in copied.store.quads_for_pattern(None, None, None, DefaultGraph())}
            assert found == stated
            del copied

    run(tmp_path, schema, work, default_graph=mode)


def test_the_snapshot_with_the_facts_outlives_pruning(tmp_path: Path, schema: Schema) -> None:
    async def change(store: EmbeddedStore, schema: Schema) -> None:
        mark = read_mark(store.directory)
        assert mark is not None
        for number in range(3):
            one = Quad(NamedNode(f"urn:thing{number}"), TYPE, some_class(schema), GRAPH)
            await store.commit(Change([], [one], who="test", why="a change"))
        Snapshots(store.directory).prune(1, [])
        assert [one.number for one in await store.snapshots()] == [mark.facts, store.number]

    run(tmp_path, schema, change, snapshots_kept=1)
    bench = Workbench(tmp_path, rules_in_order(schema), schema.base)
    found = bench.derive(5, read_mark(tmp_path))
    bench.close()
    assert (found.how, found.come, found.gone) == ("changes", 3, 0)


def test_commits_made_while_facts_were_derived_are_followed_afterwards(tmp_path: Path, schema: Schema) -> None:
    async def work(store: EmbeddedStore, schema: Schema) -> None:
        rules = rules_in_order(schema)
        one, two = (Quad(NamedNode(f"urn:thing{n}"), TYPE, some_class(schema), GRAPH) for n in (1, 2))
        for quad in (one, two):
            await store.commit(Change([], [quad], who="test", why="a change"))
            bench = Workbench(store.directory, rules, schema.base)
            found = bench.derive(store.number, read_mark(store.directory))
            await store.commit(Change([quad], [], who="test", why="meanwhile"))
            await keep_found(store, found, digest_rules(rules, schema.base))
            bench.close()
            assert found.how == "changes"
        bench = Workbench(store.directory, rules, schema.base)
        found = bench.derive(store.number, read_mark(store.directory))
        assert found.how == "changes"
        await keep_found(store, found, digest_rules(rules, schema.base))
        bench.close()
        assert await agree(store, schema)

    run(tmp_path, schema, work)


def test_facts_committed_without_a_mark_have_all_derived_again(tmp_path: Path, schema: Schema) -> None:
    async def work(store: EmbeddedStore, schema: Schema) -> None:
        graph = NamedNode(rule_graph(schema.base, rules_in_order(schema)[0].stem))
        half = Quad(NamedNode("urn:thing"), TYPE, some_class(schema), graph)
        await store.commit(Change([], [half], who=WHO, why="cut off after this"))
        await refresh(store, schema, whole=False)
        assert await agree(store, schema)

    run(tmp_path, schema, work)


def test_where_deriving_takes_long_it_is_left_until_the_service_answers(
    tmp_path: Path, schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("atlas.store.layers.SMALL_BYTES", 0)

    async def whole() -> None:
        async with EmbeddedStore.open(tmp_path, Settings(home=schema.home, store=str(tmp_path), readers=1)) as store:
            loading = await load_shipped(store, schema, tmp_path, waits=False)
            assert (loading.is_behind, loading.derivation, store.number) == (True, None, 1)
            deriver = Deriver(store, schema)
            deriver.want()
            await deriver.settle()
            await deriver.close()
            assert await agree(store, schema)
            assert not (await load_shipped(store, schema, tmp_path, waits=False)).is_behind

    asyncio.run(whole())
