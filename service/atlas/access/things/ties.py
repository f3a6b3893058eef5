"""What a record is tied to and made from: rows of the home's views in, ties with labels out. Draws nothing."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from atlas.access.saved_queries.questions import Cell, Table
from atlas.access.things.supports import text_of
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.model import Schema
from atlas.store.protocol import Store
from atlas.store.rows import select

TIES: Final = "views/ties"
LINEAGE: Final = "views/lineage"
UNKNOWNS: Final = "views/unknowns"
MOST: Final = 4_000
NAMES: Final = ("from", "tie", "to")


@dataclass(frozen=True)
class Tie:
    """One tie between two records, read from its beginning to its end."""

    start: Cell
    property: Cell
    end: Cell


@dataclass(frozen=True)
class Relation:
    """One kind of tie among some ties. count: ties of it."""

    iri: str
    name: str
    label: str
    count: int


async def find_ties(store: Store, schema: Schema, iris: Sequence[str]) -> tuple[list[Tie], bool]:
    """Ties of some records, each once, and whether there are more than are given. Empty where the home has no view."""
    if TIES not in schema.queries:
        return [], False
    values: Mapping[str, Term | Sequence[Term]] = {
        "items": [NamedNode(iri) for iri in iris],
        "limit": Literal(MOST + 1),
    }
    rows = await select(store, schema.queries[TIES].text, values)
    ties = [
        Tie(_cell(schema, row, "from"), Cell(schema.label(text_of(row["property"])), text_of(row["property"])), end)
        for row in rows[:MOST]
        if (end := _cell(schema, row, "to"))
    ]
    return ties, len(rows) > MOST


async def find_lineage(store: Store, schema: Schema, iri: str) -> list[tuple[str, list[Cell]]]:
    """By side, what a record is made `from` directly and what it is made `into`; empty where nothing is on record."""
    if LINEAGE not in schema.queries:
        return []
    rows = await select(store, schema.queries[LINEAGE].text, {"focus": NamedNode(iri)})
    sides = [("from", "to", "from"), ("into", "from", "to")]
    found = [
        (side, list(dict.fromkeys(_cell(schema, row, far) for row in rows if text_of(row[near]) == iri)))
        for side, near, far in sides
    ]
    return [one for one in found if one[1]]


def by_distance(rows: Sequence[Mapping[str, Term]], iri: str) -> list[dict[str, Term]]:
    """Steps of a lineage, those nearest to a thing first: what finds no place in a picture is what is farthest."""
    near: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        one, other = text_of(row["from"]), text_of(row["to"])
        near[one].append(other)
        near[other].append(one)
    steps, waiting = {iri: 0}, deque([iri])
    while waiting:
        found = waiting.popleft()
        for other in near[found]:
            if other not in steps:
                steps[other] = steps[found] + 1
                waiting.append(other)
    far = len(steps)
    reach = [max(steps.get(text_of(row[end]), far) for end in ("from", "to")) for row in rows]
    return [dict(rows[place]) for place in sorted(range(len(rows)), key=reach.__getitem__)]


async def find_unknowns(store: Store, schema: Schema, iri: str) -> list[tuple[str, str]]:
    """Properties that somebody looked for, and how each is not known, as labels."""
    if UNKNOWNS not in schema.queries:
        return []
    rows = await select(store, schema.queries[UNKNOWNS].text, {"focus": NamedNode(iri)})
    return [(schema.label(text_of(row["property"])), schema.label(text_of(row["status"]))) for row in rows]


def relations_of(schema: Schema, ties: Iterable[Tie]) -> list[Relation]:
    """Kinds of ties, the most frequent first."""
    counts = Counter(tie.property.iri or "" for tie in ties)
    labels = {tie.property.iri or "": tie.property.text for tie in ties}
    return [Relation(iri, schema.compact(iri), labels[iri], count) for iri, count in counts.most_common()]


def to_rows(ties: Iterable[Tie], row_limit: int) -> Table:
    """Ties as a table."""
    rows = tuple((tie.start, tie.property, tie.end) for tie in ties)
    return Table(NAMES, rows[:row_limit], cut=len(rows) > row_limit)


def _cell(schema: Schema, row: Mapping[str, Term], name: str) -> Cell:
    iri, label = text_of(row[name]), row.get(f"{name}Label")
    return Cell(text_of(label) if label is not None else schema.label(iri), iri)
