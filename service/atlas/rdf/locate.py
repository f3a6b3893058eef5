"""Where a statement stands in a text: subject, predicate and object in, line and column out.

Reads a text that is known to parse, once; for the Turtle family exactly, for other formats by the name of the subject.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from atlas.namespaces import RDF, XSD
from atlas.rdf.formats import JSON_LD, N_QUADS, N_TRIPLES, TRIG, TURTLE, Format
from atlas.rdf.pieces import JSON, Piece, find_in_json, write_in_json
from atlas.rdf.terms import Literal, NamedNode, Term

TEXT_LIMIT: Final = 1024 * 1024
TURTLE_FAMILY: Final = (TURTLE, TRIG, N_TRIPLES, N_QUADS)
TOKEN: Final = re.compile(
    r"""
      (?P<skip>\s+|\#[^\n]*)
    | (?P<iri><[^<>\s]*>)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|\"{1,2}(?!\"))*\"\"\"|'''(?:[^'\\]|\\.|'{1,2}(?!'))*'''
        |\"(?:[^"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')
    | (?P<directive>@prefix|@base|\bPREFIX\b|\bBASE\b)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^)
    | (?P<mark>[\[\](){};,]|\.(?![0-9]))
    | (?P<word>[^\s<>"'\[\](){};,\#]*[^\s<>"'\[\](){};,\#.])
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
SUFFIX: Final = re.compile(r"@[A-Za-z0-9_-]+|\^\^(?:<[^<>\s]*>|[^\s<>\"'\[\](){};,\#]*[^\s<>\"'\[\](){};,\#.])")
NEVER: Final = re.compile(r"(?!)")
SHORT: Final = {f"{XSD}integer": re.compile(r"[+-]?\d+"), f"{XSD}boolean": re.compile(r"true|false")}
PLAIN: Final = re.compile(r"\w[\w-]*(?:/\w[\w-]*)*(?:#[\w-]*)?")
BETWEEN: Final = re.compile(r"""[<"'](?=([^<>"'\n]+)[>"'])""")
BLANK: Final = ""
Key = tuple[str, str | None, str | None]


@dataclass
class _Frame:
    """Where a reading stands: subject and predicate seen so far."""

    subject: str | None = None
    predicate: str | None = None


@dataclass
class _Reading:
    """State of one pass over a text."""

    base: str
    has_base: bool = False
    prefixes: dict[str, str] = field(default_factory=dict)
    frames: list[_Frame] = field(default_factory=lambda: [_Frame()])
    places: dict[Key, int] = field(default_factory=dict)


class Locator:
    """Finds statements in one text."""

    def __init__(self, text: str, format: Format, base_iri: str | None) -> None:  # noqa: A002
        self._text = text
        self._base = base_iri or ""
        self._is_turtle = format in TURTLE_FAMILY and len(text) <= TEXT_LIMIT
        self._uses_prefixes = format in (TURTLE, TRIG)
        self._is_json = format == JSON_LD and len(text) <= TEXT_LIMIT
        self._read: _Reading | None = None
        self._named: dict[str, int] | None = None
        self._lines: list[int] = []

    def find(self, subject: str, predicate: str | None, value: str | None) -> tuple[int, int] | tuple[None, None]:
        """Line and column (from 1) of the value, else of the predicate, else of the subject; of nothing when unknown.

        value: an IRI, or the lexical form of a literal.
        """
        piece = find_in_json(self._text, self._base, value) if self._is_json and value is not None else None
        if piece is not None:
            return piece.line, piece.column
        offset = self._find(subject, predicate, value)
        if offset is None and subject:
            named = self._named_places()
            starts = {named[name] for name in (subject, subject.removeprefix(self._base)) if name in named}
            offset = min(starts, default=None)
        return self._position(offset) if offset is not None else (None, None)

    def piece(self, subject: str, predicate: str | None, value: str | None) -> Piece | None:
        """The term that `find` points at, or the one string of a JSON text that stands for it; None in RDF/XML."""
        if self._is_json:
            return find_in_json(self._text, self._base, value) if value is not None else None
        offset = self._find(subject, predicate, value)
        match = TOKEN.match(self._text, offset) if offset is not None else None
        if match is None or match.lastgroup not in ("iri", "string", "word"):
            return None
        name = _name(self._reading(), match.lastgroup, match.group())
        suffix = SUFFIX.match(self._text, match.end()) if match.lastgroup == "string" else None
        said = suffix.group() if suffix else ""
        return Piece(match.lastgroup, match.group() + said, name, *self._position(match.start()), suffix=len(said))

    def rewrite(self, piece: Piece, term: Term) -> str:
        """A term as the text would write it where that piece stands."""
        if piece.kind == JSON:
            return write_in_json(piece, self._base, str(getattr(term, "value", "")))
        if isinstance(term, NamedNode):
            return self._iri(term.value, is_relative=re.match(r"<(?!\w+:)", piece.text) is not None)
        if not isinstance(term, Literal):
            return piece.text
        if self._uses_prefixes and SHORT.get(term.datatype.value, NEVER).fullmatch(term.value):
            return term.value
        quoted = piece.text[: len(piece.text) - piece.suffix]
        body = quoted if piece.kind == "string" and piece.name == term.value else str(Literal(term.value))
        if term.language:
            return f"{body}@{term.language}"
        is_plain = term.datatype.value == f"{XSD}string"
        return body if is_plain else f"{body}^^{self._iri(term.datatype.value, is_relative=False)}"

    def _iri(self, iri: str, *, is_relative: bool) -> str:
        """An IRI with a prefix that the text declares, else below its base where that is said, else whole."""
        reading = self._reading()
        for prefix, space in sorted(reading.prefixes.items(), key=lambda pair: -len(pair[1])):
            local = iri.removeprefix(space)
            if self._uses_prefixes and iri.startswith(space) and re.fullmatch(r"\w(?:[\w-]*\w)?", local, re.ASCII):
                return f"{prefix}:{local}"
        below = iri.removeprefix(reading.base)
        is_below = self._uses_prefixes and (is_relative or reading.has_base) and _resolve(reading.base, below) == iri
        return f"<{below}>" if below and is_below else f"<{iri}>"

    def _find(self, subject: str, predicate: str | None, value: str | None) -> int | None:
        places = self._reading().places
        keys = ((subject, predicate, value), (subject, predicate, None), (subject, None, None))
        return next((places[key] for key in keys if key in places), None)

    def _named_places(self) -> dict[str, int]:
        """Where each text between quotes or angle brackets stands first."""
        if self._named is None:
            self._named = {}
            for found in BETWEEN.finditer(self._text):
                self._named.setdefault(found.group(1), found.start())
        return self._named

    def _position(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1."""
        if not self._lines:
            self._lines = [0, *(found.end() for found in re.finditer("\n", self._text))]
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def _reading(self) -> _Reading:
        if self._read is None:
            self._read = _read(self._text, self._base) if self._is_turtle else _Reading(self._base)
        return self._read


def _read(text: str, base: str) -> _Reading:
    reading = _Reading(base)
    offset = 0
    directive: list[str] = []
    expects_datatype = False
    while match := TOKEN.match(text, offset):
        offset = match.end()
        kind, piece = match.lastgroup or "", match.group()
        if kind == "directive":
            directive = [piece.lower().lstrip("@")]
        elif directive and kind in ("iri", "word"):
            directive = _declare(reading, [*directive, piece])
        elif kind == "tag":
            expects_datatype = piece == "^^"
        elif expects_datatype and kind in ("iri", "word"):
            expects_datatype = False
        elif kind == "mark":
            _mark(reading, piece, match.start())
        elif kind in ("iri", "word", "string"):
            _term(reading, _name(reading, kind, piece), match.start())
    return reading


def _declare(reading: _Reading, said: list[str]) -> list[str]:
    """Take in a directive when it is whole; what is still missing otherwise."""
    if said[0] == "base":
        reading.base, reading.has_base = _resolve(reading.base, said[1].strip("<>")), True
    elif len(said) == 3:
        reading.prefixes[said[1].rstrip(":")] = _resolve(reading.base, said[2].strip("<>"))
    else:
        return said
    return []


def _mark(reading: _Reading, piece: str, start: int) -> None:
    frame = reading.frames[-1]
    if piece in "[(":
        _term(reading, BLANK, start)
        reading.frames.append(_Frame(BLANK, BLANK if piece == "(" else None))
    elif piece in "])":
        if len(reading.frames) > 1:
            reading.frames.pop()
    elif piece == ";":
        frame.predicate = None
    elif piece in ".{}":
        reading.frames = [_Frame()]


def _term(reading: _Reading, name: str, start: int) -> None:
    frame = reading.frames[-1]
    if frame.subject is None:
        frame.subject = name
        reading.places.setdefault((name, None, None), start)
    elif frame.predicate is None:
        frame.predicate = name
        reading.places.setdefault((frame.subject, name, None), start)
    else:
        reading.places.setdefault((frame.subject, frame.predicate, name), start)


def _name(reading: _Reading, kind: str, piece: str) -> str:
    if kind == "iri":
        inner = piece[1:-1]
        return _resolve(reading.base, inner)
    if kind == "string":
        width = 3 if piece[:3] in ('"""', "'''") else 1
        return piece[width:-width]
    if piece == "a":
        return f"{RDF}type"
    prefix, colon, local = piece.partition(":")
    return reading.prefixes.get(prefix, "") + local if colon and prefix in reading.prefixes else piece


def _resolve(base: str, reference: str) -> str:
    """An IRI reference against a base, an empty fragment kept."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", reference):
        return reference
    if base.endswith("/") and PLAIN.fullmatch(reference):
        return base + reference
    return base.partition("#")[0] + reference if reference[:1] in ("", "#") else urljoin(base, reference)
