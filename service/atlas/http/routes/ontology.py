"""/ontology: class tree and A to Z; /ontology/{term}: a term with rules in words, coverage, live examples, a query."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from atlas.access.figures.chart import parse_chart
from atlas.access.figures.draw import Figure
from atlas.access.figures.svg import Told
from atlas.access.ontology.compose import Composer
from atlas.access.ontology.mistakes import find_mistake
from atlas.access.ontology.neighbours import DRAWN, Tie, ties_of, to_drawing, to_list
from atlas.access.ontology.terms import class_tree, classes_with, mappings_of, notes_of, rules_of, say_rule
from atlas.access.saved_queries.answers import try_to_draw
from atlas.access.saved_queries.questions import labels_of, to_table
from atlas.access.things.supports import text_of
from atlas.errors import NotFoundError
from atlas.http.dependencies import State, get_state
from atlas.http.page_response import PageResponse
from atlas.http.pages import Alternate, Step
from atlas.http.routes.vocabulary import ONTOLOGY, choose_vocabulary_format, send_vocabulary
from atlas.intake.history.releases import Release
from atlas.intake.history.term_changes import GRAPHS, TermChange, find_changes
from atlas.rdf.formats import GRAPH_FORMATS
from atlas.rdf.terms import NamedNode, Term
from atlas.schema.files import rule_graph
from atlas.schema.levels import Level, levels_of
from atlas.schema.model import Class, Field
from atlas.schema.ranges import subclasses
from atlas.store.protocol import Commit
from atlas.store.rows import select

EXAMPLES: Final = 3
OF_CLASS: Final = "SELECT ?item WHERE { ?item a $term } ORDER BY ?item LIMIT 3"
MODULES: Final = "ontology/"
OF_PROPERTY: Final = "SELECT ?item ?value WHERE { ?item $term ?value } LIMIT 3"

router = APIRouter(include_in_schema=False)


@router.get("/ontology")
async def ontology(request: Request) -> Response:
    """Every term: the classes as a tree, all terms by letter."""
    state = get_state(request)
    chosen = choose_vocabulary_format(request)
    if chosen is not None:
        return await send_vocabulary(request, ONTOLOGY, chosen)
    schema = state.schema
    own = sorted(
        ((schema.label(iri), iri.removeprefix(schema.namespace)) for iri in schema.terms if _is_own(state, iri)),
        key=lambda pair: pair[0].lower(),
    )
    letters: dict[str, list[tuple[str, str]]] = {}
    for label, local in own:
        letters.setdefault(label[:1].upper(), []).append((label, local))
    counts = await state.void.counts()
    body = state.pages.render(
        "ontology.html",
        number=state.store.number,
        tree=class_tree(schema),
        letters=letters,
        counts=counts.classes,
        namespace=schema.namespace,
        sizes=(len(schema.classes), len(own) - len(schema.classes)),
        versions=await state.counted.once("ontology versions", lambda: _versions(state)),
        releases=[one.version for one in await asyncio.to_thread(_releases, state)],
        alternates=[Alternate(one.media_type, f"/ontology.{one.extension}", one.label) for one in GRAPH_FORMATS],
        trail=[state.pages.step("ontology-title")],
    )
    return PageResponse(body)


@router.get("/ontology/difference")
async def difference(request: Request, old: str = "", new: str = "") -> Response:
    """What the ontology's modules say in one state and not in another: the difference of the two, these graphs only."""
    state = get_state(request)
    span = f"{quote(old or '1', safe='')}...{quote(new or str(state.store.number), safe='')}"
    return RedirectResponse(f"{state.public_url}/releases/{span}?graph={MODULES}", 303)


@router.get("/ontology/{local}")
async def term(request: Request, local: str) -> Response:
    """One term."""
    state = get_state(request)
    iri = state.schema.namespace + local
    if not _is_own(state, iri) or iri not in state.schema.terms:
        own = [one.removeprefix(state.schema.namespace) for one in state.schema.terms if _is_own(state, one)]
        near = tuple(state.schema.namespace + name for name in get_close_matches(local, own, n=3))
        raise NotFoundError(f"The ontology has no term {local}.", found=local[:60], near=near)
    label = state.schema.label(iri)
    shown = await _class_values(state, iri) if iri in state.schema.classes else await _property_values(state, iri)
    notes, ties = notes_of(state.schema, iri), ties_of(state.facets.arrows_in(state.schema), iri, state.pages.say)
    body = state.pages.render(
        "term.html",
        number=state.store.number,
        iri=iri,
        label=label,
        mappings=mappings_of(state.schema, iri),
        alternates=[
            Alternate(one.media_type, f"/{iri.removeprefix(state.schema.base)}.{one.extension}", one.label)
            for one in GRAPH_FORMATS
        ],
        trail=[state.pages.step("ontology-title", "/ontology"), Step(label)],
        changes=await state.counted.once(f"changes {iri}", lambda: _changes(state, iri)),
        wrong=find_mistake(state.schema, iri, notes["examples"], state.pages.say),
        ties=to_list(ties, state.pages.say),
        drawing=await asyncio.to_thread(_draw, state, iri, label, ties),
        **notes,
        **shown,
    )
    return PageResponse(body)


