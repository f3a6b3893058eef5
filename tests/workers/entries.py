"""Handlers for the pool's tests: each job is JSON that says what to do."""

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

from atlas.errors import SparqlSyntaxError
from atlas.workers.pipe import Output, Work

State = dict[str, Any]


def say(state: State, value: object) -> Iterator[bytes]:
    yield str(value).encode()


def sleep(state: State, value: float) -> Iterator[bytes]:
    time.sleep(value)
    yield b"slept"


def spin(state: State, value: float) -> Iterator[bytes]:
    ends = time.monotonic() + value
    while time.monotonic() < ends:
        pass
    yield b"spun"


def repeat(state: State, value: int) -> Iterator[bytes]:
    for number in range(value):
        yield b"%07d\n" % number


def then_fail(state: State, value: int) -> Iterator[bytes]:
    yield b"x" * value
    raise SparqlSyntaxError("late", line=3, column=4)


def die(state: State, value: str) -> Iterator[bytes]:
    os.kill(os.getpid(), getattr(signal, value))
    yield b"alive"


def hoard(state: State, value: int) -> Iterator[bytes]:
    yield str(len(bytearray(value))).encode()


def cling(state: State, value: int) -> Iterator[bytes]:
    state.setdefault("held", []).append(bytearray(value))
    time.sleep(0.2)
    yield b"mine"


def remember(state: State, value: object) -> Iterator[bytes]:
    state["told"] = value
    return iter(())


def recall(state: State, value: object) -> Iterator[bytes]:
    yield json.dumps(state).encode()


def environment(state: State, value: object) -> Iterator[bytes]:
    yield json.dumps(dict(os.environ)).encode()


def connect(state: State, value: int) -> Iterator[bytes]:
    try:
        socket.create_connection(("127.0.0.1", value), 1).close()
    except OSError:
        yield b"no way"
    else:
        yield b"connected"


ORDERS: dict[str, Callable[[State, Any], Iterator[bytes]]] = {
    order.__name__: order
    for order in (say, sleep, spin, repeat, then_fail, die, hoard, cling, remember, recall, environment, connect)
}


def obey(setup: State) -> Callable[[bytes], Iterator[bytes]]:
    state = dict(setup)

    def handle(job: bytes) -> Iterator[bytes]:
        order, value = json.loads(job)
        return ORDERS[order](state, value)

    return handle


def push(setup: State) -> Callable[[bytes], Work]:
    def write(output: Output) -> None:
        output.write(b"written ")
        output.write(b"out")

    return lambda job: Work(write)


def refuse_to_start(setup: State) -> Callable[[bytes], Iterator[bytes]]:
    raise SparqlSyntaxError("not today", line=1, column=2, near=("a", "b"))
