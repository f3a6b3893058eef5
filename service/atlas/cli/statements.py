"""Statements in words for a terminal: labels from the home, the statements themselves, and what branches hold."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from atlas.intake.history.difference import Difference
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.labels import find_labels
from atlas.schema.model import Schema
from atlas.store.memory import MemoryStore
from atlas.store.rows import Values

VIEW = "views/labels"


class Wording:
    """How things are called. snapshots: where labels are looked up that the schema does not know."""

    def __init__(self, schema: Schema, snapshots: Sequence[Path]) -> None:
        self.schema = schema
        self._stores = [MemoryStore.of_snapshot(path) for path in snapshots]
        self.labels: dict[str, str] = dict(schema.labels)

    def learn(self, quads: Iterable[Quad]) -> None:
        """Find out what everything in some statements is called."""
        given = list(quads)
        self.labels |= find_labels(given, self.schema.label_properties, self.schema.language)
        iris = {term.value for q in given for term in (q.subject, q.predicate, q.object) if isinstance(term, NamedNode)}
        for store in self._stores:
            unknown = sorted(iri for iri in iris - self.labels.keys() if iri.startswith(self.schema.base))
            values: Values = {"terms": [NamedNode(iri) for iri in unknown], "language": Literal(self.schema.language)}
            rows = store.select(self.schema.queries[VIEW].text, values) if unknown else []
            self.labels |= {_text(row["term"]): _text(row["label"]) for row in rows}

    def term(self, term: Term) -> str:
        """A thing by its label, a part by the name it has in its record, a value as text with its language."""
        if isinstance(term, NamedNode):
            return self.labels.get(term.value) or self._short(term.value)
        if isinstance(term, Literal) and term.language:
            return f"{term.value} ({term.language})"
        return _text(term)

    def place(self, graph: str) -> str:
        """A named graph as paths and arguments name it: kind/slug."""
        return graph.removeprefix(f"{self.schema.base}graph/")

    def lines(self, difference: Difference) -> Iterator[tuple[str, Quad | None]]:
        """A difference by subject and property: headings, and `-` and `+` lines with the statement each tells."""
        signed = [("-", quad) for quad in difference.removed] + [("+", quad) for quad in difference.added]
        ordered = sorted(signed, key=lambda one: (*_order(one[1]), one[0] == "+", str(one[1].object)))
        for (subject, path), some in groupby(ordered, key=lambda one: (one[1].subject, one[1].predicate)):
            yield f"{self.term(subject)}: {self.term(path)}", None
            for sign, quad in some:
                yield f"  {sign} {self.term(quad.object)}", quad

    def _short(self, iri: str) -> str:
        if "#" in iri and iri.startswith(self.schema.base):
            return iri.rpartition("#")[2].replace("-", " ")
        return self.place(self.schema.compact(iri).removeprefix(self.schema.base))


def _order(quad: Quad) -> tuple[bool, str, str]:
    subject = _text(quad.subject)
    return "#" in subject, subject, quad.predicate.value


def _text(term: Term) -> str:
    return term.value if isinstance(term, (NamedNode, Literal)) else str(term)
