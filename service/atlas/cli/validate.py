"""`atlas validate`: files or the whole store in, the same report as the service gives out. Needs no running service.

What judges files, and what judges the store, is imported only when it is wanted.
"""

import argparse
from importlib import import_module
from typing import Final

from atlas.cli.words import read_settings, say
from atlas.errors import InputError, UnknownMediaTypeError
from atlas.rdf.formats import RDF_FORMATS, Format, find_format
from atlas.rdf.serialize import serialize
from atlas.schema.model import Schema
from atlas.validation.report import Report, merge_reports
from atlas.validation.report_forms import to_csv, to_junit, to_sarif
from atlas.validation.shacl_report import to_shacl

FORMS: Final = {"sarif": to_sarif, "junit": to_junit, "csv": to_csv}
NAMES: Final = ("text", "json", *FORMS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Files, their format and that of the report."""
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="records in any RDF format, YAML, CSV or TSV; - for the standard input"
    )
    parser.add_argument("--all", action="store_true", help="everything in the store, against every shape and check")
    parser.add_argument("--readers", type=int, default=0, metavar="N", help="of --all; else one a processor")
    parser.add_argument(
        "--from",
        dest="input_format",
        metavar="FORMAT",
        help="of the files: turtle, jsonld, yaml, csv …; else by extension",
    )
    parser.add_argument(
        "--class",
        dest="kind",
        default="",
        metavar="CLASS",
        help="to take the records as, such as a table that does not tell it",
    )
    parser.add_argument(
        "--format",
        default="text",
        metavar="FORMAT",
        help="of the report: text, json, csv, sarif, junit, turtle …",
    )
    parser.add_argument(
        "--profile",
        default="",
        metavar="NAME",
        help="judge RDF by a profile, such as dcat-ap, not by this graph's rules",
    )
    parser.add_argument("--fix", action="store_true", help="make the edits that are clear, show the diff, judge again")


def run(given: argparse.Namespace) -> int:
    """The exit code that the command's help promises."""
    report_format = find_format(given.format, RDF_FORMATS)
    if report_format is None and given.format not in NAMES:
        raise UnknownMediaTypeError(
            f"A report has no format {given.format}.", expected=f"{', '.join(NAMES)} or an RDF format such as turtle"
        )
    settings = read_settings(given)
    if given.all == bool(given.files):
        raise InputError("Name the files to validate, or give --all for everything in the store.")
    if given.all and given.profile:
        raise InputError("A profile judges files: what is in the store is in the words of this graph.")
    module = import_module("atlas.cli.validate_all" if given.all else "atlas.cli.validate_files")
    reports, schema, code = module.judge(given, settings)
    _write(reports, report_format, given.format, schema)
    return int(code)


def _write(reports: dict[str, Report], report_format: Format | None, name: str, schema: Schema) -> None:
    if report_format is not None:
        quads = to_shacl(merge_reports(reports.values()), schema.shapes)
        say(serialize(quads, report_format, schema.prefixes, schema.base).decode().rstrip())
    elif name == "json":
        say(merge_reports(reports.values()).to_json())
    elif name in FORMS:
        say(FORMS[name](reports).rstrip())
    else:
        for file, report in reports.items():
            say(f"{file}: {report.to_text()}")
