"""Statements in, expanded JSON-LD out, without the N-Quads between: PyLD 3.3 reads those in quadratic time."""

from collections.abc import Iterable
from typing import Any

from pyld import jsonld

from atlas.rdf.terms import BlankNode, Literal, NamedNode, Quad, Term


def expand(statements: Iterable[Quad], *, native: bool = False) -> list[dict[str, Any]]:
    """The statements of a dataset without named graphs, a node object each. native: numbers and truths as JSON's own.

    Source: JSON-LD 1.1 API, Serialize RDF as JSON-LD.
    """
    triples = [
        {"subject": _term(q.subject), "predicate": _term(q.predicate), "object": _term(q.object)} for q in statements
    ]
    expanded: list[dict[str, Any]] = jsonld.from_rdf({"@default": triples}, {"useNativeTypes": native})
    return expanded


def _term(term: Term) -> dict[str, str]:
    """A term as PyLD keeps it. Raises TypeError for a triple term, which JSON-LD 1.1 has none of."""
    if isinstance(term, NamedNode):
        return {"type": "IRI", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "blank node", "value": f"_:{term.value}"}
    if not isinstance(term, Literal):
        raise TypeError("JSON-LD 1.1 has no triple terms")
    said = {"type": "literal", "value": term.value, "datatype": term.datatype.value}
    return said | {"language": term.language} if term.language else said
