"""/explore: every class with its count; /explore/{kind}: one class by facets, the address being the whole state."""

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from atlas.access.exploring.explore import Division, Selection, divide, label_of, page_of, pairs_of, read_selection
from atlas.access.exploring.facets import Facets
from atlas.access.exploring.wording import to_chart, to_sentence, to_sparql
from atlas.access.ontology.labels import ask_labels
from atlas.access.things.supports import text_of
from atlas.errors import NotFoundError
from atlas.http.dependencies import LANGUAGE, State, get_state
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate, Step
from atlas.http.routes.landing import count_classes
from atlas.http.travel import PARAMETER as AS_OF
from atlas.rdf.formats import JSON_LD, TURTLE
from atlas.rdf.terms import NamedNode
from atlas.schema.labels import ENGLISH
from atlas.schema.model import Class
from atlas.store.rows import select

PAGE_ITEMS: Final = 50
OPEN_FACETS: Final = 6
SUMMARIES: Final = "views/summaries"
CONTROLS: Final = ("page", "all", AS_OF, LANGUAGE)

router = APIRouter(include_in_schema=False)


@router.get("/explore")
async def explore(request: Request) -> Response:
    """Every class that has records, with its count and definition."""
    state = get_state(request)
    counted = [{"found": found, "count": count} for found, count in await count_classes(state)]
    body = state.pages.render(
        "explore.html",
        number=state.store.number,
        counted=counted,
        alternates=[Alternate("text/turtle", "/void.ttl", "VoID")],
        trail=[state.pages.step("explore-title")],
    )
    return PageResponse(body)


@router.get("/explore/{kind}.json")
async def explore_json(request: Request, kind: str) -> Response:
    """The same for programs: counts of every value, and the first things that fit."""
    state = get_state(request)
    found, facets, selection = await _read(state, request, kind)
    iris, total = page_of(facets, selection.chosen, _page(request) * PAGE_ITEMS, PAGE_ITEMS)
    divisions = divide(state.schema, facets, selection.chosen, state.pages.say, "", selection.wrong)
    return JSONResponse(
        {
            "class": found.iri,
            "commit": facets.number,
            "total": total,
            "sentence": to_sentence(state.schema, found, facets, selection.chosen, state.pages.say),
            "items": iris,
            "facets": [_facet_json(one) for one in divisions],
        }
    )


@router.get("/explore/{kind}")
async def explore_class(request: Request, kind: str) -> Response:
    """One class: facets with counts, what is chosen, the things that fit, and the question in words."""
    state = get_state(request)
    found, facets, selection = await _read(state, request, kind)
    page = _page(request)
    iris, total = page_of(facets, selection.chosen, page * PAGE_ITEMS, PAGE_ITEMS)
    text = to_sparql(state.schema, found, facets, selection.chosen)
    pairs = _pairs(state, facets, selection)
    whole = request.query_params.get("all", "")
    divisions = divide(state.schema, facets, selection.chosen, state.pages.say, whole, selection.wrong)
    counted = next((one.facet for one in divisions if one.scale is None), None)
    kept = {AS_OF: request.query_params[AS_OF]} if AS_OF in request.query_params else {}
    values: Mapping[str, object] = {
        "found": found,
        "total": total,
        "size": facets.size,
        "counted_at": facets.number,
        "sentence": to_sentence(state.schema, found, facets, selection.chosen, state.pages.say),
        "sparql": text,
        "chart": to_chart(state.schema, found, facets, selection.chosen, counted) if counted else "",
        "chips": _chips(state, found, facets, selection, kept),
        "divisions": divisions,
        "opened": {one.facet.name for one in divisions[:OPEN_FACETS]},
        "whole": whole,
        "lost": selection.lost,
        "items": await _summaries(state, iris),
        "kept": kept,
        "address": _address(found, [*pairs, *kept.items()]),
        "earlier": _address(found, [*pairs, ("page", str(page)), *kept.items()]) if page else None,
        "later": _address(found, [*pairs, ("page", str(page + 2)), *kept.items()])
        if (page + 1) * PAGE_ITEMS < total
        else None,
        "first": page * PAGE_ITEMS + 1,
        "alternates": _alternates(found, pairs, page),
    }
    trail = [state.pages.step("explore-title", "/explore"), Step(found.label)]
    return PageResponse(state.pages.render("explore_class.html", number=state.store.number, trail=trail, **values))


