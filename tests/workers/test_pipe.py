"""Frames and errors across the socket."""

import socket

import pytest

from atlas.errors import BusyError, SparqlSyntaxError, TooLargeError
from atlas.workers import pipe


def test_frames_come_out_whole_and_in_order_however_the_bytes_arrive() -> None:
    sent = pipe.pack(pipe.MORE, b"one") + pipe.pack(pipe.LAST, b"") + pipe.pack(pipe.ERROR, b"three")
    buffer, taken = bytearray(), list[tuple[int, bytes]]()
    for byte in sent:
        buffer.append(byte)
        if (frame := pipe.take_frame(buffer)) is not None:
            taken.append(frame)
    assert taken == [(pipe.MORE, b"one"), (pipe.LAST, b""), (pipe.ERROR, b"three")]
    assert not buffer


def test_an_error_keeps_its_class_and_every_field() -> None:
    sent = SparqlSyntaxError("no", found="x", expected="y", suggestion="z", line=2, column=7, near=("p", "q"))
    got = pipe.unpack_error(pipe.pack_error(sent))
    assert type(got) is SparqlSyntaxError
    assert vars(got) == vars(sent)


def test_a_busy_error_keeps_when_to_come_back() -> None:
    got = pipe.unpack_error(pipe.pack_error(BusyError("later", retry_after_s=7)))
    assert isinstance(got, BusyError)
    assert got.retry_after_s == 7


def test_a_small_answer_is_one_frame() -> None:
    ours, theirs = socket.socketpair()
    output = pipe.Output(pipe.Channel(theirs), 100)
    for _ in range(5):
        output.write(b"abc")
    output.end()
    assert ours.recv(1000) == pipe.pack(pipe.LAST, b"abc" * 5)


def test_an_answer_past_the_byte_limit_is_refused_before_it_is_sent() -> None:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    output = pipe.Output(pipe.Channel(theirs), 10)
    output.write(b"1234567890")
    with pytest.raises(TooLargeError):
        output.write(b"1")
    with pytest.raises(BlockingIOError):
        ours.recv(1)
