"""A foreign address in, the things here that it names out: by identifier, by page, as a source. Fetches nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from atlas.access.things.supports import text_of
from atlas.rdf.terms import NamedNode
from atlas.schema.model import Schema
from atlas.store.protocol import Store
from atlas.store.rows import select

LENGTH: Final = 2_000
RANKS: Final = ("identifier", "page", "source")
UNFIT: Final = frozenset('<>"{}|\\^`')


@dataclass(frozen=True)
class Named:
    """A thing that an address names. by: identifier (its own), page (about it), source (it is that document)."""

    iri: str
    by: str


async def find_named(store: Store, schema: Schema, address: str) -> list[Named]:
    """Things an address names, each once, those by the strongest ground first; none for what is no address."""
    query = schema.queries.get("views/by-identifier")
    if query is None or not is_iri(address):
        return []
    given = {"addresses": [NamedNode(one) for one in dict.fromkeys(_spellings(address))]}
    found: dict[str, Named] = {}
    for row in await select(store, query.text, given):
        one = Named(text_of(row["item"]), text_of(row["by"]))
        held = found.get(one.iri)
        if held is None or _rank(one) < _rank(held):
            found[one.iri] = one
    return sorted(found.values(), key=lambda one: (_rank(one), one.iri))


def strongest(found: list[Named]) -> list[Named]:
    """Those that share the strongest ground: one of them is an answer, several are a choice."""
    return [one for one in found if _rank(one) == _rank(found[0])]


def last_words(address: str) -> str:
    """What stands last in an address, for a search of names."""
    parts = urlsplit(address)
    return unquote(parts.path.rstrip("/").rpartition("/")[2] or parts.netloc)


def is_iri(text: str) -> bool:
    """Whether a text may stand as an IRI: a scheme, nothing that ends an IRI, not too long."""
    scheme, colon, rest = text.partition(":")
    return (
        bool(colon and rest and scheme.isascii() and scheme.replace("+", "").replace("-", "").isalnum())
        and len(text) <= LENGTH
        and not any(character in UNFIT or ord(character) <= 32 for character in text)
    )


def _spellings(address: str) -> Iterator[str]:
    """An address and those that commonly mean the same: http or https, with and without a slash at the end."""
    bare = address.split("#")[0].rstrip("/")
    yield address
    for one in (bare, f"{bare}/"):
        yield one
        if one.startswith("http://"):
            yield "https://" + one.removeprefix("http://")
        elif one.startswith("https://"):
            yield "http://" + one.removeprefix("https://")


def _rank(found: Named) -> int:
    return RANKS.index(found.by) if found.by in RANKS else len(RANKS)
