"""A report as an answer: JSON, text, CSV, SHACL in every RDF format, SARIF, JUnit XML, or a page."""

from datetime import UTC, datetime
from typing import Final

from fastapi import Response

from atlas.access.protocol.negotiate import choose_format, choose_named
from atlas.http.dependencies import State
from atlas.http.pages import Alternate
from atlas.http.report_page import GROUPINGS, SEVERITY, make_groups, make_lines
from atlas.intake.drafting.reports import KeptReport
from atlas.intake.reading.text_report import find_form
from atlas.rdf.formats import HTML, RDF_FORMATS, Format
from atlas.rdf.serialize import serialize
from atlas.validation.profiles import find_profiles, load_profile
from atlas.validation.report import Report
from atlas.validation.report_forms import to_csv, to_junit, to_sarif
from atlas.validation.shacl_report import to_shacl

JSON_REPORT: Final = Format("json", "JSON", ("application/json",), "json")
TEXT_REPORT: Final = Format("text", "Text", ("text/plain",), "txt")
SARIF_REPORT: Final = Format("sarif", "SARIF", ("application/sarif+json",), "sarif")
CSV_REPORT: Final = Format("csv", "CSV", ("text/csv",), "csv")
JUNIT_REPORT: Final = Format("junit", "JUnit XML", ("application/junit+xml",), "xml")
TABLE_FORMATS: Final = (
    Format("yaml", "YAML", ("application/yaml",), "yaml"),
    Format("csv", "Table with commas (CSV)", ("text/csv",), "csv"),
    Format("tsv", "Table with tabs (TSV)", ("text/tab-separated-values",), "tsv"),
)
OFFERED: Final = (JSON_REPORT, TEXT_REPORT, CSV_REPORT, *RDF_FORMATS, HTML, SARIF_REPORT, JUNIT_REPORT)
TOLD: Final = {CSV_REPORT: to_csv, SARIF_REPORT: to_sarif, JUNIT_REPORT: to_junit}
EMPTY: Final = Report(conforms=False, findings=(), records=())
HEADERS: Final = {"Cache-Control": "no-store", "Vary": "Accept", "X-Robots-Tag": "noindex"}


def choose_report(accept: str, named: str | None) -> Format:
    """The form of the report that the client wants. Raises NotAcceptableError with those offered."""
    return choose_named(named, OFFERED).format if named else choose_format(accept, OFFERED)


def answer(
    state: State,
    judged: KeptReport,
    chosen: Format,
    *,
    status: int = 200,
    location: str | None = None,
    grouping: str = SEVERITY,
) -> Response:
    """The report in a form. location: where it is kept. grouping: of the findings on a page."""
    headers, report = {**HEADERS, **({"Location": location} if location else {})}, judged.report
    if chosen == HTML:
        body = write_page(state, judged, location, grouping).encode()
    elif chosen in RDF_FORMATS:
        schema = load_profile(state.schema, judged.profile) if judged.profile else state.schema
        body = serialize(to_shacl(report, schema.shapes), chosen, schema.prefixes, schema.base)
    elif chosen in TOLD:
        body = TOLD[chosen]({"record": report}).encode()
    else:
        body = (report.to_json() if chosen == JSON_REPORT else report.to_text()).encode()
    return Response(body, status, headers, chosen.media_type)


def write_page(state: State, judged: KeptReport | None, location: str | None = None, grouping: str = SEVERITY) -> str:
    """The page to paste a record, with what was found in the last one."""
    here, pages = location or "", state.pages
    others = [one for one in OFFERED if one != HTML] if location else []
    steps = [pages.step("validate-title", "/validate"), pages.step("form-report")]
    said: dict[str, object] = {}
    if judged is not None:
        said = {
            "grouping": grouping if grouping in GROUPINGS else SEVERITY,
            "groups": make_groups(state.schema, judged.report, grouping, judged.media_type),
            "is_plain": bool(find_form(judged.media_type)),
            "edits": len({one.edit for one in judged.report.findings if one.edit is not None}) if location else 0,
            "lines": make_lines(judged.report, judged.text),
            "until": datetime.fromtimestamp(judged.until, UTC).date().isoformat() if judged.until else "",
        }
    return pages.render(
        "validate.html",
        number=state.store.number,
        trail=steps if judged else [pages.step("validate-title")],
        alternates=[Alternate(one.media_type, f"{here}?format={one.name}", one.label) for one in others],
        here=here.removeprefix(state.public_url),
        judged=judged or KeptReport(EMPTY, "", "turtle"),
        report=judged.report if judged else None,
        groupings=GROUPINGS,
        formats=(*RDF_FORMATS, *TABLE_FORMATS),
        kinds=sorted((one.label, name) for name, one in state.schema.kinds.items()),
        profiles=find_profiles(state.schema.home),
        **said,
    )
