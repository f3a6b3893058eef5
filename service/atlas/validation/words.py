"""Terms in words: labels for IRIs, datatypes and values as people say them, property paths as SPARQL writes them."""

from collections.abc import Mapping, Sequence
from typing import Final

from atlas.namespaces import RDF, SH, XSD
from atlas.rdf.terms import BlankNode, Dataset, Literal, NamedNode, Term, objects, one_object
from atlas.schema.model import Schema

DATATYPES: Final = {
    f"{XSD}string": "plain text",
    f"{RDF}langString": "text with a language tag",
    f"{XSD}integer": "a whole number",
    f"{XSD}decimal": "a decimal number",
    f"{XSD}double": "a floating-point number",
    f"{XSD}boolean": "true or false",
    f"{XSD}date": "a day, such as 2025-11-18",
    f"{XSD}gYearMonth": "a month, such as 2025-11",
    f"{XSD}gYear": "a year, such as 2025",
    f"{XSD}dateTime": "a day and time, such as 2025-11-18T09:30:00Z",
    f"{XSD}anyURI": "an address as text",
}
NODE_KINDS: Final = {
    "IRI": "a thing or an address, not a text",
    "Literal": "a text, number or date",
    "BlankNode": "a thing without a name",
    "BlankNodeOrIRI": "a thing, not a text",
    "IRIOrLiteral": "anything with a name, or a text",
    "BlankNodeOrLiteral": "a thing without a name, or a text",
}
POSTFIX: Final = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
SHOWN: Final = 80


class Words:
    """Says terms in words.

    labels: of the record and its context, beside the schema's own. types: classes of the things they speak of.
    """

    def __init__(self, schema: Schema, labels: Mapping[str, str], types: Mapping[str, Sequence[str]]) -> None:
        self._schema, self._labels, self._types = schema, labels, types

    def types(self, iri: str) -> list[str]:
        """Labels of the classes of a thing, as far as they are known."""
        return sorted(self.iri(one) for one in self._types.get(iri, ()))

    def term(self, term: Term) -> str:
        """A label, a short name, or the literal between quotes."""
        if isinstance(term, Literal):
            return literal(term)
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        return "a node without a name" if isinstance(term, BlankNode) else str(term)

    def iri(self, iri: str) -> str:
        """A label, else what it is a part or the record of, `prefix:name`, the path below the base, or the IRI."""
        label = self._labels.get(iri) or self._schema.labels.get(iri) or self._belonging(iri)
        if label:
            return label
        short = self._schema.compact(iri)
        return short.removeprefix(self._schema.base) if short == iri else short

    def _belonging(self, iri: str) -> str:
        """What a part or a record's own graph belongs to, in words; nothing for other things."""
        whole, sign, name = iri.partition("#")
        label = self._labels.get(whole)
        if sign and label:
            return ", ".join((label, *self.types(iri)[:1], f"#{name}"))
        about = self._labels.get(f"{self._schema.base}id/{iri.removeprefix(f'{self._schema.base}graph/')}")
        return f"record of {about}" if about else ""

    def named(self, iri: str) -> str:
        """Label with the short name behind it."""
        label, short = self.iri(iri), self._schema.compact(iri).removeprefix(self._schema.base)
        return label if label == short else f"{label} ({short})"

    def datatype(self, iri: str) -> str:
        """A datatype as people say it."""
        return DATATYPES.get(iri) or f"a value of type {self.iri(iri)}"


def literal(term: Literal) -> str:
    """A literal between quotes, cut when it is long, with its language or datatype."""
    text = term.value if len(term.value) <= SHOWN else f"{term.value[:SHOWN]}…"
    if term.language:
        return f'"{text}"@{term.language}'
    datatype = term.datatype.value
    if datatype == f"{XSD}string":
        return f'"{text}"'
    return f'"{text}" ({"xsd:" + datatype.removeprefix(XSD) if datatype.startswith(XSD) else datatype})'


def path_text(shapes: Dataset, path: Term | None) -> str | None:
    """A SHACL path: the predicate's IRI, or a SPARQL property path with full IRIs (SHACL section 2.3.1)."""
    if path is None:
        return None
    return path.value if isinstance(path, NamedNode) else _complex(shapes, path)


def _complex(shapes: Dataset, path: Term) -> str:
    if isinstance(path, NamedNode):
        return f"<{path.value}>"
    inverse = one_object(shapes, path, f"{SH}inversePath")
    if inverse is not None:
        return f"^{_complex(shapes, inverse)}"
    alternatives = one_object(shapes, path, f"{SH}alternativePath")
    if alternatives is not None:
        return f"({'|'.join(_complex(shapes, one) for one in members(shapes, alternatives))})"
    for name, sign in POSTFIX.items():
        inner = one_object(shapes, path, f"{SH}{name}")
        if inner is not None:
            return f"({_complex(shapes, inner)}){sign}"
    return "/".join(_complex(shapes, one) for one in members(shapes, path))


def members(shapes: Dataset, head: Term) -> list[Term]:
    """Members of an RDF list, as far as it is well-formed."""
    found: list[Term] = []
    seen: set[str] = set()
    node: Term | None = head
    while node is not None and str(node) != f"<{RDF}nil>" and str(node) not in seen:
        seen.add(str(node))
        found += objects(shapes, node, f"{RDF}first")[:1]
        node = one_object(shapes, node, f"{RDF}rest")
    return found
