"""Bodies made to hurt, sent to a running service: each gets a clear answer, none is stored, no page runs a script."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from tests.http.serving import Service, serve
from tests.validation.mutants import BASE, WAYS, Mutant, make_mutants, report_pages

from atlas.namespaces import RDF

ADDRESSES = ("href", "src", "action", "formaction", "data")
RUNS = ("javascript:", "data:")


class Running(HTMLParser):
    """Whatever a page would run: its scripts, attributes that hold a script, addresses that are one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags = 0
        self.scripts: set[tuple[tuple[str, str | None], ...]] = set()
        self.handlers: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += 1
        if tag == "script":
            self.scripts.add(tuple(attrs))
        for name, value in attrs:
            if name.startswith("on") or (name in ADDRESSES and (value or "").strip().lower().startswith(RUNS)):
                self.handlers.append((tag, name))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serve(tmp_path_factory.mktemp("mutants"), deadline_s=10.0) as running:
        yield running


def send(service: Service, mutant: Mutant):  # type: ignore[no-untyped-def]
    """The answer to a program that sends it."""
    path = "/contribute" if mutant.form in ("yaml", "csv") else "/validate"
    headers = {"Content-Type": mutant.media_type, "Accept": "application/json"}
    return service.client.post(path, content=mutant.body, headers=headers)


@pytest.mark.parametrize("number", [120, pytest.param(5000, marks=pytest.mark.long)])
def test_each_gets_a_clear_answer_and_none_is_stored(desk: Service, number: int) -> None:
    before = (desk.state.store.number, desk.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").text)
    ways: dict[str, set[int]] = {}
    for mutant in make_mutants(number):
        answer = send(desk, mutant)
        assert answer.status_code < 500, (mutant.way, mutant.media_type, mutant.body[:200], answer.text[:300])
        said = answer.json()
        if answer.status_code >= 400:
            assert said["title"]
            assert said["detail"]
            assert said["code"]
        elif mutant.form not in ("yaml", "csv"):
            assert said["verdict"]
        ways.setdefault(mutant.way, set()).add(answer.status_code)
    assert set(ways) == set(WAYS)
    assert {code for codes in ways.values() for code in codes} >= {200, 400}
    assert (desk.state.store.number, desk.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").text) == before
    assert desk.client.get("/readyz").status_code == 200


@pytest.mark.parametrize("number", [40, pytest.param(1000, marks=pytest.mark.long)])
def test_no_page_about_them_holds_a_script_of_theirs(desk: Service, number: int) -> None:
    own = Running(desk.client.get("/validate", headers={"Accept": "text/html"}).text).scripts
    own |= Running(desk.client.get("/contribute/paste", headers={"Accept": "text/html"}).text).scripts
    shown = 0
    for mutant, page in report_pages(desk, number):
        found = Running(page)
        assert found.tags, mutant
        assert found.scripts <= own, mutant
        assert found.handlers == [], mutant
        shown += "<h1" in page
    assert shown == number


def test_what_a_page_would_run_is_seen() -> None:
    said = Running("<p title='&lt;svg onload=x>'><svg/onload=x><a href=' javascript:x'>a</a><script src=x></script>")
    assert said.handlers == [("svg", "onload"), ("a", "href")]
    assert said.scripts == {(("src", "x"),)}


def judged(desk: Service, body: str, media_type: str):  # type: ignore[no-untyped-def]
    """The report on a text that is judged, whatever is wrong with it."""
    headers = {"Content-Type": media_type, "Accept": "application/json"}
    answer = desk.client.post("/validate", content=body, headers=headers)
    assert answer.status_code == 200, answer.text[:300]
    said = answer.json()
    assert (said["conforms"], said["truncated"]) == (False, True)
    return said


def test_twenty_thousand_faulty_nodes_get_a_bounded_report_with_the_total(desk: Service) -> None:
    one = f"<{BASE}id/garden/new#b{{0}}> a <{BASE}ont/Bed> .\n"
    said = judged(desk, "".join(map(one.format, range(20_000))), "text/turtle")
    assert len(said["findings"]) == 1000
    assert said["counts"]["must"] >= 20_000
    assert f"{sum(said['counts'].values()):,}" in said["listed"]


def test_ten_thousand_records_are_judged_as_far_as_time_allows(desk: Service) -> None:
    one = f"<{BASE}id/garden/n{{0}}> <{RDF}type> <{BASE}ont/Garden> <{BASE}graph/garden/n{{0}}> .\n"
    said = judged(desk, "".join(map(one.format, range(10_000))), "application/n-quads")
    assert len(said["records"]) + said["unjudged"] == 10_000
    assert ("not judged" in said["listed"]) == bool(said["unjudged"])
