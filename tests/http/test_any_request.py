"""Whatever stands in an address: every GET route of the app's own table answers, and never with a failure of ours."""

import random
import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

from tests.http.routing import read_paths
from tests.http.serving import Service

SEED = 20261121
ROUNDS = 4
BITS = [
    "",
    "0",
    "-1",
    "1e9",
    "99999999999999999999",
    "model",
    "garden",
    "north",
    "fern",
    "../../etc/passwd",
    "%00",
    "\x00",
    "a b",
    "<script>window.hurt=1</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}",
    "${7*7}",
    "'; DROP ALL; --",
    "\u202egnp",
    "\ud7ff\U0001f331",
    "x" * 3000,
    "http://[::1",
    "javascript:alert(1)",
    "urn:a:b",
    "<http://example.org/>",
    "?x",
    "}",
    "SELECT",
    "SELECT * { ?s ?p ?o } LIMIT 1",
    "SELECT * { ?s ?p }",
    "ASK { }",
    "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1",
    "~unknown",
    "2024..",
    "..",
    "1...2",
    "2026-13-45",
    "grows",
    "bar x=y",
    "network from=a to=b",
    "text/turtle",
    "nt",
    "é",
    "a/b/c",
    "#",
    "&&",
    "=",
]
NAMES = [
    "q",
    "page",
    "query",
    "format",
    "chart",
    "id",
    "find",
    "p1",
    "o1",
    "v1",
    "s1",
    "show",
    "group",
    "open",
    "by",
    "all",
    "as-of",
    "uri",
    "before",
    "limit",
    "grows",
    "grows.from",
    "grows.to",
    "statement",
    "graph",
    "default",
]
ACCEPTS = ["text/html", "*/*", "text/turtle", "application/json", "text/html;q=nonsense", "image/png", ""]
THERE = {
    "kind": "garden",
    "slug": "north",
    "page": "beds",
    "name": "1",
    "local": "Garden",
    "section": "what-grows-where",
}
NOT_TRIED = {"/metrics", "/healthz", "/readyz", "/mcp"}


def paths() -> Iterator[str]:
    """Templates of every GET route, and the endpoints that stand outside of the routers."""
    yield from ("/sparql", "/query", "/openapi.json")
    yield from (path for path in read_paths() if path not in NOT_TRIED)


def fill(template: str, chance: random.Random) -> str:
    """An address of a route with anything in its places; sometimes with what is there."""

    def choose(found: re.Match[str]) -> str:
        name = found[1].split(":")[0]
        return THERE[name] if name in THERE and chance.random() < 0.5 else quote(chance.choice(BITS), safe="")

    return re.sub(r"\{([^}]+)\}", choose, template)


def test_any_address_gets_an_answer(service: Service) -> None:
    chance = random.Random(SEED)
    tried, failed = 0, []
    templates = sorted(set(paths()))
    assert len(templates) > 40
    for template in templates:
        for _ in range(ROUNDS):
            pairs = [(chance.choice(NAMES), chance.choice(BITS)) for _ in range(chance.randrange(4))]
            address = f"{fill(template, chance)}?{urlencode(pairs)}"
            answer = service.client.get(address, headers={"Accept": chance.choice(ACCEPTS)})
            tried += 1
            if answer.status_code >= 500 and answer.status_code not in (501, 503, 504):
                failed.append((answer.status_code, address[:200]))
            assert "Traceback (most recent call last)" not in answer.text
    assert failed == []
    assert tried > 160


def test_a_page_tells_what_was_wrong_and_leads_on(service: Service) -> None:
    for address in (
        "/nowhere",
        "/garden/nothing",
        "/explore/nothing",
        "/question/nothing",
        "/ontology/Nothing",
        "/q/nothing",
    ):
        answer = service.client.get(address, headers={"Accept": "text/html"})
        assert answer.status_code == 404, address
        assert "<h1>" in answer.text
        assert 'role="search"' in answer.text


def test_a_query_that_fails_stays_in_the_editor(service: Service) -> None:
    answer = service.client.get("/sparql", params={"query": "SELECT * { ?mistake a }"}, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "SELECT * { ?mistake a }" in answer.text
    assert "line 1" in answer.text
