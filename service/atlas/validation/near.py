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
MEANT: Final = 0.8
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
                yield Quad(node, NamedNode(f"{SYS}letterLikeness"), _decimal(one.letters))
                yield Quad(node, NamedNode(f"{SYS}wordLikeness"), _decimal(words))
                yield Quad(node, NamedNode(f"{SYS}spellingLikeness"), _decimal(spelling(name, one.name)))


def unknown_things(schema: Schema, nodes: Iterable[str], context: Iterable[Quad]) -> list[str]:
    """Names of records among some IRIs that the context does not describe; the first few of many."""
    known = {quad.subject.value for quad in context if isinstance(quad.subject, NamedNode)}
    return [iri for iri in nodes if iri not in known and "#" not in iri and schema.kind_of(iri)][:NAME_LIMIT]


def tell_meant(unknown: Sequence[str], found: Sequence[Sequence[Candidate]]) -> Iterator[Quad]:
    """Things that an unknown name of a record may mean, as statements about one blank node a pair of both."""
    for number, (iri, candidates) in enumerate(zip(unknown, found, strict=True)):
        for place, one in enumerate(candidates):
            likeness = spelling(_slug(iri), _slug(one.iri))
            if likeness >= MEANT:
                node = BlankNode(f"meant{number}x{place}")
                yield Quad(node, NamedNode(f"{SYS}comparedName"), Literal(iri))
                yield Quad(node, NamedNode(f"{SYS}nearThing"), NamedNode(one.iri))
                yield Quad(node, NamedNode(f"{SYS}spellingLikeness"), _decimal(likeness))


def read_meant(context: Iterable[Quad]) -> dict[str, list[str]]:
    """Unknown names with the things they may mean, the likeliest first, as `tell_meant` told them."""
    said: dict[object, dict[str, str]] = {}
    for quad in context:
        if isinstance(quad.subject, BlankNode) and isinstance(quad.object, (Literal, NamedNode)):
            said.setdefault(quad.subject, {})[quad.predicate.value.removeprefix(SYS)] = quad.object.value
    rated: dict[str, list[tuple[float, str]]] = {}
    for one in said.values():
        if "nearName" not in one and {"comparedName", "nearThing", "spellingLikeness"} <= one.keys():
            rated.setdefault(one["comparedName"], []).append((-float(one["spellingLikeness"]), one["nearThing"]))
    return {iri: [thing for _, thing in sorted(things)] for iri, things in rated.items()}


def ask_for_meant(schema: Schema, unknown: Sequence[str]) -> list[Asked]:
    """What to look up for unknown names of records: things of the same kind that are named like it."""
    return ask_for(schema, [(_slug(iri).replace("-", " "), iri) for iri in unknown])


def _slug(iri: str) -> str:
    return iri.rpartition("/")[2]


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


def _decimal(value: float) -> Literal:
    return Literal(f"{value:.3f}", datatype=NamedNode(f"{XSD}decimal"))
