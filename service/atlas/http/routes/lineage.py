"""/lineage of a record: what it is made from and what is made from it, as page, picture, table and Vega-Lite."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from atlas.access.figures.draw import write_csv
from atlas.access.figures.svg import Linker
from atlas.access.ontology.labels import ask_labels
from atlas.access.saved_queries.answers import Answer, make_answer, tell
from atlas.access.saved_queries.counted import Rows
from atlas.access.saved_queries.stories import find_chart
from atlas.access.things.supports import text_of
from atlas.access.things.ties import LINEAGE, Relation, by_distance
from atlas.errors import NotFoundError
from atlas.http.dependencies import State, get_state
from atlas.http.drawings import CSV_ROWS, keep_past, link_absolutely, send_csv, send_spec, send_svg
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate
from atlas.http.routes.around import find_record, is_there
from atlas.rdf.terms import NamedNode, Term
from atlas.schema.model import SavedQuery
from atlas.store.rows import select

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Steps:
    """Steps as an address asks for them: the nearest first, of the wanted kinds."""

    iri: str
    query: SavedQuery
    rows: Rows
    relations: list[Relation]
    wanted: list[str]


@router.get("/{kind}/{slug}/lineage")
async def lineage(request: Request, kind: str, slug: str) -> Response:
    """Everything a record is made from and all that is made from it, step by step; `?by=` keeps some kinds of step."""
    state = get_state(request)
    steps = await _find(request, state, kind, slug)
    record = f"/{kind}/{slug}"
    label = (await ask_labels(state.store, state.schema, [steps.iri])).get(steps.iri) or state.schema.label(steps.iri)
    asked = [*(("by", name) for name in steps.wanted), *keep_past(request).items()]
    suffix = f"?{urlencode(asked)}" if asked else ""
    answer = await _answer(state, steps, state.pages.href, state.settings.page_rows)
    shown = {
        "label": label,
        "record": record,
        "answer": answer,
        "about": steps.query.first("description") or "",
        "relations": steps.relations,
        "wanted": steps.wanted,
        "suffix": suffix,
    }
    forms = (("image/svg+xml", "svg", "SVG"), ("text/csv", "csv", "CSV"))
    alternates = [
        Alternate(media_type, f"{record}/lineage.{end}{suffix}", said)
        for media_type, end, said in forms
        if end != "svg" or answer.figure
    ]
    trail = state.pages.trail(f"{kind}/{slug}", label, state.pages.say("lineage-title"))
    page = state.pages.render("lineage.html", number=state.store.number, trail=trail, alternates=alternates, **shown)
    return PageResponse(page)


@router.get("/{kind}/{slug}/lineage.svg")
async def lineage_figure(request: Request, kind: str, slug: str) -> Response:
    """The steps as a picture."""
    state = get_state(request)
    steps = await _find(request, state, kind, slug)
    return send_svg(await _answer(state, steps, link_absolutely(state), CSV_ROWS))


@router.get("/{kind}/{slug}/lineage.csv")
async def lineage_rows(request: Request, kind: str, slug: str) -> Response:
    """The steps as a table."""
    state = get_state(request)
    steps = await _find(request, state, kind, slug)
    answer = await _answer(state, steps, link_absolutely(state), CSV_ROWS)
    return send_csv(write_csv(answer.table), f"{slug}-lineage")


@router.get("/{kind}/{slug}/lineage.vl.json")
async def lineage_spec(request: Request, kind: str, slug: str) -> Response:
    """The picture of the steps as a Vega-Lite specification."""
    state = get_state(request)
    steps = await _find(request, state, kind, slug)
    answer = await _answer(state, steps, link_absolutely(state), CSV_ROWS)
    return send_spec(state, answer, tell(steps.query, state.pages.say), f"/{kind}/{slug}/lineage")


async def _find(request: Request, state: State, kind: str, slug: str) -> Steps:
    """Raises NotFoundError for what is no record, and where the home has no such view."""
    iri = find_record(state, kind, slug)
    query = state.schema.queries.get(LINEAGE)
    if query is None or not await is_there(state, iri):
        raise NotFoundError(f"There is no lineage of {kind}/{slug}.", found=f"{kind}/{slug}")
    rows = by_distance(await select(state.store, query.text, {"focus": NamedNode(iri)}), iri)
    relations = _relations(state, rows)
    wanted = [name for name in request.query_params.getlist("by") if name in {one.name for one in relations}]
    kept = [row for row in rows if not wanted or state.schema.compact(_kind(row)) in wanted]
    return Steps(iri, query, kept, relations, wanted)


async def _answer(state: State, steps: Steps, link: Linker, row_limit: int) -> Answer:
    chart = find_chart(steps.query) if steps.rows else None
    told = tell(steps.query, state.pages.say)
    return await make_answer(state.store, state.schema, steps.rows, row_limit, chart=chart, told=told, link=link)


def _relations(state: State, rows: Rows) -> list[Relation]:
    """Kinds of steps, the most frequent first."""
    counts = Counter(kind for row in rows if (kind := _kind(row)))
    labels = {_kind(row): text_of(row["kindLabel"]) for row in rows if "kindLabel" in row}
    schema = state.schema
    return [
        Relation(iri, schema.compact(iri), labels.get(iri) or schema.label(iri), n) for iri, n in counts.most_common()
    ]


def _kind(row: Mapping[str, Term]) -> str:
    return text_of(row["kind"]) if "kind" in row else ""
