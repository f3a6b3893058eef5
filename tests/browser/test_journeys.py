"""The researcher's first ten minutes in a real browser, with script and without."""

import re

import pytest
from tests.browser.conftest import Reader

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: use make test-browser")
pytestmark = pytest.mark.browser
expect = sync_api.expect


def write(page: "sync_api.Page", text: str) -> None:
    """Put a query into the editor as a person pastes it."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


def test_a_facet_narrows_the_list_and_the_address_restores_it(reader: Reader) -> None:
    page = reader.page
    page.goto("/explore")
    page.locator(".tiles a").nth(0).click()
    page.wait_for_url(re.compile("/explore/"))
    box = page.locator(".facets details[open] input[type=checkbox]").first
    wanted = box.locator("xpath=..").locator(".count").inner_text()
    box.check()
    page.wait_for_url(re.compile(r"\?"))
    expect(page.locator(".sentence strong")).to_have_text(wanted)
    address = page.url
    page.locator(".chips a").first.click()
    expect(page.locator(".chips")).to_have_count(0)
    page.go_back()
    assert page.url == address
    expect(page.locator(".sentence strong")).to_have_text(wanted)


def test_three_ticked_records_are_compared(reader: Reader) -> None:
    page = reader.page
    page.goto("/explore/model")
    for place in range(3):
        page.locator(".found input[type=checkbox]").nth(place).check()
    page.get_by_role("button", name="Compare the ticked").click()
    expect(page.locator("table.compare").first.locator("thead th")).to_have_count(3)
    assert page.locator(".unknown").count() > 0
    assert page.locator("table.compare .mark").count() > 0


def test_a_question_is_put_together_and_counted(reader: Reader) -> None:
    page = reader.page
    page.goto("/ask?find=model")
    whole = int(page.locator("#count").inner_text())
    first = page.locator("#p1 option[value]:not([value=''])").filter(has_text="Released").first.get_attribute("value")
    assert first
    page.locator("#p1").select_option(first)
    page.wait_for_url(re.compile("p1="))
    page.locator("#o1").select_option("after")
    page.locator("#v1").fill("2024")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#sentence")).to_contain_text("is after 2024")
    assert 0 < int(page.locator("#count").inner_text()) < whole
    expect(page.locator("#sparql")).to_contain_text("SELECT")
    page.get_by_role("link", name="Edit as SPARQL").click()
    expect(page.locator(".cm-content")).to_contain_text("SELECT")


def test_the_editor_runs_draws_and_keeps_a_mistake(reader: Reader) -> None:
    page = reader.page
    page.goto("/sparql")
    write(page, "SELECT ?type (COUNT(*) AS ?n) { ?s a ?type } GROUP BY ?type ORDER BY DESC(?n) LIMIT 5")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#panel tbody tr")).to_have_count(5)
    expect(page.locator("#run-status")).to_contain_text("5 rows")
    page.get_by_role("tab", name="Chart").click()
    expect(page.locator("#panel svg").first).to_be_visible()
    page.get_by_role("tab", name="Raw").click()
    expect(page.locator("#panel")).to_contain_text("bindings")
    write(page, "SELECT * { ?s a }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#outcome .problem")).to_contain_text("line 1")
    expect(page.locator(".cm-content")).to_contain_text("SELECT * { ?s a }")


def test_a_shared_query_has_an_address_that_answers(reader: Reader) -> None:
    page = reader.page
    page.goto("/sparql")
    write(page, "SELECT ?s { ?s a ?type } LIMIT 3")
    page.get_by_role("button", name="Share").click()
    page.wait_for_url(re.compile("/q/"))
    expect(page.locator("tbody tr")).to_have_count(3)
    page.get_by_role("button", name="Pin to").first.click()
    expect(page.locator("#cite summary")).to_have_text("Cite")


def test_without_script_on_a_phone_every_step_works(plain_reader: Reader) -> None:
    page = plain_reader.page
    page.goto("/explore/model")
    page.locator(".facets details[open] input[type=checkbox]").first.check()
    page.get_by_role("button", name="Apply").click()
    assert "?" in page.url
    page.goto("/ask?find=model")
    page.locator("#p1").select_option(index=1)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#o1")).to_be_visible()
    page.goto("/sparql")
    page.locator("#query").fill("SELECT ?s { ?s a ?type } LIMIT 3")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#outcome tbody tr")).to_have_count(3)
