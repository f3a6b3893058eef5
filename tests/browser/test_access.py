"""axe finds nothing serious on any page, light or dark; no page is wider than its window; the keyboard reaches all."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from tests.browser.conftest import Reader
from tests.browser.places import ENDPOINT, NO_PAGES, PLACES, make_things
from tests.http.routing import read_paths
from tests.http.serving import Service

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: use make test-browser")
sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: use make test-browser")
pytestmark = pytest.mark.browser
ADDRESSES = [*ENDPOINT, *(address for every in PLACES.values() for address in every)]
SERIOUS = {"serious", "critical"}
WIDTHS = (320, 640, 2560)  # 640 is what a reader has who sees a laptop's 1,280 twice as big
LEAST_TARGET = 24  # CSS pixels (WCAG 2.2, 2.5.8)

SMALL_TARGETS = """(least) => {
  const inText = 'p, li, td, th, dd, dt, pre, svg, h1, h2, h3, legend, label, .skip';
  return [...document.querySelectorAll('a, button, input, select, summary, textarea')].filter((one) => {
    const box = one.getBoundingClientRect();
    return !one.closest(inText) && box.width > 0 && (box.height < least || box.width < least);
  }).map((one) => one.outerHTML.slice(0, 120));
}"""
HEADINGS = "() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((one) => Number(one.tagName[1]))"
UNSEEN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), look = getComputedStyle(one);
  const drawn = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2;
  return box.width > 0 && box.height > 0 && drawn ? '' : one.outerHTML.slice(0, 120);
}"""


@pytest.fixture(scope="module")
def things(atlas: Service) -> dict[str, str]:
    return make_things(atlas)


@pytest.fixture(scope="module")
def cookies(chromium: "sync_api.Browser", atlas: Service) -> list[dict[str, str]]:
    """Of a curator who signed in, so that the queue has a page too."""
    context = chromium.new_context(base_url=atlas.url)
    page = context.new_page()
    page.goto("/review")
    page.get_by_label("Token").fill(atlas.state.tokens.make("Karl", ["curate", "admin"]))
    page.locator("form[action='/sign-in'] button").click()
    page.wait_for_url("**/review")
    found = context.cookies()
    context.close()
    return found


@pytest.fixture(scope="module")
def eyes(chromium: "sync_api.Browser", atlas: Service, cookies: list[dict[str, str]]) -> Iterator[Reader]:
    """One reader for all pages."""
    made = Reader(chromium, atlas.url, color_scheme="light", viewport={"width": 1280, "height": 800})
    made.page.context.add_cookies(cookies)
    yield made
    made.close()


@pytest.fixture(scope="module")
def night_eyes(chromium: "sync_api.Browser", atlas: Service, cookies: list[dict[str, str]]) -> Iterator[Reader]:
    """One reader for all pages, at a dark screen."""
    made = Reader(chromium, atlas.url, color_scheme="dark", viewport={"width": 1280, "height": 800})
    made.page.context.add_cookies(cookies)
    yield made
    made.close()


def test_every_route_is_on_the_list_of_pages_or_has_none() -> None:
    assert set(read_paths()) == PLACES.keys() | NO_PAGES
    assert not PLACES.keys() & NO_PAGES


def test_a_route_without_a_page_answers_no_browser_with_one(atlas: Service) -> None:
    plain = sorted(path for path in NO_PAGES if "{" not in path)
    assert plain
    for path in plain:
        answer = atlas.client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code >= 300 or not answer.headers["content-type"].startswith("text/html"), path


def find_serious(page: "sync_api.Page", **options: object) -> list[str]:
    """What axe finds that keeps somebody out."""
    found = axe.Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found if one["impact"] in SERIOUS for node in one["nodes"]]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_can_be_read_by_everybody(eyes: Reader, things: dict[str, str], address: str) -> None:
    eyes.page.goto(address.format_map(things))
    assert find_serious(eyes.page) == []
    levels = eyes.page.evaluate(HEADINGS)
    assert levels[:1] == [1]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert eyes.page.evaluate(SMALL_TARGETS, LEAST_TARGET) == []
    assert find_too_wide(eyes.page) == {}


def find_too_wide(page: "sync_api.Page") -> dict[int, int]:
    """Widths of the window at which the page is wider than it, with how wide."""
    seen: dict[int, int] = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 700})
        seen[width] = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 800})
    return {width: wide for width, wide in seen.items() if wide > width}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_dark_page_has_contrast(night_eyes: Reader, things: dict[str, str], address: str) -> None:
    night_eyes.page.goto(address.format_map(things))
    assert find_serious(night_eyes.page, runOnly=["color-contrast"]) == []


@pytest.mark.parametrize("address", ["/", "/ask", "/explore/licence", "/question/stage-domain-grid", "/ontology/Model"])
def test_the_keyboard_walks_through_a_page_and_out_of_it_with_every_stop_in_sight(reader: Reader, address: str) -> None:
    reader.page.goto(address)
    stops = reader.page.evaluate("document.querySelectorAll('a, button, input, select, summary, textarea').length")
    seen: list[str] = []
    for _ in range(2 * stops + 20):
        reader.page.keyboard.press("Tab")
        if reader.page.evaluate("document.activeElement === document.body"):
            break
        seen.append(reader.page.evaluate(UNSEEN))
    else:
        pytest.fail("the keyboard never leaves the page")
    assert len(seen) > 10
    assert [one for one in seen if one] == []


def test_the_first_stop_of_the_keyboard_skips_to_the_content(reader: Reader) -> None:
    reader.page.goto("/explore/model")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.className") == "skip"
    reader.page.keyboard.press("Enter")
    assert reader.page.url.endswith("#main")
