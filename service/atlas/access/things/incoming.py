"""What points at a thing, some at a time: rows of the home's view in, links with labels out."""

from collections.abc import Mapping, Sequence
from typing import Final

from atlas.access.ontology.labels import ask_labels
from atlas.access.things.supports import text_of
from atlas.access.things.view import Incoming
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.model import Schema
from atlas.store.protocol import Store
from atlas.store.rows import Values, select

VIEW: Final = "views/incoming"

Row = dict[str, Term]


async def select_incoming(store: Store, schema: Schema, focus: str, limit: int, offset: int) -> tuple[list[Row], bool]:
    """Rows of the view, and whether there are more than these."""
    values: Values = {"focus": NamedNode(focus), "limit": Literal(limit + 1), "offset": Literal(offset)}
    rows = await select(store, schema.queries[VIEW].text, values)
    return rows[:limit], len(rows) > limit


async def find_incoming(
    store: Store, schema: Schema, focus: str, *, limit: int, offset: int = 0
) -> tuple[tuple[Incoming, ...], bool]:
    """Links to a thing in the order of their subjects, and whether there are more."""
    rows, more = await select_incoming(store, schema, focus, limit, offset)
    labels = await ask_labels(store, schema, {text_of(row["subject"]) for row in rows})
    return tuple(read_incoming(schema, labels, row) for row in rows), more


def read_incoming(schema: Schema, labels: Mapping[str, str], row: Row) -> Incoming:
    """A row of the view as a link."""
    subject, path = text_of(row["subject"]), text_of(row["property"])
    return Incoming(subject, labels.get(subject) or schema.label(subject), path, schema.label(path))


def sort_by_label(links: Sequence[Incoming]) -> tuple[Incoming, ...]:
    """Links as a page lists them."""
    return tuple(sorted(links, key=lambda link: link.label.lower()))
