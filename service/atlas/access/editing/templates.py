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
    """A YAML text to fill in: fields it needs open, the others commented out, each with its help.

    own: fields of the record itself, rather than of what it is about, that people fill in.
    """
    lines = [
        *(f"# {line}" for line in textwrap.wrap(f"{found.label}: {found.definition}", WIDTH)),
        "# Lines that begin with # are ignored; take it away to use one.",
        "# Records and concepts go by their names, or as kind/name.",
        f"type: {local_name(schema, found.iri)}",
    ]
    levels, parts = _levels(layouts, found.iri), _own_parts(layouts, found.iri)
    for level in LEVELS:
        lines += ["", f"# --- {level.value} ---"]
        for path, field in layouts.fields((found.iri,)).items():
            if levels[path] is level:
                others = _other_ways(layouts, found.iri, path)
                mark = "" if level is Level.REQUIRED else "# "
                lines += _yaml_field(schema, layouts, path, field, parts, others, mark)
    lines += ["", "# --- the record itself ---"] if own else []
    lines += [line for path, field in own.items() for line in _yaml_field(schema, layouts, path, field, parts)]
    return "\n".join(lines) + "\n"


def table_template(schema: Schema, layouts: Layouts, found: Class, own: Mapping[str, Field]) -> str:
    """A table to fill in: a row of column names, and one that begins with # and says what each asks for."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    columns = [*_columns(schema, layouts, found), *_own_columns(schema, layouts, own)]
    writer.writerow([name for name, _ in columns])
    writer.writerow([f"# {columns[0][1]}", *(said for _, said in columns[1:])])
    return output.getvalue()


def _levels(layouts: Layouts, class_iri: str) -> dict[str, Level]:
    """Level of each field; the first way out of a choice that must be made counts as required."""
    said = layouts.levels((class_iri,))
    firsts = {choice[0] for choice in layouts.choices(class_iri)}
    fields = layouts.fields((class_iri,))
    return {path: Level.REQUIRED if path in firsts else said.get(path, Level.OPTIONAL) for path in fields}


def _other_ways(layouts: Layouts, class_iri: str, path: str) -> str:
    """The fields that may be filled in instead of one."""
    fields = layouts.fields((class_iri,))
    others = [one for choice in layouts.choices(class_iri) if choice[0] == path for one in choice[1:]]
    names = [fields[one].name for one in others if one in fields]
    return f" Or instead: {', '.join(names)}." if names else ""


def _needed(layouts: Layouts, class_iri: str) -> Iterator[tuple[str, Field]]:
    """Fields that a part cannot do without."""
    levels = _levels(layouts, class_iri)
    return ((path, one) for path, one in layouts.fields((class_iri,)).items() if levels[path] is Level.REQUIRED)


def _own_parts(layouts: Layouts, class_iri: str) -> frozenset[str]:
    """Classes of the parts that a thing of a class has; parts of other classes belong to other records."""
    ranges = [layouts.range(one) for one in layouts.fields((class_iri,)).values()]
    return frozenset(iri for one in ranges if one.kind is Kind.PART for iri in one.classes)


def _columns(schema: Schema, layouts: Layouts, found: Class) -> Iterator[tuple[str, str]]:
    """Columns of a table: plain fields; of each part those that it must have."""
    levels, parts = _levels(layouts, found.iri), _own_parts(layouts, found.iri)
    fields = layouts.fields((found.iri,))
    for path in sorted(fields, key=lambda one: LEVELS.index(levels[one])):
        wanted = layouts.range(fields[path])
        name, said = local_name(schema, path), f"{fields[path].name} ({levels[path].value})"
        if wanted.kind is Kind.PART:
            yield from _part_columns(schema, layouts, wanted.classes[0], parts, name, said)
        else:
            yield name, f"{said}: {_sample(schema, wanted)}"


def _part_columns(
    schema: Schema, layouts: Layouts, part: str, parts: frozenset[str], name: str, said: str
) -> Iterator[tuple[str, str]]:
    for inner, one in _needed(layouts, part):
        inside, path, words = layouts.range(one), f"{name}.{local_name(schema, inner)}", f"{said}: {one.name}"
        if parts & set(inside.classes):
            yield from _part_columns(schema, layouts, inside.classes[0], parts - {part}, path, words)
        else:
            yield path, f"{words}: {_sample(schema, inside)}{_how(inside)}"


def _own_columns(schema: Schema, layouts: Layouts, own: Mapping[str, Field]) -> Iterator[tuple[str, str]]:
    for path, field in own.items():
        yield local_name(schema, path), f"{field.name} (the record): {_sample(schema, layouts.range(field))}"


def _yaml_field(
    schema: Schema, layouts: Layouts, path: str, field: Field, parts: frozenset[str], others: str = "", mark: str = ""
) -> Iterator[str]:
    """Lines of one field. others: what may be filled in instead. mark: put before a line that is commented out."""
    wanted = layouts.range(field)
    said = f"{field.name}. {field.description} ({_sample(schema, wanted)}){others}"
    yield from (f"# {line}" for line in textwrap.wrap(said, WIDTH))
    name = local_name(schema, path)
    if wanted.kind is not Kind.PART:
        yield f"{mark}{name}:" + (" []" if mark and field.max_count != 1 else "")
        return
    yield f"{mark}{name}:"
    yield from (f"{mark}  {line}" for line in _yaml_part(schema, layouts, wanted.classes[0], parts))


def _yaml_part(schema: Schema, layouts: Layouts, part: str, parts: frozenset[str]) -> Iterator[str]:
    """Lines of a part as an item of a list: what it cannot do without, or its class where that is nothing."""
    lines: list[str] = []
    for inner, one in _needed(layouts, part):
        inside, name = layouts.range(one), local_name(schema, inner)
        if parts & set(inside.classes):
            below = _yaml_part(schema, layouts, inside.classes[0], parts - {part})
            lines += [f"{name}:", *(f"  {line}" for line in below)]
        else:
            others = _other_ways(layouts, part, inner)
            lines.append(
                f"{name}:  # {one.name}: {_sample(schema, inside)}{_how(inside)}" + (f".{others}" if others else "")
            )
    lines = lines or [f"type: {local_name(schema, part)}"]
    return (f"{'  ' if number else '- '}{line}" for number, line in enumerate(lines))


def _how(wanted: Range) -> str:
    """How a part of another record is named."""
    return ", as kind/name#part" if wanted.kind is Kind.PART else ""


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


def local_name(schema: Schema, iri: str) -> str:
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
