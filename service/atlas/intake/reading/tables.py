"""YAML, CSV and TSV as records: text in, records out, and for each what was not understood. Runs in a judge worker.

A table's first row names its columns; a dot leads into a part, a bar stands between several values.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple

import yaml

from atlas.errors import InputError, TooLargeError
from atlas.intake.reading.additions import RECORD, can_add, new_record
from atlas.intake.reading.columns import check_columns, read_row
from atlas.intake.reading.marks import YAML, Mark, Marks, marks_in_table, marks_in_yaml
from atlas.intake.reading.normalize import graph_of, normalize
from atlas.intake.reading.places import Place, find_places
from atlas.intake.reading.tree import NAME, Problem, Read, find_property, read_tree
from atlas.intake.reading.values import DocumentError, Value
from atlas.intake.reading.yaml_values import read_yaml
from atlas.namespaces import FOAF, RDF
from atlas.rdf.formats import JSON_LD
from atlas.rdf.parse import parse
from atlas.rdf.terms import NamedNode, Quad
from atlas.schema.layouts import Layouts
from atlas.schema.model import Schema

CSV, TSV = "csv", "tsv"
SIGNS: Final = {CSV: ",", TSV: "\t"}
FORMS: Final = {
    "application/yaml": YAML, "text/yaml": YAML, "application/x-yaml": YAML, "application/ld+yaml": YAML,
    "text/csv": CSV, "text/tab-separated-values": TSV,
}  # fmt: skip
ENDINGS: Final = {"yaml": YAML, "yml": YAML, "yamlld": YAML, "csv": CSV, "tsv": TSV}
ROW_LIMIT: Final = 200
NODE_LIMIT: Final = 20_000
COMMENT: Final = "#"
PUT_TOGETHER: Final = "another row describes the same record; both were put together"


class Lost(NamedTuple):
    """What was not understood. line, column: of the key it is about; key: as it stands there; meant: for the key."""

    text: str
    line: int
    column: int
    key: str = ""
    meant: str = ""


@dataclass(frozen=True)
class RowRead:
    """What became of one row or document. line: where it begins. graph: of its record, empty where none was made."""

    line: int
    name: str
    graph: str
    lost: tuple[Lost, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """What was not understood, in words."""
        return tuple(one.text for one in self.lost)


@dataclass(frozen=True)
class TableRead:
    """What became of a text. columns: of a table, with the property each was taken for, empty where for none.

    places: where its fields and values stand.
    """

    quads: tuple[Quad, ...]
    rows: tuple[RowRead, ...]
    columns: Mapping[str, str]
    places: tuple[Place, ...] = ()


def read_table(
    schema: Schema, layouts: Layouts, text: str, form: str, *, kind: str, columns: Mapping[str, str], day: str
) -> TableRead:
    """The records of a YAML text or a table.

    kind: of records that do not say it. columns: column to field name, where they differ; `-` leaves one out.
    Raises DocumentError with line and column, InputError, TooLargeError.
    """
    taken: dict[str, str] = {}
    if form == YAML:
        documents = _read_yaml(text)
        if isinstance(documents[0][1], Mapping) and {"@context", "@graph"} & set(documents[0][1]):
            return _as_linked_data(schema, documents[0][1], day)
    else:
        documents, taken = _read_rows(text, form, columns)
    marks = marks_in_yaml(text) if form == YAML else marks_in_table(text, SIGNS[form], taken)
    rows: list[RowRead] = []
    reads: dict[int, Read] = {}
    for number, value in documents:
        line = marks.values.get((number, ()), Mark(number or 1, 1, "")).line
        try:
            read = read_tree(schema, layouts, value, kind, day)
        except InputError as error:
            rows.append(RowRead(line, "", "", (Lost(error.detail, line, 1),)))
            continue
        lost = [_lost(one, marks, number, line) for one in read.problems]
        if any(row.graph == read.graph for row in rows):
            lost.append(Lost(PUT_TOGETHER, line, 1))
        rows.append(RowRead(line, read.topic.rpartition("/id/")[2], read.graph, tuple(lost)))
        reads[number] = read
    quads = tuple(dict.fromkeys(quad for read in reads.values() for quad in read.quads))
    types = (schema.kinds[kind].iri,) if kind in schema.kinds else _kinds_of(schema, quads)
    found = {name: _property(schema, layouts, types, path.partition(".")[0]) for name, path in taken.items()}
    return TableRead(quads, tuple(rows), found, tuple(find_places(marks, reads)))


def _lost(problem: Problem, marks: Marks, number: int, line: int) -> Lost:
    mark = marks.names.get((number, problem.at)) or marks.values.get((number, problem.at)) or Mark(line, 1, "")
    return Lost(problem.text, *mark, problem.meant)


def _property(schema: Schema, layouts: Layouts, types: Iterable[str], key: str) -> str:
    """The property that a key stands for, empty where for none."""
    called = schema.label_properties[0] if key.casefold() == NAME else ""
    return find_property(schema, layouts, types, key) or called


def _kinds_of(schema: Schema, quads: Iterable[Quad]) -> tuple[str, ...]:
    """Classes of the records among some statements."""
    named = {str(quad.object).strip("<>") for quad in quads if quad.predicate.value == f"{RDF}type"}
    return tuple(sorted(named & {one.iri for one in schema.kinds.values()}))


def to_json(read: TableRead) -> dict[str, Any]:
    """What became of a text without its statements."""
    return {"rows": [asdict(row) for row in read.rows], "columns": dict(read.columns), "places": read.places}


def _read_yaml(text: str) -> list[tuple[int, Value]]:
    """Documents of a YAML text with their number: one record, or a list of them."""
    for event in _events(text):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else None
            raise DocumentError("Aliases are not taken here.", found=f"*{event.anchor}", line=line)
    value = read_yaml(text, NODE_LIMIT)
    if isinstance(value, list):
        _check_count(len(value))
        return list(enumerate(value)) or [(0, {})]
    return [(0, value)]


def _events(text: str) -> Iterable[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return  # read_yaml tells what is wrong, with its place


def _as_linked_data(schema: Schema, value: Mapping[str, Value], day: str) -> TableRead:
    """YAML-LD proper: the same as JSON-LD, whatever context it names replaced by the home's own."""
    held = {**{key: one for key, one in value.items() if key != "@context"}, **dict(schema.context)}
    quads = parse(json.dumps(held, ensure_ascii=False).encode(), JSON_LD, base_iri=schema.base)
    records = normalize([*quads, *_own_words(schema, quads, day)], schema.base)
    rows = tuple(RowRead(1, one.topic.rpartition("/id/")[2], one.graph) for one in records)
    return TableRead(tuple(quad for one in records for quad in one.quads), rows, {})


