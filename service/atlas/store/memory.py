"""A dataset small enough for memory, asked in-process: our own queries on our own data, never a user's query."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Self

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store

from atlas.rdf.formats import Format
from atlas.rdf.terms import Dataset, DefaultGraph, NamedNode, Quad, Term, Triple
from atlas.store.parameters import bind
from atlas.store.reader import explain_syntax, write_answer

Row = dict[str, Term]


class MemoryStore:
    """An in-process engine over a dataset whose default graph is the merge of its graphs, each triple once."""

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        self._store = Store()
        self.add(quads)

    @classmethod
    def of_snapshot(cls, folder: Path) -> Self:
        """The dataset of a snapshot's folder, for reading; the folder must stay there meanwhile."""
        store = cls()
        store._store = Store.read_only(str(folder))
        return store

    def statements(self) -> Iterator[Quad]:
        """Every triple of the merge."""
        return iter(self._store.quads_for_pattern(None, None, None, DefaultGraph()))

    def add(self, quads: Iterable[Quad]) -> None:
        """Put quads in their graphs and in the merge."""
        given = list(quads)
        self._store.extend(given)
        merged = DefaultGraph()
        self._store.extend(Quad(q.subject, q.predicate, q.object) for q in given if q.graph_name != merged)

    def select(self, text: str, values: Mapping[str, Term | Sequence[Term]] | None = None) -> list[Row]:
        """Solutions of a SELECT as {variable: term}; unbound variables are left out."""
        found = self.run(text, values)
        if not isinstance(found, QuerySolutions):
            raise TypeError("not a SELECT query")
        names = [variable.value for variable in found.variables]
        return [
            {name: term for name, term in zip(names, solution, strict=True) if term is not None} for solution in found
        ]

    def construct(self, text: str, values: Mapping[str, Term | Sequence[Term]] | None = None) -> Dataset:
        """Triples of a CONSTRUCT or DESCRIBE, in the default graph of a new dataset."""
        return Dataset(Quad(t.subject, t.predicate, t.object) for t in self.construct_triples(text, values))

    def construct_triples(
        self, text: str, values: Mapping[str, Term | Sequence[Term]] | None = None
    ) -> Iterable[Triple]:
        """Triples of a CONSTRUCT or DESCRIBE as they come, the same one perhaps more than once."""
        found = self.run(text, values)
        if not isinstance(found, QueryTriples):
            raise TypeError("not a CONSTRUCT or DESCRIBE query")
        return found

    def construct_lines(self, text: str, values: Mapping[str, Term | Sequence[Term]] | None = None) -> list[bytes]:
        """Triples of a CONSTRUCT as lines of N-Triples without their ends, the same one perhaps more than once.

        Cheaper than terms where they are many.
        """
        found = self.run(text, values)
        if not isinstance(found, QueryTriples):
            raise TypeError("not a CONSTRUCT or DESCRIBE query")
        return (found.serialize(format=RdfFormat.N_TRIPLES) or b"").splitlines()

    def read(self, data: bytes, form: Format) -> None:
        """Put the triples of a text into the merge alone, all or none. Raises SyntaxError, as the engine says it."""
        if form.rdf is None:
            raise TypeError(f"{form.label} is not an RDF format")
        self._store.load(data, form.rdf)

    def ask(self, text: str, values: Mapping[str, Term | Sequence[Term]] | None = None) -> bool:
        """Answer of an ASK."""
        found = self.run(text, values)
        if not isinstance(found, QueryBoolean):
            raise TypeError("not an ASK query")
        return bool(found)

    def write_answer(self, text: str, media_type: str, output: BinaryIO) -> None:
        """Serialise the answer of a query of any form. Raises NotAcceptableError for a format its form cannot have."""
        write_answer(self.run(text, None), media_type, output)

    def add_named(self, quads: Iterable[Quad]) -> None:
        """Put quads in their graphs and not in the merge, which holds them already."""
        self._store.extend(quads)

    def replace_graph(self, graph: str, statements: Iterable[Quad]) -> None:
        """Make a named graph hold these statements and no other; the merge keeps what it had and gains these."""
        name = NamedNode(graph)
        self._store.remove_graph(name)
        self.add(Quad(s.subject, s.predicate, s.object, name) for s in statements)

    def __len__(self) -> int:
        return sum(1 for _ in self._store.quads_for_pattern(None, None, None, DefaultGraph()))

    def run(
        self, text: str, values: Mapping[str, Term | Sequence[Term]] | None = None
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """The engine's own answer to a query of any form. Raises SparqlSyntaxError."""
        try:
            return self._store.query(bind(text, values or {}))
        except SyntaxError as error:
            raise explain_syntax(error, text) from error
