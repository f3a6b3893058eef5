"""IRIs in, what the graph calls each of them out: in the language of the schema's reader first, then in English."""

from collections.abc import Iterable
from typing import Final

from atlas.access.supports import text_of
from atlas.rdf.terms import Literal, NamedNode
from atlas.schema.model import Schema
from atlas.store.protocol import Store
from atlas.store.rows import select

VIEW: Final = "views/labels"
DEADLINE_S: Final = 10.0


async def ask_labels(
    store: Store, schema: Schema, iris: Iterable[str], *, deadline_s: float = DEADLINE_S
) -> dict[str, str]:
    """Labels of those IRIs that have one in the store. Nothing is asked where there are none."""
    terms = [NamedNode(iri) for iri in sorted(set(iris))]
    if not terms:
        return {}
    values = {"terms": terms, "language": Literal(schema.language)}
    rows = await select(store, schema.queries[VIEW].text, values, deadline_s=deadline_s)
    return {text_of(row["term"]): text_of(row["label"]) for row in rows}
