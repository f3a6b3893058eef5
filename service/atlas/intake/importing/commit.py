"""An edition into the store: compared with the one before, then committed whole, or laid down as a draft."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final

from atlas.errors import TooLargeError
from atlas.intake.importing.collect import Collector
from atlas.intake.importing.compare import compare, group, read_things
from atlas.intake.importing.edition import WHO, Edition, Naming, Place, mark_replaced
from atlas.intake.importing.report import ImportReport
from atlas.rdf.formats import N_TRIPLES
from atlas.rdf.parse import parse
from atlas.rdf.terms import NamedNode, Quad
from atlas.schema.model import Schema
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Change

BULK: Final = 50_000
COMPARED: Final = 2_000_000


async def keep_edition(
    store: EmbeddedStore,
    schema: Schema,
    collector: Collector,
    naming: Naming,
    place: Place,
    about: Sequence[bytes],
    report: ImportReport,
) -> None:
    """Compare, mark what is replaced, and commit in one go. Raises TooLargeError, StorageError."""
    marks: list[bytes] = []
    for other, is_before in ((place.before, True), (place.after, False)):
        if other is not None:
            marks += await _beside(store, schema, collector, naming, other, report, is_before=is_before)
    if place.before is None and place.after is None:
        report.created = sum(collector.kinds.values())
    collector.finish(sorted({*about, *marks}))
    report.records = +collector.kinds
    report.before = place.before.release if place.before else ""
    report.after = place.after.release if place.after else ""
    if collector.count > (BULK if place.same is None else COMPARED):
        await _load(store, collector, naming, place, report)
    else:
        await _commit(store, collector, naming, report)


async def _beside(
    store: EmbeddedStore,
    schema: Schema,
    collector: Collector,
    naming: Naming,
    other: Edition,
    report: ImportReport,
    *,
    is_before: bool,
) -> list[bytes]:
    """Marks between this edition and another; the one before is compared with."""
    theirs = naming.of(other)
    old = read_things([quad async for quad in store.graph(other.graph)], theirs, schema.base)
    new = await asyncio.to_thread(group, collector.lines(), naming, schema.base)
    found = await asyncio.to_thread(compare, new, old)
    if is_before:
        report.created, report.unchanged = found.created, found.unchanged
        report.changed, report.gone = found.changed, found.gone
    elif not report.before:
        report.created = report.created or len(new)
    topics = [name for name in found.common if naming.versions(name)]
    pairs = [(f"{schema.base}id/{name}-{naming.release}", f"{schema.base}id/{name}-{other.release}") for name in topics]
    if is_before:
        return mark_replaced(theirs, naming, [(new_name, old_name)[::-1] for new_name, old_name in pairs])
    return mark_replaced(naming, theirs, pairs)


async def _load(store: EmbeddedStore, collector: Collector, naming: Naming, place: Place, report: ImportReport) -> None:
    """The way of large editions: the engine's own loader, into a graph that is new."""
    if place.same is not None:
        raise TooLargeError(
            f"Edition {naming.release} is held and too large to be compared with.",
            found=f"{collector.count} statements", expected=f"at most {COMPARED}",
            suggestion="Name another edition with --release.",
        )  # fmt: skip
    commit = await store.bulk([collector.path], who=WHO, why=_why(report), graph=naming.graph)
    report.statements, report.commit = commit.added, commit.number


async def _commit(store: EmbeddedStore, collector: Collector, naming: Naming, report: ImportReport) -> None:
    """The way of small ones: only what differs from the graph held is committed."""
    graph = NamedNode(naming.graph)
    wanted = set(to_quads(collector.lines(), graph))
    held = {quad async for quad in store.graph(naming.graph)}
    revisions = await store.revisions([naming.graph])
    removed, added = sorted(held - wanted, key=str), sorted(wanted - held, key=str)
    report.statements = len(wanted)
    if not removed and not added:
        report.notes.append("The graph holds just this already.")
        return
    about = {name: value for name, value in report.origin.items() if value is not None}
    expected = {naming.graph: revisions.get(naming.graph, 0)}
    commit = await store.commit(Change(removed, added, WHO, _why(report), expected, about))
    report.commit = commit.number


def to_quads(lines: Iterable[bytes], graph: NamedNode) -> list[Quad]:
    """Lines as statements of one graph."""
    read = parse(b"\n".join(lines), N_TRIPLES, quad_limit=None)
    return [Quad(q.subject, q.predicate, q.object, graph) for q in read]


def _why(report: ImportReport) -> str:
    return f"import {report.mapping}, edition {report.release}"
