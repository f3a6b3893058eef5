"""Every shipped figure in a browser: under the policy, with all its words inside the picture and none over another."""

import pytest
from tests.browser.conftest import Reader
from tests.http.serving import Service

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: use make test-browser")
pytestmark = pytest.mark.browser
FEWEST = 20
CUT = """() => [...document.querySelectorAll("svg.figure")].flatMap((figure) => {
  const edge = figure.getBoundingClientRect();
  return [...figure.querySelectorAll("text")].filter((text) => {
    const box = text.getBoundingClientRect();
    return Math.min(box.left - edge.left, edge.right - box.right, box.top - edge.top, edge.bottom - box.bottom) < -2;
  }).map((text) => `${figure.querySelector("title").textContent}: ${text.lastChild.textContent}`);
})"""
OVER = """() => [...document.querySelectorAll("svg.figure")].flatMap((figure) => {
  const level = [...figure.querySelectorAll("text:not([transform])")];
  const texts = level.map((text) => [text, text.getBoundingClientRect()]);
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3;
  return texts.filter(([, one], place) => texts.slice(0, place).some(([, other]) => meet(one, other)))
    .map(([text]) => `${figure.querySelector("title").textContent}: ${text.lastChild.textContent}`);
})"""


def test_every_figure_is_drawn_under_the_policy_with_no_word_cut_or_over_another(reader: Reader) -> None:
    page = reader.page
    answer = page.goto("/charts")
    assert answer is not None
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert page.locator("svg.figure").count() >= FEWEST
    assert page.locator("svg.figure [style], svg.figure style, svg.figure script").count() == 0
    assert page.evaluate(CUT) == []
    assert page.evaluate(OVER) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_of_every_figure_can_be_told_from_their_ground(
    chromium: "sync_api.Browser", atlas: Service, scheme: str
) -> None:
    reader = Reader(chromium, atlas.url, color_scheme=scheme)
    reader.page.goto("/charts")
    found = reader.page.evaluate("""() => {
      const light = (text) => { const [r, g, b] = text.match(/[\\d.]+/g).map((one) => one / 255).map(
        (one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      const ground = light(getComputedStyle(document.querySelector(".charts > section")).backgroundColor);
      return [...document.querySelectorAll("svg.figure text")]
        .filter((text) => !/^on/.test(text.getAttribute("class")))
        .map((text) => { const own = light(getComputedStyle(text).fill);
          return (Math.max(own, ground) + 0.05) / (Math.min(own, ground) + 0.05); });
    }""")
    assert len(found) > FEWEST
    assert min(found) >= 4.5
    reader.close()


def test_each_figure_opens_as_a_file_of_its_own(reader: Reader) -> None:
    listed = reader.page.request.get("/charts.json").json()["figures"]
    assert len(listed) >= FEWEST
    for one in listed:
        answer = reader.page.goto(f"/charts/{one['id']}.svg")
        assert answer is not None
        assert answer.status == 200
        assert reader.page.evaluate("document.documentElement.tagName") == "svg"
        assert reader.page.evaluate("document.querySelector('title').textContent") == one["title"]
