"""What a judge is told besides the record: for everything it points to, what the graph says of that thing.

The home's `queries/views/context.rq` asks; the same query is put to the service's store and to a home's own files.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Self

from atlas.namespaces import XSD
from atlas.rdf.formats import N_TRIPLES
from atlas.rdf.parse import parse
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.files import iter_home_files
from atlas.schema.load import read_file
from atlas.schema.model import Schema
from atlas.search.candidates import Asked, Candidate
from atlas.search.index import Entry, build_index, make_entries
from atlas.search.match import Index
from atlas.store.memory import MemoryStore
from atlas.store.protocol import Store
from atlas.store.rows import construct
from atlas.validation.meant import (
    Sought,
    ask_for_meant,
    ask_for_sought,
    tell_meant,
    tell_sought,
    unknown_things,
)
from atlas.validation.near import Name, ask_for, near_things, tell_near

VIEW: Final = "views/context"
NAMES: Final = "views/names"
BUILT_IN: Final = "CONSTRUCT { ?node ?property ?value } WHERE { VALUES ?node { $nodes } ?node ?property ?value }"
BATCH: Final = 400
TEXT_LENGTH: Final = 200
TEXTS: Final = "texts"


@dataclass(frozen=True)
class References:
    """What a submission points to: IRIs the ontology does not describe, and the short plain texts it holds.

    names: with the IRI of what they name, those that are compared with the names of other records.
    sought: values that are to be records and are none.
    """

    nodes: tuple[str, ...]
    texts: tuple[str, ...]
    names: tuple[Name, ...] = ()
    sought: tuple[Sought, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """As JSON values."""
        return {"nodes": self.nodes, TEXTS: self.texts, "names": self.names, "sought": self.sought}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Self:
        """What `to_dict` gave."""
        sought = tuple((value, name, tuple(kinds)) for value, name, kinds in said["sought"])
        names = tuple((name, item) for name, item in said["names"])
        return cls(tuple(said["nodes"]), tuple(said[TEXTS]), names, sought)

    def asked(self, schema: Schema) -> list[Asked]:
        """What to look up by name: names to be compared, then values to be records."""
        return [*ask_for(schema, self.names), *ask_for_sought(self.sought)]

    def tell(self, found: Sequence[Sequence[Candidate]]) -> list[Quad]:
        """What was found for `asked`, as statements."""
        count = len(self.names)
        return [*tell_near(self.names, found[:count]), *tell_sought(self.sought, found[count:])]

    def besides(self, nodes: Iterable[str]) -> Self:
        """The same and some nodes more."""
        return replace(self, nodes=tuple(sorted({*self.nodes, *nodes})))


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


class Known:
    """The context as some statements tell it."""

    def __init__(self, schema: Schema, quads: Iterable[Quad]) -> None:
        self._query = _query(schema)
        self._store = MemoryStore(quads)

    def find(self, references: References) -> list[Quad]:
        """Statements about what is pointed to."""
        batches = _batches(self._query, references)
        return [quad for values in batches for quad in self._store.construct(self._query, values)]

    def names(self, schema: Schema) -> list[Entry]:
        """Names of everything that has a page, to be searched."""
        if NAMES not in schema.queries:
            return []
        rows: list[dict[str, str]] = []
        for found in self._store.select(schema.queries[NAMES].text):
            row = {name: term.value for name, term in found.items() if isinstance(term, (NamedNode, Literal))}
            kind = schema.kind_of(row["item"])
            rows.append(row | ({"type": kind.iri} if kind else {}))
        return make_entries(rows)


class HomeContext:
    """The context as a home's own files tell it; the files are read at the first question."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._known: Known | None = None
        self._index: Index | None = None

    def find(self, references: References) -> list[Quad]:
        """Statements about what is pointed to, and near names. Raises HomeError where a file does not parse."""
        near = references.tell(self._candidates(references.asked(self._schema)))
        context = self._read().find(references.besides(near_things(near)))
        unknown = unknown_things(self._schema, references.nodes, context)
        return [*context, *near, *tell_meant(unknown, self._candidates(ask_for_meant(self._schema, unknown)))]

    def names(self) -> list[Entry]:
        """Names of everything that has a page. Raises HomeError where a file does not parse."""
        return self._read().names(self._schema)

    def _read(self) -> Known:
        if self._known is None:
            files = iter_home_files(self._schema.home, self._schema.base)
            self._known = Known(self._schema, (quad for file in files for quad in read_file(file)))
        return self._known

    def _candidates(self, asked: Sequence[Asked]) -> list[list[Candidate]]:
        if not asked:
            return []
        if self._index is None:
            with TemporaryDirectory(prefix="atlas-names-") as folder:
                path = Path(folder) / "names.sqlite"
                build_index(path, self.names())
                self._index = Index(path)
        return self._index.candidates(asked)


class Surroundings:
    """The context of batches of records as one store tells it; what was once asked is remembered."""

    def __init__(self, schema: Schema, store: MemoryStore, *, remembered: int = 50_000) -> None:
        self._query, self._base, self._terms = _query(schema), schema.base, schema.terms
        self._store, self._remembered = store, remembered
        self._known: dict[str, list[Quad]] = {}

    def of(self, records: Mapping[str, Sequence[Quad]]) -> list[Quad]:
        """What is known of the things that the records point to and do not describe, and of their identifiers."""
        quads = [quad for one in records.values() for quad in one]
        own = {str(q.subject.value).partition("#")[0] for q in quads if isinstance(q.subject, NamedNode)}
        pointed = {q.object.value for q in quads if isinstance(q.object, NamedNode)}
        nodes = {iri for iri in pointed if iri.startswith(self._base) and iri.partition("#")[0] not in own}
        nodes -= self._terms
        if len(self._known) > self._remembered:
            self._known.clear()
        new = sorted(nodes - self._known.keys())
        for iri in new:
            self._known[iri] = []
        for quad in self._ask(References(tuple(new), ())):
            if isinstance(quad.subject, NamedNode) and quad.subject.value in self._known:
                self._known[quad.subject.value].append(quad)
        found = [quad for iri in nodes for quad in self._known[iri]]
        asked = self._ask(References((), tuple(sorted(short_texts(quads)))))
        told = ((quad, quad.subject) for quad in asked)
        return found + [q for q, s in told if not (isinstance(s, NamedNode) and s.value.partition("#")[0] in own)]

    def _ask(self, references: References) -> list[Quad]:
        return [q for values in _batches(self._query, references) for q in self._store.construct(self._query, values)]


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
