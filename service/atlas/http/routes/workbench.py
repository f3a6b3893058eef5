"""What the SPARQL editor asks for: vocabulary, a check before the run, an explanation, labels, a figure of a result."""

from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from atlas.access.figures.chart import KINDS, parse_chart
from atlas.access.figures.svg import Told
from atlas.access.ontology.labels import ask_labels
from atlas.access.ontology.vocabulary import make_vocabulary
from atlas.access.protocol.door import Admission
from atlas.access.protocol.explain import find_terms, find_unknown
from atlas.access.protocol.layout import lay_out
from atlas.access.protocol.patterns import find_patterns
from atlas.access.saved_queries.answers import Answer, make_answer
from atlas.access.saved_queries.counted import Rows
from atlas.errors import AtlasError, ParameterError
from atlas.http.dependencies import State, get_state
from atlas.http.drawings import link_absolutely, send_drawn, send_spec, send_svg
from atlas.http.page_response import PageResponse
from atlas.http.pages import Step
from atlas.http.problems import to_problem
from atlas.http.querying import admit, make_query
from atlas.http.routes.editor import show_editor, take_away
from atlas.rdf.terms import NamedNode
from atlas.store.page import construct_page, select_page
from atlas.store.protocol import DatasetClause, Query

NOWHERE: Final = "urn:nothing"
CHECK_DEADLINE_S: Final = 2.0
LABELLED: Final = 1_000
DRAWN: Final = 2_000
JSON_RESULTS: Final = "application/sparql-results+json"
N_TRIPLES: Final = "application/n-triples"

router = APIRouter(include_in_schema=False)


@router.get("/sparql/vocabulary.json")
async def vocabulary(request: Request) -> Response:
    """Prefixes, classes and properties for completion."""
    state = get_state(request)
    counts = await state.void.counts()
    made = make_vocabulary(state.facets.arrows, counts, state.facets.coverage(state.store))
    return JSONResponse(made, headers={"Cache-Control": "no-cache", "ETag": f'"v{counts.number}"'})


@router.post("/sparql/check")
async def check(request: Request) -> Response:
    """Whether a query would run: the first mistake with line and column, and terms nobody has defined."""
    state = get_state(request)
    text = (await request.body()).decode("utf-8", "replace")
    try:
        admission = await _try(state, request, text)
        unknown = find_unknown(state.schema, text)
    except AtlasError as error:
        return JSONResponse({"problem": to_problem(error), "unknown": []})
    said = [{"name": one.name, "line": one.line, "column": one.column, "near": list(one.near)} for one in unknown]
    return JSONResponse({"problem": None, "form": admission.form, "unknown": said})


@router.post("/sparql/format")
async def lay_out_text(request: Request) -> Response:
    """The query in the body, laid out."""
    return PlainTextResponse(lay_out((await request.body()).decode("utf-8", "replace")))


@router.get("/sparql/format")
async def lay_out_page(request: Request, query: str = "") -> Response:
    """The editor with the query laid out, not run."""
    try:
        return await show_editor(request, lay_out(query), None, runs=False)
    except AtlasError as error:
        return await show_editor(request, query, to_problem(error))


@router.get("/sparql/explain")
async def explain(request: Request, query: str = "") -> Response:
    """Form, dataset, patterns and terms with counts, and the limits a query will meet."""
    state = get_state(request)
    shown: dict[str, object] = {"query": query, "problem": None, "terms": [], "patterns": [], "unknown": []}
    shown["admission"] = None
    status = 200
    try:
        admission = await _try(state, request, query)
        counts = await state.void.counts()
        shown |= {
            "admission": admission,
            "patterns": find_patterns(state.schema, query, counts),
            "terms": find_terms(state.schema, query, counts),
            "unknown": find_unknown(state.schema, query),
            "triples": counts.triples,
        }
    except AtlasError as error:
        shown["problem"], status = _whole_problem(error), error.status
    trail = [Step("SPARQL", "/sparql"), state.pages.step("explain-title")]
    page = state.pages.render("explain.html", number=state.store.number, settings=state.settings, trail=trail, **shown)
    return PageResponse(page, status)


