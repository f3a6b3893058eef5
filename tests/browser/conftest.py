"""Debian's Chromium under Playwright over the shipped graph; any request to another host fails the test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.http.serving import Service, serve

if TYPE_CHECKING:
    from playwright import sync_api

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PATIENCE_MS = 15_000


@pytest.fixture(scope="session")
def atlas(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Service]:
    """The shipped graph served."""
    with serve(tmp_path_factory.mktemp("browser"), home=root, deadline_s=30.0) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator["sync_api.Browser"]:
    """One browser for the run."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: on Debian and Ubuntu, the package chromium")
    driver = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: use make test-browser")
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Reader:
    """A page in the browser. strays: requests to other hosts. complaints: errors and refusals in its console."""

    def __init__(self, browser: "sync_api.Browser", url: str, **options: object) -> None:
        self._context = browser.new_context(base_url=url, **options)  # type: ignore[arg-type]
        self._context.set_default_timeout(PATIENCE_MS)
        self.page = self._context.new_page()
        self.strays: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self._look(request.url, url))
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _look(self, address: str, url: str) -> None:
        if not address.startswith((url, "data:", "about:", "blob:")):
            self.strays.append(address)

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text:
            self.complaints.append(text)

    def close(self) -> None:
        """End the page; it must have kept to its own host and policy."""
        self._context.close()
        assert self.strays == []
        assert self.complaints == []


@pytest.fixture
def reader(chromium: "sync_api.Browser", atlas: Service) -> Iterator[Reader]:
    """A reader with script, on a small laptop."""
    made = Reader(chromium, atlas.url, viewport={"width": 1280, "height": 800})
    yield made
    made.close()


@pytest.fixture
def plain_reader(chromium: "sync_api.Browser", atlas: Service) -> Iterator[Reader]:
    """A reader without script, on a small phone."""
    made = Reader(chromium, atlas.url, viewport={"width": 320, "height": 640}, java_script_enabled=False)
    yield made
    made.close()


@pytest.fixture
def curator(chromium: "sync_api.Browser", atlas: Service) -> Iterator[Reader]:
    """A curator who may also release, and who signed in by the page."""
    made = Reader(chromium, atlas.url, viewport={"width": 1280, "height": 800})
    made.page.goto("/review")
    made.page.get_by_label("Token").fill(atlas.state.tokens.make("Karl of the queue", ["curate", "admin"]))
    made.page.locator("form[action='/sign-in'] button").click()
    made.page.wait_for_url("**/review")
    yield made
    made.close()
