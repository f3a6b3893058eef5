"""Review: what a draft would change, and every decision but acceptance: submit, return, split, bring up to date."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace

from atlas.errors import ConflictError, InputError
from atlas.intake.branching.single import SingleValues
from atlas.intake.branching.threeway import Conflict, merge_graph
from atlas.intake.drafting.accept import Curator, find_difference, read_graph
from atlas.intake.drafting.curation import Curation
from atlas.intake.drafting.draft import Content, Draft, Submitter, write_records
from atlas.intake.history.difference import Difference, compare
from atlas.namespaces import FOAF
from atlas.rdf.formats import N_QUADS
from atlas.rdf.terms import NamedNode, Quad
from atlas.schema.labels import find_labels


@dataclass(frozen=True)
class Proposed:
    """One record of a draft. old, new: its statements now and as offered. moved: changed since the draft was begun."""

    graph: str
    old: tuple[Quad, ...]
    new: tuple[Quad, ...]
    difference: Difference
    moved: bool


async def propose(curation: Curation, draft: Draft) -> list[Proposed]:
    """What a draft would change, record by record."""
    graphs = draft.content.graphs()
    revisions = await curation.store.revisions(list(graphs))
    found: list[Proposed] = []
    for name, new in sorted(graphs.items()):
        old = await read_graph(curation, name)
        moved = revisions.get(name, 0) != draft.base.get(name, 0)
        found.append(Proposed(name, tuple(old), tuple(new), compare(old, new), moved))
    return found


async def submit(curation: Curation, draft: Draft, submitter: Submitter) -> Draft:
    """Put a draft in the queue.

    Raises InputError while it cannot be read or something must be mended, ConflictError when it changes nothing.
    """
    report = draft.content.verdict()
    if not draft.content.records or report is None or not report.conforms:
        raise InputError(
            "This draft cannot be submitted yet.",
            found=report.verdict() if report else str(draft.content.problem.get("detail", "it was not checked")),
            suggestion="Mend what the report names, check again, then submit.",
        )
    if not await find_difference(curation, draft.content.graphs()):
        raise ConflictError("This draft says what the graph says already.")
    title = draft.title or describe(curation, draft)
    return await asyncio.to_thread(curation.drafts.submit, draft.number, submitter, title)


def describe(curation: Curation, draft: Draft) -> str:
    """A title for a draft: the names of the things its records are about."""
    quads = [quad for quads in draft.content.graphs().values() for quad in quads]
    labels = find_labels(quads, curation.schema.label_properties)
    topics = sorted(
        q.object.value for q in quads if q.predicate.value == f"{FOAF}primaryTopic" and isinstance(q.object, NamedNode)
    )
    return ", ".join(labels.get(topic, topic.rpartition("/")[2]) for topic in topics) or f"draft {draft.number}"


async def give_back(curation: Curation, number: int, by: Curator, note: str) -> Draft:
    """Return a draft to its author with a note. Raises InputError without one."""
    if not note.strip():
        raise InputError("Say what is missing.", expected="a note to the author")
    return await asyncio.to_thread(curation.drafts.decide, number, "returned", by=by.name, note=note.strip())


async def split(curation: Curation, number: int, by: Curator) -> list[Draft]:
    """Make one submitted draft a record out of a draft with several, each judged and decided on its own.

    Raises ConflictError for a draft with a single record.
    """
    draft = await asyncio.to_thread(curation.drafts.get, number)
    graphs = draft.content.graphs()
    if len(graphs) < 2 or draft.submitter is None:
        raise ConflictError("There is nothing to split: the draft holds one record.", found=str(len(graphs)))
    note = f"Split by {by.name} into one draft a record."
    await asyncio.to_thread(curation.drafts.decide, number, "split", by=by.name, note=note)
    made: list[Draft] = []
    for name, quads in sorted(graphs.items()):
        text = write_records(quads)
        content = Content(text, N_QUADS.media_type, text, draft.content.report)
        base = {name: draft.base.get(name, 0)}
        part, _ = await asyncio.to_thread(
            curation.drafts.make, draft.client, content, base=base, title="", parent=number
        )
        title = describe(curation, part)
        made.append(await asyncio.to_thread(curation.drafts.submit, part.number, draft.submitter, title))
    return made


async def bring_up_to_date(curation: Curation, number: int) -> Draft:
    """Put what a draft changes on top of what the records say now.

    Raises ConflictError naming what both sides changed differently and cannot both be had.
    """
    draft = await asyncio.to_thread(curation.drafts.get, number)
    revisions = await curation.store.revisions(list(draft.content.graphs()))
    merged, single = list[Quad](), SingleValues(curation.schema)
    for name, mine in draft.content.graphs().items():
        begun = draft.base.get(name, 0)
        base = await read_graph(curation, name, begun) if begun else []
        found = merge_graph(name, base, mine, await read_graph(curation, name), single)
        _refuse_conflicts(found.conflicts)
        merged += found.settle({})
    text = write_records(merged)
    submission = replace(draft.content, text=text, media_type=N_QUADS.media_type, records=text)
    base_now = {name: revisions.get(name, 0) for name in draft.content.graphs()}
    return await asyncio.to_thread(curation.drafts.amend, draft, submission, base_now)


def _refuse_conflicts(conflicts: Iterable[Conflict]) -> None:
    """Where both sides changed the same in different ways, a person must choose."""
    places = [" ".join((*one.about, one.path)).strip() for one in conflicts]
    if places:
        raise ConflictError(
            "Draft and record were both changed in the same place.",
            found="; ".join(places[:5]),
            suggestion="Return the draft with a note, or mend it by hand.",
        )
