"""The SPARQL editor as a person uses it: completes, checks, runs, stops, draws, turns, copies, shares."""

import csv
import io
import re
from urllib.parse import quote

import pytest
from tests.browser.conftest import Reader
from tests.browser.test_journeys import write
from tests.http.serving import Service

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: use make test-browser")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: use make test-browser")
pytestmark = pytest.mark.browser
expect = sync_api.expect

KINDS = "SELECT ?type (COUNT(*) AS ?n) { ?s a ?type } GROUP BY ?type ORDER BY DESC(?n) LIMIT 5"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }"


@pytest.fixture(scope="module")
def counted(atlas: Service) -> None:
    """Every class counted, as it is some seconds after a start."""
    atlas.run(atlas.state.facets.warm(atlas.state.store), limit_s=120)


def find_serious(page: "sync_api.Page") -> list[str]:
    """What axe finds that keeps people out."""
    found = axe.Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]


def run(reader: Reader, text: str) -> None:
    write(reader.page, text)
    reader.page.get_by_role("button", name="Run", exact=True).click()


def complete(reader: Reader, before: str) -> str:
    """What completion offers after a text."""
    page = reader.page
    page.goto("/sparql")
    write(page, before)
    page.keyboard.press("Control+Space")
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_be_visible()
    return page.locator(".cm-tooltip-autocomplete").inner_text()


@pytest.mark.parametrize(
    "before",
    [
        "SELECT * { ?m a atlas:Model ; ",
        'SELECT * { ?m a atlas:Model . FILTER(STR(?m) != "a.b") ?m ',
        "SELECT * { ?o ^atlas:hasLicence ?x . ?x a atlas:Model . ?x ",
        "SELECT * { ?m a atlas:Model ; atlas:hasTrainingDataset ?d . ?d ",
        "SELECT * { ?m a atlas:Model ; atlas:hasTrainingDataset/",
    ],
)
@pytest.mark.usefixtures("counted")
def test_properties_are_those_of_the_subject_with_how_filled_they_are(reader: Reader, before: str) -> None:
    assert "filled" in complete(reader, before)


@pytest.mark.parametrize("before", ["SELECT * { FILTER( ", "SELECT * { BIND(?x* ", "SELECT (", "PREFIX "])
def test_where_no_property_can_stand_words_and_variables_are_offered(reader: Reader, before: str) -> None:
    offered = complete(reader, before)
    assert "filled" not in offered and "OPTIONAL" in offered


def test_prefixes_stand_there_and_known_ones_are_added_as_they_are_written(reader: Reader) -> None:
    page = reader.page
    page.goto("/sparql")
    expect(page.locator(".cm-line").first).to_contain_text("PREFIX atlas: <")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#panel tbody tr")).to_have_count(10)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type('ASK { ?s dcterms:title "foaf:x" ', delay=5)
    expect(page.locator(".cm-line")).to_have_text(
        ["PREFIX dcterms: <http://purl.org/dc/terms/>", re.compile('ASK { \\?s dcterms:title "foaf:x"')]
    )


def test_a_mistake_has_line_and_column_before_the_run(reader: Reader) -> None:
    page = reader.page
    page.goto("/sparql")
    write(page, "SELECT * {\n  ?s a }")
    expect(page.locator("#mistake")).to_contain_text("line 2")
    expect(page.locator(".cm-lintRange-error")).to_have_count(1)
    write(page, "PREFIX atlas: <https://w3id.org/open-llm-atlas/ont/>\nSELECT * { ?s a atlas:Modle }")
    expect(page.locator("#mistake")).to_contain_text("line 2, column")
    expect(page.locator("#mistake")).to_contain_text("atlas:Model")
    write(page, "ASK {}")
    expect(page.locator("#mistake")).to_be_empty()


def test_an_answer_has_five_tabs_its_time_and_its_state(reader: Reader) -> None:
    page = reader.page
    page.goto("/sparql")
    run(reader, KINDS)
    expect(page.get_by_role("tab")).to_have_text(["Table", "Chart", "Pivot", "Graph", "Raw"])
    expect(page.locator("#run-status")).to_contain_text(re.compile(r"5 rows.* ms, state \d+"))
    page.get_by_role("tab", name="Chart").click()
    expect(page.locator("#panel svg[role=img], #panel svg").first).to_be_visible()
    page.get_by_role("tab", name="Chart").press("ArrowRight")
    expect(page.get_by_role("tab", name="Pivot")).to_have_attribute("aria-selected", "true")
    page.get_by_label("Cells").select_option("sum")
    expect(page.locator("#panel tfoot")).to_contain_text("total")
    expect(page.get_by_label("of", exact=True)).to_have_value("n")
    page.get_by_role("tab", name="Raw").click()
    expect(page.locator("#panel")).to_contain_text("bindings")


def test_things_stand_by_name_or_by_iri_and_it_is_remembered(reader: Reader) -> None:
    page = reader.page
    page.goto("/sparql")
    run(reader, "SELECT ?m { ?m a <https://w3id.org/open-llm-atlas/ont/Model> } ORDER BY ?m LIMIT 3")
    cell = page.locator("#panel tbody td").first
    expect(cell).not_to_contain_text("https://")
    page.get_by_label("labels for IRIs").uncheck()
    expect(cell).to_contain_text("https://")
    page.get_by_role("tab", name="Raw").click()
    page.get_by_role("tab", name="Table").click()
    expect(page.locator("#panel tbody td").first).to_contain_text("https://")


