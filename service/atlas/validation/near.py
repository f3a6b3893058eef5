"""Names that a record gives and the things already known that bear nearly the same: rows out and in as statements.

Which names of which records are compared says `queries/views/compared-names.rq`; which likeness is worth a finding
says a check in `queries/checks`. Here likeness is only told, in the machine's own words.
"""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from atlas.namespaces import SYS, XSD
from atlas.rdf.terms import BlankNode, Literal, NamedNode, Quad
from atlas.schema.model import Schema
from atlas.search.candidates import Asked, Candidate, alike, pieces_of
from atlas.search.index import to_key
from atlas.store.memory import MemoryStore

VIEW: Final = "views/compared-names"
NAME_LIMIT: Final = 40
FOUND: Final = 5
Name = tuple[str, str]


def compared_names(schema: Schema, quads: Iterable[Quad]) -> list[Name]:
    """Name and IRI of the thing it names, for each name of a submission that is to be compared."""
    if VIEW not in schema.queries:
        return []
    rows = MemoryStore(quads).select(schema.queries[VIEW].text)
    pairs = ((row.get("name"), row.get("item")) for row in rows)
    names = {(n.value, i.value) for n, i in pairs if isinstance(n, Literal) and isinstance(i, NamedNode)}
    return sorted(names)[:NAME_LIMIT]


def ask_for(schema: Schema, names: Sequence[Name]) -> list[Asked]:
    """What to look up: each name among the things of the same kind."""
    kinds = [schema.kind_of(item) for _, item in names]
    return [
        Asked(name, frozenset((kind.iri,)) if kind else frozenset(), FOUND)
        for (name, _), kind in zip(names, kinds, strict=True)
    ]


def tell_near(names: Sequence[Name], found: Sequence[Sequence[Candidate]]) -> Iterator[Quad]:
    """What was found, as statements about one blank node a pair of name and thing."""
    for number, ((name, item), candidates) in enumerate(zip(names, found, strict=True)):
        for place, one in enumerate(candidates):
            if one.iri != item:
                node = BlankNode(f"near{number}x{place}")
                words = 1.0 if one.is_exact else least_like(name, one.name)
                yield Quad(node, NamedNode(f"{SYS}comparedName"), Literal(name))
                yield Quad(node, NamedNode(f"{SYS}nearThing"), NamedNode(one.iri))
                yield Quad(node, NamedNode(f"{SYS}nearName"), Literal(one.name))
                yield Quad(node, NamedNode(f"{SYS}letterLikeness"), decimal(one.letters))
                yield Quad(node, NamedNode(f"{SYS}wordLikeness"), decimal(words))
                yield Quad(node, NamedNode(f"{SYS}spellingLikeness"), decimal(spelling(name, one.name)))


def near_things(told: Iterable[Quad]) -> set[str]:
    """IRIs of the things in what `tell_near` told."""
    return {q.object.value for q in told if isinstance(q.object, NamedNode)}


def least_like(one: str, other: str) -> float:
    """How like its best match the word is, of either name, that has the worst one; from 0 to 1."""
    ours, theirs = to_key(one).split(), to_key(other).split()
    if not ours or not theirs:
        return 0.0
    pairs = [*((word, theirs) for word in ours), *((word, ours) for word in theirs)]
    return min(max(alike(pieces_of(word), pieces_of(near)) for near in among) for word, among in pairs)


def spelling(one: str, other: str) -> float:
    """Share of letters and figures that two names have in the same order, spaces left out; from 0 to 1."""
    ours, theirs = (to_key(name).replace(" ", "") for name in (one, other))
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio()


def decimal(value: float) -> Literal:
    """A likeness as a literal."""
    return Literal(f"{value:.3f}", datatype=NamedNode(f"{XSD}decimal"))
