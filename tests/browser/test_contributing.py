"""The contributor's and the curator's pages in a real browser: with script and without, by keyboard."""

import re

import pytest
from tests.browser.conftest import Reader
from tests.http.serving import Service

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: use make test-browser")
pytestmark = pytest.mark.browser
expect = sync_api.expect
HOSTILE = '"><img src=x onerror="window.hurt=1"><script>window.hurt=1</script>'


@pytest.fixture(scope="module")
def waiting(atlas: Service) -> str:
    """Address of a draft in the queue."""
    text = atlas.client.get("/graph/model/bloom", headers={"Accept": "text/turtle"}).text
    offered = atlas.client.post(
        "/contribute", content=text.replace("BLOOM", "BLOOM, once more"), headers={"Content-Type": "text/turtle"}
    ).headers["location"]
    number = atlas.client.post(offered, data={"action": "submit", "name": "Ada", "agree": "yes"}).json()["number"]
    return f"/review/{number}"


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


def test_curator_decides_by_keyboard_alone(curator: Reader, waiting: str) -> None:
    page = curator.page
    page.goto(waiting)
    accept = page.get_by_role("button", name="Accept")
    accept.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/commit/*")
    expect(page.get_by_text("BLOOM, once more").first).to_be_visible()
