"""A rendered page as a response: what its footer names as other formats stands in its Link header too (RFC 8288)."""

from collections.abc import Mapping

from fastapi.responses import HTMLResponse

from atlas.http.pages import Page


class PageResponse(HTMLResponse):
    """One page. headers: a Link in them comes before those of the page."""

    def __init__(self, page: str, status_code: int = 200, headers: Mapping[str, str] | None = None) -> None:
        given = dict(headers or {})
        links = [given.get("Link", ""), page.links if isinstance(page, Page) else ""]
        if any(links):
            given["Link"] = ", ".join(filter(None, links))
        super().__init__(page, status_code, given)
