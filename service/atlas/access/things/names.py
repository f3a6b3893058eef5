"""Near names: an address that nothing here has in, the closest things that exist out."""

from difflib import get_close_matches

from atlas.schema.model import Schema
from atlas.search.current import Search
from atlas.search.index import slug_of

NEAR_LIMIT = 5
NEAR_ENOUGH = 0.72
BEGINNING = 2
CANDIDATES = 500


async def find_near(search: Search, schema: Schema, path: str) -> list[str]:
    """IRIs of things whose slug or name is close to the end of a path, best first, at most five.

    What shares letter triples comes from the index; a slip in a short word is found among what begins alike.
    """
    wanted = slug_of(path).replace("-", " ").lower()
    alike = await search.find(wanted[:BEGINNING], limit=CANDIDATES) if wanted else []
    names = {name: hit.iri for hit in reversed(alike) for name in (hit.label.lower(), _words(hit.iri))}
    names |= {name: iri for iri, label in schema.labels.items() for name in (label.lower(), _words(iri))}
    close = [names[name] for name in get_close_matches(wanted, names, n=NEAR_LIMIT, cutoff=NEAR_ENOUGH)]
    hits = [*await search.near(wanted, limit=NEAR_LIMIT), *await search.find(wanted, limit=NEAR_LIMIT)]
    found = dict.fromkeys(iri for iri in [*close, *(hit.iri for hit in hits)] if iri.startswith(schema.base))
    return list(found)[:NEAR_LIMIT]


def _words(iri: str) -> str:
    return slug_of(iri).replace("-", " ").lower()
