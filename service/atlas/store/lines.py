"""Files of quads made ready for bulk loading: canonical N-Quads, with the same lines without graph names beside them.

Lines that are canonical already, which is nearly all of them in practice, are only looked at; others are parsed.
"""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, NamedTuple, cast

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, parse, serialize

from atlas.errors import InputError, RdfSyntaxError, UnknownMediaTypeError

BLOCK_BYTES: Final = 512 * 1024
BATCH_QUADS: Final = 5_000
_IRI: Final = rb'<[^<>"{}|^`\\\x00-\x20]*+>'
_NODE: Final = rb"_:[0-9A-Za-z_][0-9A-Za-z_.\-]*+"
_LITERAL: Final = rb'"(?:[^"\\\r\n]++|\\[tbnrf"\\])*+"(?:@[0-9A-Za-z-]++|\^\^' + _IRI + rb")?+"
_TRIPLE: Final = rb"(?:%s|%s) %s (?:%s|%s|%s)" % (_IRI, _NODE, _IRI, _IRI, _NODE, _LITERAL)
QUAD_LINES: Final = re.compile(rb"^(%s) (%s) \.$" % (_TRIPLE, _IRI), re.MULTILINE)
TRIPLE_LINES: Final = re.compile(rb"^(%s) \.$" % _TRIPLE, re.MULTILINE)


class Block(NamedTuple):
    """Some lines. quads: canonical N-Quads; triples: the same without graph names; read: bytes of the file so far."""

    quads: bytes
    triples: bytes
    graphs: set[bytes]
    lines: int
    read: int


class Source(NamedTuple):
    """A file to load. graph: where its triples go that name no graph. skolem: start of the IRIs of its blank nodes."""

    path: Path
    graph: str | None
    skolem: str


def iter_blocks(source: Source) -> Iterator[Block]:
    """A file of any RDF format, plain or gzipped, as blocks.

    Raises RdfSyntaxError, InputError for a triple that stands in no graph, UnknownMediaTypeError.
    """
    name = source.path.name.removesuffix(".gz")
    found = RdfFormat.from_extension(name.rpartition(".")[2])
    if found is None:
        raise UnknownMediaTypeError(f"{source.path.name} does not end like an RDF file.", found=source.path.suffix)
    with source.path.open("rb") as raw:
        file = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if source.path.name.endswith(".gz") else raw
        if found in (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES):
            yield from _iter_line_blocks(file, raw, source)
        else:
            yield from _iter_parsed_blocks(file, raw, source, found)


def _iter_line_blocks(file: IO[bytes], raw: IO[bytes], source: Source) -> Iterator[Block]:
    first = 1
    while data := file.read(BLOCK_BYTES):
        data += file.readline()
        lines = data.count(b"\n")
        yield _read_fast(data, lines, source, raw.tell()) or _parse_lines(data, first, source, raw.tell())
        first += lines


def _read_fast(data: bytes, lines: int, source: Source, read: int) -> Block | None:
    """The block, when every line is canonical and none has a blank node."""
    if b"_:" in data:
        return None
    if source.graph is None:
        found: list[tuple[bytes, bytes]] = QUAD_LINES.findall(data)
        if len(found) != lines:
            return None
        triples = b" .\n".join([triple for triple, _ in found]) + b" .\n"
        return Block(data, triples, {graph for _, graph in found}, lines, read)
    bare: list[bytes] = TRIPLE_LINES.findall(data)
    if len(bare) != lines:
        return None
    end = b" <%s> .\n" % source.graph.encode()
    return Block(end.join(bare) + end, data, {end[1:-3]}, lines, read)


def _parse_lines(data: bytes, first: int, source: Source, read: int) -> Block:
    try:
        return make_block(parse(data, RdfFormat.N_QUADS), source, read)
    except SyntaxError as error:
        line = first + (error.lineno or 1) - 1
        raise RdfSyntaxError(f"{source.path.name} does not parse.", found=str(error.msg), line=line) from error


def _iter_parsed_blocks(file: IO[bytes], raw: IO[bytes], source: Source, form: RdfFormat) -> Iterator[Block]:
    base = source.path.absolute().as_uri()
    batch: list[Quad] = []
    try:
        for quad in parse(file, form, base_iri=base):
            batch.append(quad)
            if len(batch) == BATCH_QUADS:
                yield make_block(batch, source, raw.tell())
                batch = []
    except SyntaxError as error:
        raise RdfSyntaxError(f"{source.path.name} does not parse.", found=str(error.msg), line=error.lineno) from error
    if batch:
        yield make_block(batch, source, raw.tell())


def make_block(quads: object, source: Source, read: int) -> Block:
    """A block of quads, their blank nodes replaced by IRIs and the source's graph filled in."""
    ready = [_make_ready(quad, source) for quad in quads]  # type: ignore[attr-defined]
    lines = serialize(ready, format=RdfFormat.N_QUADS) or b""
    bare = serialize([quad.triple for quad in ready], format=RdfFormat.N_TRIPLES) or b""
    return Block(lines, bare, {str(quad.graph_name).encode() for quad in ready}, len(ready), read)


def _make_ready(quad: Quad, source: Source) -> Quad:
    graph = quad.graph_name
    if isinstance(graph, DefaultGraph):
        if source.graph is None:
            raise InputError(
                f"{source.path.name} holds triples that stand in no graph.",
                found=str(quad.triple),
                suggestion="Say which graph they belong to.",
            )
        graph = NamedNode(source.graph)
    terms = [_skolemize(term, source.skolem) for term in (quad.subject, quad.object, graph)]
    return Quad(terms[0], quad.predicate, terms[1], terms[2])  # type: ignore[arg-type]


def _skolemize(term: object, skolem: str) -> object:
    return NamedNode(skolem + term.value) if isinstance(term, BlankNode) else term
