"""What each statement about a thing rests on: its description in, statements with their evidence out. Asks no store."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from atlas.access.things.view import Description, Node, Support, Value


@dataclass(frozen=True)
class Statement:
    """One statement. about: IRI of the thing or its part. under: property and label that lead to that part."""

    about: str
    under: tuple[str, str] | None
    property: str
    label: str
    value: Value


@dataclass(frozen=True)
class Entry:
    """Statements about one part that rest on the same, as one line of a page; one about the thing stands alone."""

    statements: tuple[Statement, ...]

    @property
    def first(self) -> Statement:
        """What tells where they stand and what they rest on."""
        return self.statements[0]


def statements_of(description: Description) -> list[Statement]:
    """Statements in the order of the page, those of a part after the one that names it.

    One that only leads to a part is left out: what the part says stands for itself.
    """
    return list(_statements(description.node, None))


def entries_of(statements: Iterable[Statement]) -> list[Entry]:
    """Statements as a page lists them."""
    return [Entry(tuple(together)) for _, together in groupby(statements, _place)]


def _place(one: Statement) -> object:
    return (one.about, one.value.supports) if one.under else (one.property, one.value.text, one.value.iri)


def rows_with_evidence(statements: list[Statement]) -> list[dict[str, str]]:
    """A row for each statement and piece of evidence; one without any has a row with no source."""
    return [
        {
            "about": one.about,
            "property": one.property,
            "property_label": one.label,
            "value": one.value.iri or one.value.text,
            "text": one.value.text,
            "language": one.value.language or "",
            "source": support.source,
            "source_label": support.label,
            "locator": support.locator,
            "quote": support.quote,
            "paraphrase": support.paraphrase,
            "date": support.date,
            "trust": support.trust,
        }
        for one in statements
        for support in one.value.supports or (Support("", ""),)
    ]


def _statements(node: Node, under: tuple[str, str] | None) -> Iterator[Statement]:
    for group in node.groups:
        for row in group.rows:
            for one in row.values:
                if one.part is None:
                    yield Statement(node.iri, under, row.property, row.label, one)
                else:
                    yield from _statements(one.part, (row.property, row.label))
