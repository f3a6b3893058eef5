"""Pages that list and lead on: landing, explore, one class, search, ontology, questions, the query editor."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse

from atlas.access.questions import Cell, Table, choices, fill, labels_of, to_table
from atlas.access.supports import text_of
from atlas.errors import AtlasError, NotFoundError, ParameterError
from atlas.http.dependencies import State, get_state
from atlas.http.pages import Step
from atlas.rdf.formats import JSON_LD
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.model import SavedQuery
from atlas.store.rows import select

NOTHING: Final = Literal("")
LISTED: Final = 200
SHOWN_ON_LANDING: Final = 6

router = APIRouter(include_in_schema=False)


@router.get("/")
async def landing(request: Request) -> Response:
    """What this is, six questions, counters, classes with counts."""
    state = get_state(request)
    counters = [
        {"label": name.replace("_", " "), "text": term.value}
        for row in await state.counted.rows("landing")
        for name, term in row.items()
        if isinstance(term, Literal)
    ]
    classes = await _class_counts(state)
    example = next((row["kind"] for row in classes), "")
    return _html(
        state,
        "landing.html",
        counters=counters,
        classes=classes,
        example=example,
        questions=_featured(state),
    )


@router.get("/search")
async def find(request: Request, q: str = "") -> Response:
    """Records and terms by name."""
    state = get_state(request)
    items = [
        {"iri": hit.iri, "label": hit.label, "note": state.schema.label(hit.type) if hit.type else ""}
        for hit in await state.search.find(q)
        if hit.iri.startswith(state.schema.base)
    ]
    return _html(
        state, "listing.html", heading="Search", items=items, about="", more=None, search=q, trail=[Step("Search")]
    )


@router.get("/ontology")
async def ontology(request: Request) -> Response:
    """Every term of the ontology with its definition."""
    state = get_state(request)
    items = [
        {"iri": iri, "label": state.schema.label(iri), "note": _definition(state, iri)}
        for iri in sorted(state.schema.terms, key=state.schema.label)
        if iri.startswith(state.schema.namespace) and iri != state.schema.namespace
    ]
    about = state.schema.description
    return _html(
        state, "listing.html", heading="Ontology", items=items, about=about, more=None, trail=[Step("Ontology")]
    )


@router.get("/shapes")
async def shapes(request: Request) -> Response:
    """The shape of each class."""
    state = get_state(request)
    items = [
        {"iri": found.shape, "label": found.label, "note": ", ".join(dict.fromkeys(f.name for f in found.fields))}
        for found in state.schema.classes.values()
        if found.shape
    ]
    return _html(state, "listing.html", heading="Shapes", items=items, about="", more=None, trail=[Step("Shapes")])


@router.get("/ontology/{term}")
async def term(request: Request, term: str) -> Response:
    """303 from a short address to the term's own."""
    state = get_state(request)
    local = state.schema.namespace.removeprefix(state.schema.base)
    return RedirectResponse(f"{state.public_url}/{local}{term}", status_code=303)


@router.get("/context.jsonld")
async def context(request: Request) -> Response:
    """The one JSON-LD context."""
    return JSONResponse(dict(get_state(request).schema.context), media_type=JSON_LD.media_type)


@router.get("/question")
async def questions(request: Request) -> Response:
    """Every question."""
    state = get_state(request)
    items = [
        {"iri": f"{state.schema.base}question/{one.stem}", "label": one.title, "note": one.first("question") or ""}
        for one in state.schema.folder("questions")
    ]
    return _html(
        state, "listing.html", heading="Questions", items=items, about="", more=None, trail=[Step("Questions")]
    )


@router.get("/question/{name}.rq")
async def question_text(request: Request, name: str) -> Response:
    """The file of a question as it is kept."""
    found = _question(get_state(request), name)
    return PlainTextResponse(found.path.read_text(encoding="utf-8"), media_type="application/sparql-query")


