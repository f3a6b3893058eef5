from typing import Any

import pytest

from atlas.errors import AtlasError, BusyError, SparqlSyntaxError, UnauthorizedError
from atlas.http.dependencies import find_address, is_loopback, wants_page
from atlas.http.problems import problem_headers, to_problem
from atlas.http.registry import KEPT, QueryRecord, QueryRegistry
from atlas.http.transfer import accepts_gzip


def scope(peer: str, forwarded: str = "") -> dict[str, Any]:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return {"type": "http", "client": (peer, 1), "headers": headers}


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        ("192.0.2.1", "", (), "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", (), "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", ("10.0.0.0/8",), "192.0.2.1"),
        ("10.0.0.1", "198.51.100.7", ("10.0.0.0/8",), "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", ("10.0.0.0/8",), "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, 10.0.0.2", ("10.0.0.0/8",), "198.51.100.7"),
        ("10.0.0.1", "", ("10.0.0.1",), "10.0.0.1"),
    ],
)
def test_forwarded_address_counts_only_from_a_configured_proxy(
    peer: str, forwarded: str, trusted: tuple[str, ...], expected: str
) -> None:
    assert find_address(scope(peer, forwarded), trusted) == expected


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        ("127.0.0.1", "", (), True),
        ("::1", "", (), True),
        ("192.0.2.1", "", (), False),
        ("127.0.0.1", "198.51.100.7", (), False),
        ("127.0.0.1", "127.0.0.1", (), False),
        ("127.0.0.1", "198.51.100.7", ("127.0.0.1",), False),
    ],
)
def test_somebody_behind_a_proxy_is_not_this_machine(
    peer: str, forwarded: str, trusted: tuple[str, ...], expected: bool
) -> None:
    assert is_loopback(scope(peer, forwarded), trusted) is expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", False),
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("identity", False),
        ("*", True),
        ("*;q=0", False),
        ("*;q=0, gzip", True),
        ("gzip;q=0, *", False),
        ("x-gzip", True),
    ],
)
def test_gzip_is_sent_where_it_is_accepted(header: str, expected: bool) -> None:
    assert accepts_gzip(header) is expected


@pytest.mark.parametrize(
    ("accept", "expected"), [("text/html,*/*", True), ("*/*", False), ("text/turtle, text/html", False)]
)
def test_page_is_for_browsers(accept: str, expected: bool) -> None:
    assert wants_page(accept) is expected


def test_ended_queries_are_forgotten_when_there_are_many() -> None:
    registry = QueryRegistry()
    running = QueryRecord("running", "caller", 1.0, 1)
    registry.begin(running)
    for number in range(KEPT + 10):
        record = QueryRecord(str(number), "caller", 1.0, 1)
        registry.begin(record)
        registry.end(record, "ok")
    assert registry.find("running") is running
    assert registry.running() == 1
    registry.end(running, "ok")
    for number in range(20):
        registry.begin(QueryRecord(f"more-{number}", "caller", 1.0, 1))
    assert registry.find("running") is None


def test_record_tells_how_it_went_without_the_query() -> None:
    record = QueryRecord("id", "caller", 2.0, 1_000)
    QueryRegistry().end(record, "timeout", {"code": "deadline"})
    said = record.to_json()
    assert (said["outcome"], said["problem"]) == ("timeout", {"code": "deadline"})
    assert "caller" not in said


def test_problem_says_what_was_found_and_expected() -> None:
    error = SparqlSyntaxError("No.", found="x", expected="y", line=2, column=3)
    problem = to_problem(error, "/queries/a")
    assert {name: problem[name] for name in ("status", "found", "expected", "line", "column", "instance")} == {
        "status": 400, "found": "x", "expected": "y", "line": 2, "column": 3, "instance": "/queries/a",
    }  # fmt: skip
    assert "suggestion" not in problem


def test_problem_headers_are_those_of_the_status() -> None:
    assert problem_headers(BusyError("No.", retry_after_s=7))["Retry-After"] == "7"
    assert problem_headers(UnauthorizedError("No."))["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("forwarded", "for=198.51.100.7"),
        ("via", "1.1 proxy"),
        ("x-real-ip", "198.51.100.7"),
        ("x-forwarded-host", "atlas.example"),
        ("host", "atlas.example:8000"),
    ],
)
def test_sign_of_a_proxy_or_of_another_site_is_not_this_machine(header: str, value: str) -> None:
    asked = scope("127.0.0.1", "")
    asked["headers"].append((header.encode(), value.encode()))
    assert not is_loopback(asked, ())


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "atlas.localhost", ""])
def test_own_names_are_this_machine(host: str) -> None:
    asked = scope("127.0.0.1", "")
    asked["headers"].append((b"host", host.encode()))
    assert is_loopback(asked, ())


def test_every_error_says_what_to_expect() -> None:
    kinds: list[type[AtlasError]] = [AtlasError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    assert len(kinds) > 25
    assert all(kind("No.").to_problem()["expected"] for kind in kinds)


def test_first_word_on_a_query_stands() -> None:
    registry = QueryRegistry()
    record = QueryRecord("a", "local", 1.0, 1)
    registry.begin(record)
    registry.end(record, "stopped", {"code": "cancelled"})
    registry.end(record, "ok")
    assert (record.outcome, record.problem) == ("stopped", {"code": "cancelled"})
