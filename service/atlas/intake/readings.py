"""YAML and tables on their way to the judge and back: which form a text has, of which class, what was not understood.

In: what `tables` made of a text, and the report on that. Out: the report on the text itself. Judges and stores nothing.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import yaml

from atlas.errors import InputError
from atlas.intake.places import iter_cells, put_findings
from atlas.intake.tables import ENDINGS, FORMS, PUT_TOGETHER, TSV, YAML, RowRead, TableRead
from atlas.intake.tree import TYPES, find_class
from atlas.schema.model import Schema
from atlas.validation.report import Finding, Report
from atlas.validation.submission import LOST

Place = tuple[int, int]
START: Final = ""


def find_form(name: str) -> str:
    """YAML, CSV or TSV by a media type, an extension or a short name; empty for anything else."""
    wanted = name.partition(";")[0].strip().lower().removeprefix(".")
    return FORMS.get(wanted) or ENDINGS.get(wanted, "")


def find_kind(schema: Schema, name: str) -> str:
    """The kind of record that a class is, by any of its names; empty for no name. Raises InputError."""
    iri = find_class(schema, name) if name else None
    kind = schema.classes[iri].kind if iri else None
    if name and kind is None:
        raise InputError(
            f"{name} is no class of records.",
            found=name,
            expected=", ".join(one.label for one in schema.kinds.values()),
        )
    return kind or ""


def columns_of(text: str, form: str) -> list[str]:
    """Names of a table's columns; none where the rows say their class, and none of a YAML text."""
    if form == YAML:
        return []
    first = next(iter(text.removeprefix("\ufeff").splitlines()), "")
    names = [cell.strip() for cell in next(csv.reader([first], delimiter=_sign(form)), [])]
    return [] if set(names) & set(TYPES) else [name for name in names if name]


def no_class(text: str, form: str) -> InputError:
    """What to say where a table's class cannot be told."""
    return InputError(
        "Of which class these records are is not said.",
        found=", ".join(columns_of(text, form))[:200],
        expected="a class; or a column named type; or the columns of the template of one class",
        suggestion="Name it: --class on the command line, ?kind= in the address.",
        line=1,
    )


def tell_reading(report: Report, read: TableRead, text: str, form: str) -> Report:
    """The report on what was made of a text as one on the text: where it says what, and what was not understood."""
    placed = put_findings(report, read.places, [row.graph for row in read.rows])
    keys = list(_keys(text, form, read.rows))
    lost = [_lost(row, problem, known) for row, known in zip(read.rows, keys, strict=False) for problem in row.problems]
    lost = list(dict.fromkeys(lost))
    grave = sum(1 for one in lost if one.severity == "must")
    totals = dict(placed.totals)
    for one in lost if totals else ():
        totals[one.severity] += 1
    return replace(
        placed,
        conforms=placed.conforms and not grave,
        findings=tuple(sorted([*placed.findings, *lost], key=lambda one: one.order)),
        totals=totals,
    )


def _lost(row: RowRead, problem: str, known: Mapping[str, Place]) -> Finding:
    """The finding on what was not understood. known: where the keys of the row stand."""
    key = max((one for one in known if one and problem.startswith(f"{one} ")), key=len, default=START)
    line, column = known.get(key, (row.line, 1))
    of_text = line < row.line
    return Finding(
        record=None if of_text else row.graph or None,
        focus="",
        focus_label="The text" if of_text or not row.name else row.name,
        path=None,
        field=key,
        value=None,
        expected="a text of which everything is understood",
        found=problem,
        fix="Correct it, or leave it out.",
        rule="Nothing is lost in reading",
        rule_url=LOST,
        severity="should" if problem == PUT_TOGETHER else "must",
        component=LOST,
        line=line,
        column=column,
    )


def _keys(text: str, form: str, rows: tuple[RowRead, ...]) -> Iterator[dict[str, Place]]:
    """Where each record of a text begins, and where its keys stand."""
    if form != YAML:
        header = next(iter_cells(text, _sign(form)), [])
        columns = {cell.strip(): (line, column) for line, column, cell in header}
        yield from ({**columns, START: (row.line, 1)} for row in rows)
        return
    top = yaml.compose(text, Loader=yaml.CSafeLoader)
    for node in top.value if isinstance(top, yaml.SequenceNode) else [top]:
        if node is not None:
            yield {**dict(_inner_keys(node)), START: (node.start_mark.line + 1, node.start_mark.column + 1)}


def _inner_keys(node: yaml.Node) -> Iterator[tuple[str, Place]]:
    for one in node.value if isinstance(node, (yaml.MappingNode, yaml.SequenceNode)) else ():
        if isinstance(one, tuple):
            mark = one[0].start_mark
            yield from _inner_keys(one[1])
            yield str(one[0].value), (mark.line + 1, mark.column + 1)
        else:
            yield from _inner_keys(one)


def _sign(form: str) -> str:
    return "\t" if form == TSV else ","