async def _class_values(state: State, iri: str) -> Mapping[str, object]:
    found = state.schema.classes[iri]
    coverage: Mapping[str, int] | None = None
    size = (await state.void.counts()).classes.get(iri, 0)
    if found.kind:
        facets = await state.facets.find(state.store, found)
        coverage, size = facets.coverage, facets.size
    composer = Composer(state.schema)
    item = composer.variable("item")
    where = [f"{item} a {composer.iri(iri)} .", *composer.label(item)]
    above = [state.schema.classes[one] for one in found.superclasses if one in state.schema.classes]
    return {
        "found": found,
        "above": above,
        "below": subclasses(state.schema, iri),
        "rules": rules_of(state.schema, iri, coverage, state.pages.say),
        "size": size,
        "used_by": (),
        "query": composer.finish(f"SELECT {item} {item}Label", where, ["LIMIT 100"]),
        "examples_found": await _examples(state, OF_CLASS, iri),
    }


async def _property_values(state: State, iri: str) -> Mapping[str, object]:
    composer = Composer(state.schema)
    item, value = composer.variable("item"), composer.variable("value")
    where = [f"{item} {composer.iri(iri)} {value} .", *composer.label(item)]
    used = [await _use(state, one, field) for one, field in classes_with(state.schema, iri)]
    return {
        "found": None,
        "above": [],
        "below": [],
        "rules": [],
        "size": (await state.void.counts()).properties.get(iri, 0),
        "used_by": used,
        "query": composer.finish(f"SELECT {item} {item}Label {value}", where, ["LIMIT 100"]),
        "examples_found": await _examples(state, OF_PROPERTY, iri),
    }


async def _use(state: State, found: Class, field: Field) -> Mapping[str, object]:
    """What the shape of one class says of a property, and how many of its things have it where they are records."""
    facets = await state.facets.find(state.store, found) if found.kind else None
    return {
        "found": found,
        "words": say_rule(state.schema, field, state.pages.say),
        "help": field.description,
        "level": levels_of(state.schema, found.iri).get(field.path, Level.OPTIONAL),
        "count": facets.coverage.get(field.path, 0) if facets else None,
        "size": facets.size if facets else 0,
    }


def _draw(state: State, iri: str, label: str, ties: list[Tie]) -> Figure | None:
    say = state.pages.say
    told = Told("around", say("term-around-of", name=label), say("term-around-about"), say)
    table = to_drawing(ties, iri, say)
    return try_to_draw(table, parse_chart(DRAWN), told, state.pages.href)[0] if table.rows else None


async def _examples(state: State, text: str, iri: str) -> object:
    values: Mapping[str, Term] = {"term": NamedNode(iri)}
    rows = await select(state.store, text, values)
    table = to_table(state.schema, rows, EXAMPLES, await labels_of(state.store, state.schema, rows))
    heads = {"item": state.pages.say("term-item"), "value": state.pages.say("term-value")}
    return replace(table, names=tuple(heads[name] for name in table.names))


async def _changes(state: State, iri: str) -> list[TermChange]:
    """Commits that touched a term, those of the rules left out; none where the store keeps no history."""
    if state.curation is None:
        return []
    rows = await select(state.store, GRAPHS, {"term": NamedNode(iri)})
    rules = rule_graph(state.schema.base, "")
    graphs = [name for row in rows if not (name := text_of(row["graph"])).startswith(rules)]
    releases = await asyncio.to_thread(_releases, state)
    return await asyncio.to_thread(find_changes, state.curation.past, graphs, iri, state.store.number, releases)


async def _versions(state: State) -> list[Commit]:
    """Commits that touched a module of the ontology, newest first; none where the store keeps no history."""
    past = state.curation.past if state.curation is not None else None
    below = f"{state.schema.base}graph/{MODULES}"
    names = {q.graph_name.value for q in state.schema.ontology if isinstance(q.graph_name, NamedNode)}
    graphs = [name for name in sorted(names) if name.startswith(below)]

    def read() -> list[Commit]:
        deltas = (delta for graph in graphs for delta in past.deltas(graph, state.store.number)) if past else ()
        found = {delta.commit.number: delta.commit for delta in deltas}
        return [found[number] for number in sorted(found, reverse=True)]

    return await asyncio.to_thread(read)


def _releases(state: State) -> Sequence[Release]:
    return state.curation.releases.all() if state.curation is not None else []


def _is_own(state: State, iri: str) -> bool:
    return iri.startswith(state.schema.namespace) and iri != state.schema.namespace
