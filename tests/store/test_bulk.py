"""Bulk loading: every format, the merge, what is written down, and what is refused."""

import gzip
import shutil
from pathlib import Path

import pytest
from tests.store.engine import COUNT, change, quad, rows, with_store

from atlas.errors import InputError, RdfSyntaxError, StorageError, TooLargeError, UnknownMediaTypeError
from atlas.store.backup import make_backup, restore_backup
from atlas.store.embedded import EmbeddedStore
from atlas.store.lines import Source, iter_blocks

QUADS = """<x:a> <x:p> "1" <x:g> .
<x:a> <x:p> "1" <x:h> .
<x:b> <x:p> "a\\nb"@en-GB <x:g> .
<x:b> <x:q> "1.10"^^<http://www.w3.org/2001/XMLSchema#decimal> <x:h> .
"""
NAMED = "SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?s ?p ?o ?g"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def read(path: Path, graph: str | None = None) -> list[tuple[bytes, bytes]]:
    return [(block.quads, block.triples) for block in iter_blocks(Source(path, graph, "urn:x:"))]


def test_quads_get_into_their_graphs_and_once_into_the_merge(tmp_path: Path) -> None:
    file = write(tmp_path / "in.nq", QUADS)
    told: list[dict[str, int]] = []

    async def test(store: EmbeddedStore) -> None:
        made = await store.bulk([file], who="ada", why="all at once", tell=told.append)
        assert (made.number, made.who, made.why, made.added, made.graphs) == (
            1,
            "ada",
            "all at once",
            4,
            ("x:g", "x:h"),
        )
        assert await rows(store, COUNT) == ["3"]
        assert len(await rows(store, NAMED)) == 4
        assert await store.revisions() == {"x:g": 1, "x:h": 1}
        assert [str(q.object) for q in [q async for q in store.graph("x:h")]] == [
            '"1"',
            '"1.10"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        ]
        with pytest.raises(TooLargeError):
            await store.changes(1)

    with_store(tmp_path / "store", test)
    assert told[0]["of"] == len(QUADS)


def test_a_bulk_load_and_commits_live_together_also_after_everything_but_the_ledger_is_lost(tmp_path: Path) -> None:
    file = write(tmp_path / "in.nq", QUADS)
    want = ["x:a,x:p,1,x:h", 'x:b,x:p,"a\nb",x:g', "x:b,x:q,1.1,x:h", "x:n,x:p,v,x:n"]

    async def fill(store: EmbeddedStore) -> None:
        await store.commit(change(quad("n", "v", "n")))
        await store.bulk([file], who="t", why="w")
        await store.commit(change(removed=(quad("a", "1", "g"),)))
        assert await rows(store, NAMED) == want

    async def look(store: EmbeddedStore) -> None:
        assert store.number == 3
        assert await rows(store, NAMED) == want
        assert await rows(store, COUNT) == ["4"]
        assert await store.revisions() == {"x:g": 3, "x:h": 2, "x:n": 1}

    with_store(tmp_path / "store", fill)
    make_backup(tmp_path / "store", tmp_path / "backup")
    for name in ("snapshots", "live"):
        shutil.rmtree(tmp_path / "store" / name)
    for path in (tmp_path / "store").glob("index.sqlite*"):
        path.unlink()
    with_store(tmp_path / "store", look)
    restore_backup(tmp_path / "backup", tmp_path / "back")
    shutil.rmtree(tmp_path / "back" / "snapshots")
    with_store(tmp_path / "back", look)


def test_a_damaged_bulk_file_is_found_when_it_is_needed(tmp_path: Path) -> None:
    file = write(tmp_path / "in.nq", QUADS)

    async def fill(store: EmbeddedStore) -> None:
        await store.bulk([file], who="t", why="w")

    with_store(tmp_path / "store", fill)
    kept = tmp_path / "store" / "ledger" / "bulk" / "1.nq"
    kept.write_text(kept.read_text().replace('"1"', '"2"'))
    with_store(tmp_path / "store", lambda store: rows(store, COUNT))
    shutil.rmtree(tmp_path / "store" / "snapshots")
    with pytest.raises(StorageError):
        with_store(tmp_path / "store", lambda store: rows(store, COUNT))


@pytest.mark.parametrize(
    ("name", "text", "graph", "error"),
    [
        ("bad.nq", QUADS + "<x:a> <x:p> oops <x:g> .\n", None, RdfSyntaxError),
        ("triples.nq", QUADS + "<x:a> <x:p> <x:o> .\n", None, InputError),
        ("triples.ttl", "<x:a> <x:p> <x:o> .", None, InputError),
        ("bad.ttl", "<x:a> <x:p> ", "x:g", RdfSyntaxError),
        ("list.xlsx", "", None, UnknownMediaTypeError),
        ("relative.nq", QUADS + "<a> <x:p> <x:o> <x:g> .\n", None, InputError),
    ],
)
def test_a_file_that_cannot_be_loaded_changes_nothing(
    tmp_path: Path, name: str, text: str, graph: str | None, error: type[Exception]
) -> None:
    file = write(tmp_path / name, text)

    async def test(store: EmbeddedStore) -> None:
        await store.commit(change(quad("a", "1")))
        with pytest.raises(error):
            await store.bulk([file], who="t", why="w", graph=graph)
        assert store.number == 1
        assert await rows(store, COUNT) == ["1"]
        await store.commit(change(quad("b", "2")))
        assert await rows(store, COUNT) == ["2"]
        assert not list((tmp_path / "store" / "ledger" / "bulk").glob("*"))

    with_store(tmp_path / "store", test)


def test_the_line_of_an_error_is_told(tmp_path: Path) -> None:
    file = write(
        tmp_path / "bad.nq", "".join(f'<x:a{n}> <x:p> "{"x" * 100}" <x:g> .\n' for n in range(9000)) + "oops\n"
    )
    with pytest.raises(RdfSyntaxError) as caught:
        read(file)
    assert caught.value.line == 9001


def test_canonical_lines_pass_as_they_are_and_lose_their_graph_beside(tmp_path: Path) -> None:
    [(quads, triples)] = read(write(tmp_path / "in.nq", QUADS))
    assert quads.decode() == QUADS
    assert triples.decode() == "".join(line.rsplit(" ", 2)[0] + " .\n" for line in QUADS.splitlines())


@pytest.mark.parametrize(
    "line",
    [
        "<x:a>\t<x:p>   <x:o>\t<x:g>.",
        "<x:a> <x:p> <x:o> <x:g> . # a comment",
        "\n<x:a> <x:p> <x:o> <x:g> .\r",
        "<x:\\u0061> <x:p> <x:o> <x:g> .",
    ],
)
def test_other_spellings_of_a_line_come_out_canonical(tmp_path: Path, line: str) -> None:
    [(quads, triples)] = read(write(tmp_path / "in.nq", line + "\n"))
    assert (quads, triples) == (b"<x:a> <x:p> <x:o> <x:g> .\n", b"<x:a> <x:p> <x:o> .\n")


def test_a_literal_that_looks_like_the_end_of_a_quad_stays_whole(tmp_path: Path) -> None:
    tricky = '<x:a> <x:p> "x <x:y> .\\" _:b <x:z> ." <x:g> .\n'
    [(quads, triples)] = read(write(tmp_path / "in.nq", tricky))
    assert (quads.decode(), triples.decode()) == (tricky, '<x:a> <x:p> "x <x:y> .\\" _:b <x:z> ." .\n')


def test_blank_nodes_become_the_same_iris_in_graph_and_merge(tmp_path: Path) -> None:
    text = '_:b1 <x:p> _:b2 <x:g> .\n_:b2 <x:p> "say _:b1" <x:g> .\n'
    [(quads, triples)] = read(write(tmp_path / "in.nq", text))
    assert sorted(quads.splitlines()) == [
        b"<urn:x:b1> <x:p> <urn:x:b2> <x:g> .",
        b'<urn:x:b2> <x:p> "say _:b1" <x:g> .',
    ]
    assert sorted(triples.splitlines()) == [b"<urn:x:b1> <x:p> <urn:x:b2> .", b'<urn:x:b2> <x:p> "say _:b1" .']


def test_triples_go_to_the_graph_named(tmp_path: Path) -> None:
    want = (b'<x:a> <x:p> "1" <x:g> .\n', b'<x:a> <x:p> "1" .\n')
    assert read(write(tmp_path / "in.nt", '<x:a> <x:p> "1" .\n'), "x:g") == [want]
    assert read(write(tmp_path / "in.ttl", '@prefix x: <x:> . x:a x:p "1" .'), "x:g") == [want]


def test_gzipped_files_are_read(tmp_path: Path) -> None:
    file = tmp_path / "in.nq.gz"
    file.write_bytes(gzip.compress(QUADS.encode()))
    assert read(file)[0][0].decode() == QUADS


def test_plain_mode_leaves_the_default_graph_empty(tmp_path: Path) -> None:
    file = write(tmp_path / "in.nq", QUADS)

    async def test(store: EmbeddedStore) -> None:
        await store.bulk([file], who="t", why="w")
        assert await rows(store, COUNT) == ["0"]
        assert len(await rows(store, NAMED)) == 4

    with_store(tmp_path / "store", test, default_graph="plain")
