"""/ask: a question put together with plain form controls; its count, words, SPARQL and answer beside it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from atlas.access.builder.offer import labels_for, offer_line, offer_paths
from atlas.access.builder.query import to_count, to_query, to_words
from atlas.access.builder.question import CONDITIONS, Draft, read_draft
from atlas.access.saved_queries.questions import labels_of, to_table
from atlas.errors import AtlasError, NotFoundError
from atlas.http.dependencies import State, get_state
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate
from atlas.http.routes.landing import count_classes
from atlas.http.travel import PARAMETER as AS_OF
from atlas.rdf.terms import Literal
from atlas.schema.model import Class
from atlas.store.rows import select

FIND: Final = "find"
ITEM: Final = "item"  # the column of what is found, in every query made here
BLANKS: Final = 1

router = APIRouter(include_in_schema=False)


@router.get("/ask.json")
async def ask_json(request: Request) -> Response:
    """Count, words and SPARQL of a question as it is being put together."""
    state = get_state(request)
    arrows = state.facets.arrows_in(state.schema)
    draft = read_draft(arrows, await _class(state, request), request.query_params.multi_items(), state.pages.say)
    said = await _said(state, draft)
    said["problems"] = [*_problems(state, draft), *(line.problem for line in draft.lines if line.problem)]
    return JSONResponse(said, headers={"Cache-Control": "no-store"})


@router.get("/ask")
async def ask_page(request: Request) -> Response:
    """The form, what it asks so far, and the answer."""
    state = get_state(request)
    found = await _class(state, request)
    facets = await state.facets.find(state.store, found, exactly=AS_OF in request.query_params)
    arrows = state.facets.arrows_in(state.schema)
    draft = read_draft(arrows, found, request.query_params.multi_items(), state.pages.say)
    offers = [await offer_line(state.store, arrows, facets, line, state.pages.say) for line in draft.lines]
    paths = offer_paths(arrows, found.iri, state.pages.say, facets)
    values: Mapping[str, object] = {
        "classes": sorted(state.schema.kinds.values(), key=lambda one: one.label),
        "found": found,
        "paths": paths,
        "offers": offers,
        "blanks": range(len(offers) + 1, min(len(offers) + BLANKS, CONDITIONS) + 1),
        "shown": {path.name for path in draft.question.columns},
        "columns": draft.question.columns,
        "group": draft.question.group,
        "problems": _problems(state, draft),
        **await _said(state, draft),
        **await _answer(state, draft),
    }
    body = state.pages.render(
        "ask.html",
        number=state.store.number,
        trail=[state.pages.step("ask-title")],
        alternates=[Alternate("application/json", f"/ask.json?{request.url.query}".rstrip("?"), "JSON")],
        **values,
    )
    return PageResponse(body, headers={"Cache-Control": "no-cache"})


async def _class(state: State, request: Request) -> Class:
    asked = request.query_params.get(FIND)
    if not asked:
        counted = await count_classes(state)
        fullest = max(counted, key=lambda one: one[1])[0] if counted else None
        return fullest or next(iter(state.schema.kinds.values()))
    found = state.schema.kinds.get(asked)
    if found is None:
        raise NotFoundError(
            f"There is no class {asked}.", found=asked[:60], expected=", ".join(sorted(state.schema.kinds))
        )
    return found


def _problems(state: State, draft: Draft) -> list[str]:
    """What is wrong with the form as a whole."""
    beyond = [state.pages.say("ask-beyond", most=CONDITIONS, count=draft.beyond)] if draft.beyond else []
    return [*draft.problems, *beyond]


async def _said(state: State, draft: Draft) -> dict[str, object]:
    """Count, words and query."""
    labels = await labels_for(state.store, state.schema, draft.question)
    said: dict[str, object] = {
        "sentence": to_words(state.schema, draft.question, labels, state.pages.say),
        "sparql": to_query(state.schema, draft.question),
        "count": None,
    }
    try:
        rows = await select(state.store, to_count(state.schema, draft.question), deadline_s=state.settings.deadline_s)
    except AtlasError as error:
        return {**said, "problem": error.detail}
    count = rows[0].get("count") if rows else None
    return {**said, "count": int(count.value) if isinstance(count, Literal) else 0}


async def _answer(state: State, draft: Draft) -> dict[str, object]:
    try:
        rows = await select(state.store, to_query(state.schema, draft.question), deadline_s=state.settings.deadline_s)
    except AtlasError as error:
        return {"result": None, "failed": error.detail}
    limit = state.settings.page_rows
    labels = await labels_of(state.store, state.schema, rows[:limit])
    table = to_table(state.schema, rows, limit, labels)
    names = tuple(draft.question.found.label if name == ITEM else name for name in table.names)
    return {"result": replace(table, names=names), "failed": ""}
