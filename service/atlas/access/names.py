"""Near names: an address that nothing here has in, the closest things that exist out."""

from atlas.schema.model import Schema
from atlas.search.current import Search
from atlas.search.index import slug_of

NEAR_LIMIT = 5


async def find_near(search: Search, schema: Schema, path: str) -> list[str]:
    """IRIs of things whose slug or name is close to the end of a path, best first, at most five."""
    wanted = slug_of(path).replace("-", " ")
    hits = [*await search.near(wanted, limit=NEAR_LIMIT), *await search.find(wanted, limit=NEAR_LIMIT)]
    found = dict.fromkeys(hit.iri for hit in hits if hit.iri.startswith(schema.base))
    return list(found)[:NEAR_LIMIT]
