"""/graph of a record: what it is tied to, opened as far as the address says, as page, picture, table and JSON."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from atlas.access.figures.chart import parse_chart
from atlas.access.figures.draw import write_csv
from atlas.access.figures.svg import Linker, Told
from atlas.access.saved_queries.answers import Answer, try_to_draw
from atlas.access.things.ties import MOST, NAMES, Relation, Tie, find_ties, relations_of, to_rows
from atlas.errors import NotFoundError
from atlas.http.dependencies import State, get_state
from atlas.http.drawings import keep_past, link_absolutely, send_csv, send_spec, send_svg
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate
from atlas.rdf.terms import NamedNode, find_iri
from atlas.store.rows import select

OPENED: Final = 12
DRAWN: Final = 400
CHART: Final = f"network from={NAMES[0]} to={NAMES[2]} label={NAMES[1]}"

router = APIRouter(include_in_schema=False)


@router.get("/{kind}/{slug}/graph.json")
async def graph_json(request: Request, kind: str, slug: str) -> Response:
    """The ties of one record for the graph view, and for programs."""
    state = get_state(request)
    iri = find_record(state, kind, slug)
    ties, cut = await find_ties(state.store, state.schema, [iri])
    nodes = {cell.iri or "": cell.text for tie in ties for cell in (tie.start, tie.end)}
    return JSONResponse(
        {
            "focus": iri,
            "cut": cut,
            "nodes": [{"id": one, "label": label, "href": state.pages.href(one)} for one, label in nodes.items()],
            "ties": [
                {"from": t.start.iri, "to": t.end.iri, "by": t.property.iri, "label": t.property.text} for t in ties
            ],
        }
    )


@router.get("/{kind}/{slug}/graph")
async def graph(request: Request, kind: str, slug: str) -> Response:
    """What a record and those opened beside it are tied to: a picture, and the same as a table; without script too."""
    state = get_state(request)
    seen = await _see(request, state, kind, slug)
    answer = await _draw(state, seen, state.pages.href) if seen.kept else None
    record, names = f"/{kind}/{slug}", [(_name(state, one), seen.labels.get(one) or one) for one in seen.opened[1:]]
    pairs = [*(("open", name) for name, _ in names), *(("by", name) for name in seen.wanted)]
    asked = [*pairs, *keep_past(request).items()]
    suffix = f"?{urlencode(asked, safe='/')}" if asked else ""
    shown: dict[str, object] = {
        "label": seen.label,
        "record": record,
        "answer": answer,
        "suffix": suffix,
        "relations": seen.relations,
        "wanted": seen.wanted,
        "opened": names,
        "closed": _closed(state, seen, asked),
        "table": to_rows(seen.kept, state.settings.page_rows),
        "cut": seen.cut,
        "most": MOST,
    }
    trail = state.pages.trail(f"{kind}/{slug}", seen.label, state.pages.say("graph-title"))
    forms = (("application/json", "json", "JSON"), ("image/svg+xml", "svg", "SVG"), ("text/csv", "csv", "CSV"))
    alternates = [
        Alternate(media_type, f"{record}/graph.{end}{suffix}", label)
        for media_type, end, label in forms
        if end != "svg" or (answer and answer.figure)
    ]
    page = state.pages.render("graph.html", number=state.store.number, trail=trail, alternates=alternates, **shown)
    return PageResponse(page)


@router.get("/{kind}/{slug}/graph.svg")
async def graph_figure(request: Request, kind: str, slug: str) -> Response:
    """The picture of the ties."""
    state = get_state(request)
    return send_svg(await _draw(state, await _see(request, state, kind, slug), link_absolutely(state)))


@router.get("/{kind}/{slug}/graph.csv")
async def graph_rows(request: Request, kind: str, slug: str) -> Response:
    """All ties, also those that found no place in the picture."""
    seen = await _see(request, get_state(request), kind, slug)
    return send_csv(write_csv(to_rows(seen.kept, MOST)), f"{slug}-graph")


@router.get("/{kind}/{slug}/graph.vl.json")
async def graph_spec(request: Request, kind: str, slug: str) -> Response:
    """The picture of the ties as a Vega-Lite specification."""
    state = get_state(request)
    seen = await _see(request, state, kind, slug)
    answer = await _draw(state, seen, link_absolutely(state))
    return send_spec(state, answer, _tell(state, seen), f"/{kind}/{slug}/graph")


@dataclass(frozen=True)
class Seen:
    """Ties as an address asks for them. opened: the record and those beside it; kept: ties of the wanted kinds."""

    label: str
    opened: list[str]
    relations: list[Relation]
    wanted: list[str]
    kept: list[Tie]
    labels: dict[str, str]
    cut: bool


async def _see(request: Request, state: State, kind: str, slug: str) -> Seen:
    """Raises NotFoundError for what is no record."""
    iri = find_record(state, kind, slug)
    opened = [iri, *dict.fromkeys(_opened(state, request.query_params.getlist("open"), iri))]
    ties, cut = await find_ties(state.store, state.schema, opened)
    if not ties and not await is_there(state, iri):
        raise NotFoundError(f"Nothing here is called {kind}/{slug}.", found=f"{kind}/{slug}")
    relations = relations_of(state.schema, ties)
    wanted = [name for name in request.query_params.getlist("by") if name in {one.name for one in relations}]
    kept = [tie for tie in ties if not wanted or state.schema.compact(tie.property.iri or "") in wanted]
    labels = {cell.iri or "": cell.text for tie in ties for cell in (tie.start, tie.end)}
    return Seen(labels.get(iri) or slug, opened, relations, wanted, kept, labels, cut)


async def _draw(state: State, seen: Seen, link: Linker) -> Answer:
    table = to_rows(seen.kept, DRAWN)
    figure, problem = await asyncio.to_thread(try_to_draw, table, parse_chart(CHART), _tell(state, seen), link)
    return Answer(table, figure, problem=problem)


def _tell(state: State, seen: Seen) -> Told:
    say = state.pages.say
    return Told("ties", say("graph-ties", name=seen.label), say("graph-ties-about"), say)


def find_record(state: State, kind: str, slug: str) -> str:
    """IRI of a record by its address. Raises NotFoundError where there is no such kind."""
    iri = f"{state.schema.base}id/{kind}/{slug}"
    if kind not in state.schema.kinds or find_iri(iri) is None:
        raise NotFoundError(
            f"There is no kind {kind}.", found=kind[:60], expected=", ".join(sorted(state.schema.kinds))
        )
    return iri


def _opened(state: State, names: Sequence[str], focus: str) -> list[str]:
    """Records that an address opens beside the first; what is no name of one is left out."""
    iris = [f"{state.schema.base}id/{name}" for name in names[:OPENED]]
    return [iri for iri in iris if iri != focus and state.schema.kind_of(iri) is not None and find_iri(iri) is not None]


def _closed(state: State, seen: Seen, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Records seen whose own ties are not: label, their page, and the address that opens them too."""
    rest = sorted((label, iri) for iri, label in seen.labels.items() if iri not in seen.opened)
    return [
        (label, iri, f"?{urlencode([*pairs, ('open', _name(state, iri))], safe='/')}") for label, iri in rest[:DRAWN]
    ]


def _name(state: State, iri: str) -> str:
    return iri.removeprefix(f"{state.schema.base}id/")


async def is_there(state: State, iri: str) -> bool:
    """Whether anything is said of a thing."""
    rows = await select(state.store, "SELECT ?type WHERE { $focus a ?type } LIMIT 1", {"focus": NamedNode(iri)})
    return bool(rows)
