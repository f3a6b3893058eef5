"""One thing as plain JSON, for people and programs that know no RDF: everything by its label, nested, with sources.

The shape is told in docs/linking.md and in /openapi.json. Asks no store.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isfinite
from typing import Any, Final

from atlas.access.things.disagreements import Disagreement
from atlas.access.things.view import Description, Incoming, Node, Support, Value
from atlas.namespaces import XSD

Link = Callable[[str], str | None]
NATIVE: Final[Mapping[str, Callable[[str], object]]] = {
    f"{XSD}integer": int,
    f"{XSD}decimal": float,
    f"{XSD}double": float,
    f"{XSD}boolean": "true".__eq__,
}


def to_plain(
    description: Description,
    disagreements: Iterable[Disagreement],
    unknowns: Iterable[tuple[str, str]],
    link: Link,
) -> dict[str, Any]:
    """What a page shows of a thing. link: address of a page of ours for an IRI, or None. Empty keys are left out."""
    node = description.node
    missing = [{"label": field.name, "property": field.path} for field in description.missing]
    looked_for = [{"label": label, "looked_for": status} for label, status in unknowns]
    return _filled(
        {
            "id": node.iri,
            "name": node.label,
            "types": [{"id": iri, "label": label} for iri, label in node.types],
            "summary": description.summary,
            "facts": _facts(node, link),
            "disagreements": [to_claim(one) for one in disagreements],
            "not_known": [*looked_for, *missing],
            "linked_from": to_links(description.incoming, link),
            "sources": [to_source(one) for one in description.sources],
        }
    )


def to_links(incoming: Iterable[Incoming], link: Link) -> list[dict[str, Any]]:
    """What points at a thing, each with the property that does."""
    return [
        _filled(
            {
                "id": one.subject,
                "label": one.label,
                "page": link(one.subject),
                "by": {"id": one.property, "label": one.property_label},
            }
        )
        for one in incoming
    ]


def to_source(support: Support) -> dict[str, Any]:
    """One piece of evidence."""
    names = ("locator", "quote", "paraphrase", "trust", "date")
    said = {name: getattr(support, name) for name in names}
    return _filled({"id": support.source, "label": support.label, **said})


def to_claim(one: Disagreement) -> dict[str, Any]:
    """One question with all its answers and what speaks for each."""
    answers = [
        _filled(
            {
                "answer": side.answer,
                "id": side.iri,
                "preferred": side.is_preferred or None,
                "sources": [to_source(support) for support in side.supports],
            }
        )
        for side in one.sides
    ]
    return {"label": one.label, "question": one.question, "about": one.subject, "answers": answers}


def _facts(node: Node, link: Link) -> list[dict[str, Any]]:
    return [
        _filled(
            {
                "label": row.label,
                "property": row.property,
                "group": group.label,
                "values": [_value(one, link) for one in row.values],
            }
        )
        for group in node.groups
        for row in group.rows
    ]


def _value(one: Value, link: Link) -> dict[str, Any]:
    said: dict[str, Any] = {"value": _native(one)} if one.iri is None else {"id": one.iri, "label": one.text}
    said |= {"page": link(one.iri) if one.iri and one.part is None else None, "language": one.language}
    if one.part is not None:
        said |= {"types": [label for _, label in one.part.types], "facts": _facts(one.part, link)}
    return _filled({**said, "sources": [to_source(support) for support in one.supports]})


def _native(one: Value) -> object:
    """A number or truth value as JSON's own; any other literal, and a number that JSON has not, as its text."""
    try:
        made = NATIVE[one.datatype](one.text)
    except (KeyError, ValueError):
        return one.text
    return one.text if isinstance(made, float) and not isfinite(made) else made


def _filled(said: Mapping[str, Any]) -> dict[str, Any]:
    """Without keys that hold nothing; false and zero are something."""
    return {key: value for key, value in said.items() if value is not None and value != "" and not _is_empty(value)}


def _is_empty(value: object) -> bool:
    return isinstance(value, Sequence | Mapping) and not value
