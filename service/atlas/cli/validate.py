"""`atlas validate`: files in, the same report as the service gives out. Needs no running service."""

import argparse
from collections.abc import Callable
from typing import Final

from atlas.cli.fixing import fix_file, repair_file
from atlas.cli.progress import Progress
from atlas.cli.texts import Reader, Text
from atlas.cli.validate_all import judge_all
from atlas.cli.words import complain, read_settings, say
from atlas.errors import AtlasError, InputError, RdfSyntaxError, UnknownMediaTypeError
from atlas.rdf.formats import RDF_FORMATS, Format, find_format
from atlas.rdf.serialize import serialize
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.validation.context import HomeContext
from atlas.validation.judge import Judge
from atlas.validation.profiles import ProfileJudge, load_profile
from atlas.validation.report import Report, merge_reports
from atlas.validation.report_forms import to_csv, to_junit, to_sarif
from atlas.validation.shacl_report import to_shacl

FORMS: Final = {"sarif": to_sarif, "junit": to_junit, "csv": to_csv}
NAMES: Final = ("text", "json", *FORMS)
REPAIRS: Final = 100


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
    if given.all:
        report, schema = judge_all(given, settings)
        _write({settings.store: report}, report_format, given.format, schema)
        return int(not report.conforms)
    schema = load_schema(settings.home)
    contexts = {f"{schema.base}context.jsonld": schema.context, "context.jsonld": schema.context}
    if given.profile:
        schema = load_profile(schema, given.profile)
    judge = (ProfileJudge if given.profile else Judge)(schema, contexts)
    home = HomeContext(schema)
    reading = Reader(judge, home, settings, given.input_format, given.kind).read
    parsed = _parse_all(reading, given.files, repair=given.fix)
    reports = _judge_all(judge, home, parsed)
    fixed = [fix_file(name, report) for name, report in reports.items() if name != "-"] if given.fix else []
    if any(fixed):
        parsed = _parse_all(reading, given.files)
        reports = _judge_all(judge, home, parsed)
    _write(reports, report_format, given.format, schema)
    if len(parsed) < len(set(given.files)):
        return 2
    return 0 if all(report.conforms for report in reports.values()) else 1


def _parse_all(reading: Callable[[str], Text], names: list[str], *, repair: bool = False) -> dict[str, Text]:
    """Every file that parses; the others are complained of. repair: a near miss that keeps one from it is mended."""
    parsed: dict[str, Text] = {}
    for name in names:
        try:
            parsed[name] = _parse(reading, name, REPAIRS if repair and name != "-" else 0)
        except AtlasError as error:
            complain(error, name)
    return parsed


def _parse(reading: Callable[[str], Text], name: str, repairs: int) -> Text:
    for _ in range(repairs):
        try:
            return reading(name)
        except RdfSyntaxError as error:
            if not repair_file(name, error):
                break
    return reading(name)


def _judge_all(judge: Judge, home: HomeContext, parsed: dict[str, Text]) -> dict[str, Report]:
    """Each file's report; files given together know each other."""
    reports: dict[str, Report] = {}
    with Progress("files", "Nothing was changed.") as progress:
        for number, (name, given) in enumerate(parsed.items(), start=1):
            others = [quad for other in parsed.values() if other is not given for quad in other.submission.quads]
            context = home.find(judge.references(given.submission.quads))
            reports[name] = given.tell(judge.judge(given.submission, [*context, *others]))
            progress(number, len(parsed))
    return reports


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
