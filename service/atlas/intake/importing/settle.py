"""Newcomers that are held already: what is said of them becomes claims about the thing held, and names lead to it.

How a statement becomes a claim is data, the queries in `queries/imports`; a home without them keeps and links both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from atlas.intake.identities.resolve import Link, Resolution
from atlas.intake.identities.things import Described
from atlas.intake.importing.make import Made, sort_lines
from atlas.namespaces import SKOS, XSD
from atlas.rdf.formats import N_TRIPLES
from atlas.rdf.serialize import write_lines
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.model import Schema
from atlas.store.memory import MemoryStore

FOLDER: Final = "imports"
LINK: Final = "identities/link"
EXACT: Final = f"{SKOS}exactMatch"


class Matcher(Protocol):
    """Finds what newcomers are among the things held."""

    def find(self, described: Described) -> Resolution:
        """Links of newcomers."""
        ...

    def hold(self, described: Described) -> None:
        """Hold these too."""
        ...


@dataclass(frozen=True)
class Settled:
    """What became of a batch, without what an earlier one told. links: to things held; review: for a person."""

    links: list[Link]
    review: list[Link]


class Settler:
    """Settles batch after batch; what an earlier one was found to be holds for the later ones."""

    def __init__(self, schema: Schema, matcher: Matcher, values: Mapping[str, NamedNode | Literal]) -> None:
        self._schema, self._matcher = schema, matcher
        self._queries = [
            (query.text, {name: values[name] for name in _used(query.text, values)}) for query in schema.folder(FOLDER)
        ]
        self._link = schema.queries.get(LINK)
        self.same: dict[str, str] = {}
        self._reported: set[tuple[str, str]] = set()

    def settle(self, made: Made) -> Settled:
        """Match the records of a batch and change them accordingly."""
        base = self._schema.base
        resolution = self._matcher.find(made.described)
        found = {link.subject: link for link in resolution.links if link.subject != link.target}
        here = {f"{base}id/{key}": key for key in made.records}
        found = {subject: link for subject, link in found.items() if subject in here}
        self.same.update((subject, link.target) for subject, link in found.items())
        review = [link for link in resolution.review if link.subject not in found]
        matched = {here[subject] for subject in found}
        self._matcher.hold(made.described.without(found))
        taken = {key: made.records.pop(key) for key in matched} if self._queries else {}
        if taken:
            self._claim(taken, found, made)
        for subject, link in found.items():
            made.records.setdefault(here[subject], set()).update(self._told(link))
        if self._queries:
            self._rename(made)
        return Settled(self._new(found.values()), self._new(review))

    def _new(self, links: Iterable[Link]) -> list[Link]:
        new = {(link.subject, link.target): link for link in links}
        new = {pair: link for pair, link in new.items() if pair not in self._reported}
        self._reported |= new.keys()
        return list(new.values())

    def _told(self, link: Link) -> set[bytes]:
        """A link as it stands in the graph: by the home's query, with score and reasons; else as an exact match."""
        if self._link is None:
            return {f"<{link.subject}> <{EXACT}> <{link.target}> .".encode()}
        score = Literal(f"{link.score:.3f}", datatype=NamedNode(f"{XSD}decimal"))
        values: dict[str, Term | Sequence[Term]] = {
            "subject": NamedNode(link.subject),
            "target": NamedNode(link.target),
            "score": score,
            "reason": Literal("; ".join(link.reasons)),
        }
        return {line.rstrip() for line in MemoryStore().construct_lines(self._link.text, values)}

    def _claim(self, taken: Mapping[str, set[bytes]], found: Mapping[str, Link], made: Made) -> None:
        """Claims from the statements of newcomers that are held."""
        store = MemoryStore()
        store.read(b"\n".join(line for lines in taken.values() for line in lines), N_TRIPLES)
        exact = NamedNode(EXACT)
        links = [Quad(NamedNode(subject), exact, NamedNode(link.target)) for subject, link in found.items()]
        store.read(write_lines(links), N_TRIPLES)
        for text, values in self._queries:
            sort_lines(store.construct_lines(text, values), self._schema.base, made.records)

    def _rename(self, made: Made) -> None:
        """Have what points to a newcomer point to the thing held."""
        start = f"<{self._schema.base}id/".encode()
        names = {f"<{old}>".encode(): f"<{new}>".encode() for old, new in self.same.items()}
        exact = f"<{EXACT}>".encode()
        for key, lines in made.records.items():
            changed: dict[bytes, bytes] = {}
            for line in lines:
                subject, predicate, value = line.split(b" ", 2)
                if value.startswith(start) and predicate != exact and value[:-2] in names:
                    changed[line] = b" ".join((subject, predicate, names[value[:-2]] + b" ."))
            if changed:
                made.records[key] = (lines - changed.keys()) | set(changed.values())


def _used(text: str, values: Mapping[str, NamedNode | Literal]) -> list[str]:
    return [name for name in values if f"${name}" in text]
