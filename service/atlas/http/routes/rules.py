"""/quality/{rule}: one rule in words, how full its field is, and who breaks it; /shapes: every rule by class."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from atlas.access.ontology.labels import ask_labels
from atlas.access.outgoing.tables import write_csv
from atlas.access.protocol.negotiate import choose_format
from atlas.access.quality.rules import Rule, find_rule, list_rules
from atlas.access.quality.verdicts import Breach, Judged, Verdict
from atlas.access.things.supports import text_of
from atlas.errors import NotFoundError
from atlas.http.dependencies import State, get_state
from atlas.http.differences import find_wanted
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate
from atlas.http.routes.vocabulary import SHAPES, choose_vocabulary_format, send_vocabulary
from atlas.rdf.formats import CSV, GRAPH_FORMATS, HTML, PLAIN_JSON
from atlas.rdf.terms import Term

COVERAGE: Final = "quality-coverage"
FORMATS: Final = (HTML, PLAIN_JSON, CSV)
COUNTS: Final = ("things", "filled", "unknown", "silent", "percent")
AGAIN_S: Final = 5
JUDGED_TRIPLES: Final = 2_000_000  # a minute or two of one processor; no reader may start more than that
NOTHING: Final = Verdict(0, ())

router = APIRouter(include_in_schema=False)


@router.get("/quality/{name}")
async def show_rule(request: Request, name: str) -> Response:
    """One rule. Who breaks it is judged once for a state, when somebody asks; until then the page says so."""
    state = get_state(request)
    stem, wanted = find_wanted(name, request, FORMATS)
    wanted = wanted or choose_format(request.headers.get("accept", ""), FORMATS)
    rule = find_rule(state.schema, stem)
    if rule is None:
        close = get_close_matches(stem, [one.name for one in list_rules(state.schema)], n=5)
        near = tuple(f"{state.schema.base}quality/{one}" for one in close)
        raise NotFoundError(f"There is no rule {stem[:80]}.", found=stem[:80], near=near, suggestion="See /shapes.")
    is_small = (await state.void.counts()).triples <= JUDGED_TRIPLES
    if is_small:
        state.verdicts.want()
    judged = state.verdicts.newest
    verdict = judged.verdicts.get(rule.iri, NOTHING) if judged else NOTHING
    headers = {"Vary": "Accept", **({"Refresh": str(AGAIN_S)} if state.verdicts.is_judging else {})}
    if wanted == CSV:
        rows = [{"focus": one.focus, "value": one.value, "message": one.message} for one in verdict.breaches]
        return Response(write_csv(rows), media_type=CSV.media_type, headers=headers)
    labels = await ask_labels(state.store, state.schema, {one.focus for one in verdict.breaches})
    if wanted == PLAIN_JSON:
        return JSONResponse(_to_dict(rule, judged, verdict, labels), headers=headers)
    values = {
        "rule": rule,
        "label": state.schema.label,
        "coverage": await _coverage(state, rule),
        "judged": judged,
        "verdict": verdict,
        "breaches": [(one, labels.get(one.focus) or state.schema.label(one.focus)) for one in verdict.breaches],
        "is_judging": state.verdicts.is_judging,
        "can_judge": state.verdicts.can_judge and is_small,
    }
    body = state.pages.render(
        "rule.html",
        number=state.store.number,
        alternates=[Alternate(one.media_type, f"/quality/{stem}.{one.extension}", one.label) for one in FORMATS[1:]],
        trail=[state.pages.step("shapes-title", "/shapes"), state.pages.step("rule-name", name=rule.title)],
        **values,
    )
    return PageResponse(body, headers=headers)


@router.get("/shapes")
async def shapes(request: Request) -> Response:
    """Every rule: those of each class, then those of none; the shapes as RDF for whoever prefers that."""
    state = get_state(request)
    chosen = choose_vocabulary_format(request)
    if chosen is not None:
        return await send_vocabulary(request, SHAPES, chosen)
    by_class: dict[str, list[Rule]] = {}
    for rule in list_rules(state.schema):
        for one in rule.classes or ("",):
            by_class.setdefault(one, []).append(rule)
    judged = state.verdicts.newest
    classes = sorted(by_class, key=lambda iri: (not iri, state.schema.label(iri).lower()))
    body = state.pages.render(
        "shapes.html",
        number=state.store.number,
        classes=[(iri, state.schema.label(iri) if iri else "", by_class[iri]) for iri in classes],
        totals={rule: verdict.total for rule, verdict in judged.verdicts.items()} if judged else {},
        alternates=[Alternate(one.media_type, f"/shapes.{one.extension}", one.label) for one in GRAPH_FORMATS],
        trail=[state.pages.step("shapes-title")],
    )
    return PageResponse(body, headers={"Vary": "Accept"})


async def _coverage(state: State, rule: Rule) -> list[dict[str, str]]:
    """How many things of each class of the rule have a value for its property, where the home counts that."""
    if not rule.path or f"views/{COVERAGE}" not in state.schema.queries:
        return []
    rows = await state.counted.rows(COVERAGE)
    found = [row for row in rows if _is_about(row, rule)]
    return [{"label": state.schema.label(text_of(row["class"])), **_counts(row)} for row in found]


def _is_about(row: Mapping[str, Term], rule: Rule) -> bool:
    return text_of(row["class"]) in rule.classes and text_of(row["property"]) == rule.path


def _counts(row: Mapping[str, Term]) -> dict[str, str]:
    return {name: text_of(row[name]) for name in COUNTS if name in row}


def _to_dict(rule: Rule, judged: Judged | None, verdict: Verdict, labels: Mapping[str, str]) -> dict[str, Any]:
    def tell(one: Breach) -> dict[str, str]:
        return {"focus": one.focus, "label": labels.get(one.focus, ""), "value": one.value, "message": one.message}

    return {
        "rule": rule.iri,
        "title": rule.title,
        "about": rule.about,
        "fix": rule.fix,
        "level": rule.level,
        "classes": list(rule.classes),
        "property": rule.path or None,
        "commit": judged.number if judged else None,
        "total": verdict.total if judged else None,
        "breaches": [tell(one) for one in verdict.breaches],
    }
