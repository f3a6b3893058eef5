"""The shipped graph with all that the rules derive, asked in memory; and the form in which rows are compared."""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from atlas.intake.deriving.derive import derive, rules_in_order
from atlas.rdf.canonical import skolemize
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.files import iter_home_files
from atlas.schema.load import load_schema, read_file
from atlas.schema.model import SavedQuery, Schema
from atlas.store.memory import MemoryStore, Row

EXPECTED = Path(__file__).parent / "expected"
Rows = Counter[tuple[str, ...]]


@dataclass(frozen=True)
class Shipped:
    """The home's schema and its graph in memory."""

    schema: Schema
    store: MemoryStore

    def ask(self, query: SavedQuery, **values: Term) -> list[Row]:
        """Rows of a saved query with its defaults, but for the values given."""
        defaults: dict[str, Term] = {p.name: NamedNode(p.default) for p in query.parameters if p.default}
        return self.store.select(query.text, defaults | values)

    def shorten(self, term: Term | None) -> str:
        """A term as an expected row writes it: IRIs of the home without their base, literals by their text."""
        if isinstance(term, NamedNode | Literal):
            return term.value.removeprefix(self.schema.base)
        return ""

    def keys(self, rows: Iterable[Row], columns: Iterable[str]) -> Rows:
        """Rows as a multiset of the columns named."""
        named = tuple(columns)
        return Counter(tuple(self.shorten(row.get(column)) for column in named) for row in rows)


def load_shipped_graph(root: Path) -> Shipped:
    """The home's files, each in its graph, blank nodes named as the store names them, with every rule's graph."""
    schema = load_schema(root)
    stated = [
        quad
        for file in iter_home_files(root, schema.base)
        for quad in skolemize(read_file(file), f"{file.graph.replace('/graph/', '/.well-known/genid/')}/")
    ]
    return Shipped(schema, MemoryStore([*stated, *derive(stated, rules_in_order(schema), schema.base)]))


def read_expected(path: Path) -> tuple[tuple[str, ...], Rows]:
    """Key columns and rows of an expected file."""
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    return tuple(header), Counter(tuple(row) for row in rows)


def write_expected(path: Path, columns: tuple[str, ...], rows: Rows) -> None:
    """Put a question's present rows into its expected file, sorted; read the diff before it is committed."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(sorted(rows.elements()))
