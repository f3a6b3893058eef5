"""Identity resolution: things of a catalogue in, certain links and a list to review out. Merges nothing.

Identifiers come first, then names with version, size and maker; every score says how it came about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from atlas.intake.identities.blocks import Blocks
from atlas.intake.identities.compare import Comparison, compare
from atlas.intake.identities.decisions import DIFFERENT, Decisions
from atlas.intake.identities.makers import MakerNames
from atlas.intake.identities.parts import Parts, Tables, load_groups, load_tables
from atlas.intake.identities.things import Described, Thing, describe_quads, describe_store
from atlas.rdf.terms import Quad
from atlas.schema.model import Schema
from atlas.store.protocol import Store

FOLDER: Final = Path("data") / "identities"
MAKERS: Final = "actor"
SHOWN: Final = 5
DECIMALS: Final = 3


@dataclass(frozen=True)
class Link:
    """A thing and one held that it may be. by: what found it, an identifier or a name.

    features: outcome by feature; reasons: in words; doubts: features for which it is not certain.
    """

    subject: str
    target: str
    score: float
    reasons: tuple[str, ...]
    by: str = "name"
    features: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Resolution:
    """links: certain, at most one a subject. review: what a person has to look at, the likeliest first."""

    links: tuple[Link, ...] = ()
    review: tuple[Link, ...] = ()


class Identities:
    """What is held, ready to be found again in a catalogue."""

    def __init__(self, schema: Schema, known: Iterable[Quad] = ()) -> None:
        self._schema = schema
        self._tables = load_tables(schema.home / FOLDER)
        self._makers = MakerNames(load_groups(schema.home / FOLDER), self._tables[MAKERS])
        self._decisions = Decisions()
        self._things: list[Thing] = []
        self._numbers: dict[str, int] = {}
        self._blocks: dict[str, Blocks] = {}
        self.add(known)

    @classmethod
    async def of_store(cls, schema: Schema, store: Store) -> "Identities":
        """Over all that a store holds in its newest snapshot."""
        made = cls(schema)
        made.hold(await describe_store(schema, store))
        return made

    def __len__(self) -> int:
        return len(self._things)

    def add(self, quads: Iterable[Quad]) -> None:
        """Hold the things that these statements tell of, too; what is held already stays as it is."""
        self.hold(describe_quads(self._schema, quads))

    def hold(self, described: Described) -> None:
        """Hold things that are described already."""
        self._decisions.learn(described.decided)
        new = [thing for thing in described.things if thing.iri not in self._numbers]
        self._makers.learn(new)
        for thing in new:
            self._numbers[thing.iri] = len(self._things)
            blocks = self._blocks.setdefault(thing.type, Blocks())
            blocks.add(len(self._things), thing, self._parts(thing), self._makers.of(thing))
            self._things.append(thing)

    def resolve(self, quads: Iterable[Quad]) -> Resolution:
        """Find the things that these statements tell of among those held. A thing is never linked with itself."""
        return self.find(describe_quads(self._schema, quads))

    def find(self, described: Described) -> Resolution:
        """Find things that are described already; one that is held under its own name is itself."""
        new = [thing for thing in described.things if thing.iri not in self._numbers]
        self._decisions.learn(described.decided)
        self._makers.learn(new)
        return self._resolve(new)

    def resolve_held(self) -> Resolution:
        """Find held things that may be one with each other and of which nothing is decided; each pair once."""
        found = self._resolve(self._things)
        seen: set[frozenset[str]] = set()
        kept: list[list[Link]] = [[], []]
        for place, links in enumerate((found.links, found.review)):
            for link in links:
                pair = frozenset((link.subject, link.target))
                if pair not in seen and not self._decisions.of(link.subject, link.target):
                    seen.add(pair)
                    kept[place].append(link)
        return Resolution(tuple(kept[0]), tuple(sorted(kept[1], key=lambda one: (-one.score, one.subject))))

    def _resolve(self, things: Iterable[Thing]) -> Resolution:
        links: list[Link] = []
        review: list[Link] = []
        for thing in things:
            certain, doubtful = self._find(thing)
            links.extend(certain)
            review.extend(doubtful)
        return Resolution(tuple(links), tuple(review))

    def _parts(self, thing: Thing) -> list[Parts]:
        tables = self._tables[thing.sort]
        return [tables.part(name) for name in thing.names]

    def _find(self, thing: Thing) -> tuple[list[Link], list[Link]]:
        """Certain links of a thing, at most one, and those to review; what is decided holds, explained if it can be."""
        links, review = self._search(thing)
        decided = [iri for iri in self._decisions.same_as(thing.iri) if iri in self._numbers]
        if not decided:
            return links, review
        explained = [link for link in links if link.target in decided]
        return explained or [
            Link(thing.iri, decided[0], 1.0, ("decided before",), "decision", {"decision": "same"})
        ], []

    def _search(self, thing: Thing) -> tuple[list[Link], list[Link]]:
        """What identifiers and names tell, whatever is decided."""
        blocks = self._blocks.get(thing.type)
        if blocks is None:
            return [], []
        tables = self._tables[thing.sort]
        same = [self._things[number] for number in blocks.by_identifier(thing) if self._may_be(thing, number)]
        if same:
            found = [self._by_identifier(tables, thing, other) for other in same]
            if len(found) > 1:
                return [], [replace(one, doubts=(*one.doubts, "rivals")) for one in found[:SHOWN]]
            return ([], found) if found[0].doubts else (found, [])
        parts, makers = self._parts(thing), self._makers.of(thing)
        numbers, cut = blocks.by_parts(parts, makers)
        links, review = self._by_name(tables, thing, numbers, cut)
        if links:
            return links, review
        alike = blocks.by_likeness(parts, makers)
        return self._by_name(tables, thing, list(dict.fromkeys((*numbers, *alike))), cut)

    def _may_be(self, thing: Thing, number: int) -> bool:
        """Whether a held thing is another than this one by IRI and nobody said that they differ."""
        other = self._things[number].iri
        return other != thing.iri and self._decisions.of(thing.iri, other) != DIFFERENT

    def _by_identifier(self, tables: Tables, thing: Thing, other: Thing) -> Link:
        """Certain, unless the names speak against it: catalogues do give a thing the address of a relative."""
        told = compare(tables, self._makers, thing, other)
        common = ", ".join(f"{scheme} {value}" for scheme, value in sorted(thing.own & other.own))
        most = tables.settings["doubtful"]
        score = round(min(told.score, most), DECIMALS) if told.against else 1.0
        return Link(
            thing.iri,
            other.iri,
            score,
            (f"identifier same: {common}", *told.reasons),
            "identifier",
            {"identifier": "same", **told.features},
            told.against,
        )

    def _by_name(
        self, tables: Tables, thing: Thing, numbers: Iterable[int], cut: bool
    ) -> tuple[list[Link], list[Link]]:
        scored: list[tuple[Comparison, Thing]] = []
        for other in (self._things[number] for number in numbers if self._may_be(thing, number)):
            if not thing.differs_by_identifier(other):
                told = compare(tables, self._makers, thing, other)
                if told.score >= tables.settings["review"]:
                    scored.append((told, other))
        scored.sort(key=lambda one: (-one[0].odds, one[1].iri))
        if not scored:
            return [], []
        best, lead = scored[0][0], tables.settings["lead"]
        rivals = [one for one, _ in scored[1:] if best.odds - one.odds < lead]
        most = tables.settings["doubtful"]
        found = [_link(thing, other, told, bool(rivals), cut, most) for told, other in scored[:SHOWN]]
        if best.score >= tables.settings["certain"] and not found[0].doubts:
            return found[:1], []
        return [], found


def _link(thing: Thing, other: Thing, told: Comparison, has_rivals: bool, cut: bool, most: float) -> Link:
    """most: the highest score of a match in doubt."""
    more = [*(["rivals"] if has_rivals else []), *(["too many alike"] if cut else [])]
    return Link(
        thing.iri,
        other.iri,
        round(min(told.score, most) if more or told.doubts else told.score, DECIMALS),
        told.reasons,
        "name",
        told.features,
        (*told.doubts, *more),
    )
