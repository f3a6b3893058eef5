"""What a judge is told besides the record: for everything it points to, what the graph says of that thing.

The home's `queries/views/context.rq` asks; the same query is put to the service's store and to a home's own files.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from atlas.namespaces import XSD
from atlas.rdf.formats import N_TRIPLES
from atlas.rdf.parse import parse
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.files import iter_home_files
from atlas.schema.load import read_file
from atlas.schema.model import Schema
from atlas.store.memory import MemoryStore
from atlas.store.protocol import Store
from atlas.store.rows import construct

VIEW: Final = "views/context"
BUILT_IN: Final = "CONSTRUCT { ?node ?property ?value } WHERE { VALUES ?node { $nodes } ?node ?property ?value }"
BATCH: Final = 400
TEXT_LENGTH: Final = 200
TEXTS: Final = "texts"


@dataclass(frozen=True)
class References:
    """What a submission points to: IRIs the ontology does not describe, and the short plain texts it holds."""

    nodes: tuple[str, ...]
    texts: tuple[str, ...]

    def to_dict(self) -> dict[str, list[str]]:
        """As JSON values."""
        return {"nodes": list(self.nodes), TEXTS: list(self.texts)}


def short_texts(quads: Iterable[Quad]) -> set[str]:
    """Plain strings that may be identifiers."""
    found = {
        q.object.value for q in quads if isinstance(q.object, Literal) and q.object.datatype.value == f"{XSD}string"
    }
    return {text for text in found if len(text) <= TEXT_LENGTH}


async def context_from_store(store: Store, schema: Schema, references: References, *, deadline_s: float) -> list[Quad]:
    """The context as the newest snapshot tells it."""
    query = _query(schema)
    found: list[Quad] = []
    for values in _batches(query, references):
        found += await construct(store, query, values, deadline_s=deadline_s)
    return found


class HomeContext:
    """The context as a home's own files tell it; the files are read at the first question."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._store: MemoryStore | None = None

    def find(self, references: References) -> list[Quad]:
        """Statements about what is pointed to. Raises HomeError where a file does not parse."""
        query = _query(self._schema)
        if self._store is None:
            files = iter_home_files(self._schema.home, self._schema.base)
            self._store = MemoryStore(quad for file in files for quad in read_file(file))
        store = self._store
        return [quad for values in _batches(query, references) for quad in store.construct(query, values)]


def read_context(data: bytes) -> list[Quad]:
    """A context that crossed a pipe as N-Triples."""
    return parse(data, N_TRIPLES, quad_limit=None)


def _query(schema: Schema) -> str:
    return schema.queries[VIEW].text if VIEW in schema.queries else BUILT_IN


def _batches(query: str, references: References) -> Iterator[dict[str, Term | Sequence[Term]]]:
    """Parameters of each run of the query; one run where the submission points to little, as it nearly always does."""
    texts_wanted = f"${TEXTS}" in query
    length = max(len(references.nodes), len(references.texts) if texts_wanted else 0)
    for start in range(0, length, BATCH):
        values: dict[str, Term | Sequence[Term]] = {
            "nodes": [NamedNode(iri) for iri in references.nodes[start : start + BATCH]]
        }
        if texts_wanted:
            values[TEXTS] = [Literal(text) for text in references.texts[start : start + BATCH]]
        yield values
