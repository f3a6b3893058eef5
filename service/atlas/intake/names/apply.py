"""Statements that hold a name as written, in; what the name means as further statements beside them, out.

A folder of data/names is one sort of name: tables, `names.rq` (what things are called) and `found.rq` (where written
names stand, and in its header which properties take the answer).
"""

from pathlib import Path
from typing import Final

from atlas.errors import HomeError
from atlas.intake.names.read import Named, Names, Reading, load_names
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.model import SavedQuery, Schema
from atlas.schema.queries import read_query
from atlas.store.memory import MemoryStore

FOLDER: Final = Path("data") / "names"
CALLED: Final = "names.rq"
FOUND: Final = "found.rq"


class NameReader:
    """One sort of name over the things that are held."""

    def __init__(self, schema: Schema, sort: str, held: MemoryStore) -> None:
        folder = schema.home / FOLDER / sort
        self._found = read_query(folder / FOUND, folder)
        self._schema = schema
        self.names = names_of(folder, held)

    def read(self, store: MemoryStore) -> list[Quad]:
        """Further statements, each in the graph and about the subject of the statement that it explains."""
        said: list[Quad] = []
        for row in store.select(self._found.text):
            graph, where = row["graph"], row["where"]
            if not isinstance(graph, NamedNode) or not isinstance(where, NamedNode):
                raise HomeError(f"{self._found.path} finds a graph or subject without a name.")
            reading = self.names.read(_value(row["text"]))
            said.extend(Quad(where, NamedNode(path), value, graph) for path, value in self._answers(reading))
        return said

    def _answers(self, reading: Reading) -> list[tuple[str, Term]]:
        path, space = self._taker("reading")
        answers: list[tuple[str, Term]] = [(path, NamedNode(space + reading.reading))]
        if reading.expression:
            answers.append((self._taker("expression")[0], Literal(reading.expression)))
        meant = self._taker("meant")[0]
        return [*answers, *((meant, NamedNode(one.iri)) for one in reading.meant if one.iri)]

    def _taker(self, part: str) -> tuple[str, str]:
        """Property that takes a part of the answer, and the space of its values."""
        said = (self._found.first(part) or "").split()
        if not said:
            raise HomeError(f"{self._found.path} does not say where the {part} goes.", expected=f"#+ {part}: property")
        prefix, colon, local = said[0].partition(":")
        if not colon or prefix not in self._schema.prefixes:
            raise HomeError(f"{self._found.path} names {said[0]}, whose prefix is not known.")
        return self._schema.prefixes[prefix] + local, said[1] if len(said) > 1 else ""


def names_of(folder: Path, held: MemoryStore) -> Names:
    """The tables of a folder with the names that the held things bear."""
    query: SavedQuery = read_query(folder / CALLED, folder)
    rows = held.select(query.text)
    return load_names(
        folder, [Named(_value(row["name"]), _value(row.get("thing")), _value(row["code"])) for row in rows]
    )


def _value(term: Term | None) -> str:
    return term.value if isinstance(term, (NamedNode, Literal)) else ""