@router.post("/sparql/take-away")
async def offer(request: Request) -> Response:
    """Downloads and copies of the query in the body, as the part of a page that shows them."""
    state = get_state(request)
    text = (await request.body()).decode("utf-8", "replace")
    shown = {"query": text, "kind": admit(state, text).form, **take_away(state, text)}
    return PageResponse(state.pages.render("take-away.html", number=state.store.number, **shown))


@router.post("/sparql/labels")
async def labels(request: Request) -> Response:
    """Labels of some IRIs, one IRI a line."""
    state = get_state(request)
    asked = (await request.body()).decode("utf-8", "replace").split("\n")[:LABELLED]
    known = {iri: state.schema.labels[iri] for iri in asked if iri in state.schema.labels}
    ours = [iri for iri in asked if iri.startswith(state.schema.base) and iri not in known]
    known |= await ask_labels(state.store, state.schema, (iri for iri in ours if not set(iri) & set(' <>"{}|\\^`\t')))
    links = {iri: state.pages.href(iri) for iri in asked if iri.startswith(state.schema.base)}
    return JSONResponse({"labels": known, "links": links})


@router.get("/sparql/figure.svg")
async def figure(request: Request, query: str, chart: str = "bar") -> Response:
    """The rows of any SELECT as a figure; columns that are not named are guessed."""
    return send_svg(await _draw(request, query, chart))


@router.get("/sparql/figure.csv")
async def figure_rows(request: Request, query: str, chart: str = "bar") -> Response:
    """What such a figure shows."""
    return send_drawn(await _draw(request, query, chart), "figure")


@router.get("/sparql/figure.vl.json")
async def figure_spec(request: Request, query: str, chart: str = "bar") -> Response:
    """Such a figure as a Vega-Lite specification."""
    state = get_state(request)
    answer = await _draw(request, query, chart)
    return send_spec(state, answer, _told(state), f"/sparql?{urlencode({'query': query})}")


def _told(state: State) -> Told:
    say = state.pages.say
    return Told("figure", say("figure-result"), say("figure-result-about"), say)


async def _draw(request: Request, query: str, chart: str) -> Answer:
    """All rows that are drawn, with the figure. Raises ParameterError for what has no rows."""
    state = get_state(request)
    chosen = parse_chart(chart)
    admission = admit(state, query)
    if admission.form == "ASK":
        raise ParameterError(
            "Yes or no cannot be drawn.", found=admission.form, expected=f"rows, as {', '.join(KINDS)}"
        )
    asked = make_query(request, state, admission)
    return await make_answer(
        state.store,
        state.schema,
        await _rows(state, admission, asked),
        DRAWN,
        chart=chosen,
        told=_told(state),
        link=link_absolutely(state),
    )


async def _rows(state: State, admission: Admission, query: Query) -> Rows:
    """Rows to draw; statements that tie two things are rows of their three terms."""
    if admission.form == "SELECT":
        return list((await select_page(state.store, query, DRAWN)).rows)
    quads, _ = await construct_page(state.store, query, DRAWN)
    ties = [quad for quad in quads if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)]
    return [{"from": q.subject, "label": NamedNode(q.predicate.value), "to": q.object} for q in ties]


async def _try(state: State, request: Request, text: str) -> Admission:
    """Let a worker read a query over an empty dataset. Raises what is wrong with it."""
    admission = admit(state, text)
    plain = Admission(text, admission.form, DatasetClause((NOWHERE,)))
    kind = JSON_RESULTS if admission.form in ("SELECT", "ASK") else N_TRIPLES
    query = make_query(request, state, plain, media_type=kind, deadline_s=CHECK_DEADLINE_S)
    result = await state.store.query(query)
    try:
        async for _ in result.chunks():
            break
    finally:
        await result.cancel()
    return admission


def _whole_problem(error: AtlasError) -> dict[str, object]:
    said = to_problem(error)
    return {name: said.get(name) for name in ("title", "detail", "expected", "suggestion", "line", "column")}