def _own_words(schema: Schema, quads: Iterable[Quad], day: str) -> list[Quad]:
    """What a record says of itself, for one thing that was described without it."""
    kinds: dict[str, str] = {}
    for quad in quads:
        if quad.predicate.value == f"{FOAF}primaryTopic":
            return []
        if isinstance(quad.subject, NamedNode) and quad.predicate.value == f"{RDF}type":
            kinds[quad.subject.value] = str(quad.object).strip("<>")
    named = [(iri, graph) for iri in kinds if (graph := graph_of(iri, schema.base))]
    if len(named) != 1 or not can_add(schema, RECORD):
        return []
    ((topic, graph),) = named
    made = new_record(schema, topic, graph, kinds[topic], topic, day)
    return [Quad(quad.subject, quad.predicate, quad.object) for quad in made if quad.subject == NamedNode(graph)]


def _read_rows(text: str, form: str, columns: Mapping[str, str]) -> tuple[list[tuple[int, Value]], dict[str, str]]:
    """Rows of a table as values by field name, numbered by their lines, and the columns with the field of each."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=SIGNS[form], strict=True)
    found: list[tuple[int, Value]] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not any(header) or len(set(header)) < len(header):
            raise DocumentError("Each column needs a name of its own.", found=", ".join(header)[:200], line=1)
        taken = {name: columns.get(name) or name for name in header if name}
        check_columns(taken)
        line = reader.line_num + 1
        for cells in reader:
            if any(cells) and not cells[0].startswith(COMMENT):
                found.append((line, read_row(header, cells, taken, line)))
                _check_count(len(found))
            line = reader.line_num + 1
    except csv.Error as error:
        raise DocumentError(f"The table does not parse: {error}.", line=reader.line_num) from error
    return found, taken


def _check_count(count: int) -> None:
    if count > ROW_LIMIT:
        raise TooLargeError(
            "There are too many records in one text.", found=f"more than {ROW_LIMIT}", expected=f"at most {ROW_LIMIT}",
            suggestion="Send them in parts.",
        )  # fmt: skip
