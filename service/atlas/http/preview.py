"""How a draft's records will look: a page's description made from the draft alone and the labels the graph knows."""

import io
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Final

from atlas.access.things.describe import describe
from atlas.access.things.view import Description
from atlas.errors import ForbiddenError
from atlas.http.differences import find_topics
from atlas.rdf.terms import NamedNode, Quad
from atlas.schema.model import Schema
from atlas.store.memory import MemoryStore
from atlas.store.protocol import Change, Commit, Query, Store
from atlas.validation.context import References, context_from_store

DEADLINE_S: Final = 10.0


class DraftStore:
    """The records of a draft as a store: our own page queries are answered from them and from nothing else."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._memory = MemoryStore(quads)
        self.number = 0

    async def query(self, query: Query) -> "DraftResult":
        """Answer one of our own queries."""
        output = io.BytesIO()
        self._memory.write_answer(query.text, query.media_type, output)
        return DraftResult(output.getvalue())

    async def commit(self, change: Change) -> Commit:
        """Refuse. Raises ForbiddenError."""
        raise ForbiddenError("A preview cannot be changed.")

    async def revisions(self, graphs: Sequence[str] | None = None) -> Mapping[str, int]:
        """None: nothing here was committed."""
        return {}

    async def close(self) -> None:
        """Nothing to let go of."""


class DraftResult:
    """A whole answer."""

    id, snapshot = "preview", 0

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def chunks(self) -> AsyncIterator[bytes]:
        """The answer."""
        yield self._body

    async def cancel(self) -> None:
        """It is done already."""


async def preview(store: Store, schema: Schema, graphs: Mapping[str, Sequence[Quad]]) -> list[Description]:
    """The description of what each record of a draft is about."""
    quads = [quad for given in graphs.values() for quad in given]
    named = {term.value for quad in quads for term in (quad.object, quad.predicate) if isinstance(term, NamedNode)}
    references = References(tuple(sorted(named - schema.terms)), ())
    told = await context_from_store(store, schema, references, deadline_s=DEADLINE_S)
    beside = [Quad(q.subject, q.predicate, q.object, NamedNode("urn:known")) for q in told]
    own = DraftStore([*quads, *beside])
    found = [await describe(own, schema, topic) for topic in find_topics(quads)]
    return [one for one in found if one is not None]
