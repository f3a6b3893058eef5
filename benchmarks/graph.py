"""The graph view of a record with two thousand neighbours in Chromium: first picture, calm, long tasks, memory.

Needs Playwright and Chromium (the environment of `make test-browser`).
"""

import argparse
import tempfile
from pathlib import Path

from tests.browser.crowd import MANY, make_crowded_home
from tests.http.serving import serve

WATCH = """
window.tasks = []; window.frames = []; window.first = 0;
new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((one) => one.duration)))
  .observe({ type: "longtask", buffered: true });
let last = performance.now();
(function look() {
  const now = performance.now();
  if (window.first) window.frames.push(now - last);
  else if (document.querySelector("#graph circle")) window.first = now;
  last = now;
  requestAnimationFrame(look);
})();
"""
FOUND = """() => {
  const frames = [...window.frames].sort((a, b) => a - b);
  return { first: window.first, calm: performance.now(), tasks: window.tasks.length,
    worst: Math.max(0, ...window.tasks), frame: frames[frames.length >> 1] ?? 0,
    memory: performance.memory.usedJSHeapSize / 1e6, names: document.querySelectorAll("#graph .names text").length };
}"""


def main(arguments: list[str]) -> int:
    from playwright.sync_api import sync_playwright
    from tests.browser.conftest import CHROMIUM, FLAGS

    parser = argparse.ArgumentParser(prog="benchmarks graph", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args(arguments).rounds
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        make_crowded_home(home)
        with serve(Path(name) / "store", home=home, deadline_s=30.0) as service, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=[*FLAGS, "--enable-precise-memory-info"]
            )
            print(f"A record with {MANY:,} neighbours, {rounds} visits\n")
            print("| first picture, ms | calm, ms | long tasks | worst, ms | frame, ms | memory, MB | names |")
            print("|---|---|---|---|---|---|---|")
            for _ in range(rounds):
                page = browser.new_page(base_url=service.url, viewport={"width": 1280, "height": 900})
                page.add_init_script(WATCH)
                page.goto("/plant/fern/graph")
                page.locator("#graph[data-settled]").wait_for(timeout=60_000)
                found = page.evaluate(FOUND)
                print("| " + " | ".join(f"{value:.0f}" for value in found.values()) + " |")
                page.close()
            browser.close()
    return 0
