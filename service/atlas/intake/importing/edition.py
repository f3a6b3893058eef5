"""Editions of a catalogue: one named graph each, what it says of itself, and what stands before and after it.

Names of what each edition makes anew carry the edition; everything else keeps its name from one to the next.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from atlas.intake.importing.catalogue import Catalogue
from atlas.intake.importing.origin import Origin
from atlas.namespaces import DCTERMS, FOAF, OWL, RDF, SYS, XSD
from atlas.rdf.serialize import write_lines
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.files import import_graph
from atlas.store.protocol import Store
from atlas.store.rows import select

WHO: Final = "import"
EDITIONS: Final = (
    f"PREFIX dcterms: <{DCTERMS}> PREFIX owl: <{OWL}> PREFIX sys: <{SYS}>"
    + """
SELECT ?graph ?release ?digest ?day WHERE {
  ?graph a sys:ImportGraph ; sys:ofMapping $mapping ; owl:versionInfo ?release ; sys:inputDigest ?digest .
  OPTIONAL { ?graph dcterms:issued ?issued }
  OPTIONAL { ?graph sys:retrievalDay ?retrieved }
  BIND(COALESCE(?issued, ?retrieved) AS ?day)
}
"""
)
KEPT: Final = (f"<{FOAF}primaryTopic>".encode(), f"<{DCTERMS}source>".encode())
DAY: Final = b'"day of the edition"'
REPLACED: Final = f"{DCTERMS}isReplacedBy"


@dataclass(frozen=True)
class Edition:
    """One edition as the store holds it. day: empty where nobody said one."""

    graph: str
    release: str
    digest: str
    day: str


@dataclass(frozen=True)
class Place:
    """Where an edition stands among those held: itself if it is held, the one before, the one after."""

    same: Edition | None
    before: Edition | None
    after: Edition | None


async def find_place(store: Store, mapping: str, release: str, day: str | None) -> Place:
    """The place of an edition. Those without a day come in the order in which they were imported."""
    rows = await select(store, EDITIONS, {"mapping": NamedNode(mapping)}, deadline_s=60)
    revisions = await store.revisions([_text(row["graph"]) for row in rows])
    held = [Edition(*(_text(row.get(name)) for name in ("graph", "release", "digest", "day"))) for row in rows]
    held.sort(key=lambda one: (one.day, revisions.get(one.graph, 0)))
    same = next((one for one in held if one.release == release), None)
    others = [one for one in held if one.release != release]
    later = [one for one in others if day is not None and one.day > day]
    if same is not None and day is None:
        later = others[held.index(same) :]
    earlier = [one for one in others if one not in later]
    return Place(same, earlier[-1] if earlier else None, later[0] if later else None)


def describe_edition(
    base: str, mapping: str, release: str, origin: Origin, catalogue: Catalogue, digest: str
) -> list[bytes]:
    """What the graph of an edition says of itself; what nobody knows is said to be unknown."""
    node = NamedNode(import_graph(base, mapping, release))
    days = ((f"{DCTERMS}issued", origin.issued), (f"{SYS}retrievalDay", origin.retrieved))
    unknown = [name for name, value in (
        ("the commit", origin.commit), ("the day of the edition", origin.issued),
        ("the day of retrieval", origin.retrieved)) if value is None]  # fmt: skip
    said: list[tuple[str, Term]] = [
        (f"{RDF}type", NamedNode(f"{SYS}ImportGraph")),
        (f"{SYS}ofMapping", NamedNode(f"{base}mapping/{mapping}")),
        (f"{SYS}inputDigest", Literal(digest)),
        (f"{OWL}versionInfo", Literal(release)),
        (f"{DCTERMS}source", NamedNode(catalogue.source)),
        *((name, Literal(day, datatype=NamedNode(f"{XSD}date"))) for name, day in days if day is not None),
    ]
    if origin.commit is not None:
        said.append((f"{DCTERMS}identifier", Literal(origin.commit)))
    if unknown:
        said.append((f"{DCTERMS}description", Literal(f"Unknown: {', '.join(unknown)}.", language="en")))
    return write_lines(Quad(node, NamedNode(name), value) for name, value in said).splitlines()


class Naming:
    """Names of an edition: puts the release into names of versioned kinds, and takes it out again.

    day: of the edition, which its statements may repeat; empty where nobody said one.
    """

    def __init__(self, base: str, mapping: str, release: str, versioned: Iterable[str], day: str = "") -> None:
        self.graph, self.release = import_graph(base, mapping, release), release
        self._base, self._mapping, self._versioned = base, mapping, tuple(versioned)
        self._day = f'"{day}"^^<{XSD}date>'.encode() if day else b""
        self._part_of = f"<{DCTERMS}isPartOf> <{self.graph}> .".encode()
        self._graphs = f"<{base}graph/".encode()
        kinds = "|".join(sorted(re.escape(kind) for kind in versioned))
        name = rf"(<{re.escape(base)}(?:id|graph)/(?:{kinds})/[a-z0-9-]+?)"
        self._bare = re.compile(rf"{name}([#>])".encode()) if kinds else None
        self._named = re.compile(rf"(<{re.escape(base)}[^>]*?)-{re.escape(release)}(?=[-#>])".encode())

    def of(self, other: Edition) -> Self:
        """The naming of another edition of the same catalogue."""
        return type(self)(self._base, self._mapping, other.release, self._versioned, other.day)

    def versions(self, name: str) -> bool:
        """Whether each edition makes things of this kind anew. name: `kind/slug`."""
        return name.partition("/")[0] in self._versioned

    def put(self, lines: Iterable[bytes]) -> list[bytes]:
        """Lines of one record as the edition's graph holds them, sorted."""
        found: set[bytes] = set()
        for line in lines:
            if line.startswith(self._graphs):
                subject, predicate, _ = line.split(b" ", 2)
                found.add(b" ".join((subject, self._part_of)))
                if predicate not in KEPT:
                    continue
            found.add(line)
        if self._bare is None:
            return sorted(found)
        into = rb"\1-" + self.release.encode() + rb"\2"
        return sorted(self._bare.sub(into, line) for line in found)

    def take(self, line: bytes) -> bytes:
        """A line without the release in its names and the edition's day in its value, for comparing editions."""
        bare = self._named.sub(rb"\1", line.replace(self._part_of, b""))
        return bare.replace(self._day, DAY) if self._day else bare


def mark_replaced(older: Naming, newer: Naming, topics: Sequence[tuple[str, str]]) -> list[bytes]:
    """Statements that an edition, and things that each makes anew, are replaced. topics: old name, new name."""
    named = [(older.graph, newer.graph), *topics]
    predicate = NamedNode(REPLACED)
    return write_lines(Quad(NamedNode(old), predicate, NamedNode(new)) for old, new in named).splitlines()


def _text(term: Term | None) -> str:
    return str(getattr(term, "value", "") if term is not None else "")
