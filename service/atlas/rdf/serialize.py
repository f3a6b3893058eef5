"""Quads in, text of one RDF format out: same quads and prefixes, same bytes. Knows no schema."""

from collections.abc import Iterable, Mapping

from pyoxigraph import serialize as engine_serialize

from atlas.errors import NotAcceptableError
from atlas.namespaces import RDF
from atlas.rdf.canonical import canonical, to_canonical
from atlas.rdf.formats import N_QUADS, N_TRIPLES, TURTLE, Format
from atlas.rdf.terms import Quad, Triple
from atlas.rdf.turtle import write_turtle


def serialize(
    quads: Iterable[Quad],
    format: Format,  # noqa: A002 - the standard's own word
    prefixes: Mapping[str, str] | None = None,
    base_iri: str | None = None,
) -> bytes:
    """The statements in a format, ordered and with blank nodes named by their canonical form.

    Graph names are left out in a format that holds one graph. Only prefixes that occur are declared.
    Raises NotAcceptableError for a format that is not RDF.
    """
    if format.rdf is None:
        raise NotAcceptableError(f"{format.label} cannot hold RDF.", found=format.media_type)
    given = list(quads)
    if not format.holds_graphs:
        given = [Quad(q.subject, q.predicate, q.object) for q in given]
    if format in (N_QUADS, N_TRIPLES):
        return to_canonical(given)
    if format == TURTLE:
        return write_turtle(given, prefixes or {}, base_iri).encode()
    ordered = sorted(canonical(given), key=_order)
    used = _used_prefixes(ordered, prefixes or {})
    if format.holds_graphs:
        return engine_serialize(ordered, format=format.rdf, prefixes=used) or b""
    statements = [Triple(q.subject, q.predicate, q.object) for q in ordered]
    return engine_serialize(statements, format=format.rdf, prefixes=used) or b""


def write_lines(quads: Iterable[Quad]) -> bytes:
    """N-Triples of quads without graph names: fast, in the order given, blank nodes by the names they have."""
    return "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in quads).encode()


def _order(quad: Quad) -> tuple[str, str, bool, str, str]:
    """Graph, subject, rdf:type first, predicate, object: what belongs together stands together."""
    predicate = quad.predicate.value
    return str(quad.graph_name), str(quad.subject), predicate != f"{RDF}type", predicate, str(quad.object)


def _used_prefixes(quads: list[Quad], prefixes: Mapping[str, str]) -> dict[str, str]:
    text = "".join(str(quad) for quad in quads)
    return {name: space for name, space in sorted(prefixes.items()) if f"<{space}" in text}
