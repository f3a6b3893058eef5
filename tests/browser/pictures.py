"""Pictures of the main pages for docs/: python -m tests.browser.pictures [FOLDER]. Serves the shipped graph itself."""

import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.http.serving import serve

ROOT = Path(__file__).resolve().parents[2]
QUERY = "SELECT ?type (COUNT(*) AS ?n) {\n  ?s a ?type\n}\nGROUP BY ?type\nORDER BY DESC(?n)\nLIMIT 8"
PAGES = {
    "landing": "/",
    "explore": "/explore/model?hasTrainingDataset=~undisclosed",
    "record": "/model/bielik-11b-v3-0-instruct",
    "compare": "/compare?id=model/olmo-7b&id=model/bloom&id=model/bielik-11b-v3-0-instruct",
    "ask": "/ask?find=model&p1=hasTrainingDataset&o1=missing&p2=releaseDate&o2=after&v2=2024",
    "question": "/question/stage-domain-grid",
    "sparql": f"/sparql?{urlencode({'query': QUERY})}",
    "graph": "/project/bielik/graph",
}
DARK = frozenset({"graph"})
WINDOW = {"width": 1100, "height": 760}
TALL = {"ask": 1180}
READY = {"graph": "#graph[data-settled]", "sparql": ".cm-content"}
PATIENCE_MS = 120_000


def main(folder: Path) -> None:
    """Write one picture a page, the dark ones as a reader with a dark screen sees them."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as store,
        serve(Path(store), home=ROOT, deadline_s=30.0) as service,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, path in PAGES.items():
            scheme = "dark" if name in DARK else "light"
            window = WINDOW | {"height": TALL.get(name, WINDOW["height"])}
            page = browser.new_page(base_url=service.url, viewport=window, color_scheme=scheme)  # type: ignore[arg-type]
            page.set_default_timeout(PATIENCE_MS)
            page.goto(path)
            page.wait_for_load_state("networkidle")
            if name in READY:
                page.locator(READY[name]).first.wait_for(state="attached")
            page.screenshot(path=folder / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
