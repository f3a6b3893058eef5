"""Clients that say half a request, nothing, too much or nonsense, or do not read, are hung up on; others are served."""

import json
import socket
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
from tests.http.serving import Service, serve

GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 90\r\n\r\n"


@pytest.fixture(scope="module")
def bounded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("bounded")
    with serve(folder, request_head_s=0.6, request_body_s=0.6, connections=12, connections_per_client=6) as running:
        yield running


def connect(service: Service, address: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", service.port), timeout=5, source_address=(address, 0))


def listen(connection: socket.socket) -> bytes:
    said = b""
    try:
        while piece := connection.recv(65536):
            said += piece
    except ConnectionResetError:
        pass
    return said


def refusal(said: bytes) -> tuple[int, str]:
    head, _, body = said.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    return int(head[9:12]), json.loads(body)["code"]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (GET, (408, "request-timeout")),
        (POST + b"ASK", (408, "request-timeout")),
        (b"\x16\x03\x01" * 50, (400, "bad-input")),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000, (431, "head-too-large")),
    ],
)
def test_a_request_that_never_ends_is_refused(bounded: Service, sent: bytes, expected: tuple[int, str]) -> None:
    with connect(bounded) as connection:
        connection.sendall(sent)
        assert refusal(listen(connection)) == expected


@pytest.mark.parametrize("sent", [b"", b"\r\n"])
def test_a_silent_client_is_hung_up_on(bounded: Service, sent: bytes) -> None:
    with connect(bounded) as connection:
        connection.sendall(sent)
        assert listen(connection) == b""


def test_one_byte_at_a_time_does_not_hold_a_connection(bounded: Service) -> None:
    began = time.monotonic()
    with connect(bounded) as connection:
        with pytest.raises(OSError):
            for _ in range(200):
                connection.sendall(b"G" if time.monotonic() - began < 0.01 else b"E")
                time.sleep(0.02)
        assert time.monotonic() - began < 3


def test_a_kept_connection_serves_request_after_request(bounded: Service) -> None:
    with connect(bounded) as connection:
        for _ in range(3):
            connection.sendall(GET)
            time.sleep(0.05)
            connection.sendall(b"\r\n")
            said = b""
            while not said.endswith(b"}"):
                said += connection.recv(65536)
            assert said.startswith(b"HTTP/1.1 200")
            time.sleep(0.05)


def test_requests_in_one_piece_are_answered_in_turn(bounded: Service) -> None:
    with connect(bounded) as connection:
        connection.sendall((GET + b"\r\n") * 3 + GET + b"Connection: close\r\n\r\n")
        assert listen(connection).count(b"HTTP/1.1 200") == 4


def test_an_address_with_too_many_connections_is_refused_and_others_are_not(bounded: Service) -> None:
    bounded.client.get("/healthz", headers={"Connection": "close"})
    held = [connect(bounded, "127.0.0.9") for _ in range(6)]
    with connect(bounded, "127.0.0.9") as one_more:
        assert refusal(listen(one_more)) == (429, "busy")
    assert bounded.client.get("/healthz").status_code == 200
    for connection in held:
        connection.close()


def test_what_was_refused_is_counted(bounded: Service) -> None:
    with connect(bounded) as connection:
        connection.sendall(b"\x00\x00")
        listen(connection)
    text = bounded.client.get("/metrics").text
    assert 'atlas_connections_refused{why="bad-input"}' in text
    assert "atlas_connections_open " in text


def test_a_client_that_does_not_read_is_hung_up_on(bounded: Service) -> None:
    object.__setattr__(bounded.app.state.door.bounds, "stall_s", 0.3)
    text = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    with connect(bounded) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(f"GET /sparql?query={text.replace(' ', '+')} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        give_up = time.monotonic() + 10
        while not bounded.app.state.door.refused["deaf"]:
            assert time.monotonic() < give_up
            time.sleep(0.05)
        assert len(listen(connection)) < 10**6


def test_a_connection_goes_on_after_a_fault_of_ours(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> str:
        raise RuntimeError

    client = HTTPConnection("127.0.0.1", service.port, timeout=30)
    with monkeypatch.context() as patch:
        patch.setattr(service.state.pages, "render", fail)
        client.request("GET", "/search?q=rose")
        answer = client.getresponse()
        assert (answer.status, json.loads(answer.read())["code"]) == (500, "internal")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    same = client.sock
    client.request("GET", "/search?q=rose")
    assert client.getresponse().status == 200
    assert client.sock is same is not None
    client.close()