def _alternates(found: Class, pairs: Iterable[tuple[str, str]], page: int) -> list[Alternate]:
    """The same choice as JSON; without any, the whole class as RDF too."""
    chosen = list(pairs)
    query = urlencode([*chosen, *([("page", str(page + 1))] if page else [])], safe="~/^")
    same = Alternate("application/json", f"/explore/{found.kind}.json" + (f"?{query}" if query else ""), "JSON")
    forms = () if chosen else (TURTLE, JSON_LD)
    return [same, *(Alternate(one.media_type, f"/{found.kind}.{one.extension}", one.label) for one in forms)]


async def _read(state: State, request: Request, kind: str) -> tuple[Class, Facets, Selection]:
    found = state.schema.kinds.get(kind)
    if found is None:
        raise NotFoundError(
            f"There is no class {kind}.", found=kind, expected=", ".join(sorted(state.schema.kinds)), near=()
        )
    facets = await state.facets.find(state.store, found, exactly=AS_OF in request.query_params)
    if state.schema.language != ENGLISH:
        facets = facets.speak(state.facets.arrows_in(state.schema), found)
    given = [pair for pair in request.query_params.multi_items() if pair[0] not in CONTROLS]
    return found, facets, read_selection(state.schema, facets, given, state.pages.say)


def _page(request: Request) -> int:
    asked = request.query_params.get("page", "1")
    return max(0, int(asked) - 1) if asked.isdecimal() and len(asked) < 9 else 0


def _pairs(state: State, facets: Facets, selection: Selection) -> list[tuple[str, str]]:
    return [
        pair
        for name, values in selection.chosen.items()
        for value in values
        for pair in pairs_of(state.schema, facets, name, value)
    ]


def _address(found: Class, pairs: Iterable[tuple[str, str]]) -> str:
    query = urlencode(list(pairs), safe="~/^")
    return f"/explore/{found.kind}" + (f"?{query}" if query else "")


def _chips(
    state: State, found: Class, facets: Facets, selection: Selection, kept: Mapping[str, str]
) -> list[dict[str, str]]:
    """What is chosen, each with the address without it."""
    every = _pairs(state, facets, selection)
    chips: list[dict[str, str]] = []
    for name, values in selection.chosen.items():
        for value in values:
            own = pairs_of(state.schema, facets, name, value)
            rest = [one for one in every if one not in own]
            chips.append(
                {
                    "facet": facets.facets[name].label,
                    "value": label_of(state.schema, facets, value, state.pages.say),
                    "href": _address(found, [*rest, *kept.items()]),
                }
            )
    return chips


async def _summaries(state: State, iris: list[str]) -> list[dict[str, str]]:
    """Label and description of the things of one page, in their order."""
    if not iris:
        return []
    terms = [NamedNode(iri) for iri in iris]
    rows = await select(state.store, state.schema.queries[SUMMARIES].text, {"items": terms})
    told = {text_of(row["item"]): row for row in rows}
    named = await ask_labels(state.store, state.schema, iris) if state.schema.language != ENGLISH else {}
    summaries: list[dict[str, str]] = []
    for iri in iris:
        row = told.get(iri, {})
        label = named.get(iri) or (text_of(row["label"]) if "label" in row else state.schema.label(iri))
        note = text_of(row["description"]) if "description" in row else ""
        summaries.append({"iri": iri, "label": label, "note": note, "id": iri.removeprefix(f"{state.schema.base}id/")})
    return summaries


def _facet_json(one: Division) -> dict[str, object]:
    least, most = one.scale.ends() if one.scale is not None else ("", "")
    span = {"least": least, "most": most, "from": "", "to": "", "problem": ""}
    if one.typed is not None:
        span |= {"from": one.typed.low, "to": one.typed.high, "problem": one.typed.problem}
    return {
        "name": one.facet.name,
        "label": one.facet.label,
        "known": one.known,
        "values": [
            {"key": c.key, "value": c.value, "label": c.label, "count": c.count, "chosen": c.is_chosen, "gap": c.is_gap}
            for c in one.choices
        ],
        **({"range": span} if one.scale is not None else {}),
    }
