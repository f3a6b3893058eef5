"""How a statement goes into a form and comes back: names of inputs, terms as people write them, datatypes by text.

Writing and reading stand side by side here, because a record must come back from a form as it went in.
"""

import re
from dataclasses import dataclass
from typing import Final

from atlas.errors import InputError
from atlas.namespaces import RDF, XSD
from atlas.rdf.formats import N_TRIPLES
from atlas.rdf.parse import SCHEMES, parse
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.model import Schema
from atlas.schema.ranges import Kind, Range

SEPARATOR: Final = "|"
IRI: Final = "iri"
RAW: Final = "raw"
LANGUAGE_TAGGED: Final = f"{RDF}langString"
BELOW_BASE: Final = re.compile(r"(?:id|scheme|module|graph|shape)/\S+")
RECORD: Final = re.compile(r"/?(?P<kind>[a-z0-9-]+)/[A-Za-z0-9][\w.-]*(?:#[\w.-]+)?")
PART: Final = re.compile(r"#[\w.-]+")
NAME: Final = re.compile(r"[A-Za-z][\w-]*:[\w.-]+")
WRITTEN_AS: Final = (
    (f"{XSD}gYear", re.compile(r"-?\d{4}(?:Z|[+-]\d\d:\d\d)?")),
    (f"{XSD}gYearMonth", re.compile(r"-?\d{4}-\d\d(?:Z|[+-]\d\d:\d\d)?")),
    (f"{XSD}date", re.compile(r"-?\d{4}-\d\d-\d\d(?:Z|[+-]\d\d:\d\d)?")),
    (f"{XSD}dateTime", re.compile(r"-?\d{4}-\d\d-\d\dT\S+")),
    (f"{XSD}integer", re.compile(r"[+-]?\d+")),
    (f"{XSD}decimal", re.compile(r"[+-]?\d*\.?\d+")),
)


@dataclass(frozen=True)
class Written:
    """A term as a form holds it. type: empty where the field's range and the text tell it. language: may be empty."""

    text: str
    language: str = ""
    type: str = ""


def name_input(node: str, path: str, index: int | str, part: str) -> str:
    """Name of one input: which node, which property (compact), which value, which part of it."""
    return SEPARATOR.join((node, path, str(index), part))


def split_name(name: str) -> tuple[str, str, str, str] | None:
    """Node, property, value and part of an input's name, or None for another input."""
    parts = name.split(SEPARATOR)
    return (parts[0], parts[1], parts[2], parts[3]) if len(parts) == 4 else None


def write_term(schema: Schema, term: Term, wanted: Range | None, topic: str) -> Written:
    """A term as a person would write it into a field; in N-Triples form where nothing simpler comes back the same."""
    if isinstance(term, NamedNode):
        written = Written(shorten(schema, term.value, topic))
    elif isinstance(term, Literal):
        written = Written(term.value, term.language or "")
    else:
        return Written(str(term), type=RAW)
    for kind in ("", IRI if isinstance(term, NamedNode) else _datatype(schema, term)):
        tried = Written(written.text, written.language, kind)
        if tried.text == _clean(tried.text) and read_term(schema, tried, wanted, topic) == term:
            return tried
    return Written(str(term), type=RAW)


def read_term(schema: Schema, written: Written, wanted: Range | None, topic: str) -> Term | None:
    """What was written as a term; None for nothing. What is no address in a field for one stays a text."""
    text = _clean(written.text)
    if not text:
        return None
    if written.type == RAW:
        return _read_raw(written.text)
    if written.type == IRI or (not written.type and wanted is not None and takes_iris(wanted)):
        iri = to_iri(schema, text, topic)
        return NamedNode(iri) if iri else Literal(text)
    if written.type and written.type != LANGUAGE_TAGGED:
        return _typed(text, schema.expand(written.type))
    datatypes = wanted.datatypes if wanted is not None else ()
    if written.language and (not datatypes or LANGUAGE_TAGGED in datatypes):
        try:
            return Literal(text, language=written.language)
        except ValueError:
            return Literal(text)
    return Literal(text, datatype=NamedNode(_fitting(text, datatypes)))


def _typed(text: str, datatype: str) -> Literal:
    """A literal of a datatype; plain text where that is none."""
    try:
        return Literal(text, datatype=NamedNode(datatype))
    except ValueError:
        return Literal(text)


def shorten(schema: Schema, iri: str, topic: str) -> str:
    """An IRI as people write it: `#part`, `kind/slug`, `scheme/list/concept`, `prefix:name`, else as it is."""
    tries = [
        iri.removeprefix(topic) if topic and iri.startswith(f"{topic}#") else "",
        iri.removeprefix(f"{schema.base}id/") if iri.startswith(f"{schema.base}id/") else "",
        schema.compact(iri).replace(iri, ""),
        iri.removeprefix(schema.base) if iri.startswith(schema.base) else "",
    ]
    return next((text for text in tries if text and to_iri(schema, text, topic) == iri), iri)


def to_iri(schema: Schema, text: str, topic: str) -> str | None:
    """The IRI that a person means, or None for what is none; only schemes that are taken anywhere."""
    record = RECORD.fullmatch(text)
    if PART.fullmatch(text) and topic:
        found = topic + text
    elif record is not None and record["kind"] in schema.kinds:
        found = f"{schema.base}id/{text.lstrip('/')}"
    elif BELOW_BASE.fullmatch(text):
        found = schema.base + text
    elif NAME.fullmatch(text) and text.partition(":")[0] in schema.prefixes:
        found = schema.expand(text)
    else:
        found = text
    return found if is_iri(found) else None


def _read_raw(text: str) -> Term | None:
    """A term in N-Triples form; nothing where it is none."""
    try:
        (quad,) = parse(f"<urn:s> <urn:p> {text.strip()} .".encode(), N_TRIPLES, quad_limit=None)
    except (InputError, ValueError):
        return None
    return quad.object


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI of a scheme that is taken."""
    if text.partition(":")[0].lower() not in SCHEMES or ":" not in text:
        return False
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def takes_iris(wanted: Range) -> bool:
    """Whether a field's values are things, named by IRIs."""
    return wanted.kind in (Kind.CONCEPT, Kind.RECORD, Kind.PART, Kind.ADDRESS) and not wanted.datatypes


def _fitting(text: str, datatypes: tuple[str, ...]) -> str:
    """The first datatype whose written form the text has; the field's first one where none fits."""
    plain = [one for one in datatypes if one != LANGUAGE_TAGGED]
    for datatype, form in WRITTEN_AS:
        if datatype in plain and form.fullmatch(text):
            return datatype
    return plain[0] if plain else f"{XSD}string"


def _datatype(schema: Schema, literal: Literal) -> str:
    if literal.language:
        return LANGUAGE_TAGGED
    compact = schema.compact(literal.datatype.value)
    return compact if schema.expand(compact) == literal.datatype.value else literal.datatype.value


def _clean(text: str) -> str:
    """Text as browsers and people leave it: one kind of line end, nothing around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
