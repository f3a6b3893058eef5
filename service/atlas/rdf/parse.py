"""RDF text in, quads out, under limits: any format becomes typed statements or a coded error with its place.

Never fetches, never expands entities, never lets a blank node of one text meet one of another.
"""

import json
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final
from xml.parsers import expat

from pyoxigraph import parse as engine_parse

from atlas.errors import RdfSyntaxError, TooLargeError, UnknownMediaTypeError
from atlas.rdf.contexts import Splice, bundle_contexts, check_json_depth, find_rest, original_offset, position
from atlas.rdf.formats import JSON_LD, RDF_XML, Format
from atlas.rdf.repair import advise, find_repair
from atlas.rdf.terms import BlankNode, Literal, NamedNode, Quad

SCHEMES: Final = frozenset(
    ("ark", "did", "doi", "ftp", "hdl", "http", "https", "info", "mailto", "ni", "swh", "tag", "urn")
)
DECLARATION: Final = re.compile(rb"<!(doctype|entity)", re.IGNORECASE)
ENCODING: Final = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([^"']*)["']""")


def parse(
    data: bytes,
    format: Format,  # noqa: A002 - the standard's own word
    *,
    base_iri: str | None = None,
    contexts: Mapping[str, object] | None = None,
    quad_limit: int | None = 100_000,
    json_depth: int = 64,
) -> list[Quad]:
    """Statements of an RDF document, in its order, literals as written, blank nodes renamed.

    base_iri: what relative IRIs are resolved against; None refuses them. contexts: bundled JSON-LD contexts
    by address. quad_limit: None for a text of our own. Raises RdfSyntaxError with line and column (from 1, in
    characters) where it is known, TooLargeError over the limit, UnknownMediaTypeError for what is not RDF.
    """
    if format.rdf is None:
        raise UnknownMediaTypeError(f"{format.label} is not an RDF format.", found=format.media_type)
    text = _decode(data)
    splices: list[Splice] = []
    if format == JSON_LD:
        check_json_depth(text, json_depth)
        _check_json(text)
        engine_text, splices = bundle_contexts(text, contexts or {}, base_iri)
    else:
        engine_text = text
    if format == RDF_XML:
        _check_xml(data, text)
    try:
        quads = _limited(engine_parse(engine_text, format.rdf, base_iri=base_iri, rename_blank_nodes=True), quad_limit)
    except SyntaxError as error:
        raise _syntax_error(error, text, engine_text, splices, format) from error
    for iri in {iri for quad in quads for iri in _iter_iris(quad)}:
        _check_iri(iri, text)
    return quads


def _decode(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = position(before, len(before))
        raise RdfSyntaxError(
            "The text is not UTF-8.",
            found=f"byte 0x{data[error.start]:02X}",
            expected="UTF-8",
            suggestion="Save the file as UTF-8.",
            line=line,
            column=column,
        ) from error
    return text


def _check_json(text: str) -> None:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise RdfSyntaxError(
            f"The JSON does not parse: {error.msg}.",
            found=find_rest(text, error.lineno, error.colno),
            line=error.lineno,
            column=error.colno,
        ) from error
    except (RecursionError, ValueError) as error:
        raise RdfSyntaxError(f"The JSON does not parse: {error}.") from error


def _check_xml(data: bytes, text: str) -> None:
    declared = ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared.group(1).lower() not in (b"utf-8", b"us-ascii"):
        raise RdfSyntaxError("The XML is not UTF-8.", found=declared.group(1).decode("ascii", "replace"), line=1)
    found = DECLARATION.search(data)
    if found:
        line, column = position(text, len(data[: found.start()].decode("utf-8-sig")))
        raise RdfSyntaxError(
            "A document type declaration is refused: entities are never expanded.",
            found=found.group().decode("ascii"),
            expected="RDF/XML without <!DOCTYPE",
            suggestion="Write full IRIs instead of entities.",
            line=line,
            column=column,
        )


def _limited(parsed: Iterator[Quad], quad_limit: int | None) -> list[Quad]:
    quads: list[Quad] = []
    for quad in parsed:
        if quad_limit is not None and len(quads) >= quad_limit:
            raise TooLargeError(
                f"The document holds more than {quad_limit} statements.",
                expected=f"at most {quad_limit}",
                suggestion="Send it in parts.",
            )
        quads.append(quad)
    return quads


def _syntax_error(
    error: SyntaxError,
    text: str,
    engine_text: str,
    splices: list[Splice],
    format: Format,  # noqa: A002
) -> RdfSyntaxError:
    line, column = error.lineno, error.offset
    if line is None and format == RDF_XML:
        line, column = _xml_position(text)
    elif line is not None and column is not None and splices:
        start = sum(len(row) for row in engine_text.splitlines(keepends=True)[: line - 1])
        line, column = position(text, original_offset(start + column - 1, splices))
    message = re.sub(r"^Parser error at line .*?: ", "", error.msg).rstrip(".")
    suggestion = advise(message, find_repair(text, message, line, column))
    return RdfSyntaxError(
        f"The {format.label} does not parse: {message}.",
        found=find_rest(text, line, column) if line and column else None,
        suggestion=suggestion,
        line=line,
        column=column,
    )


def _xml_position(text: str) -> tuple[int | None, int | None]:
    """Where XML itself breaks; nothing when it is well-formed and only its RDF is wrong."""
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(text, True)
    except expat.ExpatError as error:
        return error.lineno, error.offset + 1
    return None, None


def _iter_iris(quad: Quad) -> Iterator[str]:
    for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, Literal):
            yield term.datatype.value
            if term.direction is not None:
                raise _not_rdf_11(f'the base direction of "{term.value}"')
        elif _is_triple(term):
            raise _not_rdf_11("a triple term")


def _is_triple(term: object) -> bool:
    return not isinstance(term, BlankNode) and hasattr(term, "predicate")


def _not_rdf_11(found: str) -> RdfSyntaxError:
    return RdfSyntaxError(f"RDF 1.1 is taken here; {found} is RDF 1.2.", found=found, expected="RDF 1.1")


def _check_iri(iri: str, text: str) -> None:
    scheme = iri.partition(":")[0].lower()
    if scheme in SCHEMES:
        return
    start = next((at for at in (text.find(iri), text.find(f"{scheme}:")) if at >= 0), None)
    line, column = position(text, start) if start is not None else (None, None)
    near = get_close_matches(scheme, ("https", "http"), n=1)
    meant = f"Did you mean {near[0]}:? " if near else ""
    raise RdfSyntaxError(
        f"The IRI <{iri}> has the scheme {scheme!r}, which is not taken.",
        found=iri,
        expected="an http or https address, or a urn:",
        suggestion=f"{meant}If {scheme} is meant as a prefix, declare it.",
        line=line,
        column=column,
    )
