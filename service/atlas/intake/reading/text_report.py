"""YAML and tables on their way to the judge and back: which form a text has, of which class, what was not understood.

In: what `tables` made of a text, and the report on that. Out: the report on the text itself. Judges and stores nothing.
"""

import csv
from dataclasses import replace
from functools import partial

from atlas.errors import InputError
from atlas.intake.reading.marks import YAML, requote
from atlas.intake.reading.places import put_findings
from atlas.intake.reading.tables import ENDINGS, FORMS, PUT_TOGETHER, SIGNS, Lost, RowRead, TableRead
from atlas.intake.reading.tree import TYPES, find_class
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.inputs import shorten
from atlas.schema.model import Schema
from atlas.validation.report import Edit, Finding, Report
from atlas.validation.submission import LOST

TEMPLATES = "; the template to fill in, at /contribute/paste, names the fields there are"


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
    names = [cell.strip() for cell in next(csv.reader([first], delimiter=SIGNS[form]), [])]
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


def tell_reading(schema: Schema, report: Report, read: TableRead, form: str) -> Report:
    """The report on what was made of a text as one on the text: where it says what, and what was not understood."""
    graphs = [row.graph for row in read.rows]
    placed = put_findings(report, read.places, graphs, partial(_write, schema), form)
    lost = list(dict.fromkeys(_lost(row, one, form) for row in read.rows for one in row.lost))
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


def _lost(row: RowRead, lost: Lost, form: str) -> Finding:
    """The finding on what was not understood."""
    of_text = lost.line < row.line
    new = requote(lost.key, lost.meant, form) if lost.key and lost.meant else None
    return Finding(
        record=None if of_text else row.graph or None,
        focus="",
        focus_label="The text" if of_text or not row.name else row.name,
        path=None,
        field=lost.key,
        value=None,
        expected="a text of which everything is understood",
        found=lost.text,
        fix=f"Correct it, or leave it out{TEMPLATES if lost.key and not lost.meant else ''}.",
        rule="Nothing is lost in reading",
        rule_url=LOST,
        severity="should" if lost.text == PUT_TOGETHER else "must",
        component=LOST,
        line=lost.line,
        column=lost.column,
        edit=Edit(lost.line, lost.column, lost.key, new) if new else None,
    )


def _write(schema: Schema, term: Term, graph: str) -> str:
    """A term as people write it in a record's own text."""
    if isinstance(term, NamedNode):
        return shorten(schema, term.value, graph.replace("/graph/", "/id/", 1))
    return term.value if isinstance(term, Literal) else str(term)