@router.get("/question/{name}")
async def question(request: Request, name: str) -> Response:
    """A question with its parameters, its answer and its query."""
    state = get_state(request)
    found = _question(state, name)
    given = dict(request.query_params)
    result: Table | None = None
    problem = ""
    text = found.text
    try:
        text = fill(state.schema, found, given)
        result = await run_table(state, text)
    except AtlasError as error:
        problem = " ".join(part for part in (error.detail, error.expected and f"Expected {error.expected}.") if part)
    parameters = [
        {
            "name": one.name,
            "label": one.label,
            "value": given.get(one.name) or one.default or "",
            "choices": [_choice(state, cell, one.default) for cell in await choices(state.store, state.schema, one)],
        }
        for one in found.parameters
    ]
    trail = [Step("Questions", "/question"), Step(found.title)]
    page = {"question": found, "parameters": parameters, "result": result, "problem": problem, "text": text}
    return _html(state, "question.html", status=400 if problem else 200, trail=trail, **page)


async def class_page(state: State, kind: str, page: int) -> Response:
    """Records of one class by label."""
    found = state.schema.kinds[kind]
    values: Mapping[str, Term] = {
        "class": NamedNode(found.iri),
        "limit": Literal(LISTED + 1),
        "offset": Literal(LISTED * (page - 1)),
    }
    rows = await select(state.store, state.schema.queries["views/listing"].text, values)
    items = [
        {"iri": text_of(row["item"]), "label": text_of(row["label"]), "note": text_of(row.get("description", NOTHING))}
        for row in rows[:LISTED]
    ]
    more = f"/{kind}?page={page + 1}" if len(rows) > LISTED else None
    trail = [Step("Explore", "/explore"), Step(found.label)]
    return _html(
        state, "listing.html", heading=found.label, about=found.definition, items=items, more=more, trail=trail
    )


async def run_table(state: State, text: str) -> Table:
    """At most one page of rows of a SELECT, with labels."""
    limit = state.settings.page_rows
    rows = await select(state.store, text, deadline_s=state.settings.deadline_s)
    return to_table(state.schema, rows, limit, await labels_of(state.store, state.schema, rows[:limit]))


def ready_questions(state: State) -> list[dict[str, str]]:
    """Questions whose parameters all have defaults, with their filled text."""
    ready: list[dict[str, str]] = []
    for one in state.schema.folder("questions"):
        try:
            ready.append({"title": one.title, "ready": fill(state.schema, one)})
        except ParameterError:
            continue
    return ready


def _question(state: State, name: str) -> SavedQuery:
    found = state.schema.queries.get(f"questions/{name}")
    if found is None:
        known = ", ".join(one.stem for one in state.schema.folder("questions"))
        raise NotFoundError(f"There is no question {name}.", found=name, expected=known)
    return found


def _featured(state: State) -> list[SavedQuery]:
    """Questions for the landing page: those with a `featured` header in its order, then others."""
    every = state.schema.folder("questions")
    return sorted(every, key=lambda one: (int(one.first("featured") or len(every)), one.id))[:SHOWN_ON_LANDING]


def _choice(state: State, cell: Cell, default: str | None) -> dict[str, str]:
    iri = cell.iri or ""
    return {"iri": default if default and state.schema.expand(default) == iri else iri, "label": cell.text}


def _definition(state: State, iri: str) -> str:
    found = state.schema.classes.get(iri)
    return found.definition if found else ""


async def _class_counts(state: State) -> list[dict[str, str]]:
    counted: list[dict[str, str]] = []
    for row in await state.counted.rows("counts"):
        iri = row["class"].value if isinstance(row["class"], NamedNode) else ""
        known = state.schema.classes.get(iri)
        if known is not None and known.kind and isinstance(row["n"], Literal) and row["n"].value != "0":
            counted.append({"kind": known.kind, "label": known.label, "count": row["n"].value})
    return counted


def _html(state: State, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    return HTMLResponse(state.pages.render(template, number=state.store.number, **values), status_code=status)
