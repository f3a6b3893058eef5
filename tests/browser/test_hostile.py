"""Names that mean harm run no script on any page, and break no page; every figure opens under the policy."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from tests.browser.conftest import Reader
from tests.browser.hostile import NAMES, SCRIPT, make_home
from tests.http.serving import Service, serve

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: use make test-browser")
pytestmark = pytest.mark.browser
LISTENER = "addEventListener('securitypolicyviolation', (e) => (window.refused ??= []).push(e.violatedDirective))"
NAME = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
QUERY = f"SELECT ?s ?label {{ ?s a <https://gardens.example/ont/Garden> ; {NAME} ?label }}"
TIES = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(isIRI(?o)) ?s a <https://gardens.example/ont/Garden> }"
RECORDS = [f"/garden/{slug}{page}" for slug in NAMES for page in ("", "/graph", "/history", "/edit")]
PAGES = [
    "/",
    "/about",
    "/explore",
    "/explore/garden",
    "/compare?" + "&".join(f"id=garden/{slug}" for slug in NAMES),
    "/ask?find=garden",
    f"/sparql?query={quote(QUERY)}",
    f"/sparql?query={quote(TIES)}",
    f"/sparql/explain?query={quote(QUERY)}",
    f"/sparql?query={quote(SCRIPT)}",
    "/question/what-grows-where",
    "/beds",
    f"/search?q={quote(SCRIPT)}",
    "/search?q=unbreakable",
    f"/{quote(SCRIPT, safe='')}",
    f"/explore/garden?grows={quote(SCRIPT)}",
    f"/ask?find={quote(SCRIPT)}&p1={quote(SCRIPT)}&o1={quote(SCRIPT)}&v1={quote(SCRIPT)}",
    f"/compare?id={quote(SCRIPT)}&id=garden/script",
    f"/ontology/{quote(SCRIPT, safe='')}",
    f"/question/what-grows-where?chart={quote(SCRIPT)}",
    "/commit",
    "/ontology/Garden",
    *RECORDS,
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The hostile home served."""
    folder = tmp_path_factory.mktemp("hostile")
    with serve(folder / "store", home=make_home(folder), deadline_s=30.0) as running:
        yield running


@pytest.mark.parametrize("path", PAGES)
def test_no_script_of_a_name_runs_and_nothing_breaks_out(chromium: object, hostile: Service, path: str) -> None:
    reader = Reader(chromium, hostile.url, viewport={"width": 320, "height": 640})  # type: ignore[arg-type]
    reader.page.add_init_script(LISTENER)
    answer = reader.page.goto(path)
    assert answer is not None
    assert answer.status < 500
    assert reader.page.evaluate("window.hurt") is None
    assert reader.page.evaluate("window.refused ?? []") == []
    assert reader.page.locator("img[src=x], a[href^='javascript:' i]").count() == 0
    assert reader.page.locator("footer.foot").count() == 1
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 320
    reader.close()


def test_type_ahead_shows_a_hostile_name_as_text(chromium: object, hostile: Service) -> None:
    reader = Reader(chromium, hostile.url)  # type: ignore[arg-type]
    reader.page.goto("/about")
    reader.page.locator("#q").press_sequentially("script")
    reader.page.locator(".hits li").first.wait_for()
    assert reader.page.evaluate("window.hurt") is None
    assert reader.page.locator(".hits img, .hits script").count() == 0
    reader.close()


def test_every_figure_opens_under_the_policy(chromium: object, atlas: Service) -> None:
    drawn = 0
    reader = Reader(chromium, atlas.url)  # type: ignore[arg-type]
    reader.page.add_init_script(LISTENER)
    for question in atlas.state.schema.folder("questions"):
        if question.first("chart"):
            answer = reader.page.goto(f"/question/{question.stem}.svg")
            assert answer is not None
            assert answer.status == 200
            assert reader.page.evaluate("document.documentElement.localName") == "svg"
            reader.page.goto(f"/question/{question.stem}")
            assert reader.page.locator(".drawn svg title").count() >= 1
            assert reader.page.evaluate("window.refused ?? []") == []
            drawn += 1
    reader.close()
    assert drawn > 5
