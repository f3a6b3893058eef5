"""Pictures of the main pages for docs/: python -m tests.browser.pictures FOLDER. Serves the shipped graph itself."""

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
    "compare": "/compare?id=model/olmo-7b&id=model/bloom&id=model/bielik-11b-v3-0-instruct",
    "ask": "/ask?find=model&p1=hasTrainingDataset&o1=missing&p2=releaseDate&o2=after&v2=2024",
    "sparql": f"/sparql?{urlencode({'query': QUERY})}",
    "record": "/model/olmo-7b",
    "ontology": "/ontology",
}
DARK = frozenset({"explore"})


def main(folder: Path) -> None:
    """Write one picture a page, and a dark one of some."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as store,
        serve(Path(store), home=ROOT, deadline_s=30.0) as service,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, path in PAGES.items():
            for scheme in ("light", "dark") if name in DARK else ("light",):
                window = {"width": 1100, "height": 760}
                page = browser.new_page(base_url=service.url, viewport=window, color_scheme=scheme)
                page.goto(path)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / (f"{name}.png" if scheme == "light" else f"{name}-dark.png"))
                page.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
