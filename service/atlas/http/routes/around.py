"""Around one record: /graph, what it is tied to, opened as far as the address says; /lineage, what it is made from."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from atlas.access.figures.chart import parse_chart
from atlas.access.figures.svg import Told
from atlas.access.ontology.labels import ask_labels
from atlas.access.saved_queries.answers import make_answer, tell, try_to_draw
from atlas.access.saved_queries.stories import find_chart
from atlas.access.things.ties import LINEAGE, MOST, NAMES, find_ties, relations_of, to_rows
from atlas.errors import NotFoundError
from atlas.http.dependencies import State, get_state
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
    iri = _record(state, kind, slug)
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
    iri = _record(state, kind, slug)
    opened = [iri, *dict.fromkeys(_opened(state, request.query_params.getlist("open"), iri))]
    ties, cut = await find_ties(state.store, state.schema, opened)
    if not ties and not await _is_there(state, iri):
        raise NotFoundError(f"Nothing here is called {kind}/{slug}.", found=f"{kind}/{slug}")
    relations = relations_of(state.schema, ties)
    wanted = [name for name in request.query_params.getlist("by") if name in {one.name for one in relations}]
    kept = [tie for tie in ties if not wanted or state.schema.compact(tie.property.iri or "") in wanted]
    labels = {cell.iri or "": cell.text for tie in ties for cell in (tie.start, tie.end)}
    say = state.pages.say
    told = Told("ties", say("graph-ties", name=labels.get(iri, slug)), say("graph-ties-about"), say)
    figure, problem = (
        try_to_draw(to_rows(kept, DRAWN), parse_chart(CHART), told, state.pages.href) if kept else (None, "")
    )
    pairs = [*(("open", _name(state, one)) for one in opened[1:]), *(("by", name) for name in wanted)]
    shown: dict[str, object] = {
        "label": labels.get(iri) or slug,
        "record": f"/{kind}/{slug}",
        "figure": figure,
        "problem": problem,
        "relations": relations,
        "wanted": wanted,
        "opened": [(_name(state, one), labels.get(one) or one) for one in opened[1:]],
        "closed": _closed(state, labels, opened, pairs),
        "table": to_rows(kept, state.settings.page_rows),
        "cut": cut,
        "most": MOST,
    }
    trail = state.pages.trail(f"{kind}/{slug}", str(shown["label"]), say("graph-title"))
    alternates = [Alternate("application/json", f"/{kind}/{slug}/graph.json", "JSON")]
    page = state.pages.render("graph.html", number=state.store.number, trail=trail, alternates=alternates, **shown)
    return PageResponse(page)


@router.get("/{kind}/{slug}/lineage")
async def lineage(request: Request, kind: str, slug: str) -> Response:
    """Everything a record is made from and all that is made from it, step by step."""
    state = get_state(request)
    iri = _record(state, kind, slug)
    query = state.schema.queries.get(LINEAGE)
    if query is None or not await _is_there(state, iri):
        raise NotFoundError(f"There is no lineage of {kind}/{slug}.", found=f"{kind}/{slug}")
    rows = await select(state.store, query.text, {"focus": NamedNode(iri)})
    label = await _label(state, iri)
    answer = await make_answer(
        state.store,
        state.schema,
        rows,
        state.settings.page_rows,
        chart=find_chart(query) if rows else None,
        told=tell(query, state.pages.say),
        link=state.pages.href,
    )
    shown = {"label": label, "record": f"/{kind}/{slug}", "answer": answer, "about": query.first("description") or ""}
    trail = state.pages.trail(f"{kind}/{slug}", label, state.pages.say("lineage-title"))
    return PageResponse(state.pages.render("lineage.html", number=state.store.number, trail=trail, **shown))


def _record(state: State, kind: str, slug: str) -> str:
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


def _closed(
    state: State, labels: dict[str, str], opened: Sequence[str], pairs: Sequence[tuple[str, str]]
) -> list[tuple[str, str, str]]:
    """Records seen whose own ties are not: label, their page, and the address that opens them too."""
    rest = sorted((label, iri) for iri, label in labels.items() if iri not in opened)
    return [
        (label, iri, f"?{urlencode([*pairs, ('open', _name(state, iri))], safe='/')}") for label, iri in rest[:DRAWN]
    ]


def _name(state: State, iri: str) -> str:
    return iri.removeprefix(f"{state.schema.base}id/")


async def _label(state: State, iri: str) -> str:
    return (await ask_labels(state.store, state.schema, [iri])).get(iri) or state.schema.label(iri)


async def _is_there(state: State, iri: str) -> bool:
    rows = await select(state.store, "SELECT ?type WHERE { $focus a ?type } LIMIT 1", {"focus": NamedNode(iri)})
    return bool(rows)
