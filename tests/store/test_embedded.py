"""The embedded store: commits, what queries see, the merged default graph, the past."""

import asyncio
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.store.engine import ALL, COUNT, JSON, SETTINGS, change, quad, rows, whole, with_store

from atlas.errors import (
    AtlasError,
    ConflictError,
    DeadlineError,
    GoneError,
    InputError,
    NotAcceptableError,
    PreconditionError,
    QueryRefusedError,
    ResourceError,
    SparqlSyntaxError,
    TooLargeError,
)
from atlas.rdf.terms import BlankNode, Literal, NamedNode, Quad
from atlas.settings import MIB
from atlas.store import dataset
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Change, DatasetClause, Query

XSD = "http://www.w3.org/2001/XMLSchema#"
HEAVY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def test_a_new_store_is_empty_and_answers(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        assert store.number == 0
        assert await rows(store, COUNT) == ["0"]
        assert await store.revisions() == {}

    with_store(tmp_path / "new", test)


def test_a_commit_is_seen_by_the_next_query(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        made = await store.commit(change(quad("a", "1"), quad("b", "2", "h")))
        assert (made.number, made.who, made.why, made.added, made.removed) == (1, "tester", "a test", 2, 0)
        assert made.graphs == ("x:g", "x:h")
        assert made.at.endswith("Z")
        assert store.number == 1
        assert await rows(store) == ["x:a,x:p,1", "x:b,x:p,2"]

    with_store(tmp_path, test)


def test_what_was_committed_is_there_after_a_restart(tmp_path: Path) -> None:
    async def first(store: EmbeddedStore) -> None:
        await store.commit(change(quad("a", "1")))
        await store.commit(change(quad("b", "2"), removed=(quad("a", "1"),)))

    async def second(store: EmbeddedStore) -> None:
        assert store.number == 2
        assert await rows(store) == ["x:b,x:p,2"]
        await store.commit(change(quad("c", "3")))
        assert await rows(store) == ["x:b,x:p,2", "x:c,x:p,3"]

    with_store(tmp_path, first)
    with_store(tmp_path, second)


def test_a_triple_in_three_graphs_gives_one_row(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(quad("a", "1", "g"), quad("a", "1", "h"), quad("a", "1", "i")))
        assert await rows(store, COUNT) == ["1"]
        assert await rows(store, "SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g") == ["x:g", "x:h", "x:i"]

    with_store(tmp_path, test)


def test_a_triple_leaves_the_default_graph_with_the_last_graph_that_holds_it(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(quad("a", "1", "g"), quad("a", "1", "h")))
        await store.commit(change(removed=(quad("a", "1", "g"),)))
        assert await rows(store) == ["x:a,x:p,1"]
        await store.commit(change(removed=(quad("a", "1", "h"),)))
        assert await rows(store) == []
        assert await rows(store, "SELECT ?g WHERE { GRAPH ?g {} }") == []

    with_store(tmp_path, test)


def test_a_triple_moved_between_graphs_stays_in_the_default_graph(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(quad("a", "1", "g")))
        await store.commit(change(quad("a", "1", "h"), removed=(quad("a", "1", "g"),)))
        assert await rows(store) == ["x:a,x:p,1"]

    with_store(tmp_path, test)


def test_the_merged_default_graph_refuses_changes(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        with pytest.raises(InputError):
            await store.commit(change(quad("a", "1", None)))
        assert store.number == 0

    with_store(tmp_path, test)


def test_in_plain_mode_the_default_graph_is_an_ordinary_graph(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        made = await store.commit(change(quad("a", "1", None), quad("b", "2")))
        assert await rows(store) == ["x:a,x:p,1"]
        assert made.graphs == ("default", "x:g")
        assert await store.revisions(["default"]) == {"default": 1}

    with_store(tmp_path, test, default_graph="plain")


def test_a_quad_removed_and_added_in_one_change_is_kept(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(quad("a", "1")))
        made = await store.commit(change(quad("a", "1"), quad("b", "2"), removed=(quad("a", "1"),)))
        assert (made.added, made.removed) == (1, 0)
        assert await rows(store) == ["x:a,x:p,1", "x:b,x:p,2"]

    with_store(tmp_path, test)


def test_a_change_that_changes_nothing_makes_no_commit(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(quad("a", "1")))
        made = await store.commit(change(quad("a", "1"), removed=(quad("z", "9"),)))
        assert (made.number, made.graphs, store.number) == (1, (), 1)

    with_store(tmp_path, test)


def test_only_graphs_that_changed_get_a_new_revision(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(quad("a", "1", "g"), quad("b", "2", "h")))
        await store.commit(change(quad("a", "1", "g"), quad("c", "3", "h")))
        assert await store.revisions() == {"x:g": 1, "x:h": 2}
        assert await store.revisions(["x:h", "x:nowhere"]) == {"x:h": 2}
        await store.commit(change(removed=(quad("a", "1", "g"),)))
        assert await store.revisions() == {"x:h": 2}

    with_store(tmp_path, test)


def test_another_revision_than_the_one_expected_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(quad("a", "1"), g=0))
        await store.commit(change(quad("b", "2"), g=1))
        with pytest.raises(PreconditionError):
            await store.commit(change(quad("c", "3"), g=1))
        with pytest.raises(PreconditionError):
            await store.commit(change(quad("c", "3"), g=0))
        assert store.number == 2
        assert await rows(store, COUNT) == ["2"]
        await store.commit(change(quad("d", "4", "new"), new=0))

    with_store(tmp_path, test)


def test_commits_sent_at_once_are_made_one_after_another(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        made = await asyncio.gather(*(store.commit(change(quad(f"s{n}", str(n), f"g{n}"))) for n in range(20)))
        assert sorted(commit.number for commit in made) == list(range(1, 21))
        assert await rows(store, COUNT) == ["20"]

    with_store(tmp_path, test)


def test_of_two_commits_on_the_same_revision_one_wins(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        tried = await asyncio.gather(
            *(store.commit(change(quad(f"s{n}", "v"), g=0)) for n in range(5)), return_exceptions=True
        )
        assert sum(isinstance(one, PreconditionError) for one in tried) == 4
        assert await rows(store, COUNT) == ["1"]

    with_store(tmp_path, test)


def test_a_commit_goes_on_when_the_one_who_asked_for_it_leaves(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        task = asyncio.ensure_future(store.commit(change(quad("a", "1"))))
        await asyncio.sleep(0.002)
        task.cancel()
        await asyncio.sleep(0.5)
        assert (await store.commit(change(quad("b", "2")))).number in {1, 2}
        assert store.counts()["writer"]["died"] == 0

    with_store(tmp_path, test)


def test_blank_nodes_keep_their_labels_so_that_they_can_be_removed(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        node = Quad(BlankNode("b1"), NamedNode("x:p"), BlankNode("b2"), NamedNode("x:g"))
        await store.commit(change(node))
        assert await rows(store, COUNT) == ["1"]
        await store.commit(change(removed=(node,)))
        assert await rows(store, COUNT) == ["0"]

    with_store(tmp_path, test)


def test_the_past_gives_a_graph_exactly_as_it_was_committed(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        exact = quad("a", Literal("1.10", datatype=NamedNode(f"{XSD}decimal")))
        await store.commit(change(exact, quad("b", "text\nwith lines"), quad("c", "other", "h")))
        assert [q async for q in store.graph("x:g")] == [exact, quad("b", "text\nwith lines")]
        rewritten = quad("a", Literal("1.1", datatype=NamedNode(f"{XSD}decimal")))
        await store.commit(change(removed=(rewritten,)))
        assert [q async for q in store.graph("x:g")] == [quad("b", "text\nwith lines")]

    with_store(tmp_path, test)


def test_history_and_changes_tell_what_each_commit_did(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(Change((), (quad("a", "1"),), "ada", "first"))
        await store.commit(Change((), (quad("b", "1", "h"),), "bob", "elsewhere"))
        await store.commit(Change((quad("a", "1"),), (quad("a", "2"),), "cy", "second"))
        assert [(c.number, c.who, c.why) for c in await store.history("x:g")] == [
            (1, "ada", "first"),
            (3, "cy", "second"),
        ]
        assert await store.history("x:none") == []
        told = await store.changes(3)
        assert (list(told.removed), list(told.added), told.who) == ([quad("a", "1")], [quad("a", "2")], "cy")
        with pytest.raises(GoneError):
            await store.changes(4)

    with_store(tmp_path, test)


def test_a_kept_snapshot_answers_as_it_was(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(quad("a", "1")))
        await store.commit(change(quad("b", "2")))
        assert await rows(store, COUNT, snapshot=1) == ["1"]
        assert await rows(store, COUNT, snapshot=0) == ["0"]
        result = await store.query(Query(COUNT, JSON, snapshot=1))
        assert result.snapshot == 1
        with pytest.raises(GoneError):
            await rows(store, COUNT, snapshot=3)

    with_store(tmp_path, test)


def test_only_the_newest_and_the_labelled_snapshots_are_kept(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(quad("s1", "1")))
        await store.label(1, "2026.1")
        for number in range(2, 7):
            await store.commit(change(quad(f"s{number}", str(number))))
        await asyncio.sleep(0.3)
        assert [(s.number, s.label) for s in await store.snapshots()] == [(1, "2026.1"), (4, ""), (5, ""), (6, "")]
        assert await rows(store, COUNT, snapshot=1) == ["1"]
        with pytest.raises(GoneError):
            await rows(store, COUNT, snapshot=2)

    with_store(tmp_path, test, snapshots_kept=3)


def test_a_snapshot_in_use_is_not_removed(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(*(quad(f"s{n}", "x" * 1000) for n in range(5000))))
        result = await store.query(Query(ALL, JSON))
        for number in range(3):
            await store.commit(change(quad(f"t{number}", "1")))
        await asyncio.sleep(0.2)
        assert 1 in [s.number for s in await store.snapshots()]
        body = b"".join([chunk async for chunk in result.chunks()])
        assert len(json.loads(body)["results"]["bindings"]) == 5000

    with_store(tmp_path, test, snapshots_kept=1)


def test_from_of_one_graph_is_that_graph(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(quad("a", "1", "g"), quad("b", "2", "h")))
        assert await rows(store, "SELECT ?s FROM <x:h> WHERE { ?s ?p ?o }") == ["x:b"]
        assert await rows(store, COUNT, dataset=DatasetClause(("x:g",))) == ["1"]
        assert await rows(store, "SELECT ?s FROM <x:h> WHERE { ?s ?p ?o }", dataset=DatasetClause(("x:g",))) == ["x:a"]

    with_store(tmp_path, test)


def test_from_of_several_graphs_is_their_merge(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(quad("a", "1", "g"), quad("a", "1", "h"), quad("b", "2", "h"), quad("c", "3", "i")))
        both = "PREFIX x: <x:> SELECT ?s FROM <x:g> FROM x:h { ?s ?p ?o } ORDER BY ?s"
        assert await rows(store, both) == ["x:a", "x:b"]
        assert await rows(store, COUNT, dataset=DatasetClause(("x:g", "x:h"))) == ["2"]
        named = "SELECT ?s ?g FROM <x:g> FROM <x:h> FROM NAMED <x:i> WHERE { GRAPH ?g { ?s ?p ?o } }"
        assert await rows(store, named) == ["x:c,x:i"]

    with_store(tmp_path, test)


def test_from_of_an_unknown_graph_is_an_empty_graph(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(quad("a", "1")))
        assert await rows(store, "SELECT ?s FROM <http://127.0.0.1:1/x> WHERE { ?s ?p ?o }") == []
        only_named = DatasetClause((), ("x:g",))
        assert await rows(store, COUNT, dataset=only_named) == ["0"]
        assert await rows(store, "SELECT ?s { GRAPH ?g { ?s ?p ?o } }", dataset=only_named) == ["x:a"]

    with_store(tmp_path, test)


def test_from_inside_a_string_or_a_comment_names_nothing() -> None:
    prologue = "# FROM <x:no>\nBASE <http://e/> PREFIX a: <b#> "
    text = prologue + "SELECT ?s FROM a:c FROM <d> FROM NAMED <d> { ?s ?p 'FROM <x:n>' }"
    assert dataset.find_dataset(text, None) == (("http://e/b#c", "http://e/d"), ("http://e/d",))


def test_a_from_that_is_too_big_to_merge_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from pyoxigraph import Store

    monkeypatch.setattr(dataset, "CAP_QUADS", 3)
    source = Store()
    source.extend([quad(f"s{n}", "1", graph) for n in range(2) for graph in ("g", "h")])
    with pytest.raises(QueryRefusedError):
        dataset.merge(source, dataset.Named(("x:g", "x:h"), ()))


def test_a_syntax_error_has_its_place(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        with pytest.raises(SparqlSyntaxError) as caught:
            await rows(store, "SELECT * WHERE {\n  ?s ?p }")
        assert (caught.value.line, caught.value.column) == (2, 10)
        with pytest.raises(SparqlSyntaxError) as caught:
            await rows(store, "SELECT * WHERE { ?s ex:p ?o }")
        assert caught.value.line == 1

    with_store(tmp_path, test)


def test_a_media_type_that_the_form_cannot_have_is_refused(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        with pytest.raises(NotAcceptableError):
            await whole(store, COUNT, "text/turtle")
        with pytest.raises(NotAcceptableError):
            await whole(store, "CONSTRUCT WHERE { ?s ?p ?o }", "text/csv")

    with_store(tmp_path, test)


def test_every_form_answers_in_its_formats(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(quad("a", "1")))
        assert json.loads(await whole(store, "ASK { ?s ?p ?o }", JSON))["boolean"] is True
        assert b'<x:a> <x:p> "1"' in await whole(store, "CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle")
        assert b'"1"' in await whole(store, "DESCRIBE <x:a>", "application/n-triples")
        assert b"<sparql" in await whole(store, ALL, "application/sparql-results+xml")
        assert b"?s\t?p\t?o" in await whole(store, ALL, "text/tab-separated-values")

    with_store(tmp_path, test)


async def load_some(store: EmbeddedStore, count: int = 3000) -> None:
    await store.commit(change(*(quad(f"s{n}", f"value {n}") for n in range(count))))


def test_a_query_past_its_deadline_is_stopped_and_the_service_goes_on(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await load_some(store)
        with pytest.raises(DeadlineError):
            await rows(store, HEAVY, deadline_s=0.5)
        assert await rows(store, COUNT) == ["3000"]

    with_store(tmp_path, test)


def test_a_query_that_takes_too_much_memory_dies_alone(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await load_some(store)
        with pytest.raises(ResourceError):
            await rows(store, "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c", deadline_s=30)
        assert await rows(store, COUNT) == ["3000"]
        assert await rows(store, "SELECT (COUNT(*) AS ?n) { SELECT ?s { ?s ?p ?o } ORDER BY ?o }") == ["3000"]

    with_store(tmp_path, test, query_memory_bytes=512 * MIB)


def test_an_answer_past_the_byte_limit_is_never_cut_silently(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        await load_some(store)
        with pytest.raises(TooLargeError):
            await rows(store, ALL, byte_limit=50_000)
        assert len(await rows(store, ALL)) == 3000

    with_store(tmp_path, test)


def test_two_stores_in_one_process_do_not_meet(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            EmbeddedStore.open(tmp_path / "a", SETTINGS) as one,
            EmbeddedStore.open(tmp_path / "b", SETTINGS) as two,
        ):
            await one.commit(change(quad("a", "1")))
            await two.commit(change(quad("b", "2")))
            assert (await rows(one), await rows(two)) == (["x:a,x:p,1"], ["x:b,x:p,2"])

    asyncio.run(main())


def test_a_directory_has_one_owner(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        with pytest.raises(ConflictError):
            await EmbeddedStore(tmp_path, SETTINGS).start()
        await store.commit(change(quad("a", "1")))

    with_store(tmp_path, test)


def test_thirty_thousand_quads_load_in_one_commit(tmp_path: Path) -> None:
    async def test(store: EmbeddedStore) -> None:
        quads = [quad(f"s{n // 5}", f"value {n}", f"g{n // 50}") for n in range(30_000)]
        await store.commit(change(*quads))
        assert await rows(store, COUNT) == ["30000"]
        assert len(await store.revisions()) == 600

    with_store(tmp_path, test)


def test_a_reader_sends_nothing_even_when_a_query_gets_past_the_door(tmp_path: Path) -> None:
    probe = "import sys; from atlas.workers.limits import leave_network; sys.exit(not leave_network())"
    if subprocess.run([sys.executable, "-c", probe], check=False).returncode:
        pytest.skip("this system lets no process leave the network")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        service = f"SELECT * {{ SERVICE <http://127.0.0.1:{server.getsockname()[1]}/x> {{ ?s ?p ?o }} }}"

        async def test(store: EmbeddedStore) -> None:
            with pytest.raises(AtlasError):
                await rows(store, service)

        with_store(tmp_path, test)
        with pytest.raises(TimeoutError):
            server.accept()
