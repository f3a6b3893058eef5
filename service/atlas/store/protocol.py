"""What every store can do: a small protocol and the values that cross it. No engine is named here."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from atlas.rdf.terms import Quad


@dataclass(frozen=True)
class DatasetClause:
    """The dataset of a query as the protocol request names it (SPARQL 1.1 Protocol section 2.1.4)."""

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default_graphs or self.named_graphs)


@dataclass(frozen=True)
class Query:
    """A query that has passed the door, ready for an engine.

    text: SPARQL 1.1 query. media_type: of the answer, one that the query form can have.
    dataset: overrides FROM in the text when it names any graph. snapshot: commit number, None for the newest.
    client: key for fairness. deadline_s, byte_limit: bounds of this run.
    id: by which `cancel` finds it while it waits or runs; an unguessable one is made when None.
    """

    text: str
    media_type: str
    dataset: DatasetClause = DatasetClause()
    deadline_s: float = 10.0
    byte_limit: int = 256 * 1024 * 1024
    snapshot: int | None = None
    client: str = "local"
    base_iri: str | None = None
    id: str | None = None


class Result(Protocol):
    """One running query. Iterate the chunks once; leaving early must be followed by `cancel`."""

    id: str
    snapshot: int

    def chunks(self) -> AsyncIterator[bytes]:
        """Serialised answer in pieces. Raises DeadlineError, ResourceError, TooLargeError, CancelledError."""
        ...

    async def cancel(self) -> None:
        """Stop the work now; safe to call at any time, also after the end."""
        ...


@dataclass(frozen=True)
class Change:
    """What one commit asks for.

    removed, added: quads in named graphs; a quad in both is kept. expected: graph IRI to the revision the
    author saw (0 for a graph that must not exist yet); graphs not named here are not checked.
    about: more of its provenance for the ledger, name to text (from which draft, by which tool, what it undoes).
    always: make a commit even where no statement changes, for what its provenance says.
    """

    removed: Sequence[Quad]
    added: Sequence[Quad]
    who: str
    why: str
    expected: Mapping[str, int] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    always: bool = False


@dataclass(frozen=True)
class Commit:
    """One accepted change: its number (from 1), time (UTC, ISO 8601) and the graphs it touched. about: as in Change."""

    number: int
    at: str
    who: str
    why: str
    graphs: tuple[str, ...]
    added: int
    removed: int
    about: Mapping[str, str] = field(default_factory=dict)


class Store(Protocol):
    """A store of one dataset."""

    async def query(self, query: Query) -> Result:
        """Start a query. Raises SparqlSyntaxError, BusyError and the errors of Result before the first chunk."""
        ...

    async def commit(self, change: Change) -> Commit:
        """Make a change durable and visible; returns when a new query sees it.

        Raises PreconditionError when a graph's revision is not the expected one, StorageError when the disk refuses.
        """
        ...

    async def revisions(self, graphs: Sequence[str] | None = None) -> Mapping[str, int]:
        """Revision (number of the last commit that touched it) of these graphs, or of all; absent ones left out."""
        ...

    @property
    def number(self) -> int:
        """Number of the newest commit that queries see; 0 for an empty store."""
        ...

    async def close(self) -> None:
        """Stop every process of the store. Nothing acknowledged is lost."""
        ...
