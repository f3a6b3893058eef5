"""Type-ahead, the graph of a record with two thousand ties, and the whole site without a network beyond itself."""

import re
from collections.abc import Iterator

import pytest
from tests.browser.conftest import Reader
from tests.browser.crowd import MANY, make_crowded_home
from tests.http.serving import Service, serve

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: use make test-browser")
pytestmark = pytest.mark.browser
expect = sync_api.expect
SETTLED_MS = 30_000
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll("#graph .names text")].map((name) => name.getBoundingClientRect());
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return boxes.filter((one, place) => boxes.slice(0, place).some((other) => meet(one, other))).length;
}"""


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Two thousand gardens that all grow two plants."""
    folder = tmp_path_factory.mktemp("crowded")
    home = folder / "home"
    make_crowded_home(home)
    with serve(folder / "store", home=home, deadline_s=30.0) as running:
        yield running


def test_names_complete_while_one_types_and_enter_goes_there(reader: Reader) -> None:
    page = reader.page
    page.goto("/about")
    page.locator("#q").press_sequentially("biel", delay=20)
    expect(page.locator(".top .hits li").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    wanted = page.locator(".top .hits [aria-selected=true]").get_attribute("data-href") or ""
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{wanted}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_neighbour_opens_by_keyboard_and_relations_filter(reader: Reader) -> None:
    page = reader.page
    page.goto("/model/olmo-7b/graph")
    graph = page.locator("#graph svg")
    page.locator("#graph[data-settled]").wait_for()
    before = page.locator("#graph circle.dot").count()
    graph.focus()
    for key in ("ArrowRight", "ArrowRight", " "):
        page.keyboard.press(key)
    page.wait_for_function("n => document.querySelectorAll('#graph circle.dot').length > n", arg=before)
    assert "open=" in page.url
    box = page.locator("#relations input[name=by]").last
    box.check()
    expect(page.locator("#graph p[role=status]")).to_contain_text(re.compile(r"\bties?\b"))
    page.wait_for_function("n => document.querySelectorAll('#graph circle.dot').length < n", arg=before)
    assert page.locator("main table tbody tr").count() > 0


def test_two_thousand_records_are_drawn_and_stay_usable(chromium: "sync_api.Browser", crowded: Service) -> None:
    reader = Reader(chromium, crowded.url)
    page = reader.page
    page.goto("/plant/fern/graph")
    page.locator("#graph[data-settled]").wait_for(timeout=SETTLED_MS)
    assert page.locator("#graph circle.dot").count() > MANY
    page.locator("#graph svg").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#graph p[role=status] a")).to_be_visible()
    assert page.locator("main table tbody tr").count() > 0
    reader.close()


def test_names_in_a_crowd_never_lie_over_each_other_and_nearer_more_are_shown(
    chromium: "sync_api.Browser", crowded: Service
) -> None:
    reader = Reader(chromium, crowded.url, viewport={"width": 1280, "height": 900})
    page = reader.page
    page.goto("/plant/fern/graph")
    page.locator("#graph[data-settled]").wait_for(timeout=SETTLED_MS)
    names = page.locator("#graph .names text")
    names.first.wait_for()
    assert 1 <= names.count() < MANY / 10
    assert page.evaluate(OVERLAPS) == 0
    page.locator("#graph svg").focus()
    page.keyboard.press("ArrowLeft")
    for _ in range(4):
        page.keyboard.press("+")
    page.wait_for_timeout(200)
    assert names.count() >= 1
    assert page.evaluate(OVERLAPS) == 0
    reader.close()


def test_one_tab_stop_holds_the_graph_and_any_record_is_found_in_it(
    chromium: "sync_api.Browser", crowded: Service
) -> None:
    reader = Reader(chromium, crowded.url)
    page = reader.page
    page.goto("/plant/fern/graph")
    page.locator("#graph[data-settled]").wait_for(timeout=SETTLED_MS)
    assert page.locator("#graph svg [tabindex], #graph svg a").count() == 0
    finder = page.get_by_role("combobox", name="Find in the graph")
    finder.fill("Garden 1999")
    finder.press("Enter")
    status = page.locator("#graph p[role=status]")
    expect(status.get_by_role("link")).to_have_text("Garden 1999")
    chosen = page.locator("#graph svg").get_attribute("aria-activedescendant")
    assert page.locator(f"#{chosen}").get_attribute("aria-label") == "Garden 1999"
    page.locator("#graph svg").focus()
    page.keyboard.press("PageUp")
    expect(status.get_by_role("link")).to_have_text("Garden 1998")
    reader.close()


def test_every_page_of_the_menu_and_the_foot_works_with_no_other_host(reader: Reader) -> None:
    page = reader.page
    page.context.route("**/*", lambda route: route.continue_() if "127.0.0.1" in route.request.url else route.abort())
    page.goto("/")
    links = page.locator("header.top nav a, footer.foot a[href^='/']")
    addresses = {str(link.get_attribute("href")) for link in links.all()}
    assert len(addresses) > 12
    for address in sorted(addresses):
        answer = page.request.get(address)
        assert answer.status == 200, address
        if "text/html" in answer.headers.get("content-type", ""):
            page.goto(address)
            assert page.locator("h1").count() == 1, address


def test_the_question_is_reached_asked_and_cited_by_keyboard_alone(reader: Reader) -> None:
    page = reader.page
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.questions') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/question/*")
    cite = page.locator(".cite > summary")
    cite.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cite pre").first).to_contain_text("@misc")
