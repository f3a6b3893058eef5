"""/compare: two to six records side by side, as a page, CSV or Markdown."""

import asyncio
import csv
import io
from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from atlas.access.exploring.explore import label_of
from atlas.access.things.compare import LEAST, MOST, Comparison, compare
from atlas.access.things.describe import describe
from atlas.access.things.names import find_near
from atlas.access.things.view import Description
from atlas.errors import NotFoundError, ParameterError
from atlas.http.dependencies import State, get_state
from atlas.http.pages import Alternate
from atlas.http.travel import PARAMETER as AS_OF
from atlas.rdf.terms import NamedNode
from atlas.store.rows import ask

CSV: Final = "text/csv"
MARKDOWN: Final = "text/markdown"
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

router = APIRouter(include_in_schema=False)


@router.get("/compare.csv")
async def compare_csv(request: Request) -> Response:
    """The comparison as a table for spreadsheets."""
    comparison = await _compare(get_state(request), request)
    out = io.StringIO()
    csv.writer(out).writerows([_inert(text) for text in row] for row in comparison.table())
    return Response(out.getvalue(), media_type=CSV)


@router.get("/compare.md")
async def compare_markdown(request: Request) -> Response:
    """The comparison as a Markdown table."""
    head, *rows = (await _compare(get_state(request), request)).table()
    lines = [_markdown(head), _markdown(["---"] * len(head), raw=True), *(_markdown(row) for row in rows)]
    return Response("\n".join(lines) + "\n", media_type=MARKDOWN)


@router.get("/compare")
async def compare_page(request: Request) -> Response:
    """The comparison as a page; with fewer than two records, the way to pick some."""
    state = get_state(request)
    asked = _asked(request)
    comparison = await _compare(state, request) if len(asked) >= LEAST else None
    query = request.url.query
    alternates = [
        Alternate(CSV, f"/compare.csv?{query}", "CSV"),
        Alternate(MARKDOWN, f"/compare.md?{query}", "Markdown"),
    ]
    body = state.pages.render(
        "compare.html",
        number=state.store.number,
        comparison=comparison,
        asked=asked,
        most=MOST,
        alternates=alternates if comparison else (),
        trail=[state.pages.step("compare-title")],
    )
    return HTMLResponse(body)


async def _compare(state: State, request: Request) -> Comparison:
    asked = _asked(request)
    if not LEAST <= len(asked) <= MOST:
        raise ParameterError(
            "Two to six records can be compared.",
            found=str(len(asked)),
            expected=f"{LEAST} to {MOST} times id=",
            suggestion="Tick fewer of them.",
        )
    described = await asyncio.gather(*(_describe(state, one) for one in asked))
    exactly = AS_OF in request.query_params
    statuses = await asyncio.gather(*(_statuses(state, one.node.iri, exactly=exactly) for one in described))
    return compare(described, statuses)


def _asked(request: Request) -> list[str]:
    return list(dict.fromkeys(one.strip() for one in request.query_params.getlist("id") if one.strip()))


async def _describe(state: State, asked: str) -> Description:
    iri = (
        asked
        if asked.startswith(state.schema.base)
        else f"{state.schema.base}id/{asked.removeprefix('id/').lstrip('/')}"
    )
    found = None
    if " " not in iri and await _exists(state, iri):
        found = await describe(state.store, state.schema, iri, incoming_limit=1)
    if found is None:
        near = await find_near(state.search, state.schema, asked)
        raise NotFoundError(f"Nothing here is called {asked}.", found=asked[:100], near=tuple(near))
    return found


async def _exists(state: State, iri: str) -> bool:
    try:
        return await ask(state.store, "ASK { $item ?p ?o }", {"item": NamedNode(iri)})
    except ValueError:
        return False


async def _statuses(state: State, iri: str, *, exactly: bool) -> dict[str, str]:
    """How the absence of a thing's values was recorded, by property."""
    kind = state.schema.kind_of(iri)
    if kind is None:
        return {}
    facets = await state.facets.find(state.store, kind, exactly=exactly)
    if iri not in facets.items:
        return {}
    bit = 1 << facets.items.index(iri)
    return {
        path: ", ".join(
            label_of(state.schema, facets, status, state.pages.say)
            for status in sorted(gap.values())
            if gap.bits([status]) & bit
        )
        for path, gap in facets.gaps.items()
    }


def _inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _markdown(cells: Sequence[str], *, raw: bool = False) -> str:
    return "| " + " | ".join(cell if raw else _plain(cell) for cell in cells) + " |"


def _plain(text: str) -> str:
    """Text in which nothing is markup."""
    for sign in "\\|<>[]*_`":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", " ")
