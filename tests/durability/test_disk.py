"""Disks that are full, limited or read-only: a clear error, nothing lost, and work again once there is room."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.durability.check import check_all, make_record
from tests.http.serving import serve
from tests.store.engine import COUNT, change, quad, rows, with_store

from atlas.errors import StorageError
from atlas.settings import MIB
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Change

LIMITED = """
import asyncio, resource, sys
from pathlib import Path
from atlas.errors import StorageError
from tests.store.engine import change, quad, with_store, rows, COUNT

async def test(store):
    await store.commit(change(quad("a", "1")))
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, -1))
    for pid in store.pids()["writer"]:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (200_000, -1))
    try:
        await store.commit(change(*(quad(f"s{n}", "x" * 900) for n in range(400))))
    except StorageError as error:
        print("refused", error.found)
    print(store.number, await rows(store, COUNT))
    for pid in store.pids()["writer"]:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (-1, -1))
    await store.commit(change(quad("b", "2")))
    print(store.number, await rows(store, COUNT))

with_store(Path(sys.argv[1]), test)
"""


def record(number: int, ballast: int = 0) -> Change:
    return change(*make_record(number), *(quad(f"r{number}", f"{n}" * 500, "b", "a") for n in range(ballast)))


def test_a_file_size_limit_refuses_the_commit_and_keeps_everything_else(tmp_path: Path) -> None:
    environment = {"PYTHONPATH": os.pathsep.join([*(path for path in sys.path if path), str(Path.cwd())])}
    command = [sys.executable, "-c", LIMITED, str(tmp_path / "store")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    assert done.stdout.split("\n")[:3] == ["refused File too large", "1 ['1']", "2 ['2']"], done.stderr

    async def test(store: EmbeddedStore) -> None:
        assert (store.number, await rows(store, COUNT)) == (2, ["2"])

    with_store(tmp_path / "store", test)


def test_a_full_disk_refuses_commits_until_there_is_room(small_disk: Path) -> None:
    ballast = small_disk / "ballast"

    async def test(store: EmbeddedStore) -> None:
        await store.commit(record(1))
        fill(ballast, small_disk)
        for number in (2, 3):
            with pytest.raises(StorageError) as caught:
                await store.commit(record(number, 4000))
            assert caught.value.found is not None
            assert await check_all(store, ["ack 1 0"]) == 1
        ballast.unlink()
        await store.commit(record(4))
        assert await check_all(store, ["ack 1 0", "ack 4 0"]) == 2

    async def again(store: EmbeddedStore) -> None:
        assert await check_all(store, ["ack 1 0", "ack 4 0"]) == 2

    with_store(small_disk / "store", test)
    with_store(small_disk / "store", again)


def test_a_disk_that_fills_up_loses_nothing_acknowledged(small_disk: Path) -> None:
    kept = list[str]()

    async def test(store: EmbeddedStore) -> None:
        with pytest.raises(StorageError):
            for number in range(1, 200):
                await store.commit(change(*make_record(number), quad("big", os.urandom(400_000).hex(), "b")))
                kept.append(f"ack {number} 0")
        assert store.number == len(kept)

    async def again(store: EmbeddedStore) -> None:
        assert store.number == len(kept) > 3
        records = await rows(store, "SELECT ?s { GRAPH <x:all> { ?s ?p ?o } }")
        assert len(records) == len(kept)

    with_store(small_disk / "store", test)
    for path in small_disk.glob("store/snapshots/*"):
        if path.name < f"{len(kept):012d}":
            for part in path.glob("store/*"):
                part.unlink()
    with_store(small_disk / "store", again)


def test_a_read_only_disk_still_answers_and_refuses_commits(
    small_disk: Path, make_read_only: Callable[[], None]
) -> None:
    async def fill_up(store: EmbeddedStore) -> None:
        await store.commit(record(1))

    async def test(store: EmbeddedStore) -> None:
        assert await check_all(store, ["ack 1 0"]) == 1
        with pytest.raises(StorageError):
            await store.commit(record(2))
        assert store.number == 1
        assert [q async for q in store.graph("x:all")] == [make_record(1)[3]]

    with_store(small_disk / "store", fill_up)
    make_read_only()
    with_store(small_disk / "store", test)


def test_a_new_store_on_a_read_only_disk_is_refused_in_words(
    small_disk: Path, make_read_only: Callable[[], None]
) -> None:
    async def never(store: EmbeddedStore) -> None:
        raise AssertionError("opened")

    make_read_only()
    with pytest.raises(StorageError):
        with_store(small_disk / "store", never)


def fill(ballast: Path, disk: Path) -> None:
    """Leave less than a megabyte of room."""
    with ballast.open("wb") as file:
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        file.write(b"x" * max(0, free - MIB // 2))


def test_a_service_started_on_a_read_only_disk_reads_and_says_why(
    small_disk: Path, make_read_only: Callable[[], None]
) -> None:
    with serve(small_disk / "store") as service:
        garden = service.rows("SELECT ?x { ?x a <https://gardens.example/ont/Garden> }")
        token = service.state.tokens.make("tester", ["write", "unchecked"])
    make_read_only()
    with serve(small_disk / "store") as service:
        assert service.client.get("/readyz").json()["reading_only"] == "Read-only file system"
        assert service.rows("SELECT ?x { ?x a <https://gardens.example/ont/Garden> }") == garden != []
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/sparql-update"}
        text = "INSERT DATA { GRAPH <urn:a:g> { <urn:a:s> <urn:a:p> 1 } }"
        refused = service.client.post("/update", content=text, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (503, "storage")
        assert refused.json()["found"] == "Read-only file system"
        assert [service.client.get(path).status_code for path in ("/", "/search?q=north", "/garden/north")] == [200] * 3


def test_a_service_started_on_a_full_disk_reads_and_says_why(small_disk: Path) -> None:
    with serve(small_disk / "store") as service:
        garden = service.rows("SELECT ?x { ?x a <https://gardens.example/ont/Garden> }")
    fill(small_disk / "ballast", small_disk)
    with serve(small_disk / "store") as service:
        assert service.client.get("/readyz").json()["reading_only"] == "No space left on device"
        assert service.rows("SELECT ?x { ?x a <https://gardens.example/ont/Garden> }") == garden != []
