"""IRIs in, what the graph calls each of them out: in the language of the schema's reader first, then in English.

Beside it the type of what gives the words around them: they lie with the pages, none here.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import Final, TypeAlias

from atlas.access.things.supports import text_of
from atlas.rdf.terms import Literal, NamedNode
from atlas.schema.model import Schema
from atlas.store.protocol import Store
from atlas.store.rows import Values, select

Say: TypeAlias = Callable[..., str]  # a message by its key and arguments, in the reader's language
VIEW: Final = "views/labels"
DEADLINE_S: Final = 10.0


async def ask_labels(
    store: Store,
    schema: Schema,
    iris: Iterable[str],
    *,
    deadline_s: float = DEADLINE_S,
    client: str | None = None,
) -> dict[str, str]:
    """Labels of those IRIs that have one in the store. Nothing is asked where there are none."""
    terms = [NamedNode(iri) for iri in sorted(set(iris))]
    if not terms:
        return {}
    values: Values = {"terms": terms, "language": Literal(schema.language)}
    rows = await select(store, schema.queries[VIEW].text, values, deadline_s=deadline_s, client=client)
    return {text_of(row["term"]): text_of(row["label"]) for row in rows}


def both(parts: Sequence[str], say: Say) -> str:
    """Tests that must all hold, as one clause."""
    return reduce(lambda left, right: say("sentence-and", left=left, right=right), parts)


def either(parts: Sequence[str], say: Say) -> str:
    """Values of which one is enough, as one."""
    return reduce(lambda left, right: say("sentence-or", left=left, right=right), parts) if parts else ""
