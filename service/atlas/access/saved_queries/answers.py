"""A saved query answered for people: its table with labels, its figure, and the sources it rests on."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from atlas.access.figures.chart import Chart
from atlas.access.figures.draw import Figure, draw
from atlas.access.figures.svg import Linker, Told
from atlas.access.ontology.labels import Say
from atlas.access.saved_queries.counted import Rows
from atlas.access.saved_queries.questions import Cell, Table, labels_of, to_table
from atlas.errors import ParameterError
from atlas.schema.model import SavedQuery, Schema
from atlas.store.protocol import Store

EVIDENCE: Final = "source"
DRAWN_ROWS: Final = 2_000


@dataclass(frozen=True)
class Answer:
    """Rows for people. table: as many as a page shows. evidence: things in the column `source`, each once.

    figure: None where none was asked for or could be drawn; problem: why it could not.
    """

    table: Table
    figure: Figure | None = None
    evidence: tuple[Cell, ...] = ()
    problem: str = ""


async def make_answer(
    store: Store, schema: Schema, rows: Rows, row_limit: int, *, chart: Chart | None, told: Told, link: Linker
) -> Answer:
    """Rows of a query as a page shows them. Blocks nothing: the figure is drawn in a thread."""
    labels = await labels_of(store, schema, rows[:DRAWN_ROWS])
    whole = to_table(schema, rows, DRAWN_ROWS, labels)
    figure, problem = await asyncio.to_thread(try_to_draw, whole, chart if rows else None, told, link)
    return Answer(shorten(whole, row_limit), figure, find_evidence(whole), problem)


def try_to_draw(table: Table, chart: Chart | None, told: Told, link: Linker) -> tuple[Figure | None, str]:
    """The figure, or why there is none."""
    if chart is None:
        return None, ""
    try:
        return draw(table, chart, told, link), ""
    except ParameterError as error:
        said = (
            error.detail,
            error.found and f"Found: {error.found}.",
            error.expected and f"Expected: {error.expected}.",
        )
        return None, " ".join(part for part in said if part)


def tell(query: SavedQuery, say: Say) -> Told:
    """A saved query's own words as a figure's title and description, and what its numbers count (`unit`)."""
    said = (query.first("question"), query.first("description"), query.first("limits"))
    return Told(query.stem, query.title, " ".join(part for part in said if part), say, query.first("unit") or "")


def shorten(table: Table, row_limit: int) -> Table:
    """The first rows of a table."""
    return Table(table.names, table.rows[:row_limit], cut=table.cut or len(table.rows) > row_limit)


def find_evidence(table: Table) -> tuple[Cell, ...]:
    """Things in the column `source`, each once, by name."""
    if EVIDENCE not in table.names:
        return ()
    place = table.names.index(EVIDENCE)
    found: Sequence[Cell | None] = [row[place] for row in table.rows]
    by_iri = {cell.iri: cell for cell in found if cell is not None and cell.iri}
    return tuple(sorted(by_iri.values(), key=lambda cell: cell.text.lower()))
