"""Texts that are no RDF, made records in a judge worker: YAML, tables, and what a mapping folder understands.

Gives back what was made and, for each row or document, what was not understood. Stores nothing.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from atlas.errors import InputError
from atlas.intake.drafting.draft import write_records
from atlas.intake.reading.documents import read_documents
from atlas.intake.reading.mappings import apply_mapping, find_mappings, load_mapping
from atlas.intake.reading.marks import YAML
from atlas.intake.reading.places import Place
from atlas.intake.reading.tables import CSV, TSV, Lost, RowRead, TableRead, read_table, to_json
from atlas.intake.reading.values import DocumentError
from atlas.namespaces import XSD
from atlas.rdf.formats import N_QUADS
from atlas.rdf.parse import parse
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.inputs import is_iri
from atlas.schema.layouts import Layouts
from atlas.schema.model import Parameter, SavedQuery, Schema
from atlas.workers.pool import Pool

CONVERT: Final = "convert"
BEGINNING: Final = 8_192
NODE_LIMIT: Final = 20_000


@dataclass(frozen=True)
class Wanted:
    """How a text is to be read.

    form: yaml, csv or tsv, else the name of a mapping. kind: of records that do not say it. columns: column to field.
    values: for what a mapping asks, as people wrote them.
    """

    form: str
    kind: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pasteable:
    """A mapping that takes pasted texts. asks: what it needs beside the text. looks: pattern by which one is known."""

    name: str
    label: str
    suffix: str
    asks: tuple[Parameter, ...]
    looks: str = ""


def find_pasteable(schema: Schema) -> list[Pasteable]:
    """Mappings whose first query says with `paste` what can be pasted."""
    found: list[Pasteable] = []
    for name in find_mappings(schema.home):
        first = load_mapping(schema.home, name, schema.base).constructs[0]
        label = first.first("paste")
        if label:
            found.append(
                Pasteable(name, label, first.first("suffix") or "yaml", _asks(first), first.first("looks") or "")
            )
    return found


def tell_form(schema: Schema, text: str) -> str:
    """The mapping that a text is made for by its looks; empty where none says so."""
    start = text[:BEGINNING]
    known = (one for one in find_pasteable(schema) if one.looks and re.search(one.looks, start, re.MULTILINE))
    return next((one.name for one in known), "")


async def convert(judges: Pool, body: bytes, wanted: Wanted, day: str, *, deadline_s: float, client: str) -> TableRead:
    """A text as records. Raises InputError with line and column, TooLargeError, UnknownMediaTypeError."""
    head = {"task": CONVERT, "day": day, **vars(wanted)}
    run = await judges.run(json.dumps(head).encode() + b"\n" + body, deadline_s=deadline_s, client=client)
    said, _, records = (await run.read()).partition(b"\n")
    about = json.loads(said)
    rows = tuple(RowRead(**{**row, "lost": tuple(Lost(*one) for one in row["lost"])}) for row in about["rows"])
    places = tuple(Place(*one) for one in about["places"])
    return TableRead(tuple(parse(records, N_QUADS, quad_limit=None)), rows, about["columns"], places)


def convert_body(schema: Schema, said: Mapping[str, Any], body: bytes) -> Iterator[bytes]:
    """The worker's part: a line of JSON on what became of the text, then its records as N-Quads."""
    wanted = Wanted(said["form"], said["kind"], said["columns"], said["values"])
    read = read_body(schema, wanted, body, said["day"])
    yield json.dumps(to_json(read)).encode() + b"\n"
    yield write_records(read.quads)


def read_body(schema: Schema, wanted: Wanted, body: bytes, day: str) -> TableRead:
    """What becomes of a text. Raises InputError with line and column, TooLargeError."""
    try:
        if wanted.form not in (YAML, CSV, TSV):
            return _read_mapped(schema, wanted, body, day)
        text = body.decode("utf-8-sig")
        return read_table(schema, Layouts(schema), text, wanted.form, kind=wanted.kind, columns=wanted.columns, day=day)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise InputError("The text is not UTF-8.", expected="UTF-8", line=line) from error
    except DocumentError as error:
        raise InputError(
            error.detail, found=error.found, expected=error.expected, line=error.line, column=error.column
        ) from error


def _read_mapped(schema: Schema, wanted: Wanted, body: bytes, day: str) -> TableRead:
    """Records of a foreign text by the mapping of that name."""
    known = find_pasteable(schema)
    if wanted.form not in {one.name for one in known}:
        taken = ", ".join((YAML, CSV, TSV, *(one.name for one in known)))
        raise InputError("Texts of this form are not taken.", found=wanted.form[:100], expected=taken)
    mapping = load_mapping(schema.home, wanted.form, schema.base)
    first = mapping.constructs[0]
    documents = read_documents(body, f"pasted.{first.first('suffix') or 'yaml'}", node_limit=NODE_LIMIT)
    if not documents:
        raise InputError("There is nothing to read in this text.", expected=first.first("paste") or first.title)
    values: dict[str, Term] = {"date": Literal(day, datatype=NamedNode(f"{XSD}date"))}
    values |= {one.name: _value(one, wanted.values.get(one.name, "").strip()) for one in _asks(first)}
    made = apply_mapping(mapping, documents, (), values, schema.base)
    left = [f"{key} is left out" for key in sorted(made.ignored)]
    refused = [f"{one.found}: {one.reason}" for one in made.refused]
    names = sorted(made.records)
    rows = [RowRead(1, name.removeprefix(f"{schema.base}graph/"), name) for name in names]
    if rows:
        rows[0] = RowRead(1, rows[0].name, rows[0].graph, tuple(Lost(one, 1, 1) for one in (*left, *refused)))
    return TableRead(tuple(made.quads), tuple(rows), {})


def _asks(query: SavedQuery) -> tuple[Parameter, ...]:
    return tuple(one for one in query.parameters if one.name != "date")


def _value(one: Parameter, text: str) -> Term:
    """What a person gave for a parameter. Raises InputError."""
    if not text or (one.type == "iri" and not is_iri(text)):
        raise InputError(
            f"{one.label}: {f'{text[:200]} is no web address' if text else 'this is asked for too'}.",
            expected="a whole address that begins with https://" if one.type == "iri" else "a text",
            found=text[:200] or "nothing",
        )
    return NamedNode(text) if one.type == "iri" else Literal(text)
