"""/charts: every figure that the home's saved queries describe, small; each has a page of its own with data and query.

Drawn once for a state of the graph, by whoever asks first or in the background after a commit.
"""

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from atlas.access.saved_queries.answers import Answer, tell
from atlas.access.saved_queries.stories import Section, read_charts
from atlas.errors import NotFoundError
from atlas.http.dependencies import State, get_state
from atlas.http.drawings import (
    CSV_ROWS,
    answer_section,
    cite_page,
    keep_past,
    link_absolutely,
    send_data,
    send_drawn,
    send_spec,
    send_svg,
)
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate, Step

router = APIRouter(include_in_schema=False)


@router.get("/charts")
async def show_all(request: Request) -> Response:
    """All figures, small: a tile leads to the figure in its size."""
    state = get_state(request)
    page = state.pages.render(
        "charts.html",
        number=state.store.number,
        tiles=await draw_tiles(state),
        suffix=_suffix(request),
        alternates=[Alternate("application/json", f"/charts.json{_suffix(request)}", "JSON")],
        trail=[state.pages.step("charts-title")],
    )
    return PageResponse(page)


@router.get("/charts.json")
async def list_all(request: Request) -> Response:
    """All figures by name, with their words and how they are drawn."""
    state = get_state(request)
    said = [
        {
            "id": one.name,
            "title": one.query.title,
            "question": one.query.first("question") or "",
            "chart": str(one.chart),
            "page": f"{state.public_url}/charts/{one.name}",
        }
        for one in read_charts(state.schema)
    ]
    return JSONResponse({"figures": said, "state": state.store.number})


@router.get("/charts/{name}.svg")
async def draw(request: Request, name: str) -> Response:
    """One figure."""
    state = get_state(request)
    return send_svg(await answer_section(state, _find(state, name), link_absolutely(state)))


@router.get("/charts/{name}.csv")
async def list_rows(request: Request, name: str) -> Response:
    """What one figure shows."""
    state = get_state(request)
    return send_drawn(await _whole(state, _find(state, name)), name)


@router.get("/charts/{name}.vl.json")
async def write_spec(request: Request, name: str) -> Response:
    """One figure as a Vega-Lite specification."""
    state = get_state(request)
    found = _find(state, name)
    return send_spec(state, await _whole(state, found), tell(found.query, state.pages.say), f"/charts/{name}")


@router.get("/charts/{name}.json")
async def tell_chart(request: Request, name: str) -> Response:
    """What one figure shows, with its words, its query and its other forms."""
    state = get_state(request)
    found = _find(state, name)
    return send_data(state, found, await _whole(state, found), f"/charts/{name}")


@router.get("/charts/{name}")
async def show(request: Request, name: str) -> Response:
    """One figure with its data, its query, its limits and how to cite it."""
    state = get_state(request)
    section = _find(state, name)
    suffix = _suffix(request)
    forms = (("image/svg+xml", "svg", "SVG"), ("text/csv", "csv", "CSV"), ("application/json", "json", "JSON"))
    page = state.pages.render(
        "chart.html",
        number=state.store.number,
        section=section,
        answer=await answer_section(state, section, state.pages.href),
        suffix=suffix,
        citation=await cite_page(state, section.query.title, f"/charts/{name}"),
        alternates=[Alternate(media_type, f"/charts/{name}.{end}{suffix}", label) for media_type, end, label in forms],
        trail=[state.pages.step("charts-title", "/charts"), Step(section.query.title)],
    )
    return PageResponse(page)


async def draw_tiles(state: State) -> list[tuple[Section, Answer]]:
    """Every figure without links, as a tile has one of its own."""
    return [(section, await answer_section(state, section, _unlinked)) for section in read_charts(state.schema)]


async def _whole(state: State, section: Section) -> Answer:
    return await answer_section(state, section, link_absolutely(state), CSV_ROWS)


def _find(state: State, name: str) -> Section:
    charts = read_charts(state.schema)
    found = next((section for section in charts if section.name == name), None)
    if found is None:
        known = ", ".join(section.name for section in charts)
        raise NotFoundError(f"There is no figure {name}.", found=name, expected=known)
    return found


def _suffix(request: Request) -> str:
    past = keep_past(request)
    return f"?{urlencode(past)}" if past else ""


def _unlinked(_iri: str) -> None:
    return None
