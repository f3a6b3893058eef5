"""Static files may be kept for good under their hashed names, and every page names them so."""

import re
from pathlib import Path

import pytest
from tests.http.serving import Service

from atlas.http.assets import FOR_GOOD, Assets


def test_another_content_has_another_address(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("one")
    before = Assets(tmp_path).address("a.css")
    (tmp_path / "a.css").write_text("two")
    assert Assets(tmp_path).address("a.css") != before
    with pytest.raises(KeyError):
        Assets(tmp_path).address("b.css")


@pytest.mark.parametrize("page", ["/", "/sparql", "/explore/garden", "/ask"])
def test_what_a_page_names_is_served_for_good(service: Service, page: str) -> None:
    text = service.client.get(page, headers={"Accept": "text/html"}).text
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', text)
    assert addresses
    for address in addresses:
        answer = service.client.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == FOR_GOOD


def test_a_path_out_of_the_folder_is_not_found(service: Service) -> None:
    assert service.client.get("/static/..%2ftemplates%2fbase.html").status_code == 404


def test_no_page_has_inline_script_or_style(service: Service) -> None:
    for page in ("/", "/sparql", "/explore", "/explore/garden", "/ask", "/compare?id=garden/north&id=garden/south"):
        text = service.client.get(page, headers={"Accept": "text/html"}).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text), page
