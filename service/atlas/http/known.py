"""Names of everything the graph knows, for forms and pasted texts: looked up in the state's rows, once a snapshot."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping

from atlas.access.saved_queries.counted import Rows
from atlas.http.dependencies import State
from atlas.rdf.terms import Literal, NamedNode
from atlas.schema.model import Schema


async def find_records(state: State) -> Mapping[str, str]:
    """IRI to first name of everything that has a record; made once a snapshot."""

    async def make() -> Mapping[str, str]:
        return await asyncio.to_thread(_by_iri, state.schema, await state.counted.rows("record-names"))

    return await state.counted.once("filling records", make)


async def find_named(state: State) -> Mapping[str, set[str]]:
    """Lower-case name to the records, concepts and terms called so; made once a snapshot."""

    async def make() -> Mapping[str, set[str]]:
        return await asyncio.to_thread(_by_name, state.schema, await state.counted.rows("names"))

    return await state.counted.once(f"filling names {state.schema.language}", make)


def _by_iri(schema: Schema, rows: Rows) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        item, label = row["item"], row["label"]
        if isinstance(item, NamedNode) and isinstance(label, Literal) and schema.kind_of(item.value):
            found.setdefault(item.value, label.value)
    return found


def _by_name(schema: Schema, rows: Rows) -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if isinstance(row["item"], NamedNode) and isinstance(row["label"], Literal):
            names[row["label"].value.casefold()].add(row["item"].value)
    for iri, label in schema.labels.items():
        names[label.casefold()].add(iri)
    return dict(names)
