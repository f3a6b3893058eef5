"""Acceptance: a submitted draft in, one commit out, judged anew, made only when nothing moved since it was begun.

Who, when, by which tool and from which draft stand in the commit itself; the rules are asked to run.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from atlas import __version__
from atlas.errors import ConflictError, PreconditionError, ViolationError
from atlas.intake.drafting.curation import Curation
from atlas.intake.drafting.draft import Draft
from atlas.intake.drafting.examine import as_submission
from atlas.intake.history.difference import Difference, between, compare, undo
from atlas.intake.reading.receive import judge_submission
from atlas.namespaces import DCTERMS, XSD
from atlas.rdf.terms import Literal, NamedNode, Quad
from atlas.store.protocol import Change, Commit
from atlas.validation.report import Report

MODIFIED: Final = f"{DCTERMS}modified"
TOOL: Final = f"atlas {__version__}"


@dataclass(frozen=True)
class Curator:
    """Who decides. name: written into provenance. token: id of the token that allowed it."""

    name: str
    token: str = ""


async def accept(curation: Curation, number: int, by: Curator) -> Commit:
    """Make a submitted draft part of the graph.

    Raises ConflictError when it is not waiting, PreconditionError when a record changed since the draft was begun,
    ViolationError when it breaks today's shapes; then nothing was changed.
    """
    draft = await asyncio.to_thread(curation.drafts.get, number)
    if draft.state != "submitted":
        raise ConflictError(f"This draft is {draft.state}, not waiting.", found=draft.state, expected="submitted")
    graphs = {name: stamp(name, quads, today()) for name, quads in draft.content.graphs().items()}
    if not graphs:
        raise ViolationError("This draft holds no record that can be read.")
    await check_base(curation, draft.base, graphs)
    await check(curation, [quad for quads in graphs.values() for quad in quads])
    made = await find_difference(curation, graphs)
    change = Change(
        made.removed, made.added, by.name, draft.title, {name: draft.base.get(name, 0) for name in graphs},
        about=tell(draft, by),
    )  # fmt: skip
    commit = await curation.store.commit(change)
    await asyncio.to_thread(curation.drafts.decide, number, "accepted", by=by.name, commit=commit.number)
    curation.deriver.want()
    return commit


async def revert(curation: Curation, number: int, by: Curator, why: str, graphs: Iterable[str] = ()) -> Commit:
    """Take back what a commit did, in the graphs named or in all it touched.

    Raises ConflictError when a later change touched the same statements, ViolationError when what would stand then
    breaks today's shapes, PreconditionError when somebody else was quicker.
    """
    done = (await between(curation.past, number - 1, number)).graphs()
    chosen = {name: part for name, part in done.items() if not graphs or name in set(graphs)}
    if not chosen:
        raise ConflictError(f"Commit {number} did nothing to these records.", found=", ".join(graphs))
    revisions = await curation.store.revisions(list(chosen))
    present = {name: await read_graph(curation, name) for name in chosen}
    back = {name: undo(part, {name: present[name]}) for name, part in chosen.items()}
    after = {name: apply(present[name], part) for name, part in back.items()}
    await check(curation, [quad for quads in after.values() for quad in quads])
    removed = [quad for part in back.values() for quad in part.removed]
    added = [quad for part in back.values() for quad in part.added]
    change = Change(
        removed, added, by.name, why, {name: revisions.get(name, 0) for name in chosen},
        about={"reverts": str(number), "tool": TOOL, "token": by.token},
    )  # fmt: skip
    commit = await curation.store.commit(change)
    curation.deriver.want()
    return commit


async def check(curation: Curation, quads: Sequence[Quad]) -> Report | None:
    """Judge records against today's shapes; None where nothing is left to judge. Raises ViolationError."""
    if not quads:
        return None
    report = await judge_submission(
        curation.judges,
        curation.store,
        curation.schema,
        as_submission(list(quads), curation.schema.base),
        deadline_s=curation.settings.token_deadline_s,
        client="curation",
    )
    if not report.conforms:
        first = next(finding for finding in report.findings if finding.severity == "must")
        raise ViolationError(
            report.verdict(), found=f"{first.focus_label}, {first.field}: {first.found}", expected=first.expected
        )
    return report


async def check_base(curation: Curation, base: Mapping[str, int], graphs: Iterable[str]) -> None:
    """Raises PreconditionError when a record is not at the revision from which a draft was begun."""
    names = list(graphs)
    revisions = await curation.store.revisions(names)
    for name in names:
        if revisions.get(name, 0) != base.get(name, 0):
            raise PreconditionError(
                f"{name} has changed since the draft was begun.",
                found=f"revision {revisions.get(name, 0)}",
                expected=f"revision {base.get(name, 0)}",
                suggestion="Bring the draft up to date, look at the difference again, then accept.",
            )


async def find_difference(curation: Curation, graphs: Mapping[str, Iterable[Quad]]) -> Difference:
    """What leads from the present records to these."""
    present = [quad for name in graphs for quad in await read_graph(curation, name)]
    return compare(present, (quad for quads in graphs.values() for quad in quads))


async def read_graph(curation: Curation, name: str, at: int | None = None) -> list[Quad]:
    """A record exactly as committed, now or after a commit."""
    return await asyncio.to_thread(curation.past.graph, name, curation.store.number if at is None else at)


def apply(quads: Iterable[Quad], part: Difference) -> list[Quad]:
    """A graph after a difference."""
    return sorted((set(quads) - set(part.removed)) | set(part.added), key=str)


def stamp(graph: str, quads: Iterable[Quad], day: str) -> list[Quad]:
    """A record whose graph says when it was last modified, saying today; others as they are."""
    said = Literal(day, datatype=NamedNode(f"{XSD}date"))
    name = NamedNode(graph)
    return [
        Quad(q.subject, q.predicate, said, q.graph_name) if q.predicate.value == MODIFIED and q.subject == name else q
        for q in quads
    ]


def tell(draft: Draft, by: Curator) -> dict[str, str]:
    """Provenance of an acceptance, for the ledger."""
    who = draft.submitter
    said = {
        "draft": str(draft.number),
        "submitter": who.name if who else "",
        "orcid": who.orcid if who else "",
        "licence": who.licence if who else "",
        "submitted": datetime.fromtimestamp(draft.submitted, UTC).isoformat("T", "seconds") if draft.submitted else "",
        "tool": TOOL,
        "token": by.token,
    }
    return {name: text for name, text in said.items() if text}


def today() -> str:
    """The day in UTC, ISO 8601."""
    return datetime.now(UTC).date().isoformat()
