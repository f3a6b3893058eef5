"""Many quads to a file and back, one at a time: for dumps, where nothing may be held or reordered."""

from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from pyoxigraph import parse as engine_parse
from pyoxigraph import serialize as engine_serialize

from atlas.errors import NotAcceptableError
from atlas.rdf.formats import Format
from atlas.rdf.terms import Quad


def write_quads(
    quads: Iterable[Quad],
    format: Format,  # noqa: A002 - the standard's own word
    output: IO[bytes],
    prefixes: Mapping[str, str] | None = None,
) -> None:
    """Write quads in the order given, in a format that holds graphs. Raises NotAcceptableError for any other."""
    if format.rdf is None or not format.holds_graphs:
        raise NotAcceptableError(f"{format.label} cannot hold named graphs.", found=format.media_type)
    engine_serialize(quads, output, format=format.rdf, prefixes=dict(prefixes or {}))


def iter_quads(source: IO[bytes], format: Format) -> Iterator[Quad]:  # noqa: A002 - the standard's own word
    """Quads of a file in its order; literals and blank node labels as they stand."""
    if format.rdf is None:
        raise NotAcceptableError(f"{format.label} holds no RDF.", found=format.media_type)
    yield from engine_parse(source, format.rdf)
