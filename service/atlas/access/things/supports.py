"""Which evidence stands behind which statement: rows of the sources view in, look-ups by statement out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from atlas.access.things.view import Support
from atlas.rdf.terms import Literal, NamedNode, Term


@dataclass(frozen=True)
class Supports:
    """Evidence by what it carries: a whole node, every value of a property, or one value. nodes: its own IRIs."""

    whole: Mapping[str, list[Support]]
    by_property: Mapping[tuple[str, str], list[Support]]
    exact: Mapping[tuple[str, str, str], list[Support]]
    all: tuple[Support, ...]
    nodes: frozenset[str]

    def of(self, subject: str, predicate: str, value: str) -> tuple[Support, ...]:
        """Evidence for one statement, the closest first, each once."""
        return distinct(
            [
                *self.exact.get((subject, predicate, value), ()),
                *self.by_property.get((subject, predicate), ()),
                *self.whole.get(subject, ()),
            ]
        )


def read_supports(rows: Iterable[Mapping[str, Term]]) -> Supports:
    """Rows of the sources view; an unbound property means the whole node, an unbound value every value."""
    whole: dict[str, list[Support]] = defaultdict(list)
    by_property: dict[tuple[str, str], list[Support]] = defaultdict(list)
    exact: dict[tuple[str, str, str], list[Support]] = defaultdict(list)
    every: list[Support] = []
    nodes: set[str] = set()
    for row in rows:
        subject, support = text_of(row["subject"]), _support(row)
        every.append(support)
        nodes |= {text_of(row["evidence"])} if "evidence" in row else set()
        if "property" not in row:
            whole[subject].append(support)
        elif "value" not in row:
            by_property[subject, text_of(row["property"])].append(support)
        else:
            exact[subject, text_of(row["property"]), text_of(row["value"])].append(support)
    return Supports(whole, by_property, exact, distinct(every), frozenset(nodes))


def distinct(supports: Iterable[Support]) -> tuple[Support, ...]:
    """Each piece of evidence once, in the order given."""
    return tuple(dict.fromkeys(supports))


def text_of(term: Term) -> str:
    """The IRI or the lexical form of a term."""
    return term.value if isinstance(term, (NamedNode, Literal)) else str(term)


def _support(row: Mapping[str, Term]) -> Support:
    def text(name: str) -> str:
        return text_of(row[name]) if name in row else ""

    return Support(
        source=text("source"),
        label=text("sourceLabel") or text("source"),
        locator=text("locator"),
        quote=text("quote"),
        paraphrase=text("paraphrase"),
        trust=text("trust"),
        date=text("date"),
    )
