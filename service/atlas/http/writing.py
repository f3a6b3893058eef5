"""Changes on their way in: uploads parsed and updates evaluated in a scribe, checked against the shapes, committed."""

import asyncio
import json
import shutil
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from atlas.access.callers.tokens import Token
from atlas.access.protocol.update_plan import UpdatePlan
from atlas.errors import ResourceError, TooLargeError, UnsupportedByEngineError, ViolationError
from atlas.http.dependencies import State
from atlas.intake.reading.receive import judge_submission, receive
from atlas.rdf.formats import N_QUADS, N_TRIPLES, Format
from atlas.rdf.parse import parse
from atlas.rdf.serialize import serialize
from atlas.rdf.terms import DefaultGraph, NamedNode, Quad
from atlas.store.delta import read_delta
from atlas.store.protocol import Change, Commit, DatasetClause, Query
from atlas.store.snapshots import Snapshots
from atlas.workers.pool import Pool

SCRIBE: Final = "atlas.store.scribe:entry"
SCRATCH: Final = "scratch"


@dataclass(frozen=True)
class Wanted:
    """A change that a request asks for. expected: graph to the revision it must have."""

    removed: Sequence[Quad]
    added: Sequence[Quad]
    why: str
    expected: Mapping[str, int]


class Writing:
    """The way in of one app. Changes of this way come one after the other, so that none is judged on a stale state."""

    def __init__(self, scribes: Pool, directory: Path) -> None:
        self._scribes = scribes
        self._scratch = directory / SCRATCH
        self._turn = asyncio.Lock()
        shutil.rmtree(self._scratch, ignore_errors=True)

    async def close(self) -> None:
        """Stop parsing."""
        await self._scribes.close()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One change at a time from reading the present state to the commit."""
        async with self._turn:
            yield

    async def parse(self, state: State, body: bytes, format_: Format, graph: str | None) -> list[Quad]:
        """Statements of an upload in a graph, None for the default one. Raises RdfSyntaxError, TooLargeError."""
        settings = state.settings
        said = {
            "do": "parse",
            "media_type": format_.media_type,
            "base": graph or state.schema.base,
            "graph": graph,
            "quad_limit": settings.quad_limit,
            "json_depth": settings.json_depth,
        }
        return (await self._run(said, body, settings.deadline_s))[1]

    async def evaluate(self, state: State, plan: UpdatePlan, text: str, deadline_s: float) -> Wanted:
        """What an update would change, on a copy of the newest snapshot. Raises SparqlSyntaxError, DeadlineError."""
        snapshot = Snapshots(state.directory).path(state.store.number) / "store"
        if not snapshot.is_dir():
            raise UnsupportedByEngineError("Updates are evaluated on a snapshot, and this store keeps none.")
        scratch = self._scratch / token_hex(8)
        self._scratch.mkdir(parents=True, exist_ok=True)
        said = {
            "do": "update",
            "text": text,
            "operations": [asdict(operation) for operation in plan.operations],
            "base": state.schema.base,
            "snapshot": str(snapshot),
            "scratch": str(scratch),
            "merged": state.settings.default_graph == "merged",
            "quad_limit": state.settings.quad_limit,
        }
        try:
            removed, added = await self._run(said, b"", deadline_s)
        finally:
            await asyncio.to_thread(shutil.rmtree, scratch, ignore_errors=True)
        touched = sorted({q.graph_name.value for q in (*removed, *added) if isinstance(q.graph_name, NamedNode)})
        revisions = await state.store.revisions(touched)
        return Wanted(removed, added, "update", {graph: revisions.get(graph, 0) for graph in touched})

    async def commit(self, state: State, token: Token, wanted: Wanted) -> Commit:
        """Check a change against the shapes and commit it. Raises ViolationError, PreconditionError, StorageError."""
        merged = state.settings.default_graph == "merged"
        if merged and not token.allows("unchecked"):
            await self._check(state, wanted)
        why = f"{wanted.why} with token {token.id}"
        commit = await state.store.commit(Change(wanted.removed, wanted.added, token.name, why, wanted.expected))
        if merged and commit.graphs and state.curation is not None:
            state.curation.deriver.want()
        return commit

    async def read_graph(self, state: State, graph: str) -> list[Quad]:
        """A named graph exactly as it was written, or as the engine gives it back where the store keeps no more."""
        exact = getattr(state.store, "graph", None)
        if exact is not None:
            return [quad async for quad in exact(graph)]
        text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
        return await self.read_default(state, text, graph)

    async def read_default(self, state: State, text: str, graph: str | None = None) -> list[Quad]:
        """The default graph, or one graph, by a query."""
        dataset = DatasetClause((graph,)) if graph else DatasetClause()
        result = await state.store.query(Query(text, N_TRIPLES.media_type, dataset))
        body = b"".join([chunk async for chunk in result.chunks()])
        name = NamedNode(graph) if graph else DefaultGraph()
        return [Quad(q.subject, q.predicate, q.object, name) for q in parse(body, N_TRIPLES, quad_limit=None)]

    async def _run(self, said: dict[str, Any], body: bytes, deadline_s: float) -> tuple[list[Quad], list[Quad]]:
        run = await self._scribes.run(json.dumps(said).encode() + b"\n" + body, deadline_s=deadline_s)
        return read_delta(await run.read())

    async def _check(self, state: State, wanted: Wanted) -> None:
        """Judge every touched graph as it would be afterwards. A graph that would be empty has nothing to judge."""
        after: dict[NamedNode, set[Quad]] = defaultdict(set)
        for quad in (*wanted.removed, *wanted.added):
            if isinstance(quad.graph_name, NamedNode) and quad.graph_name not in after:
                after[quad.graph_name] = set(await self.read_graph(state, quad.graph_name.value))
        for quad in wanted.removed:
            after[quad.graph_name].discard(quad)  # type: ignore[index]
        for quad in wanted.added:
            after[quad.graph_name].add(quad)  # type: ignore[index]
        quads = [quad for held in after.values() for quad in held]
        if not quads:
            return
        if len(quads) > state.settings.quad_limit:
            raise TooLargeError("The graphs touched are too big to be checked.", found=f"{len(quads)} quads")
        if state.judges is None:
            raise ResourceError("No judge is running here.")
        text = serialize(quads, N_QUADS)
        submission = receive(text, N_QUADS.media_type, state.schema.base, len(text))
        report = await judge_submission(
            state.judges, state.store, state.schema, submission, deadline_s=state.settings.token_deadline_s
        )
        if not report.conforms:
            worst = next(finding for finding in report.findings if finding.severity == "must")
            raise ViolationError(
                report.verdict(),
                found=f"{worst.focus_label}, {worst.field}: {worst.found}",
                expected=worst.expected,
                suggestion=f"{worst.fix} POST the graph to /validate to see every finding.",
            )
