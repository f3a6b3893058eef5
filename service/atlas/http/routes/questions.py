"""Questions: the list, and each with its parameters, answer, figure and query; the figure as SVG, the answer as CSV."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from atlas.access.figures.chart import KINDS, Chart, parse_chart
from atlas.access.figures.draw import write_csv
from atlas.access.figures.svg import Linker
from atlas.access.saved_queries.answers import Answer, make_answer, tell
from atlas.access.saved_queries.questions import choices, fill, find_form, to_iri
from atlas.access.saved_queries.stories import find_chart
from atlas.errors import AtlasError, NotFoundError, ParameterError
from atlas.http.dependencies import State, get_state
from atlas.http.drawings import CSV_ROWS, cite_page, keep_past, link_absolutely, send_csv, send_spec, send_svg
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate, Step
from atlas.http.snippets import snippets_of
from atlas.schema.model import SavedQuery
from atlas.store.rows import select

CHART: Final = "chart"
NO_CHART: Final = "none"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Asked:
    """A question as somebody asks it. given: values of its parameters; chart: how to draw the answer, if at all.

    past: what an address adds to stay in the past that was asked for.
    """

    query: SavedQuery
    given: Mapping[str, str]
    chart: Chart | None
    past: Mapping[str, str] = field(default_factory=dict)

    @property
    def suffix(self) -> str:
        """What an address adds so that it asks the same."""
        said = {**self.given, **self.past, **({CHART: str(self.chart)} if self.chart else {})}
        return f"?{urlencode(said)}" if said else ""


@router.get("/question")
async def questions(request: Request) -> Response:
    """Every question, by whom it is for."""
    state = get_state(request)
    every = sorted(state.schema.folder("questions"), key=lambda one: one.title.lower())
    sizes = Counter(one.first("audience") or "" for one in every)
    groups = {name: [one for one in every if (one.first("audience") or "") == name] for name, _ in sizes.most_common()}
    shown = {
        "groups": groups,
        "count": len(every),
        "alternates": [Alternate("text/turtle", "/.well-known/sparql-examples", "Turtle")],
        "trail": [state.pages.step("questions-title")],
    }
    return PageResponse(state.pages.render("questions.html", number=state.store.number, **shown))


@router.get("/question/{name}.rq")
async def question_text(request: Request, name: str) -> Response:
    """The file of a question as it is kept."""
    found = _find(get_state(request), name)
    return PlainTextResponse(found.path.read_text(encoding="utf-8"), media_type="application/sparql-query")


@router.get("/question/{name}.svg")
async def question_figure(request: Request, name: str) -> Response:
    """The answer drawn as its header or `?chart=` says."""
    state = get_state(request)
    asked = _read(request, _find(state, name))
    if asked.chart is None:
        raise ParameterError(
            "This question does not say how it is drawn.",
            expected=f"?chart= with one of {', '.join(KINDS)}",
        )
    text = fill(state.schema, asked.query, asked.given)
    return send_svg(await _answer(state, asked, text, link_absolutely(state)))


@router.get("/question/{name}.csv")
async def question_rows(request: Request, name: str) -> Response:
    """The answer with labels; with `?chart=`, what the figure shows."""
    state = get_state(request)
    asked = _read(request, _find(state, name))
    text = fill(state.schema, asked.query, asked.given)
    answer = await _answer(state, asked, text, link_absolutely(state), CSV_ROWS)
    drawn = answer.figure.data if CHART in request.query_params and answer.figure else answer.table
    return send_csv(write_csv(drawn), name)


@router.get("/question/{name}.vl.json")
async def question_spec(request: Request, name: str) -> Response:
    """The figure as a Vega-Lite specification."""
    state = get_state(request)
    asked = _read(request, _find(state, name))
    text = fill(state.schema, asked.query, asked.given)
    answer = await _answer(state, asked, text, link_absolutely(state), CSV_ROWS)
    return send_spec(state, answer, tell(asked.query, state.pages.say), f"/question/{name}{asked.suffix}")


@router.get("/question/{name}")
async def question(request: Request, name: str) -> Response:
    """A question with its parameters, its answer, its figure and its query."""
    state = get_state(request)
    found = _find(state, name)
    answer, problem, text, began = None, "", found.text, time.perf_counter()
    asked = Asked(found, _given(request, found), None, keep_past(request))
    try:
        asked = _read(request, found)
        text = fill(state.schema, found, asked.given)
        answer = await _answer(state, asked, text, state.pages.href)
    except AtlasError as error:
        problem = " ".join(part for part in (error.detail, error.expected and f"Expected {error.expected}.") if part)
    took_ms = round((time.perf_counter() - began) * 1000)
    parameters = await _parameters(state, asked)
    shown = {
        "question": found,
        "parameters": parameters,
        "strangers": [one for one in parameters if one["is_strange"]],
        "charts": _charts(state, found, asked.chart),
        "answer": answer,
        "problem": problem,
        "took_ms": took_ms,
        "text": text,
        "form": find_form(state.schema, found),
        "snippets": snippets_of(state.public_url, text),
        "suffix": asked.suffix,
        "citation": await cite_page(state, found.title, f"/question/{name}"),
        "alternates": [
            Alternate("text/csv", f"/question/{name}.csv{Asked(found, asked.given, None).suffix}", "CSV"),
            Alternate("application/sparql-query", f"/question/{name}.rq", "SPARQL"),
        ],
        "trail": [state.pages.step("questions-title", "/question"), Step(found.title)],
    }
    page = state.pages.render("question.html", number=state.store.number, **shown)
    return PageResponse(page, status_code=400 if problem else 200)


def _find(state: State, name: str) -> SavedQuery:
    found = state.schema.queries.get(f"questions/{name}")
    if found is None:
        known = ", ".join(one.stem for one in state.schema.folder("questions"))
        raise NotFoundError(f"There is no question {name}.", found=name, expected=known)
    return found


def _given(request: Request, found: SavedQuery) -> dict[str, str]:
    names = {one.name for one in found.parameters}
    return {name: value for name, value in request.query_params.items() if name in names and value}


def _read(request: Request, found: SavedQuery) -> Asked:
    words = request.query_params.get(CHART, "")
    chart = None if words == NO_CHART else parse_chart(words) if words.strip() else find_chart(found)
    return Asked(found, _given(request, found), chart, keep_past(request))


async def _answer(state: State, asked: Asked, text: str, link: Linker, row_limit: int | None = None) -> Answer:
    """The answer; without values of a reader's own it is asked once a snapshot."""
    if asked.given:
        rows = await select(state.store, text, deadline_s=state.settings.deadline_s)
    else:
        rows = await state.counted.answer(text)
    limit = row_limit or state.settings.page_rows
    told = tell(asked.query, state.pages.say)
    return await make_answer(state.store, state.schema, rows, limit, chart=asked.chart, told=told, link=link)


async def _parameters(state: State, asked: Asked) -> list[dict[str, object]]:
    """Each with its value and what it may be chosen from. is_strange: the value is none of these."""
    shown: list[dict[str, object]] = []
    for one in asked.query.parameters:
        cells = await choices(state.store, state.schema, one)
        given = asked.given.get(one.name) or one.default or ""
        value = to_iri(state.schema, given) if cells else given
        shown.append(
            {
                "name": one.name,
                "label": one.label,
                "value": value,
                "choices": cells,
                "is_strange": bool(cells) and value not in {cell.iri for cell in cells},
            }
        )
    return shown


def _charts(state: State, found: SavedQuery, chosen: Chart | None) -> list[dict[str, object]]:
    """What the reader may choose from: no figure, and each kind, the question's own with its columns."""
    own = find_chart(found)
    words = [str(own) if own and own.kind == kind else kind for kind in KINDS]
    kinds = [(NO_CHART, NO_CHART, chosen is None)]
    kinds += [(word, kind, chosen is not None and chosen.kind == kind) for word, kind in zip(words, KINDS, strict=True)]
    return [
        {"words": word, "label": state.pages.say("figure-kind", kind=kind), "chosen": is_chosen}
        for word, kind, is_chosen in kinds
    ]
