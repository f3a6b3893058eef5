"""An import as a draft for review: each record whole and under its own name, claims added to what they are about.

Publishes nothing.
"""

import asyncio
from collections.abc import Sequence

from atlas.intake.drafting.draft import Content, Submitter, write_records
from atlas.intake.drafting.drafts import Drafts
from atlas.intake.importing.collect import Collector
from atlas.intake.importing.edition import WHO, Naming, Place
from atlas.intake.importing.report import ImportReport
from atlas.intake.importing.settle import EXACT
from atlas.rdf.formats import N_TRIPLES, TRIG
from atlas.rdf.parse import parse
from atlas.rdf.serialize import serialize
from atlas.rdf.terms import NamedNode, Quad
from atlas.schema.model import Schema
from atlas.store.embedded import EmbeddedStore


async def lay_draft(
    store: EmbeddedStore,
    schema: Schema,
    collector: Collector,
    naming: Naming,
    place: Place,
    about: Sequence[bytes],
    report: ImportReport,
) -> None:
    """One draft with every record that is new or changed. Raises BusyError over the bounds of drafts."""
    graphs = _records(schema, collector)
    revisions = await store.revisions(sorted(graphs))
    quads: list[Quad] = []
    for name, new in sorted(graphs.items()):
        held = {quad async for quad in store.graph(name)} if name in revisions else set()
        if new - held:
            quads += sorted(held | new if _only_adds(new, name) else new, key=str)
            report.created += not held
    report.records = +collector.kinds
    report.statements = len(quads)
    if not quads:
        report.notes.append("The graph holds all of it already.")
        return
    named = {str(quad.graph_name.value) for quad in quads if isinstance(quad.graph_name, NamedNode)}
    text = serialize(quads, TRIG, schema.prefixes, schema.base)
    content = Content(text, TRIG.media_type, write_records(quads))
    base = {name: revisions.get(name, 0) for name in named}
    title = f"{report.mapping}, edition {report.release}"
    drafts = await asyncio.to_thread(Drafts, store.directory)
    try:
        made, _ = await asyncio.to_thread(drafts.make, WHO, content, base=base, title=title)
        await asyncio.to_thread(drafts.submit, made.number, Submitter(report.mapping), title)
    finally:
        drafts.close()
    report.draft = str(made.number)


def _records(schema: Schema, collector: Collector) -> dict[str, set[Quad]]:
    start, graph_start = f"{schema.base}id/", f"{schema.base}graph/"
    found: dict[str, set[Quad]] = {}
    for quad in parse(b"\n".join(collector.lines()), N_TRIPLES, quad_limit=None):
        if not isinstance(quad.subject, NamedNode) or quad.predicate.value == EXACT:
            continue
        name = quad.subject.value.partition("#")[0]
        graph = name if name.startswith(graph_start) else graph_start + name.removeprefix(start)
        found.setdefault(graph, set()).add(Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph)))
    return found


def _only_adds(quads: set[Quad], graph: str) -> bool:
    """Whether statements describe no whole record: they say nothing of its graph."""
    return not any(quad.subject == NamedNode(graph) for quad in quads)
