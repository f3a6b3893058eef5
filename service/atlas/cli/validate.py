"""`atlas validate`: files in, the same report as the service gives out. Needs no running service."""

import argparse

from atlas.cli.words import complain, read_bytes, read_settings, say
from atlas.errors import AtlasError, TooLargeError, UnknownMediaTypeError
from atlas.rdf.formats import RDF_FORMATS, Format, find_format
from atlas.rdf.serialize import serialize
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.settings import Settings
from atlas.validation.context import HomeContext
from atlas.validation.judge import Judge
from atlas.validation.report import Report, merge_reports
from atlas.validation.shacl_report import to_shacl
from atlas.validation.submission import Submission


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Files, their format and that of the report."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="a record in any RDF format; - for the standard input")
    parser.add_argument("--from", dest="input_format", metavar="FORMAT", help="of the files; else by extension")
    parser.add_argument(
        "--format", default="text", metavar="FORMAT", help="of the report: text, json, turtle, jsonld …"
    )


def run(given: argparse.Namespace) -> int:
    """The exit code that the command's help promises."""
    report_format = find_format(given.format, RDF_FORMATS)
    if report_format is None and given.format not in ("text", "json"):
        raise UnknownMediaTypeError(
            f"A report has no format {given.format}.", expected="text, json or an RDF format such as turtle"
        )
    settings = read_settings(given)
    schema = load_schema(settings.home)
    judge = Judge(schema, {f"{schema.base}context.jsonld": schema.context, "context.jsonld": schema.context})
    parsed: dict[str, Submission] = {}
    refused = 0
    for name in given.files:
        try:
            parsed[name] = _parse(judge, name, given.input_format, settings, schema.base)
        except AtlasError as error:
            refused += 1
            complain(error, name)
    reports = _judge_all(judge, HomeContext(schema), parsed)
    _write(reports, report_format, given.format, schema)
    if refused:
        return 2
    return 0 if all(report.conforms for report in reports.values()) else 1


def _judge_all(judge: Judge, home: HomeContext, parsed: dict[str, Submission]) -> dict[str, Report]:
    """Each file's report; files given together know each other."""
    reports: dict[str, Report] = {}
    for name, given in parsed.items():
        others = [quad for other in parsed.values() if other is not given for quad in other.quads]
        reports[name] = judge.judge(given, [*home.find(judge.references(given.quads)), *others])
    return reports


def _parse(judge: Judge, name: str, format_name: str | None, settings: Settings, base: str) -> Submission:
    found = find_format(format_name or name.rpartition(".")[2], RDF_FORMATS)
    if found is None:
        raise UnknownMediaTypeError(
            f"The format of {name} is not known.",
            expected=", ".join(f.name for f in RDF_FORMATS),
            suggestion="Name it with --from.",
        )
    data = read_bytes(name)
    if len(data) > settings.body_bytes:
        raise TooLargeError(f"{name} is larger than {settings.body_bytes} bytes.", found=f"{len(data)} bytes")
    return judge.read(data, found.media_type, base, quad_limit=settings.quad_limit, json_depth=settings.json_depth)


def _write(reports: dict[str, Report], report_format: Format | None, name: str, schema: Schema) -> None:
    if report_format is not None or name == "json":
        whole = merge_reports(reports.values())
        if report_format is None:
            say(whole.to_json())
        else:
            say(
                serialize(to_shacl(whole, schema.shapes), report_format, schema.prefixes, schema.base).decode().rstrip()
            )
        return
    for file, report in reports.items():
        say(f"{file}: {report.to_text()}")
