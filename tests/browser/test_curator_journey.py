"""A curator's way through the queue in a real browser: read, return, accept, release, compare, undo, look back."""

import re

import pytest
from tests.browser.conftest import Reader
from tests.http.serving import Service

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: use make test-browser")
pytestmark = pytest.mark.browser
expect = sync_api.expect
TURTLE = {"Content-Type": "text/turtle"}
PAGE = "/software/helm"


def offer(atlas: Service, old: str, new: str) -> tuple[str, int]:
    """A change of a record offered by a program: the draft's address and its number in the queue."""
    text = atlas.client.get(f"/graph{PAGE}", headers={"Accept": "text/turtle"}).text
    assert old in text
    draft = atlas.client.post("/contribute", content=text.replace(old, new, 1), headers=TURTLE).headers["location"]
    sent = atlas.client.post(draft, data={"action": "submit", "name": "Ada of the queue", "agree": "yes"})
    return draft, sent.json()["number"]


def release(page: "sync_api.Page", version: str) -> None:
    """Make a release by its page."""
    page.goto("/releases")
    page.get_by_label("Version").fill(version)
    page.get_by_role("button", name="Release the present state").click(timeout=120_000)
    page.wait_for_url(f"**/releases/{version}", timeout=120_000)


def test_curator_returns_accepts_releases_compares_and_undoes(curator: Reader, atlas: Service) -> None:
    page = curator.page
    label = re.search(r'skos:prefLabel "([^"]+)"@en', atlas.client.get(f"/graph{PAGE}.ttl").text)
    assert label
    name = label[1]
    release(page, "2030.1")
    draft, number = offer(atlas, f'"{name}"@en', f'"{name}, as the curator sees it"@en')

    page.goto("/review")
    row = page.locator("tr").filter(has=page.locator(f"a[href='/review/{number}']"))
    expect(row.locator("time")).to_be_visible()
    expect(row).to_contain_text("Ada of the queue")
    expect(row).to_contain_text(re.compile("conforms", re.IGNORECASE))
    row.get_by_role("link").click()
    changed = page.locator("table.sides tr").filter(has_text="as the curator sees it")
    expect(changed.locator("td.gone")).to_have_text(re.compile(re.escape(name)))
    expect(changed.locator("td.come")).to_contain_text("as the curator sees it")

    page.get_by_label("Note to the author").fill("Which edition is meant?")
    page.get_by_role("button", name="Return with this note").click()
    page.wait_for_url("**/review")
    page.goto(draft)
    expect(page.get_by_text("Which edition is meant?")).to_be_visible()
    again = atlas.client.post(draft, data={"action": "submit", "name": "Ada of the queue", "agree": "yes"})
    assert again.status_code == 200

    page.goto(f"/review/{number}")
    page.get_by_role("button", name="Accept").click()
    page.wait_for_url(re.compile(r"/commit/\d+"))
    commit = page.url
    for said in ("Karl of the queue", "Ada of the queue"):
        expect(page.locator("dl.facts").first).to_contain_text(said)
    page.goto("/commit")
    expect(page.locator(f"a[href='{commit.removeprefix(atlas.url)}']").first).to_be_visible()
    page.goto(f"{PAGE}/history")
    blamed = page.locator("tr").filter(has_text="as the curator sees it").filter(has_text="Ada of the queue")
    expect(blamed.first).to_be_visible()

    release(page, "2030.2")
    page.get_by_role("link", name=re.compile("What changed since 2030.1")).click()
    expect(page.locator("td.come").filter(has_text="as the curator sees it")).to_be_visible()

    page.goto(commit)
    page.get_by_label("Why").fill("It was a mistake.")
    page.get_by_role("button", name="Undo this commit", exact=True).click()
    page.wait_for_url(lambda address: re.search(r"/commit/\d+$", address) is not None and address != commit)
    expect(page.get_by_role("heading", level=1)).to_have_text("It was a mistake.")
    page.goto(PAGE)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.goto(f"{PAGE}?as-of=2030.2")
    expect(page.get_by_role("heading", level=1)).to_contain_text("as the curator sees it")
    expect(page.get_by_text("You see this graph as it was")).to_be_visible()


def test_error_in_one_statement_is_reported_from_its_page(reader: Reader) -> None:
    page = reader.page
    page.goto(PAGE)
    page.locator(".mark summary").first.click()
    page.locator("a.report").first.click()
    page.wait_for_url("**/correct?**")
    assert page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("radio").last.check()
    page.locator("main form button").last.click()
    page.wait_for_url(re.compile(r"/contribute/[\w-]{20,}"))
