"""Records as CSV, one table a class: quads ordered by graph in, rows out. Parts of records are left out."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import groupby
from typing import IO, Final

from atlas.namespaces import FOAF, SKOS, XSD
from atlas.rdf.terms import Literal, NamedNode, Quad
from atlas.schema.model import Class, Schema

SEPARATOR: Final = "|"
PRIMARY_TOPIC: Final = f"{FOAF}primaryTopic"
ANY_URI: Final = f"{XSD}anyURI"
STRING: Final = f"{XSD}string"


@dataclass(frozen=True)
class Column:
    """One column: path is the property it holds, empty for the thing itself; repeated: may hold several values."""

    name: str
    path: str
    description: str
    datatype: str
    repeated: bool


@dataclass(frozen=True)
class Table:
    """One class's table. kind: the class's path segment, which names the file."""

    kind: str
    label: str
    columns: tuple[Column, ...]


def write_csv(rows: Sequence[Mapping[str, str]]) -> str:
    """Rows of {name: text} as CSV with a header of every name that occurs, in order of appearance."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    output = StringIO()
    writer = csv.DictWriter(output, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return output.getvalue()


def make_tables(schema: Schema) -> list[Table]:
    """A table for each class that has records: its IRI, its name, then a column for each field of its shape."""
    return [_make_table(schema, schema.kinds[kind]) for kind in sorted(schema.kinds)]


def iter_records(quads: Iterable[Quad]) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Each record with its own values by property, from quads that stand together by graph."""
    for graph, group in groupby(quads, key=lambda quad: quad.graph_name):
        held = list(group)
        topics = [
            quad.object
            for quad in held
            if quad.predicate.value == PRIMARY_TOPIC and quad.subject == graph and isinstance(quad.object, NamedNode)
        ]
        for topic in topics:
            values: dict[str, list[str]] = defaultdict(list)
            for quad in held:
                if quad.subject == topic and isinstance(quad.object, (NamedNode, Literal)):
                    values[quad.predicate.value].append(quad.object.value)
            yield topic.value, values


class TableWriter:
    """Rows of one table into a file."""

    def __init__(self, table: Table, output: IO[str]) -> None:
        self._table, self.rows = table, 0
        self._writer = csv.writer(output, lineterminator="\r\n")
        self._writer.writerow([column.name for column in table.columns])

    def write(self, iri: str, values: Mapping[str, list[str]]) -> None:
        """One record. Values are exact; several are parted by the separator, which is written `\\|` inside one."""
        cells = [iri if not column.path else _join(values.get(column.path, [])) for column in self._table.columns]
        self._writer.writerow(cells)
        self.rows += 1


def _join(values: list[str]) -> str:
    return SEPARATOR.join(value.replace(SEPARATOR, "\\" + SEPARATOR) for value in sorted(values))


def _make_table(schema: Schema, found: Class) -> Table:
    inherited = [f for iri in found.superclasses if iri in schema.classes for f in schema.classes[iri].fields]
    columns = {"": Column("iri", "", "Name of the thing.", ANY_URI, repeated=False)}
    label = schema.label_properties[0] if schema.label_properties else f"{SKOS}prefLabel"
    columns[label] = Column("name", label, "What it is called.", STRING, repeated=True)
    taken = {"iri", "name"}
    for one in sorted([*found.fields, *inherited], key=lambda f: (f.order, f.path)):
        if one.path in columns or not one.path.startswith("http"):
            continue
        name = _free_name(schema, one.path, taken)
        datatype = one.datatypes[0] if len(one.datatypes) == 1 and one.datatypes[0].startswith(XSD) else STRING
        is_link = bool(one.classes) or (not one.datatypes and (one.node_kind or "").endswith("IRI"))
        columns[one.path] = Column(
            name, one.path, one.description or one.name, ANY_URI if is_link else datatype, one.max_count != 1
        )
    return Table(found.kind or "", found.label, tuple(columns.values()))


def _free_name(schema: Schema, path: str, taken: set[str]) -> str:
    local = path.replace("#", "/").rpartition("/")[2]
    name = local if local not in taken else schema.compact(path).replace(":", "_")
    taken.add(name)
    return name
