"""Things as the matcher sees them: rows of the queries of queries/identities in, one description a thing out.

Which classes are compared, what names a thing, what identifies it and who made it is what those queries select.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from atlas.errors import HomeError
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.model import SavedQuery, Schema
from atlas.store.memory import MemoryStore
from atlas.store.protocol import Store
from atlas.store.rows import select

FOLDER: Final = "identities"
QUERIES: Final = ("things", "identifiers", "makers", "remarks", "decided")
OWN: Final = "own"
DEADLINE_S: Final = 600.0
Rows = list[dict[str, Term]]
Verdict = tuple[str, str, str]


@dataclass
class Thing:
    """One thing. own: identifiers that no other thing of its class bears; shared: those that several may bear.

    makers: IRIs of records, or names; remarks: texts that tell of its version and size. Identifiers are scheme, value.
    """

    iri: str
    type: str = ""
    sort: str = ""
    names: list[str] = field(default_factory=list)
    makers: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    own: set[tuple[str, str]] = field(default_factory=set)
    shared: set[tuple[str, str]] = field(default_factory=set)

    def differs_by_identifier(self, other: "Thing") -> str:
        """A scheme in which both have identifiers of their own and none in common; empty where there is none."""
        common = {scheme for scheme, _ in self.own} & {scheme for scheme, _ in other.own}
        for scheme in sorted(common):
            ours = {value for of, value in self.own if of == scheme}
            if not ours & {value for of, value in other.own if of == scheme}:
                return scheme
        return ""


@dataclass(frozen=True)
class Described:
    """Things by the order of their IRIs, and what is decided of pairs: one thing, the other, the verdict."""

    things: tuple[Thing, ...] = ()
    decided: tuple[Verdict, ...] = ()

    def without(self, records: Collection[str]) -> "Described":
        """The same but for these records and their parts."""
        return Described(
            tuple(thing for thing in self.things if thing.iri.partition("#")[0] not in records),
            tuple(said for said in self.decided if said[0].partition("#")[0] not in records),
        )


def describe_quads(schema: Schema, quads: Iterable[Quad]) -> Described:
    """The things that statements tell of."""
    return describe_memory(schema, MemoryStore(quads))


def describe_memory(schema: Schema, store: MemoryStore) -> Described:
    """The things that a store in memory tells of."""
    return _describe({name: store.select(query.text) for name, query in _queries(schema).items()})


async def describe_store(schema: Schema, store: Store) -> Described:
    """The things that a store holds in its newest snapshot."""
    return _describe(
        {name: await select(store, query.text, deadline_s=DEADLINE_S) for name, query in _queries(schema).items()}
    )


def _queries(schema: Schema) -> dict[str, SavedQuery]:
    found = {name: schema.queries.get(f"{FOLDER}/{name}") for name in QUERIES}
    missing = [f"queries/{FOLDER}/{name}.rq" for name, query in found.items() if query is None]
    if missing:
        raise HomeError(f"{', '.join(missing)} is missing.")
    return {name: query for name, query in found.items() if query is not None}


def _describe(rows: Mapping[str, Rows]) -> Described:
    things: dict[str, Thing] = {}
    for row in rows["things"]:
        thing = things.setdefault(text_of(row["thing"]), Thing(text_of(row["thing"])))
        thing.type, thing.sort = thing.type or text_of(row["type"]), thing.sort or text_of(row["sort"])
        _add(thing.names, text_of(row["name"]))
    for row in rows["identifiers"]:
        found = things.get(text_of(row["thing"]))
        if found is not None and text_of(row["value"]):
            mine = found.own if text_of(row["strength"]) == OWN else found.shared
            mine.add((text_of(row["scheme"]), text_of(row["value"])))
    for row in rows["makers"]:
        found = things.get(text_of(row["thing"]))
        if found is not None:
            _add(found.makers, text_of(row["maker"]))
    for row in rows["remarks"]:
        found = things.get(text_of(row["thing"]))
        if found is not None:
            _add(found.remarks, text_of(row["text"]))
    decided = (tuple(text_of(row[name]) for name in ("thing", "other", "verdict")) for row in rows["decided"])
    return Described(tuple(things[iri] for iri in sorted(things)), tuple(decided))  # type: ignore[arg-type]


def write_thing(thing: Thing) -> list[object]:
    """A thing as JSON values."""
    own, shared = sorted(thing.own), sorted(thing.shared)
    return [thing.iri, thing.type, thing.sort, thing.names, thing.makers, thing.remarks, own, shared]


def read_thing(said: Sequence[Any]) -> Thing:
    """What `write_thing` wrote."""
    iri, type_, sort, names, makers, remarks, own, shared = said
    return Thing(iri, type_, sort, names, makers, remarks, set(map(tuple, own)), set(map(tuple, shared)))


def _add(texts: list[str], text: str) -> None:
    if text and text not in texts:
        texts.append(text)


def text_of(term: Term) -> str:
    """The text of an IRI or literal."""
    return term.value if isinstance(term, (NamedNode, Literal)) else ""
