"""Figures as responses of their own, SVG, CSV, JSON and Vega-Lite, and how a page with them is cited."""

import json
from typing import Final

from fastapi import Request, Response

from atlas.access.figures.draw import write_csv
from atlas.access.figures.svg import Linker, Told
from atlas.access.figures.vega import specify
from atlas.access.saved_queries.answers import Answer, make_answer, tell
from atlas.access.saved_queries.questions import Table
from atlas.access.saved_queries.stories import Section
from atlas.access.things.cite import Citation
from atlas.errors import ParameterError
from atlas.http.dependencies import State
from atlas.http.travel import PARAMETER

SVG: Final = "image/svg+xml"
CSV: Final = "text/csv; charset=utf-8; header=present"
SPEC: Final = "application/vnd.vegalite.v6+json"
CSV_ROWS: Final = 2_000


def send_svg(answer: Answer) -> Response:
    """The figure of an answer. Raises ParameterError where it could not be drawn."""
    if answer.figure is None:
        raise ParameterError(answer.problem or "There is no figure.")
    return Response(answer.figure.svg, media_type=SVG, headers={"Cache-Control": "no-cache"})


def send_spec(state: State, answer: Answer, told: Told, page: str) -> Response:
    """The figure of an answer as a Vega-Lite specification. answer: with all rows that are drawn. page: its path.

    Raises ParameterError where it could not be drawn.
    """
    if answer.figure is None:
        raise ParameterError(answer.problem or "There is no figure.")
    about = {
        "page": f"{state.public_url}{page}",
        "state": str(state.store.number),
        "licence": state.schema.licence or "",
    }
    spec = specify(answer.table, answer.figure.chart, told, link_absolutely(state), about)
    return Response(json.dumps(spec, ensure_ascii=False), media_type=SPEC, headers={"Cache-Control": "no-cache"})


def send_drawn(answer: Answer, name: str) -> Response:
    """What the figure of an answer shows, as CSV; all of its rows where there is no figure."""
    return send_csv(write_csv(answer.figure.data if answer.figure else answer.table), name)


def send_data(state: State, section: Section, answer: Answer, page: str) -> Response:
    """What the figure of a section shows, as JSON, beside its words, its query and its other forms.

    Raises ParameterError where it could not be drawn.
    """
    if answer.figure is None:
        raise ParameterError(answer.problem or "There is no figure.")
    address = f"{state.public_url}{page}"
    told = tell(section.query, state.pages.say)
    said = {
        "id": section.name,
        "title": told.title,
        "description": told.description,
        "chart": str(answer.figure.chart),
        "columns": answer.figure.data.names,
        "rows": _rows(answer.figure.data),
        "query": section.text,
        "state": state.store.number,
        "page": address,
        **{name: f"{address}.{ending}" for name, ending in (("svg", "svg"), ("csv", "csv"), ("vegaLite", "vl.json"))},
    }
    return Response(
        json.dumps(said, ensure_ascii=False), media_type="application/json", headers={"Cache-Control": "no-cache"}
    )


def _rows(table: Table) -> list[list[object]]:
    return [
        [None if cell is None else {"text": cell.text, "iri": cell.iri} if cell.iri else cell.text for cell in row]
        for row in table.rows
    ]


async def answer_section(state: State, section: Section, link: Linker, row_limit: int | None = None) -> Answer:
    """A section's answer, made once a snapshot for each use of it."""
    limit = row_limit or state.settings.page_rows

    async def make() -> Answer:
        rows = await state.counted.answer(section.text)
        told = tell(section.query, state.pages.say)
        return await make_answer(state.store, state.schema, rows, limit, chart=section.chart, told=told, link=link)

    # Links to the past differ from those to the present, so the address of one known thing is part of the key.
    key = f"{state.schema.language} {section.chart} {limit} {link(state.schema.base)} {section.text}"
    return await state.counted.once(key, make)


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
