"""The first page, and the page that tells what is in here, what is not, and how to cite it."""

import asyncio
from typing import Final

from fastapi import APIRouter, Request, Response

from atlas.access.exploring.facets import Facets
from atlas.access.saved_queries.answers import Answer
from atlas.access.saved_queries.counted import OVERVIEW
from atlas.access.saved_queries.stories import Section, read_live
from atlas.http.dependencies import State, get_state
from atlas.http.drawings import answer_section, cite_page
from atlas.http.feed import ATOM
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate
from atlas.http.snippets import snippets_of
from atlas.http.standing import find_counters
from atlas.intake.deriving.mark import WHO as RULES
from atlas.rdf.formats import JSON_LD, TURTLE
from atlas.rdf.terms import Literal, NamedNode
from atlas.schema.levels import Level, levels_of
from atlas.schema.model import Class, SavedQuery, Schema
from atlas.schema.ranges import fields_by_path
from atlas.store.protocol import Commit

QUESTIONS: Final = 6
COMMITS: Final = 5
LOOKED_BACK: Final = 40
LEAST: Final = 3

router = APIRouter(include_in_schema=False)


@router.get("/")
async def landing(request: Request) -> Response:
    """What this is, six questions, counters, figures as things stand, kinds, latest changes, ways in for programs."""
    state = get_state(request)
    classes = await count_classes(state)
    kind = classes[0][0].kind if classes else ""
    shown: dict[str, object] = {
        "counters": await find_counters(state),
        "questions": _featured(state.schema),
        "live": [(one, await _answer(state, one)) for one in read_live(state.schema)],
        "classes": [{"kind": one.kind, "label": one.label, "count": count} for one, count in classes],
        "commits": await _latest(state),
        "snippets": snippets_of(state.public_url, OVERVIEW),
        "example": kind,
        "alternates": _described(),
    }
    return PageResponse(state.pages.render("landing.html", number=state.store.number, **shown))


@router.get("/about")
async def about(request: Request) -> Response:
    """Each kind with how many of its wanted fields are filled, the least filled by name; how to cite everything."""
    state = get_state(request)
    counted = await count_classes(state)
    rows = [_fullness(state.schema, one, await state.facets.find(state.store, one)) for one, _ in counted]
    known = {one.iri for one, _ in counted}
    body = state.pages.render(
        "about.html",
        number=state.store.number,
        rows=rows,
        empty=sorted(one.label for one in state.schema.kinds.values() if one.iri not in known),
        citation=await cite_page(state, state.schema.title, "/"),
        alternates=_described(),
        trail=[state.pages.step("about-title")],
    )
    return PageResponse(body)


def _described() -> list[Alternate]:
    """The whole graph described for programs (VoID), and what changes in it."""
    void = [Alternate(one.media_type, f"/.well-known/void?format={one.name}", one.label) for one in (TURTLE, JSON_LD)]
    return [*void, Alternate(ATOM, "/feed.atom", "Atom")]


async def count_classes(state: State) -> list[tuple[Class, int]]:
    """Classes that have records, with how many."""
    counted: list[tuple[Class, int]] = []
    for row in await state.counted.rows("counts"):
        iri, count = row["class"], row["n"]
        known = state.schema.classes.get(iri.value) if isinstance(iri, NamedNode) else None
        if known is not None and known.kind and isinstance(count, Literal) and count.value != "0":
            counted.append((known, int(count.value)))
    return counted


def _featured(schema: Schema) -> list[SavedQuery]:
    """Questions with a `featured` header in its order, then others."""
    every = schema.folder("questions")
    return sorted(every, key=lambda one: (int(one.first("featured") or len(every)), one.id))[:QUESTIONS]


async def _answer(state: State, section: Section) -> Answer:
    return await answer_section(state, section, state.pages.href)


async def _latest(state: State) -> list[Commit]:
    """The newest commits that are not the rules' own."""
    if state.curation is None:
        return []
    commits: list[Commit] = await asyncio.to_thread(state.curation.past.commits, state.store.number, LOOKED_BACK)
    return [one for one in commits if one.who != RULES][:COMMITS]


def _fullness(schema: Schema, found: Class, facets: Facets) -> dict[str, object]:
    """How many of a class's wanted fields are filled, in whole per cent, and which are filled least."""
    fields = fields_by_path(schema, found.iri)
    wanted = [path for path, level in levels_of(schema, found.iri).items() if level is not Level.OPTIONAL]
    filled = [(facets.coverage.get(path, 0), path) for path in wanted if path in fields]
    full = facets.size * len(filled)
    least = sorted((count, fields[path].name or schema.label(path)) for count, path in filled)[:LEAST]
    return {
        "kind": found.kind,
        "label": found.label,
        "size": facets.size,
        "share": 100 * sum(count for count, _ in filled) // full if full else None,
        "least": [(name, 100 * count // facets.size) for count, name in least if count < facets.size],
    }
