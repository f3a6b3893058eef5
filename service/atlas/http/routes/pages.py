"""Pages that list and lead on: landing, one class, search, ontology, shapes."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from atlas.access.questions import fill
from atlas.access.supports import text_of
from atlas.errors import ParameterError
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


@router.get("/context.jsonld")
async def context(request: Request) -> Response:
    """The one JSON-LD context."""
    return JSONResponse(dict(get_state(request).schema.context), media_type=JSON_LD.media_type)


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


def ready_questions(state: State) -> list[dict[str, str]]:
    """Questions whose parameters all have defaults, with their filled text."""
    ready: list[dict[str, str]] = []
    for one in state.schema.folder("questions"):
        try:
            ready.append({"title": one.title, "ready": fill(state.schema, one)})
        except ParameterError:
            continue
    return ready


def _featured(state: State) -> list[SavedQuery]:
    """Questions for the landing page: those with a `featured` header in its order, then others."""
    every = state.schema.folder("questions")
    return sorted(every, key=lambda one: (int(one.first("featured") or len(every)), one.id))[:SHOWN_ON_LANDING]


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
