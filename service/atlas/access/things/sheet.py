"""One thing as rows: its description in, a row for each statement with what it rests on out. Asks no store."""

from collections.abc import Iterator

from atlas.access.things.view import Description, Node, Support

BETWEEN = "; "


def rows_of(description: Description) -> list[dict[str, str]]:
    """Statements in the order of the page, those of a part after the statement that names the part.

    about: IRI of the thing or part. value: the literal or IRI itself. text: as people read it.
    """
    return list(_rows(description.node))


def _rows(node: Node) -> Iterator[dict[str, str]]:
    for group in node.groups:
        for row in group.rows:
            for one in row.values:
                yield {
                    "about": node.iri,
                    "property": row.property,
                    "property_label": row.label,
                    "value": one.iri or one.text,
                    "text": one.text,
                    "language": one.language or "",
                    "sources": BETWEEN.join(_cite(support) for support in one.supports),
                }
                if one.part is not None:
                    yield from _rows(one.part)


def _cite(support: Support) -> str:
    return ", ".join(part for part in (support.label, support.locator) if part)
