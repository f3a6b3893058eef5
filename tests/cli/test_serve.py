"""atlas serve: a process of its own that says where it is, ends in order, and explains what stops it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.cli.conftest import TOY

from atlas.cli.serve import tell_links
from atlas.settings import Settings

START_S = 60.0
RUN = "import sys; from atlas.cli import main; sys.exit(main())"


def start(tmp_path: Path, *arguments: str, home: Path = TOY) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUN, "--home", str(home), "--store", str(tmp_path / "store"), "serve", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def read_address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    give_up = time.monotonic() + START_S
    for line in process.stderr:
        assert time.monotonic() < give_up
        if " is at http://" in line:
            return line.split()[-1]
    raise AssertionError("the service ended without saying where it is")


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = start(tmp_path, "--port", "0")
    try:
        yield process, read_address(process)
    finally:
        process.kill()
        process.wait()


def children(pid: int) -> list[str]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [child for one in lists for child in one.read_text(encoding="ascii").split()]


def test_it_answers_at_the_address_it_says(serving):
    _, address = serving
    assert httpx.get(f"{address}/healthz", timeout=10).status_code == 200
    assert "Garden book" in httpx.get(address, headers={"Accept": "text/html"}, timeout=10).text


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc to see child processes")
def test_it_ends_in_order_and_leaves_no_process(serving, how):
    process, _ = serving
    pids = children(process.pid)
    assert pids
    os.kill(process.pid, how)
    assert process.wait(20) == 0
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_a_busy_port_is_said_in_words(atlas):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = atlas("serve", "--port", taken.getsockname()[1])
    assert ran.code == 2
    assert "in use" in ran.err
    assert "--port" in ran.err


@pytest.mark.parametrize(("option", "value"), [("--port", "70000"), ("--host", "192.0.2.1")])
def test_an_address_that_cannot_be_listened_on_is_said_in_words(atlas, option, value):
    ran = atlas("serve", option, value)
    assert ran.code == 2
    assert value in ran.err
    assert "Traceback" not in ran.err


def test_a_store_in_use_is_said_in_words(serving, tmp_path):
    process = start(tmp_path, "--port", "0")
    _, said = process.communicate(timeout=START_S)
    assert process.returncode == 2
    assert "in use" in said
    assert "Traceback" not in said


def test_a_broken_home_is_said_with_file_and_line(tmp_path, copy):
    (copy / "ontology" / "garden.ttl").write_text("<urn:a> <urn:b>\n oops .", encoding="utf-8")
    process = start(tmp_path, "--port", "0", home=copy)
    _, said = process.communicate(timeout=START_S)
    assert process.returncode == 2
    assert "garden.ttl, line 2" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("host", "public_url", "address", "warned"),
    [
        ("127.0.0.1", None, "http://127.0.0.1:8000", False),
        ("::1", None, "http://[::1]:8000", False),
        ("0.0.0.0", None, "http://0.0.0.0:8000", True),
        ("::", None, "http://[::]:8000", True),
        ("0.0.0.0", "https://atlas.example/", "https://atlas.example", False),
    ],
)
def test_links_that_nobody_else_can_follow_are_told_of(
    host: str, public_url: str | None, address: str, warned: bool
) -> None:
    settings = Settings(home=TOY, host=host, public_url=public_url)
    assert settings.address == address
    assert bool(tell_links(settings)) is warned
