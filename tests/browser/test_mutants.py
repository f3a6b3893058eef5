"""Damaged and hostile records in a real browser: whatever page shows them, no script of theirs runs, none is stored."""

import random
import re
from pathlib import Path

import pytest
from tests.browser.conftest import Reader
from tests.http.serving import Service
from tests.validation.test_mutants import damage

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: use make test-browser")
pytestmark = pytest.mark.browser
SAMPLE = 12
HOSTILE = (
    '<script>window.hurt=1</script>',
    '\\"><img src=x onerror=window.hurt=1>',
    "</textarea><script>window.hurt=1</script>",
    "</select></form><svg onload=window.hurt=1>",
    "{{ 7*7 }}<iframe src=javascript:window.hurt=1>",
)  # fmt: skip
ADDRESSES = ("javascript:window.hurt=1", "data:text/html,<script>window.hurt=1</script>", "http://x/'onclick='hurt=1")


def hurts(reader: Reader, address: str) -> bool:
    """Whether a page runs a script that is not ours, and whether any link or image of it would."""
    reader.page.goto(address)
    reader.page.wait_for_load_state("networkidle")
    loose = (
        "a[href^='javascript:' i], a[href^='data:' i], main img[onerror], main svg[onload], main script, main iframe"
    )
    return reader.page.evaluate("window.hurt") is not None or reader.page.locator(loose).count() > 0


def keep(atlas: Service, text: bytes) -> str | None:
    """The address of the draft that a text becomes, None where it is refused."""
    answer = atlas.client.post("/contribute", content=text, headers={"Content-Type": "text/turtle"})
    assert 200 <= answer.status_code < 500
    return answer.headers.get("location")


def make_hostile(text: str) -> list[bytes]:
    """A record with each hostile text in each of its texts, and with hostile addresses in place of its own."""
    texts = [f'"{one}"@en'.join(re.split(r'"[^"\n]*"@en', text)) for one in HOSTILE]
    links = [f"<{one}>".join(re.split(r"<https?://(?!w3id)[^>]*>", text)) for one in ADDRESSES]
    return [one.encode() for one in (*texts, *links)]


def test_no_script_of_a_hostile_record_runs_on_any_page(reader: Reader, atlas: Service, root: Path) -> None:
    text = (root / "data" / "records" / "model" / "olmo-7b.ttl").read_text(encoding="utf-8")
    shown = 0
    for one in make_hostile(text):
        draft = keep(atlas, one)
        assert draft is not None
        readable = atlas.client.get(draft).json()["problem"] is None
        for page in (draft, f"{draft}/preview", f"{draft}/form") if readable else (draft,):
            assert not hurts(reader, page)
            shown += 1
    assert shown > 2 * len(HOSTILE)


def test_no_script_runs_in_the_report_on_a_hostile_record(reader: Reader, root: Path) -> None:
    text = (root / "data" / "records" / "model" / "olmo-7b.ttl").read_text(encoding="utf-8")
    for one in make_hostile(text)[:: len(HOSTILE) // 2]:
        reader.page.goto("/validate")
        reader.page.locator("textarea").first.fill(one.decode())
        reader.page.locator("main form button").first.click()
        reader.page.wait_for_load_state("networkidle")
        assert reader.page.evaluate("window.hurt") is None


def test_damaged_records_are_shown_or_refused_and_never_stored(reader: Reader, atlas: Service, root: Path) -> None:
    chance = random.Random(5)
    paths = sorted((root / "data" / "records").rglob("*.ttl"))
    before = atlas.client.get("/commit").text
    kept = 0
    for _ in range(SAMPLE):
        data = chance.choice(paths).read_bytes().replace(b"@en", b'@en, "<script>window.hurt=1</script>"@en', 2)
        draft = keep(atlas, damage(data, chance))
        if draft is not None:
            assert not hurts(reader, draft)
            kept += 1
    assert kept > 0
    assert re.findall(r"/commit/\d+", atlas.client.get("/commit").text) == re.findall(r"/commit/\d+", before)
