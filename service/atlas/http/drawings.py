"""Figures and tables as responses of their own, SVG and CSV, and how a page with them is cited."""

from typing import Final

from fastapi import Request, Response

from atlas.access.figures.svg import Linker
from atlas.access.saved_queries.answers import Answer
from atlas.access.things.cite import Citation
from atlas.errors import ParameterError
from atlas.http.dependencies import State
from atlas.http.travel import PARAMETER

SVG: Final = "image/svg+xml"
CSV: Final = "text/csv; charset=utf-8; header=present"
CSV_ROWS: Final = 2_000


def send_svg(answer: Answer) -> Response:
    """The figure of an answer. Raises ParameterError where it could not be drawn."""
    if answer.figure is None:
        raise ParameterError(answer.problem or "There is no figure.")
    return Response(answer.figure.svg, media_type=SVG, headers={"Cache-Control": "no-cache"})


def send_csv(text: str, name: str) -> Response:
    """A table to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-cache"}
    return Response(text, media_type=CSV, headers=headers)


def link_absolutely(state: State) -> Linker:
    """Links that hold outside of our pages: in a picture that somebody keeps."""

    def link(iri: str) -> str | None:
        href = state.pages.href(iri)
        return f"{state.public_url}{href}" if href and href.startswith("/") else href

    return link


def keep_past(request: Request) -> dict[str, str]:
    """What an address adds so that it stays in the past that the request asks for."""
    asked = request.query_params.get(PARAMETER)
    return {PARAMETER: asked} if asked else {}


async def cite_page(state: State, title: str, path: str) -> Citation:
    """How to cite a page over the state it shows, by an address that keeps showing that state where one does."""
    schema, number = state.schema, state.store.number
    date = await state.counted.once("date", lambda: find_date(state))
    url = f"{state.public_url}{path}" + (f"?{PARAMETER}={number}" if state.curation is not None else "")
    return Citation(title, schema.title, schema.version, number, date, url, schema.licence or "")


async def find_date(state: State) -> str:
    """When the commit that is shown was made; empty where the store keeps no history."""
    history = getattr(state.store, "history", None)
    revisions = await state.store.revisions() if history is not None else {}
    touched = next((graph for graph, number in revisions.items() if number == state.store.number), None)
    if history is None or touched is None:
        return ""
    commits = await history(touched)
    return str(commits[-1].at) if commits else ""
