"""The three journeys walked in Chromium, a picture of each step: python -m tests.browser.journeys [FOLDER].

Serves the shipped graph itself, from a store of its own that is gone afterwards; nothing leaves this machine.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.pictures import ROOT, WINDOW
from tests.http.serving import Service, serve

TYPED = "SELECT ?type (COUNT(*) AS ?n) { ?s a ?type } GROUP BY ?type ORDER BY DESC(?n) LIMIT 5"
NAME = "A project that is only an example"
PAGE = "https://example.org/only-an-example"
STARTED = "2026-10"
ASKED = "/ask?find=project&p1=startDate&o1=after&v1=2026-09&show=startDate"
PATIENCE_MS = 60_000


class Walk:
    """One journey: steps with a name, each pictured when it is done."""

    def __init__(self, page: Page, folder: Path, name: str) -> None:
        self.page, self._folder, self._name, self._count = page, folder, name, 0

    def step(self, said: str, do: Callable[[Page], object]) -> None:
        """Do a step, wait until it is quiet, picture it."""
        do(self.page)
        self.page.wait_for_load_state("networkidle")
        self._count += 1
        self.page.screenshot(path=self._folder / f"{self._name}-{self._count:02}-{said.replace(' ', '-')}.png")
        sys.stdout.write(f"{self._name} {self._count:2}  {said}: {self.page.url.split('/', 3)[-1][:80]}\n")


def research(walk: Walk) -> None:
    """A question, a class by facets, a record, a comparison, a question of one's own, SPARQL, a citation."""
    walk.step("open the site", lambda page: page.goto("/"))
    walk.step("click a question", lambda page: page.locator(".questions a").first.click())
    walk.step("explore models", lambda page: page.goto("/explore/model"))
    walk.step("tick a value", lambda page: page.locator(".facets details[open] input[type=checkbox]").first.check())
    walk.step("open a record", lambda page: page.locator(".found a").first.click())
    walk.step("open its sources", lambda page: page.locator(".mark summary").first.click())
    walk.step("see what it is tied to", lambda page: page.get_by_role("link", name="Graph", exact=True).click())
    walk.step("see what it is made from", lambda page: page.goto("/model/bielik-11b-v3-0-instruct/lineage"))
    walk.step("tick three records", _tick_three)
    walk.step("compare them", lambda page: page.get_by_role("button", name="Compare the ticked").click())
    asked = "/ask?find=model&p1=hasTrainingDataset&o1=missing&p2=releaseDate&o2=after&v2=2024"
    walk.step("put a question together", lambda page: page.goto(asked))
    walk.step("edit it as SPARQL", lambda page: page.get_by_role("link", name="Edit as SPARQL").click())
    walk.step("write a query and run it", _write_and_run)
    walk.step("draw the answer", _draw)
    walk.step("share and cite it", lambda page: page.get_by_role("button", name="Share").click())


def maintain(walk: Walk) -> None:
    """What a machine reads, what a catalogue links by, what changed."""
    walk.step("read the description", lambda page: page.goto("/.well-known/void"))
    walk.step("harvest the catalogue", lambda page: page.goto("/exports"))
    walk.step("ask for names", lambda page: page.goto("/reconcile"))
    walk.step("find our name for theirs", lambda page: page.goto("/lookup?uri=https://huggingface.co/bigscience/bloom"))
    walk.step("see what changed", lambda page: page.goto("/commit"))
    walk.step("take it all", lambda page: page.goto("/downloads"))
    walk.step("read the limits", lambda page: page.goto("/limits"))


