"""The contributor's and the curator's pages in a real browser: with script and without, by keyboard, by axe."""

import re
from collections.abc import Iterator

import pytest
from tests.browser.conftest import Reader
from tests.http.serving import Service

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: use make test-browser")
sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: use make test-browser")
pytestmark = pytest.mark.browser
expect = sync_api.expect
SERIOUS = {"serious", "critical"}
HOSTILE = '"><img src=x onerror="window.hurt=1"><script>window.hurt=1</script>'


@pytest.fixture(scope="module")
def pages(atlas: Service) -> Iterator[dict[str, str]]:
    """Addresses of the pages, with a draft that has mistakes, one that waits, a commit and a release."""
    headers = {"Accept": "text/html"}
    begun = atlas.client.post("/model/olmo-7b/edit", headers=headers).headers["location"]
    draft = begun.removesuffix("/form")
    text = atlas.client.get("/graph/model/bloom", headers={"Accept": "text/turtle"}).text
    offered = atlas.client.post(
        "/contribute", content=text.replace("BLOOM", "BLOOM, once more"), headers={"Content-Type": "text/turtle"}
    ).headers["location"]
    number = atlas.client.post(offered, data={"action": "submit", "name": "Ada", "agree": "yes"}).json()["number"]
    yield {
        "start": "/contribute", "new": "/contribute/new", "paste": "/contribute/paste?form=model-card",
        "form": begun, "draft": draft, "preview": f"{draft}/preview", "edit": "/model/olmo-7b/edit",
        "history": "/model/olmo-7b/history", "log": "/commit", "commit": "/commit/1", "releases": "/releases",
        "sign-in": "/sign-in", "review": f"/review/{number}", "queue": "/review",
    }  # fmt: skip


NAMES = ["start", "new", "paste", "form", "draft", "preview", "edit", "history", "log", "commit", "releases", "sign-in",
         "queue", "review"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_serious(curator: Reader, pages: dict[str, str], name: str) -> None:
    curator.page.goto(pages[name])
    found = axe.Axe().run(curator.page).response["violations"]
    told = [f"{one['id']}: {node['html'][:160]}" for one in found if one["impact"] in SERIOUS for node in one["nodes"]]
    assert told == []


@pytest.mark.parametrize("name", NAMES)
def test_no_page_is_wider_than_its_window(curator: Reader, pages: dict[str, str], name: str) -> None:
    for width in (320, 2560):
        curator.page.set_viewport_size({"width": width, "height": 640})
        curator.page.goto(pages[name])
        assert curator.page.evaluate("document.documentElement.scrollWidth") <= width


def test_form_is_filled_without_script_on_a_phone(plain_reader: Reader) -> None:
    page = plain_reader.page
    page.goto("/contribute/new")
    page.get_by_label("What is it?").select_option(label="organisation")
    page.get_by_label("What is it called?").fill("A made-up institute of the browser")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A made-up institute of the browser")
    page.get_by_role("button", name="Save and check").first.click()
    assert "#report" in page.url


def test_name_completes_and_the_draft_is_kept_while_one_types(reader: Reader) -> None:
    page = reader.page
    page.goto("/model/bloom/edit")
    page.get_by_role("button", name="Begin a draft").click()
    page.wait_for_url("**/form")
    field = page.locator("input[data-find=record]:visible").first
    field.fill("")
    with page.expect_response(re.compile("/contribute/names")):
        field.press_sequentially("biel")
    expect(page.locator(f"#{'found-' + (field.get_attribute('id') or '')} option").first).to_be_attached(timeout=15_000)
    expect(page.get_by_role("status").filter(has_text="Kept.")).to_be_visible(timeout=15_000)


def test_no_script_of_a_contributor_runs_on_any_page(curator: Reader, atlas: Service) -> None:
    page = curator.page
    page.goto("/contribute/new")
    page.get_by_label("What is it called?").fill(HOSTILE)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/form")
    draft = page.url.removesuffix("/form")
    for address in (page.url, draft, f"{draft}/preview"):
        page.goto(address)
        assert page.evaluate("window.hurt") is None
    sent = atlas.client.post(draft.removeprefix(atlas.url), data={"action": "submit", "name": HOSTILE, "agree": "yes"})
    if sent.status_code == 200:
        page.goto(f"/review/{sent.json()['number']}")
        assert page.evaluate("window.hurt") is None
    assert page.locator("img").count() == 0


def test_curator_decides_by_keyboard_alone(curator: Reader, pages: dict[str, str]) -> None:
    page = curator.page
    page.goto(pages["review"])
    accept = page.get_by_role("button", name="Accept")
    accept.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/commit/*")
    expect(page.get_by_text("BLOOM, once more").first).to_be_visible()
