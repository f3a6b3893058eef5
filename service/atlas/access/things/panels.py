"""Panels on a record's page: views whose header says how to show them in, cards out. Asks views only, names no term.

The keys of such a header are told in docs/pages-and-figures.md.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from atlas.access.saved_queries.questions import Cell
from atlas.access.things.supports import text_of
from atlas.rdf.terms import NamedNode, Term
from atlas.schema.model import SavedQuery, Schema
from atlas.store.protocol import Store
from atlas.store.rows import select

COLUMN: Final = re.compile(r"\{(\w+)\}")
OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")
ARROW: Final = "->"

Row = Mapping[str, Term]


@dataclass(frozen=True)
class Bar:
    """One measure out of hundred."""

    label: str
    percent: float


@dataclass(frozen=True)
class Card:
    """One thing told on a panel. names: headings of the table. rows: cells of it, each cell with its links."""

    iri: str
    heading: str
    badge: str
    lead: str
    text: str
    bars: tuple[Bar, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[tuple[Cell, ...], ...], ...]


@dataclass(frozen=True)
class Panel:
    """One section of a record's page."""

    name: str
    heading: str
    note: str
    cards: tuple[Card, ...]


async def find_panels(store: Store, schema: Schema, focus: str) -> tuple[Panel, ...]:
    """Every panel of the home that has something to tell about a thing."""
    views = [view for view in schema.folder("views") if view.first("panel")]
    answers = await asyncio.gather(*(select(store, view.text, {"focus": NamedNode(focus)}) for view in views))
    told = zip(views, answers, strict=True)
    return tuple(read_panel(schema, view, focus, rows) for view, rows in told if rows)


def read_panel(schema: Schema, view: SavedQuery, focus: str, rows: Sequence[Row]) -> Panel:
    """A view's rows as cards, in their order."""
    each = view.first("each") or ""
    cards = [_card(schema, view, focus, key, list(told)) for key, told in groupby(rows, lambda row: _text(row, each))]
    return Panel(view.stem, view.first("panel") or "", view.first("limits") or "", tuple(cards))


def fill_in(template: str, row: Row) -> str:
    """A template with a row's values; a part in brackets only when all its columns have one."""

    def optional(found: re.Match[str]) -> str:
        names = COLUMN.findall(found[1])
        return found[1] if all(_text(row, name) for name in names) else ""

    return COLUMN.sub(lambda found: _text(row, found[1]), OPTIONAL.sub(optional, template)).strip()


def _card(schema: Schema, view: SavedQuery, focus: str, key: str, rows: list[Row]) -> Card:
    columns = [_read_column(text) for text in view.header.get("column", ())]
    links = view.first("links") or ""
    first = rows[0]
    return Card(
        iri=key,
        heading=fill_in(view.first("card") or "", first),
        badge=fill_in(view.first("badge") or "", first),
        lead=fill_in(view.first("lead") or "", first),
        text=fill_in(view.first("text") or "", first),
        bars=tuple(_read_bars(_text(first, view.first("bars") or ""))),
        names=tuple(heading for heading, _, _ in columns),
        rows=tuple(
            tuple(_cells(schema, focus, links, template, iri, row) for _, template, iri in columns) for row in rows
        ),
    )


def _read_column(text: str) -> tuple[str, str, str]:
    """Heading, template and column of the IRI of one column."""
    heading, _, rest = text.partition("=")
    template, _, iri = rest.partition(ARROW)
    return heading.strip(), template.strip(), iri.strip()


def _cells(schema: Schema, focus: str, links: str, template: str, iri: str, row: Row) -> tuple[Cell, ...]:
    """One cell; a template that is only the column of links gives a cell for each of them."""
    if links and template == f"{{{links}}}":
        return tuple(Cell(_name_of(schema, focus, one), one) for one in _text(row, links).split())
    text = fill_in(template, row)
    return (Cell(text, _text(row, iri) or None),) if text else ()


def _name_of(schema: Schema, focus: str, iri: str) -> str:
    """What a fact is called in a list of links: its part's name, with its record's path when that is another one."""
    record, _, part = iri.partition("#")
    shown = part.replace("-", " ")
    if record == focus:
        return shown or "this record"
    path = schema.labels.get(record) or record.removeprefix(schema.base).removeprefix("id/")
    return f"{path}, {shown}" if shown else path


def _read_bars(text: str) -> list[Bar]:
    parts = (part.rpartition(":") for part in text.split(";") if ":" in part)
    return [Bar(label.strip(), round(float(percent), 2)) for label, _, percent in parts]


def _text(row: Row, name: str) -> str:
    return text_of(row[name]) if name in row else ""
