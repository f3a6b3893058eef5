"""Files to validate: RDF, YAML or a table in, a submission out, and how its report becomes one on the text."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from atlas.access.editing.templates import match_template
from atlas.cli.words import read_bytes
from atlas.errors import InputError, TooLargeError, UnknownMediaTypeError
from atlas.intake.drafting.accept import today
from atlas.intake.drafting.conversion import Wanted, read_body
from atlas.intake.reading.additions import own_fields
from atlas.intake.reading.filled import settle_names
from atlas.intake.reading.text_report import columns_of, find_form, find_kind, no_class, tell_reading
from atlas.rdf.formats import RDF_FORMATS, find_format
from atlas.schema.layouts import Layouts
from atlas.schema.model import Schema
from atlas.settings import Settings
from atlas.validation.context import HomeContext
from atlas.validation.judge import Judge
from atlas.validation.profiles import ProfileJudge, take_as
from atlas.validation.report import Report
from atlas.validation.submission import Submission

TABLES: Final = ("yaml", "csv", "tsv")


@dataclass(frozen=True)
class Text:
    """A file that was read. tell: makes the report on what was read one on the file's own text."""

    submission: Submission
    tell: Callable[[Report], Report]


class Reader:
    """Reads files for one judge. form: of all of them, else each by its extension. kind: a class by any name."""

    def __init__(self, judge: Judge, home: HomeContext, settings: Settings, form: str | None, kind: str) -> None:
        self._judge, self._home, self._settings = judge, home, settings
        self._form, self._kind = form, find_kind(judge.schema, kind)

    def read(self, name: str) -> Text:
        """One file. Raises UnknownMediaTypeError, TooLargeError, RdfSyntaxError, InputError."""
        said = self._form or name.rpartition(".")[2]
        form, rdf = find_form(said), find_format(said, RDF_FORMATS)
        if not form and rdf is None:
            raise UnknownMediaTypeError(
                f"The format of {name} is not known.",
                expected=", ".join((*(f.name for f in RDF_FORMATS), *TABLES)),
                suggestion="Name it with --from.",
            )
        data, limit = read_bytes(name), self._settings.body_bytes
        if len(data) > limit:
            raise TooLargeError(f"{name} is larger than {limit} bytes.", found=f"{len(data)} bytes")
        if rdf is None:
            return self._convert(data, form)
        bounds = {"quad_limit": self._settings.quad_limit, "json_depth": self._settings.json_depth}
        read = self._judge.read(data, rdf.media_type, self._judge.schema.base, **bounds)
        if self._kind:
            read = replace(read, quads=take_as(read.quads, self._judge.schema.kinds[self._kind].iri))
        return Text(read, _as_it_is)

    def _convert(self, data: bytes, form: str) -> Text:
        if isinstance(self._judge, ProfileJudge):
            raise InputError("A profile judges RDF; a table or YAML is read in the words of this graph.", found=form)
        schema = self._judge.schema
        layouts, text = Layouts(schema), data.decode("utf-8-sig", "replace")
        kind, columns = self._kind, columns_of(text, form)
        if columns and not kind:
            kind = match_template(schema, layouts, columns, partial(own_fields, schema, layouts))
            if not kind:
                raise no_class(text, form)
        read = read_body(schema, Wanted(form, kind), data, today())
        quads = settle_names(schema, layouts, read.quads, _by_name(schema, self._home))
        return Text(Submission(tuple(quads)), lambda report: tell_reading(schema, report, read, form))


def _by_name(schema: Schema, home: HomeContext) -> Mapping[str, set[str]]:
    """Lower-case name to what the home's files call so."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in home.names():
        for name in entry.names:
            found[name.casefold()].add(entry.iri)
    for iri, label in schema.labels.items():
        found[label.casefold()].add(iri)
    return found


def _as_it_is(report: Report) -> Report:
    return report