def contribute(walk: Walk, token: str) -> None:
    """A record begun, filled, checked, submitted; accepted by a curator; and the question that has it from then on."""
    walk.step("begin", lambda page: page.goto("/contribute"))
    walk.step("name the record", _name_record)
    walk.step("open the form", lambda page: page.get_by_role("button", name="Begin").click())
    walk.step("fill in a field and what it rests on", _fill)
    walk.step("check", lambda page: page.get_by_role("button", name="Save and check").first.click())
    draft = walk.page.url.split("/form")[0]
    walk.step("mend its source", _mend_source)
    walk.step("look at the draft", lambda page: page.goto(draft))
    walk.step("preview", lambda page: page.get_by_role("link", name="Preview").click())
    walk.step("submit", _submit)
    walk.step("sign in as curator", lambda page: _sign_in(page, token))
    walk.step("read what is offered", lambda page: page.locator("main a[href^='/review/']").first.click())
    walk.step("accept", _accept)
    walk.step("ask the question that has it now", _ask)
    walk.step("open its page", lambda page: page.get_by_role("link", name=NAME).first.click())


def _tick_three(page: Page) -> None:
    page.goto("/explore/model")
    for place in range(3):
        page.locator(".found input[type=checkbox]").nth(place).check()


def _write_and_run(page: Page) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(TYPED)
    page.keyboard.press("Control+Enter")
    page.locator("#run-status").filter(has_text="5 rows").wait_for()


def _draw(page: Page) -> None:
    page.get_by_role("tab", name="Chart").click()
    page.locator("#panel svg").first.wait_for()


def _name_record(page: Page) -> None:
    page.goto("/contribute/new")
    page.get_by_label("What is it?").select_option(label="project")
    page.get_by_label("What is it called?").fill(NAME)
    page.get_by_label("Its page on the web").fill(PAGE)


def _fill(page: Page) -> None:
    """A date, with where it is said."""
    line = page.locator("div.line[id^=n0-]").filter(has=page.locator("label", has_text="Start")).first
    more = page.locator("details.more").filter(has=line)
    if more.count():
        more.first.locator("summary").first.click()
    line.locator("input:not([type=hidden])").first.fill(STARTED)
    line.locator("details.proof summary").click()
    line.locator("details.proof input").first.fill(PAGE)
    line.scroll_into_view_if_needed()


def _mend_source(page: Page) -> None:
    """The page given as a source became a record too: it lacks how far it is trusted."""
    page.locator("p", has_text="Records of this draft").get_by_role("link").first.click()
    page.locator("#report li a").filter(has_text="Trust level").first.click()
    page.locator("select[aria-invalid=true]").first.select_option(label="project's page")
    page.get_by_role("button", name="Save and check").first.click()
    page.locator("#report .notice").wait_for()


def _submit(page: Page) -> None:
    page.get_by_role("link", name="Submit").click()
    page.get_by_label("Your name").fill("Ada Example")
    page.get_by_label("I wrote this or may offer it").check()
    page.get_by_role("button", name="Submit for review").click()
    page.get_by_text("it waits for a curator").wait_for()


def _ask(page: Page) -> None:
    page.goto(ASKED)
    page.get_by_role("heading", name="Answer").scroll_into_view_if_needed()


def _accept(page: Page) -> None:
    page.get_by_role("button", name="Accept").click()
    page.wait_for_url("**/commit/*")


def _sign_in(page: Page, token: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Token").fill(token)
    page.locator("form[action='/sign-in'] button").click()
    page.wait_for_url("**/review")


def walk_all(service: Service, folder: Path) -> None:
    """Every journey against one service, each in a browser window of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for journey in (research, maintain, contribute):
            context = browser.new_context(base_url=service.url, viewport=WINDOW)  # type: ignore[arg-type]
            context.set_default_timeout(PATIENCE_MS)
            walk = Walk(context.new_page(), folder, journey.__name__)
            given = (service.state.tokens.make("curator", ["curate"]),) if journey is contribute else ()
            journey(walk, *given)  # type: ignore[operator]
            context.close()
        browser.close()


def main(folder: Path) -> None:
    """Serve the shipped graph and walk."""
    with tempfile.TemporaryDirectory() as store, serve(Path(store), home=ROOT, deadline_s=30.0) as service:
        walk_all(service, folder)
    sys.stdout.write(f"Pictures are in {folder}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("journeys"))
