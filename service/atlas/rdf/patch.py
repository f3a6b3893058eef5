"""A difference between two states as text: RDF Patch lines over N-Quads. Knows no store."""

from collections.abc import Iterable, Mapping
from typing import Final

from atlas.rdf.formats import Format
from atlas.rdf.terms import DefaultGraph, Quad

RDF_PATCH: Final = Format("nq-patch", "N-Quads patch", ("application/rdf-patch",), "nq-patch")


def to_patch(removed: Iterable[Quad], added: Iterable[Quad], header: Mapping[str, str]) -> Iterable[str]:
    """Lines of an RDF Patch in one transaction: header, `D` lines, `A` lines, each sorted.

    header: name to literal text. The same difference gives the same lines.
    """
    for name, text in header.items():
        yield f"H {name} {_quote(text)} .\n"
    yield "TX .\n"
    for mark, quads in (("D", removed), ("A", added)):
        yield from sorted(f"{mark} {_line(quad)} .\n" for quad in quads)
    yield "TC .\n"


def _line(quad: Quad) -> str:
    said = f"{quad.subject} {quad.predicate} {quad.object}"
    return said if isinstance(quad.graph_name, DefaultGraph) else f"{said} {quad.graph_name}"


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
