"""axe finds nothing serious on any page, light or dark; no page is wider than its window, from phone to wall."""

import pytest
from tests.browser.conftest import Reader
from tests.http.serving import Service

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: use make test-browser")
sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: use make test-browser")
pytestmark = pytest.mark.browser
PAGES = [
    "/",
    "/explore",
    "/explore/model",
    "/compare?id=model/olmo-7b&id=model/bloom",
    "/ask?find=model&p1=releaseDate&o1=after&v1=2024&show=releaseDate",
    "/sparql?query=SELECT+*+%7B+%3Fs+a+%3Ftype+%7D+LIMIT+3",
    "/sparql/explain?query=SELECT+*+%7B+%3Fs+a+%3Ftype+%7D+LIMIT+3",
    "/question",
    "/ontology",
    "/ontology/Model",
    "/ontology/hasTrainingDataset",
    "/validate",
    "/search?q=bielik",
    "/model/olmo-7b",
    "/model/olmo-7b/graph",
    "/model/olmo-7b/lineage",
    "/question/who-collaborates",
    "/about",
    "/limits",
    "/quality",
    "/findings",
    "/downloads",
    "/exports",
    "/nowhere",
]
SERIOUS = {"serious", "critical"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(chromium: "sync_api.Browser", atlas: Service, path: str, scheme: str) -> None:
    reader = Reader(chromium, atlas.url, color_scheme=scheme)
    reader.page.goto(path)
    found = axe.Axe().run(reader.page).response["violations"]
    told = [f"{one['id']}: {node['html'][:160]}" for one in found if one["impact"] in SERIOUS for node in one["nodes"]]
    reader.close()
    assert told == []


@pytest.mark.parametrize("width", [320, 2560])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_its_window(chromium: "sync_api.Browser", atlas: Service, path: str, width: int) -> None:
    reader = Reader(chromium, atlas.url, viewport={"width": width, "height": 700})
    reader.page.goto(path)
    wide = reader.page.evaluate("document.documentElement.scrollWidth")
    reader.close()
    assert wide <= width


def test_the_first_stop_of_the_keyboard_skips_to_the_content(reader: Reader) -> None:
    reader.page.goto("/explore/model")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.className") == "skip"
    reader.page.keyboard.press("Enter")
    assert reader.page.url.endswith("#main")
