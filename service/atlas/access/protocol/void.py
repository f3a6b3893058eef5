"""Counts for VoID, taken by queries once per snapshot in the background, never while somebody waits for a page."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

from atlas.errors import DeadlineError, ResourceError
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.model import Schema
from atlas.store.protocol import Store
from atlas.store.rows import select
from atlas.workers.queue import BACKGROUND
from atlas.workers.rounds import Rounds

TOTALS: Final = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
SUBJECTS: Final = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }"
OBJECTS: Final = "SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s ?p ?o }"
CLASSES: Final = "SELECT ?of (COUNT(*) AS ?n) WHERE { ?s a ?of FILTER(isIRI(?of)) } GROUP BY ?of"
PROPERTIES: Final = "SELECT ?of (COUNT(*) AS ?n) WHERE { ?s ?of ?o } GROUP BY ?of"
LINKSETS: Final = "views/linksets"
DEADLINE_S: Final = 600.0
WHOLE_S: Final = 5.0  # patience of those who publish the counts
REST_FACTOR: Final = 10  # counting takes at most a tenth of one reader's time

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Linkset:
    """Links of one kind to one place. predicate: IRI; target: beginning of the addresses they lead to."""

    predicate: str
    target: str
    links: int


@dataclass(frozen=True)
class Counts:
    """What one snapshot holds.

    subjects, objects: how many different ones; None where they are not counted yet, or are more than an engine can
    hold to tell them apart.
    """

    number: int
    triples: int
    classes: Mapping[str, int] = field(default_factory=dict)
    properties: Mapping[str, int] = field(default_factory=dict)
    subjects: int | None = None
    objects: int | None = None
    linksets: tuple[Linkset, ...] = ()


class VoidKeeper:
    """Keeps the counts of the newest snapshot. Between a commit and the next count the earlier counts answer."""

    def __init__(self, store: Store, schema: Schema) -> None:
        self._store, self._schema = store, schema
        self._counts: Counts | None = None
        self._ready, self._whole = asyncio.Event(), asyncio.Event()
        self._rounds = Rounds("count", self.recount, rest_factor=REST_FACTOR)
        self._graphs: tuple[int, tuple[str, ...]] = (-1, ())

    def start(self) -> None:
        """Begin to count, and count again after commits."""
        self._rounds.start()

    async def close(self) -> None:
        """Stop counting."""
        await self._rounds.close()

    async def counts(self, patience_s: float = 0.0) -> Counts:
        """The newest counts there are; waits only for the very first.

        patience_s: seconds to wait for the first ones to have everything, linksets too.
        """
        while self._counts is None:
            await self._ready.wait()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._whole.wait(), patience_s)
        return self._counts

    async def graphs(self) -> tuple[str, ...]:
        """IRIs of the named graphs, sorted."""
        number = self._store.number
        if self._graphs[0] != number:
            names = await self._store.revisions()
            self._graphs = (number, tuple(sorted(name for name in names if ":" in name)))
        return self._graphs[1]

    async def recount(self) -> None:
        """Count the newest snapshot: first what pages ask for, which an engine counts as it reads; then the rest."""
        number = self._store.number
        if self._counts is not None and self._counts.number == number:
            return
        counts = Counts(
            number,
            await self._number(TOTALS, number) or 0,
            await self._table(CLASSES, number),
            await self._table(PROPERTIES, number),
        )
        if self._counts is None:
            self._counts = counts
            self._ready.set()
        self._counts = replace(
            counts,
            subjects=await self._number(SUBJECTS, number),
            objects=await self._number(OBJECTS, number),
            linksets=await self._linksets(number),
        )
        self._whole.set()

    async def _linksets(self, number: int) -> tuple[Linkset, ...]:
        """As the home's query counts them; none where it has no such query."""
        query = self._schema.queries.get(LINKSETS)
        if query is None:
            return ()
        values = {"base": NamedNode(self._schema.base)}
        rows = await select(self._store, query.text, values, deadline_s=DEADLINE_S, snapshot=number, client=BACKGROUND)
        return tuple(
            Linkset(str(row["predicate"]).strip("<>"), _text(row["target"]), _integer(row["links"])) for row in rows
        )

    async def _number(self, text: str, number: int) -> int | None:
        """A count; None where it needs more than an engine has."""
        try:
            rows = await select(self._store, text, deadline_s=DEADLINE_S, snapshot=number, client=BACKGROUND)
        except (ResourceError, DeadlineError) as error:
            log.warning("event=count-left-out query=%r detail=%r", text, error.detail)
            return None
        return _integer(rows[0]["n"])

    async def _table(self, text: str, number: int) -> dict[str, int]:
        rows = await select(self._store, text, deadline_s=DEADLINE_S, snapshot=number, client=BACKGROUND)
        return {str(row["of"]).strip("<>"): _integer(row["n"]) for row in rows if "of" in row}


def _text(term: Term) -> str:
    return term.value if isinstance(term, Literal) else ""


def _integer(term: Term) -> int:
    return int(term.value) if isinstance(term, Literal) else 0
