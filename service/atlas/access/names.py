"""Near names: an address or a word that nothing here has in, the closest things that exist out."""

from difflib import get_close_matches

from atlas.rdf.terms import Literal, NamedNode
from atlas.schema.model import Schema
from atlas.store.protocol import Store
from atlas.store.rows import select

NEAR_LIMIT = 5


async def find_near(store: Store, schema: Schema, path: str) -> list[str]:
    """IRIs of things whose slug or label is close to the end of a path, best first, at most five."""
    wanted = path.rstrip("/").rpartition("/")[2].lower()
    if not wanted:
        return []
    names: dict[str, list[str]] = {}
    for iri, label in [*await all_names(store, schema), *schema.labels.items()]:
        for name in (iri.replace("#", "/").rpartition("/")[2].lower(), label.lower()):
            names.setdefault(name, []).append(iri)
    close = get_close_matches(wanted, names, n=NEAR_LIMIT, cutoff=0.7)
    contained = [name for name in sorted(names, key=len) if len(wanted) > 3 and wanted in name]
    found = [iri for name in [*close, *contained] for iri in names[name] if iri.startswith(schema.base)]
    return list(dict.fromkeys(found))[:NEAR_LIMIT]


async def all_names(store: Store, schema: Schema) -> list[tuple[str, str]]:
    """IRI and label of every record, each label a pair."""
    rows = await select(store, schema.queries["views/names"].text)
    return [
        (row["item"].value, row["label"].value)
        for row in rows
        if isinstance(row["item"], NamedNode) and isinstance(row.get("label"), Literal)
    ]


async def search(store: Store, schema: Schema, words: str, limit: int = 50) -> list[tuple[str, str]]:
    """Records and terms with every word in their label, those that begin with the words first."""
    wanted = words.lower().split()
    if not wanted:
        return []
    found = {
        (iri, label)
        for iri, label in [*await all_names(store, schema), *schema.labels.items()]
        if iri.startswith(schema.base) and all(word in label.lower() for word in wanted)
    }
    return sorted(found, key=lambda pair: (not pair[1].lower().startswith(words.lower()), len(pair[1]), pair))[:limit]
