"""/sparql/pivot: the rows of any SELECT turned, as a page of plain controls and as files."""

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from atlas.access.outgoing.table_forms import TableForm, find_forms, get_form
from atlas.access.saved_queries.pivot import MEASURES, Pivot, Turn, pivot, read_turn
from atlas.access.saved_queries.questions import Table, labels_of, to_table
from atlas.errors import AtlasError, NotAcceptableError
from atlas.http.dependencies import State, get_state
from atlas.http.drawings import keep_past
from atlas.http.page_response import PageResponse
from atlas.http.pages import Step
from atlas.http.problems import to_problem
from atlas.http.querying import admit_rows, make_query
from atlas.http.tables import send_sheet, tell
from atlas.store.page import select_page

ROWS: Final = 10_000
SHOWN_COLUMNS: Final = 40

router = APIRouter(include_in_schema=False)


@router.get("/sparql/pivot.{ending}")
async def pivot_file(request: Request, ending: str) -> Response:
    """The whole turned table."""
    state, form = get_state(request), get_form(ending)
    if form.keeps_names:
        known = ", ".join(one.ending for one in _offered())
        raise NotAcceptableError("A turned table is no SPARQL result.", found=ending, expected=known)
    text = request.query_params.get("query", "")
    turned = await _turn(await _read(request, state, text), request.query_params)
    sheet = turned.to_sheet(state.pages.say("pivot-total"))
    return await send_sheet(state, sheet, form, tell(state, text), "pivot", {"Cache-Control": "no-cache"})


@router.get("/sparql/pivot")
async def pivot_page(request: Request) -> Response:
    """The turned table with the controls that turn it."""
    state = get_state(request)
    given = {name: value for name, value in request.query_params.items() if name != "as-of"}
    text = given.get("query", "")
    shown: dict[str, object] = {"query": text, "names": (), "pivot": None, "turn": None, "problem": None, "cut": 0}
    status = 200
    try:
        table = await _read(request, state, text)
        turned = await _turn(table, given)
        shown |= _show(state, table, turned)
    except AtlasError as error:
        shown["problem"], status = to_problem(error), error.status
    past = keep_past(request)
    page = state.pages.render(
        "pivot.html",
        number=state.store.number,
        measures=MEASURES,
        forms=_offered(),
        suffix=urlencode({**given, **past}),
        back=urlencode({"query": text, **past}),
        trail=[Step("SPARQL", "/sparql"), state.pages.step("pivot-title")],
        **shown,
    )
    return PageResponse(page, status)


def _offered() -> list[TableForm]:
    return [form for form in find_forms() if not form.keeps_names]


async def _read(request: Request, state: State, text: str) -> Table:
    """The rows to turn, with the names of things."""
    admission = admit_rows(state, text)
    page = await select_page(state.store, make_query(request, state, admission), ROWS)
    labels = await labels_of(state.store, state.schema, page.rows)
    table = to_table(state.schema, page.rows, ROWS, labels, names=page.names)
    return Table(table.names, table.rows, cut=page.cut)


async def _turn(table: Table, given: Mapping[str, str]) -> Pivot:
    return await asyncio.to_thread(pivot, table, read_turn(table.names, given))


def _show(state: State, table: Table, turned: Pivot) -> dict[str, object]:
    shown = turned.shorten(state.settings.page_rows, SHOWN_COLUMNS)
    turn: Turn = turned.turn
    return {
        "names": table.names,
        "pivot": shown,
        "turn": turn,
        "cut": len(table.rows) if table.cut else 0,
        "rows_left": len(turned.body) - len(shown.body),
        "columns_left": len(turned.heads) - len(shown.heads),
    }
