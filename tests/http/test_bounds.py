"""What a small service says when it is asked for more than it gives."""

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.http.serving import TOY, Service, serve

from atlas.http.app import create_app
from atlas.settings import Settings

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    directory = tmp_path_factory.mktemp("small")
    bounds = {"result_bytes": 30_000, "readers": 1, "queue_length": 1, "queue_wait_s": 30.0, "deadline_s": 3.0}
    with serve(directory, query_memory_bytes=400 * 1024**2, **bounds) as running:
        yield running


def test_answer_over_the_byte_limit_is_a_clean_error(small: Service) -> None:
    answer = small.query("SELECT * { ?s ?p ?o . ?a ?b ?c }")
    assert (answer.status_code, answer.json()["code"]) == (503, "query-died")
    assert small.ask("ASK {}")


def test_query_over_the_memory_limit_is_a_clean_error(small: Service) -> None:
    answer = small.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i")
    assert (answer.status_code, answer.json()["code"]) in ((503, "query-died"), (504, "deadline"))
    assert small.ask("ASK {}")


def test_too_many_at_once_are_told_when_to_come_back(small: Service) -> None:
    answers: list[httpx.Response] = []

    def ask() -> None:
        answers.append(httpx.get(f"{small.url}/sparql", params={"query": ENDLESS}, timeout=30))

    many = [threading.Thread(target=ask) for _ in range(5)]
    for thread in many:
        thread.start()
    for thread in many:
        thread.join()
    busy = [answer for answer in answers if answer.status_code == 429]
    assert {answer.status_code for answer in answers} <= {429, 504}
    assert busy
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in busy)
    assert all(answer.json()["code"] == "busy" for answer in busy)
    assert small.ask("ASK {}")


def test_two_apps_live_in_one_process(small: Service, tmp_path: Path) -> None:
    with serve(tmp_path / "other", loads=False, default_graph="plain") as other:
        assert other.state is not small.state
        assert not other.rows("SELECT ?s { ?s ?p ?o }")
        assert small.ask("ASK { ?s ?p ?o }")
        assert other.state.metrics is not small.state.metrics
        assert other.client.get("/readyz").status_code == 200
    assert small.ask("ASK { ?s ?p 'after' } ") is False


def test_making_an_app_does_nothing(tmp_path: Path) -> None:
    app = create_app(Settings(home=TOY, store=str(tmp_path / "unused")))
    assert not hasattr(app.state, "atlas")
    assert not (tmp_path / "unused").exists()


def test_client_that_asks_too_often_waits(tmp_path: Path) -> None:
    bounds = {"trusted_proxies": ("127.0.0.1",), "client_rate": 0.1, "client_burst": 3}
    with serve(tmp_path / "often", **bounds) as often:
        answers = [often.query("ASK {}", X_Forwarded_For="198.51.100.7") for _ in range(4)]
        other = often.query("ASK {}", X_Forwarded_For="198.51.100.8")
        token = often.state.tokens.make("reader", ["query"])
        known = often.query("ASK {}", X_Forwarded_For="198.51.100.7", Authorization=f"Bearer {token}")
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["code"] == "busy"
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert (other.status_code, known.status_code) == (200, 200)


def test_function_that_the_engine_does_not_have_is_501(small: Service) -> None:
    answer = small.query("SELECT (<http://functions.example/f>(1) AS ?x) {}")
    assert (answer.status_code, answer.json()["code"]) == (501, "not-supported")
