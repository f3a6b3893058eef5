"""Counts for VoID, taken by queries once per snapshot in the background, never while somebody waits for a page."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.model import Schema
from atlas.store.protocol import Store
from atlas.store.rows import select
from atlas.workers.queue import BACKGROUND
from atlas.workers.rounds import Rounds

TOTALS: Final = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
SUBJECTS: Final = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }"
OBJECTS: Final = "SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s ?p ?o }"
CLASSES: Final = "SELECT ?of (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?of FILTER(isIRI(?of)) } GROUP BY ?of"
PROPERTIES: Final = "SELECT ?of (COUNT(*) AS ?n) WHERE { ?s ?of ?o } GROUP BY ?of"
LINKSETS: Final = "views/linksets"
DEADLINE_S: Final = 600.0
REST_FACTOR: Final = 10  # counting takes at most a tenth of one reader's time


@dataclass(frozen=True)
class Linkset:
    """Links of one kind to one place. predicate: IRI; target: beginning of the addresses they lead to."""

    predicate: str
    target: str
    links: int


@dataclass(frozen=True)
class Counts:
    """What one snapshot holds."""

    number: int
    triples: int
    subjects: int
    objects: int
    classes: Mapping[str, int] = field(default_factory=dict)
    properties: Mapping[str, int] = field(default_factory=dict)
    linksets: tuple[Linkset, ...] = ()


class VoidKeeper:
    """Keeps the counts of the newest snapshot. Between a commit and the next count the earlier counts answer."""

    def __init__(self, store: Store, schema: Schema) -> None:
        self._store, self._schema = store, schema
        self._counts: Counts | None = None
        self._ready = asyncio.Event()
        self._rounds = Rounds("count", self._recount, rest_factor=REST_FACTOR)
        self._graphs: tuple[int, tuple[str, ...]] = (-1, ())

    def start(self) -> None:
        """Begin to count, and count again after commits."""
        self._rounds.start()

    async def close(self) -> None:
        """Stop counting."""
        await self._rounds.close()

    async def counts(self) -> Counts:
        """The newest counts there are; waits only for the very first."""
        while self._counts is None:
            await self._ready.wait()
        return self._counts

    async def graphs(self) -> tuple[str, ...]:
        """IRIs of the named graphs, sorted."""
        number = self._store.number
        if self._graphs[0] != number:
            names = await self._store.revisions()
            self._graphs = (number, tuple(sorted(name for name in names if ":" in name)))
        return self._graphs[1]

    async def _recount(self) -> None:
        if self._counts is None or self._counts.number != self._store.number:
            self._counts = await self._count()
            self._ready.set()

    async def _count(self) -> Counts:
        number = self._store.number
        return Counts(
            number,
            await self._number(TOTALS, number),
            await self._number(SUBJECTS, number),
            await self._number(OBJECTS, number),
            await self._table(CLASSES, number),
            await self._table(PROPERTIES, number),
            await self._linksets(number),
        )

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

    async def _number(self, text: str, number: int) -> int:
        rows = await select(self._store, text, deadline_s=DEADLINE_S, snapshot=number, client=BACKGROUND)
        return _integer(rows[0]["n"])

    async def _table(self, text: str, number: int) -> dict[str, int]:
        rows = await select(self._store, text, deadline_s=DEADLINE_S, snapshot=number, client=BACKGROUND)
        return {str(row["of"]).strip("<>"): _integer(row["n"]) for row in rows if "of" in row}


def _text(term: Term) -> str:
    return term.value if isinstance(term, Literal) else ""


def _integer(term: Term) -> int:
    return int(term.value) if isinstance(term, Literal) else 0
