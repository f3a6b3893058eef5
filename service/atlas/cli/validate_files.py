"""`atlas validate FILE …`: each file judged as the service would judge it, and mended where that is asked."""

import argparse
from collections.abc import Callable
from typing import Final

from atlas.cli.fixing import fix_file, repair_file
from atlas.cli.progress import Progress
from atlas.cli.texts import Reader, Text
from atlas.cli.words import complain
from atlas.errors import AtlasError, RdfSyntaxError
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.settings import Settings
from atlas.validation.context import HomeContext
from atlas.validation.judge import Judge
from atlas.validation.profiles import ProfileJudge, load_profile
from atlas.validation.report import Report

REPAIRS: Final = 100


def judge(given: argparse.Namespace, settings: Settings) -> tuple[dict[str, Report], Schema, int]:
    """A report on each file that can be read, the schema they are judged by, and the exit code."""
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
    if len(parsed) < len(set(given.files)):
        return reports, schema, 2
    return reports, schema, 0 if all(report.conforms for report in reports.values()) else 1


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
