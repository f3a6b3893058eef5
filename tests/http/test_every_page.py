"""Every page that a reader can come to by links has what every page has, and each of its other formats is there."""

import re
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from tests.browser.places import PLACES
from tests.http.serving import Service

PAGE = {"Accept": "text/html"}
ALIKE = 5  # pages of one kind that are looked at
STARTS = (
    "/",
    "/compare?id=garden/north&id=garden/south",
    "/search?q=garden",
    "/releases/1...1",
    "/ontology/Garden",
    "/sparql?query=SELECT+*+%7B+%3Fs+a+%3Ftype+%7D+LIMIT+3",
    "/sparql/explain?query=SELECT+*+%7B+%3Fs+a+%3Ftype+%7D+LIMIT+3",
    "/garden/north?as-of=1",
    "/plant/fern/linked-from",
    "/sparql/format?query=ASK+%7B%7D",
    "/sparql/pivot?query=SELECT+*+%7B+%3Fs+a+%3Ftype+%7D+LIMIT+3",
)
# Forms and what they lead to have no other format, nor have pages about a text that each record has of its own. What
# stands behind a secret or a token is no reader's.
FORMS = re.compile(
    r"/(contribute|validate|review|sign-in)|.*/(edit|correct)$|/sparql|/compare$|/\w+/\w+/lineage$|/exports/(cards|labels)$"
)
UNSEEN = {
    "/q/{name}",
    "/sign-in",
    "/contribute/paste",
    "/validate/{name}",
    "/review",
    "/review/{number}",
    "/releases/{name}",
}
LINK = re.compile(r'<([^>]+)>; rel="alternate"; type="([^"]+)"')


class Reading(HTMLParser):
    """What a page holds of interest here."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.alternates: list[tuple[str, str]] = []
        self.classes: set[str] = set()
        self.roles: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.classes |= set(said.get("class", "").split())
        self.roles.add(said.get("role", ""))
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        if tag == "link" and said.get("rel") == "alternate":
            self.alternates.append((said["href"], said["type"]))


@pytest.fixture(scope="module")
def pages(service: Service) -> dict[str, tuple[Reading, str]]:
    """Pages by address, with what each holds and its Link header: some of each kind that links lead to."""
    found: dict[str, tuple[Reading, str]] = {}
    waiting, seen = deque(STARTS), set(STARTS)
    alike: Counter[tuple[str, str, int]] = Counter()
    while waiting:
        address = waiting.popleft()
        answer = service.client.get(address, headers=PAGE, follow_redirects=True)
        if answer.status_code != 200 or not answer.headers["content-type"].startswith("text/html"):
            continue
        reading = Reading(answer.text)
        found[address] = (reading, answer.headers.get("link", ""))
        for href in reading.links:
            parts = urlsplit(urljoin(f"{service.url}{address}", href))
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if f"{parts.scheme}://{parts.netloc}" != service.url or "static" in target or target in seen:
                continue
            steps = parts.path.split("/")
            kind = (steps[1], steps[3] if len(steps) > 3 else "", len(parts.query) and 1)
            alike[kind] += 1
            if alike[kind] <= ALIKE:
                seen.add(target)
                waiting.append(target)
    return found


def test_links_lead_to_a_page_of_every_route(pages: dict[str, tuple[Reading, str]]) -> None:
    templates = [path for path in PLACES if path not in UNSEEN and "secret" not in path]
    patterns = {
        path: re.compile(re.sub(r"\{[^}]*\}", "[^/]+", path.replace("{path:path}", ".+"))) for path in templates
    }
    visited = {address.partition("?")[0] for address in pages}
    assert [path for path, pattern in patterns.items() if not any(pattern.fullmatch(one) for one in visited)] == []


def test_every_page_has_a_search_box_a_trail_and_a_footer(
    service: Service, pages: dict[str, tuple[Reading, str]]
) -> None:
    assert len(pages) > 40
    schema = service.state.schema
    for address, (reading, _) in pages.items():
        assert "search" in reading.roles, address
        assert "foot" in reading.classes, address
        assert "trail" in reading.classes or urlsplit(address).path == "/", address
        assert schema.licence in reading.links, address
        assert "/releases" in [href.partition("?")[0] for href in reading.links], address


def test_an_error_can_be_reported_from_every_page_of_the_present(pages: dict[str, tuple[Reading, str]]) -> None:
    for address, (reading, _) in pages.items():
        if "as-of" not in address:
            assert any(h == "/contribute" or h.endswith("/edit") for h in reading.links), address


def test_the_link_header_names_the_formats_that_the_page_names(
    service: Service, pages: dict[str, tuple[Reading, str]]
) -> None:
    for address, (reading, header) in pages.items():
        said = [(href.removeprefix(service.url), kind) for href, kind in LINK.findall(header)]
        assert [kind for _, kind in said] == [kind for _, kind in reading.alternates], address
        assert said or FORMS.match(urlsplit(address).path), address


def test_every_other_format_is_there_as_it_is_said(service: Service, pages: dict[str, tuple[Reading, str]]) -> None:
    every = {pair for reading, _ in pages.values() for pair in reading.alternates}
    assert len(every) > 40
    for href, kind in sorted(every):
        answer = service.client.get(href)
        assert answer.status_code == 200, href
        assert answer.headers["content-type"].partition(";")[0] == kind.partition(";")[0], href
