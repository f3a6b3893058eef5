"""The contributor's first ten minutes in a browser: a card pasted, a form filled, checked, previewed, submitted."""

import re
from pathlib import Path

import pytest
from tests.browser.conftest import Reader
from tests.http.serving import Service

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: use make test-browser")
pytestmark = pytest.mark.browser
expect = sync_api.expect
CARD = """---
license: apache-2.0
language: [pl, en]
base_model: bigscience/bloom
base_model_relation: finetune
---
# A made-up model
"""
JARGON = ("sh:", "Constraint", "MinCount", "focus node", "property shape")


def begin(page: "sync_api.Page", kind: str, name: str, address: str = "") -> None:
    """Fill in what a new record begins with."""
    page.get_by_label("What is it?").select_option(label=kind)
    page.get_by_label("What is it called?").fill(name)
    page.get_by_label("Its page on the web").fill(address)
    page.get_by_role("button", name="Begin").click()


def line(page: "sync_api.Page", name: str) -> "sync_api.Locator":
    """The row of a field of the record itself."""
    label = page.locator("label", has_text=re.compile(rf"^{name}$"))
    return page.locator("div.line[id^=n0-]").filter(has=page.locator(".line-name").filter(has=label)).first


def test_minute_0_begins_without_an_account_and_points_out_what_is_there(reader: Reader) -> None:
    page = reader.page
    page.goto("/")
    page.get_by_role("link", name="Contribute").first.click()
    page.get_by_role("link", name="Add something").click()
    begin(page, "project", "Bielik")
    expect(page.get_by_text("This looks like an existing record")).to_be_visible()
    page.get_by_label("What is it called?").fill("Somebody's other name for it")
    page.get_by_label("Its page on the web").fill("https://huggingface.co/bigscience/bloom")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("status")).to_contain_text("BLOOM")
    begin(page, "project", "A made-up project of the browser", "https://example.org/made-up-project")
    page.wait_for_url(re.compile(r"/contribute/[\w-]{20,}/form"))
    expect(page.get_by_role("heading", level=1)).to_have_text("A made-up project of the browser")
    line(page, "Name").get_by_text("Rests on 1 source").click()
    expect(line(page, "Name")).to_contain_text("example.org/made-up-project")


def test_minute_1_finds_values_in_a_card_and_lets_each_be_left_out(reader: Reader, tmp_path: Path) -> None:
    page = reader.page
    page.goto("/contribute")
    page.get_by_role("link", name=re.compile("another text that is read here")).click()
    page.get_by_role("link", name="Model card").click()
    page.get_by_label("Name of the model").fill("Made Up 7B of the browser")
    page.get_by_label("Address of the card").fill("https://example.org/made-up-7b")
    card = tmp_path / "README.md"
    card.write_text(CARD, encoding="utf-8")
    page.get_by_label("or a file").set_input_files(card)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", name=re.compile(r"\d+ values found"))).to_be_visible()
    assert page.locator("td details.mark").count() > 0
    page.get_by_role("checkbox", name=re.compile(r"^Leave out .*: .*apache-2\.0", re.IGNORECASE)).first.check()
    page.get_by_role("button", name="Keep as a draft").click()
    page.wait_for_url(re.compile(r"/contribute/[\w-]{20,}/form"))
    text = reader.page.content()
    assert "Made Up 7B of the browser" in text
    assert 'value="apache-2.0"' not in text
    assert "https://example.org/made-up-7b" in text


def test_minutes_3_to_9_fill_check_preview_and_submit(reader: Reader, atlas: Service) -> None:
    page = reader.page
    page.goto("/contribute/new")
    begin(page, "project", "A second made-up project")
    page.wait_for_url("**/form")
    assert page.get_by_text("required").count() > 0
    assert page.locator("p.help").first.inner_text()
    assert page.locator("details.proof").count() > 3
    form = page.url

    starts = page.locator("div.line[id^=n0-]").filter(has=page.locator("label", has_text="Start"))
    more = page.locator("details.more").filter(has=starts)
    if more.count():
        more.first.locator("summary").first.click()
    starts.first.locator("input:not([type=hidden])").first.fill("sometime")
    starts.first.locator("details.proof summary").click()
    starts.first.locator("details.proof input").first.fill("https://example.org/start")
    page.get_by_role("button", name="Save and check").first.click()
    expect(page.locator("#report .problem")).to_be_visible()
    page.locator("#report li a").filter(has_text="Start").first.click()
    wrong = page.locator("div.line.wrong").first
    expect(wrong.locator(".finding.must")).to_be_visible()
    assert re.search(r"#n0-", page.url)

    wrong.locator("input[aria-invalid=true]").fill("2024-05")
    sought = page.get_by_label("I looked and could not find this").first
    sought.check()
    page.get_by_role("button", name="Save and check").first.click()
    expect(page.get_by_text("Recorded as looked for and not found.").first).to_be_visible()
    told = page.locator("#report").inner_text()
    assert "must" in told or "conforms" in told
    assert [word for word in JARGON if word in page.locator("main").inner_text()] == []

    other = page.locator("p", has_text="Records of this draft").get_by_role("link")
    expect(page.locator("p", has_text="Records of this draft")).to_contain_text("1 to mend")
    other.first.click()
    page.locator("#report li a").filter(has_text="Trust level").first.click()
    page.locator("select[aria-invalid=true]").first.select_option(label="project's page")
    page.get_by_role("button", name="Save and check").first.click()
    expect(page.locator("#report .notice")).to_be_visible()

    draft = form.removesuffix("/form")
    graph = atlas.client.get(f"{draft.removeprefix(atlas.url)}/records.trig")
    assert graph.status_code == 200
    page.goto(f"{draft}/form")
    page.get_by_role("button", name="Save and go to the draft").first.click()
    for heading in page.locator("section[aria-labelledby=verdict] summary h3").all_inner_texts():
        assert re.fullmatch(r"(Must be mended|Should be there|Would be nice) \(\d+\)", heading)
    page.get_by_role("link", name="Preview").click()
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    expect(page.get_by_role("link", name="Turtle")).to_be_visible()
    expect(page.get_by_role("link", name="JSON-LD", exact=True)).to_be_visible()
    report = atlas.client.get(draft.removeprefix(atlas.url)).json()["report"]
    assert [one["fix"] for one in report["findings"] if one["severity"] == "must"] == []
    page.get_by_role("link", name="Submit").click()
    page.get_by_label("Your name").fill("Ada of the browser")
    page.get_by_label("I wrote this or may offer it").check()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("it waits for a curator")).to_be_visible()
    expect(page.locator("a[rel=license]").first).to_be_visible()
    assert page.url == draft
