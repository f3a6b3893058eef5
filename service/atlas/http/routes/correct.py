"""“Report an error”: one statement of a record in, a draft of its correction out."""

import asyncio
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from atlas.access.things.describe import find_all_labels
from atlas.errors import NotFoundError
from atlas.http.dependencies import State, get_state
from atlas.http.page_response import PageResponse
from atlas.http.pages import Step
from atlas.http.signing import PRIVATE, field, find_drafter, get_client, read_form, refuse_foreign
from atlas.http.travel import get_curation
from atlas.intake.drafting.accept import read_graph
from atlas.intake.drafting.correct import correct, find_statement
from atlas.intake.reading.normalize import graph_of
from atlas.intake.reading.receive import receive
from atlas.rdf.formats import TURTLE
from atlas.rdf.terms import Dataset, Literal, NamedNode, Quad
from atlas.rdf.turtle import write_turtle

TITLE_LENGTH = 200
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Wrong:
    """A statement of a record that somebody finds wrong."""

    graph: str
    quads: list[Quad]
    statement: Quad
    labels: dict[str, str]

    def label(self, iri: str) -> str:
        """Name of a thing or property in words."""
        return self.labels.get(iri) or iri.rpartition("#")[2].rpartition("/")[2].replace("-", " ")


@router.get("/{kind}/{slug}/correct")
async def show(request: Request, kind: str, slug: str) -> Response:
    """The statement, and what it should be."""
    state = get_state(request)
    wrong = await _find(request, state, kind, slug)
    value = wrong.statement.object
    label = wrong.label(f"{state.schema.base}id/{kind}/{slug}")
    page = state.pages.render(
        "correct.html",
        number=state.store.number,
        trail=[
            Step(state.schema.kinds[kind].label, f"/{kind}"),
            Step(label, f"/{kind}/{slug}"),
            state.pages.step("record-correct"),
        ],
        label=label,
        about=wrong.label(str(wrong.statement.subject)[1:-1]),
        property=wrong.statement.predicate.value,
        property_label=wrong.label(wrong.statement.predicate.value),
        said=value.value if isinstance(value, NamedNode | Literal) else str(value),
        said_label=wrong.label(value.value) if isinstance(value, NamedNode) else "",
        path=f"/{kind}/{slug}",
        mark=request.query_params["statement"],
    )
    return PageResponse(page, headers={"X-Robots-Tag": "noindex"})


@router.post("/{kind}/{slug}/correct")
async def begin(request: Request, kind: str, slug: str) -> Response:
    """Keep the corrected record as a draft."""
    refuse_foreign(request)
    state = get_state(request)
    client, form = find_drafter(request), await read_form(request)
    wrong = await _find(request, state, kind, slug)
    right = correct(wrong.quads, wrong.statement, field(form, "fate") or "replace", field(form, "right"))
    bare = [Quad(quad.subject, quad.predicate, quad.object) for quad in right]
    text = write_turtle(bare, state.schema.prefixes, state.schema.base)
    curation = get_curation(state)
    submission = receive(text.encode(), TURTLE.media_type, state.schema.base, state.settings.body_bytes)
    content = await curation.examine(submission, get_client(request))
    why = " ".join(field(form, "why").split())
    label = wrong.label(f"{state.schema.base}id/{kind}/{slug}")
    title = f"Correct {wrong.label(wrong.statement.predicate.value)} of {label}" + (f": {why}" if why else "")
    revisions = await curation.store.revisions([wrong.graph])
    _, secret = await asyncio.to_thread(
        curation.drafts.make, client, content, base=dict(revisions), title=title[:TITLE_LENGTH]
    )
    return RedirectResponse(f"/contribute/{secret}", status_code=303, headers=PRIVATE)


async def _find(request: Request, state: State, kind: str, slug: str) -> Wrong:
    """The statement that the address names. Raises NotFoundError."""
    graph = graph_of(f"{state.schema.base}id/{kind}/{slug}", state.schema.base)
    if kind not in state.schema.kinds or graph is None:
        raise NotFoundError(f"There is no kind {kind}.", found=kind)
    quads = await read_graph(get_curation(state), graph)
    statement = find_statement(quads, request.query_params.get("statement", ""))
    labels = await find_all_labels(state.store, state.schema, Dataset(quads))
    return Wrong(graph, quads, statement, labels)
