"""/compare: two to six records side by side, as a page, CSV, Markdown, LaTeX or JSON-LD."""

import asyncio
import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from atlas.access.exploring.explore import label_of
from atlas.access.outgoing import latex
from atlas.access.things.compare import LEAST, MOST, Comparison, compare
from atlas.access.things.describe import describe
from atlas.access.things.jsonld import to_jsonld
from atlas.access.things.names import find_near
from atlas.access.things.view import Description
from atlas.errors import AtlasError, NotFoundError, ParameterError
from atlas.http.dependencies import State, get_state, wants_page
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate
from atlas.http.problems import problem_headers, to_problem
from atlas.http.travel import PARAMETER as AS_OF
from atlas.rdf.cells import make_inert
from atlas.rdf.formats import CSV, JSON_LD
from atlas.rdf.terms import find_iri

MARKDOWN: Final = "text/markdown"
FORMS: Final = (
    ("csv", CSV.media_type, "CSV"),
    ("md", MARKDOWN, "Markdown"),
    ("tex", latex.MEDIA_TYPE, "LaTeX"),
    ("jsonld", JSON_LD.media_type, "JSON-LD"),
)
MORE: Final = 6  # names beyond the most that a form still shows, so that some can be taken away

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Compared:
    """Records asked for, each once, and what lies between them; None where there are fewer than two."""

    described: Sequence[Description]
    comparison: Comparison | None

    @property
    def names(self) -> list[tuple[str, str]]:
        """IRI and label of each record."""
        return [(one.node.iri, one.node.label) for one in self.described]


@router.get("/compare.csv")
async def compare_csv(request: Request) -> Response:
    """The comparison as a table for spreadsheets."""
    out = io.StringIO()
    csv.writer(out).writerows([make_inert(text) for text in row] for row in (await _table(request)))
    return Response(out.getvalue(), media_type=CSV.media_type)


@router.get("/compare.md")
async def compare_markdown(request: Request) -> Response:
    """The comparison as a Markdown table."""
    head, *rows = await _table(request)
    lines = [_markdown(head), _markdown(["---"] * len(head), raw=True), *(_markdown(row) for row in rows)]
    return Response("\n".join(lines) + "\n", media_type=MARKDOWN)


@router.get("/compare.tex")
async def compare_latex(request: Request) -> Response:
    """The comparison as a LaTeX table."""
    state = get_state(request)
    head, *rows = await _table(request)
    caption = state.pages.say("compare-many", names=", ".join(head[1:]))
    return Response(latex.write_latex(head, rows, caption), media_type=latex.MEDIA_TYPE)


@router.get("/compare.jsonld")
async def compare_jsonld(request: Request) -> Response:
    """The records compared, all that is said of each, as one JSON-LD document."""
    state = get_state(request)
    found = await _compare(state, request, least=LEAST)
    context = f"{state.public_url}/context.jsonld"
    made = [await asyncio.to_thread(_frame, state, one, context) for one in found.described]
    body = json.dumps({"@context": context, "@graph": made}, ensure_ascii=False, indent=1)
    return Response(body, media_type=JSON_LD.media_type)


@router.get("/compare")
async def compare_page(request: Request) -> Response:
    """The comparison as a page; with fewer than two records, the way to pick some."""
    state = get_state(request)
    try:
        found = await _compare(state, request)
    except AtlasError as error:
        if not wants_page(request.headers.get("accept", "")):
            raise
        return _refuse(state, _asked(state, request), error)
    pairs = [("id", iri.removeprefix(state.schema.base).removeprefix("id/")) for iri, _ in found.names]
    query = urlencode(pairs, safe="/")
    body = state.pages.render(
        "compare.html",
        number=state.store.number,
        comparison=found.comparison,
        names=found.names,
        asked=[name for _, name in pairs],
        most=MOST,
        alternates=[Alternate(kind, f"/compare.{end}?{query}", label) for end, kind, label in FORMS]
        if found.comparison
        else (),
        problem=None,
        trail=[state.pages.step("compare-title")],
    )
    return PageResponse(body)


def _refuse(state: State, asked: Sequence[str], error: AtlasError) -> Response:
    """The form with what was asked for still in it, and what is wrong with that."""
    body = state.pages.render(
        "compare.html",
        number=state.store.number,
        comparison=None,
        names=(),
        asked=asked[: MOST + MORE],
        most=MOST,
        problem=state.pages.tell(to_problem(error)),
        trail=[state.pages.step("compare-title")],
    )
    return PageResponse(body, error.status, problem_headers(error))


async def _table(request: Request) -> list[list[str]]:
    found = await _compare(get_state(request), request, least=LEAST)
    return found.comparison.table() if found.comparison else []


async def _compare(state: State, request: Request, *, least: int = 0) -> Compared:
    asked = _asked(state, request)
    if not least <= len(asked) <= MOST:
        raise ParameterError(
            "Two to six records can be compared.",
            found=str(len(asked)),
            expected=f"{LEAST} to {MOST} times id=",
            suggestion="Tick fewer of them." if len(asked) > MOST else "Name another one.",
        )
    described = await asyncio.gather(*(_describe(state, one) for one in asked))
    if len(described) < LEAST:
        return Compared(described, None)
    exactly = AS_OF in request.query_params
    statuses = await asyncio.gather(*(_statuses(state, one.node.iri, exactly=exactly) for one in described))
    return Compared(described, compare(described, statuses))


def _asked(state: State, request: Request) -> list[str]:
    """What is asked for as paths below `id/`, each once: a record may be named by its path or its IRI."""
    texts = (one.strip() for one in request.query_params.getlist("id"))
    starts = (f"{state.public_url}/", state.schema.base)
    names = (next((one.removeprefix(start) for start in starts if one.startswith(start)), one) for one in texts)
    return list(dict.fromkeys(name for one in names if (name := one.strip("/").removeprefix("id/"))))


async def _describe(state: State, asked: str) -> Description:
    iri = f"{state.schema.base}id/{asked}"
    if state.schema.kind_of(iri) is None:
        iri = state.schema.base + asked
    found = None
    if find_iri(iri) is not None:
        found = await describe(state.store, state.schema, iri, incoming_limit=1)
    if found is None:
        near = await find_near(state.search, state.schema, asked)
        raise NotFoundError(f"Nothing here is called {asked}.", found=asked[:100], near=tuple(near))
    return found


def _frame(state: State, one: Description, context: str) -> dict[str, Any]:
    made = to_jsonld(state.schema, one.statements, one.node.iri, context)
    return {key: value for key, value in made.items() if key != "@context"}


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


def _markdown(cells: Sequence[str], *, raw: bool = False) -> str:
    return "| " + " | ".join(cell if raw else _plain(cell) for cell in cells) + " |"


def _plain(text: str) -> str:
    """Text in which nothing is markup."""
    for sign in "\\|<>[]*_`":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", " ")