def test_a_query_that_is_stopped_stops_on_the_server(reader: Reader, atlas: Service) -> None:
    page = reader.page
    page.goto("/sparql")
    run(reader, HEAVY)
    expect(page.locator("#run-status")).to_contain_text(re.compile(r"Running, [1-9]\.\d s"))
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#run-status")).to_contain_text("Stopped after")
    expect(page.locator("#stop")).to_be_hidden()
    outcomes = atlas.client.get("/metrics").text
    assert re.search(r'outcome="stopped"\} [1-9]', outcomes), outcomes
    run(reader, "ASK {}")
    expect(page.locator("#panel")).to_contain_text("yes")


def test_after_a_run_its_copies_and_downloads_are_there_and_work(reader: Reader, atlas: Service) -> None:
    page = reader.page
    page.goto("/sparql")
    expect(page.locator("#elsewhere summary")).to_have_count(0)
    run(reader, KINDS)
    expect(page.locator("#elsewhere summary")).to_have_text(["curl", "Python", "R", "JavaScript", "Spreadsheet"])
    page.locator("#elsewhere summary").first.click()
    expect(page.locator("#elsewhere .copy").first).to_be_visible()
    named = page.locator("#downloads p").nth(1)
    for label in ("CSV", "TSV", "JSON", "XML", "Excel", "LaTeX"):
        with page.expect_download() as loaded:
            named.get_by_role("link", name=label, exact=True).click()
        assert loaded.value.suggested_filename.startswith("result.")
    link = page.locator("#snippet-spreadsheet").text_content() or ""
    rows = list(csv.reader(io.StringIO(atlas.client.get(link).text)))
    assert rows[0] == ["type", "n"] and len(rows) == 6


def test_a_query_is_laid_out_and_stays_when_it_cannot_be(reader: Reader) -> None:
    page = reader.page
    page.goto("/sparql")
    write(page, "SELECT ?s { ?s a ?t ; ?p ?o } LIMIT 1")
    page.get_by_role("button", name="Format").click()
    expect(page.locator(".cm-line")).to_have_text(["SELECT ?s {", "  ?s a ?t ;", "    ?p ?o", "}", "LIMIT 1", ""])
    write(page, "SELECT 'x")
    page.get_by_role("button", name="Format").click()
    expect(page.locator("#outcome .problem")).to_contain_text("line 1")
    expect(page.locator(".cm-content")).to_contain_text("SELECT 'x")


def test_an_answer_too_long_for_a_page_is_shown_as_far_as_it_goes(reader: Reader) -> None:
    page = reader.page
    page.goto("/sparql")
    run(reader, 'SELECT ?s ?p ?o ("}},{" AS ?x) { ?s ?p ?o }')
    expect(page.locator("#outcome .notice").first).to_contain_text("longer than a page holds", timeout=60_000)
    expect(page.locator("#panel tbody tr")).to_have_count(1000)


def test_statements_are_drawn_and_shown(reader: Reader) -> None:
    page = reader.page
    page.goto("/sparql")
    run(reader, "CONSTRUCT WHERE { ?m <https://w3id.org/open-llm-atlas/ont/isDerivedFrom> ?b } LIMIT 5")
    expect(page.get_by_role("tab")).to_have_text(["Graph", "Raw"])
    expect(page.locator("#panel svg").first).to_be_visible()
    expect(page.locator("#downloads a")).to_have_text(["Turtle", "N-Triples", "JSON-LD", "RDF/XML"])


def test_the_past_stays_the_past(reader: Reader, atlas: Service) -> None:
    page = reader.page
    number = atlas.state.store.number
    page.goto(f"/sparql?as-of={number}&query={quote(KINDS)}")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#downloads a").first).to_have_attribute("href", re.compile(f"as-of={number}"))
    assert f"as-of={number}" in page.url


def test_a_shared_query_is_pinned_titled_and_cited(reader: Reader) -> None:
    page = reader.page
    page.goto("/sparql")
    write(page, KINDS)
    page.get_by_role("button", name="Share").click()
    page.wait_for_url(re.compile("/q/"))
    page.get_by_label("Title").last.fill("What there is most of")
    page.get_by_role("button", name="Pin to state").click()
    expect(page.locator("h1")).to_have_text("What there is most of")
    page.locator("#cite summary").click()
    expect(page.locator("#cite code")).to_have_count(3)
    expect(page.locator("#cite code").first).to_contain_text("What there is most of")
    expect(page.locator("tbody tr")).to_have_count(5)


def test_every_state_of_the_editor_is_accessible(reader: Reader) -> None:
    page = reader.page
    page.goto("/sparql")
    run(reader, KINDS)
    for name in ("Table", "Chart", "Pivot", "Graph", "Raw"):
        page.get_by_role("tab", name=name).click()
        page.wait_for_load_state("networkidle")
        assert find_serious(page) == [], name
    page.get_by_role("button", name="Share").click()
    page.wait_for_url(re.compile("/q/"))
    page.get_by_role("button", name="Pin to state").click()
    page.wait_for_load_state("networkidle")
    assert find_serious(page) == []


def test_without_script_a_query_runs_is_formatted_turned_and_taken_away(plain_reader: Reader) -> None:
    page = plain_reader.page
    page.goto("/sparql")
    page.locator("#query").fill(KINDS)
    page.get_by_role("button", name="Format").click()
    assert page.locator("#query").input_value().startswith("SELECT ?type (COUNT(*) AS ?n) {\n  ?s a ?type\n}")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#outcome tbody tr")).to_have_count(5)
    expect(page.locator("#outcome")).to_contain_text(re.compile(r"\d+ ms, state \d+"))
    expect(page.locator("#downloads a")).not_to_have_count(0)
    page.get_by_label("Kind of figure").select_option("grid")
    page.get_by_role("button", name="Chart").click()
    expect(page.locator("svg")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Pivot").click()
    page.get_by_label("Cells").select_option("sum")
    page.get_by_role("button", name="Turn").click()
    expect(page.locator("table.pivot tfoot")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
