"""Files to fill in, made from the shapes: a YAML text and a table for each kind, with what each field asks for."""

import csv
import io
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from atlas.namespaces import SKOS
from atlas.rdf.terms import NamedNode, subjects
from atlas.schema.layouts import Layouts
from atlas.schema.levels import Level
from atlas.schema.model import Class, Field, Schema
from atlas.schema.ranges import Kind, Range

WIDTH: Final = 100
CHOICES: Final = 12
LEVELS: Final = (Level.REQUIRED, Level.RECOMMENDED, Level.OPTIONAL)
SAMPLES: Final = {
    Kind.DATE: "2025-11-18, 2025-11 or 2025",
    Kind.NUMBER: "a number",
    Kind.BOOLEAN: "true or false",
    Kind.ADDRESS: "a web address",
    Kind.TEXT: "text",
}


def yaml_template(schema: Schema, layouts: Layouts, found: Class, own: Mapping[str, Field]) -> str:
    """A YAML text to fill in: required fields open, the others commented out, each with its help.

    own: fields of the record itself, rather than of what it is about, that people fill in.
    """
    lines = [
        *(f"# {line}" for line in textwrap.wrap(f"{found.label}: {found.definition}", WIDTH)),
        "# Lines that begin with # are ignored; take it away to use one.",
        "# Records and concepts go by their names, or as kind/name.",
        f"type: {_local(schema, found.iri)}",
    ]
    for level in LEVELS:
        lines += ["", f"# --- {level.value} ---"]
        for path, field in layouts.fields((found.iri,)).items():
            if layouts.levels((found.iri,)).get(path, Level.OPTIONAL) is level:
                lines += _yaml_field(schema, layouts, path, field, level)
    lines += ["", "# --- the record itself ---"] if own else []
    lines += [line for path, field in own.items() for line in _yaml_field(schema, layouts, path, field, Level.OPTIONAL)]
    return "\n".join(lines) + "\n"


def table_template(schema: Schema, layouts: Layouts, found: Class, own: Mapping[str, Field]) -> str:
    """A table to fill in: a row of column names, and one that begins with # and says what each asks for."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    columns = [*_columns(schema, layouts, found), *_own_columns(schema, layouts, own)]
    writer.writerow([name for name, _ in columns])
    writer.writerow([f"# {columns[0][1]}", *(said for _, said in columns[1:])])
    return output.getvalue()


def _columns(schema: Schema, layouts: Layouts, found: Class) -> Iterator[tuple[str, str]]:
    """Columns of a table: plain fields; of each part those that it must have."""
    levels = layouts.levels((found.iri,))
    fields = layouts.fields((found.iri,))
    for path in sorted(fields, key=lambda one: LEVELS.index(levels.get(one, Level.OPTIONAL))):
        wanted = layouts.range(fields[path])
        name = _local(schema, path)
        if wanted.kind is not Kind.PART:
            yield name, f"{fields[path].name} ({levels.get(path, Level.OPTIONAL).value}): {_sample(schema, wanted)}"
            continue
        part = wanted.classes[0]
        for inner, one in layouts.fields((part,)).items():
            inside = layouts.range(one)
            if inside.kind is not Kind.PART and layouts.levels((part,)).get(inner) is Level.REQUIRED:
                yield f"{name}.{_local(schema, inner)}", f"{fields[path].name}: {one.name}: {_sample(schema, inside)}"


def _own_columns(schema: Schema, layouts: Layouts, own: Mapping[str, Field]) -> Iterator[tuple[str, str]]:
    for path, field in own.items():
        yield _local(schema, path), f"{field.name} (the record): {_sample(schema, layouts.range(field))}"


def _yaml_field(schema: Schema, layouts: Layouts, path: str, field: Field, level: Level) -> Iterator[str]:
    wanted = layouts.range(field)
    said = f"{field.name}. {field.description} ({_sample(schema, wanted)})"
    yield from (f"# {line}" for line in textwrap.wrap(said, WIDTH))
    mark = "" if level is Level.REQUIRED else "# "
    name = _local(schema, path)
    if wanted.kind is not Kind.PART:
        yield f"{mark}{name}:" + ("" if field.max_count == 1 else " []" if level is not Level.REQUIRED else "")
        return
    yield f"{mark}{name}:"
    first = f"{mark}  - "
    for inner, one in layouts.fields((wanted.classes[0],)).items():
        if layouts.levels((wanted.classes[0],)).get(inner) is Level.REQUIRED:
            yield f"{first}{_local(schema, inner)}:  # {one.name}: {_sample(schema, layouts.range(one))}"
            first = f"{mark}    "
    if first == f"{mark}  - ":
        yield f"{first}type: {_local(schema, wanted.classes[0])}"


def _sample(schema: Schema, wanted: Range) -> str:
    if wanted.kind is Kind.CONCEPT:
        schemes = [NamedNode(iri) for iri in wanted.schemes]
        listed = [one for scheme in schemes for one in subjects(schema.ontology, f"{SKOS}inScheme", scheme)]
        labels = sorted(schema.label(one.value) for one in listed if isinstance(one, NamedNode))
        few = labels if 0 < len(labels) <= CHOICES else [schema.label(iri) for iri in wanted.schemes]
        return "one of: " + ", ".join(few or ["a concept"])
    if wanted.kind in (Kind.RECORD, Kind.PART):
        return " or ".join(schema.label(iri) for iri in wanted.classes[:CHOICES])
    return SAMPLES[wanted.kind]


def _local(schema: Schema, iri: str) -> str:
    """The name by which the context, and so every reader of these files, knows a term."""
    local = iri.replace("#", "/").rpartition("/")[2]
    context = schema.context.get("@context")
    term = context.get(local) if isinstance(context, dict) else None
    named = term.get("@id") if isinstance(term, dict) else term
    return local if named == iri else schema.compact(iri)


def match_template(
    schema: Schema, layouts: Layouts, columns: Iterable[str], own: Callable[[Class], Mapping[str, Field]]
) -> str:
    """The kind whose template a table's columns are those of, or the only one that has them all; empty where unclear.

    own: of a class, the fields of the record itself that people fill in.
    """
    given = set(columns)
    templates = {
        kind: {name for name, _ in (*_columns(schema, layouts, one), *_own_columns(schema, layouts, own(one)))}
        for kind, one in schema.kinds.items()
    }
    same = [kind for kind, names in templates.items() if names == given]
    wider = [kind for kind, names in templates.items() if given <= names]
    return next((found[0] for found in (same, wider) if len(found) == 1), "") if given else ""
