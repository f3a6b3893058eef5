"""A report as an answer: JSON, text, SHACL in every RDF format, SARIF, JUnit XML, or a page."""

from typing import Final

from fastapi import Response

from atlas.access.protocol.negotiate import choose_format, choose_named
from atlas.http.dependencies import State
from atlas.http.pages import Alternate
from atlas.rdf.formats import HTML, RDF_FORMATS, Format
from atlas.rdf.serialize import serialize
from atlas.validation.mend import apply_edits
from atlas.validation.report import Report
from atlas.validation.report_forms import to_junit, to_sarif
from atlas.validation.shacl_report import to_shacl

JSON_REPORT: Final = Format("json", "JSON", ("application/json",), "json")
TEXT_REPORT: Final = Format("text", "Text", ("text/plain",), "txt")
SARIF_REPORT: Final = Format("sarif", "SARIF", ("application/sarif+json",), "sarif")
JUNIT_REPORT: Final = Format("junit", "JUnit XML", ("application/junit+xml",), "xml")
TABLE_FORMATS: Final = (
    Format("yaml", "YAML", ("application/yaml",), "yaml"),
    Format("csv", "Table with commas (CSV)", ("text/csv",), "csv"),
    Format("tsv", "Table with tabs (TSV)", ("text/tab-separated-values",), "tsv"),
)
OFFERED: Final = (JSON_REPORT, TEXT_REPORT, *RDF_FORMATS, HTML, SARIF_REPORT, JUNIT_REPORT)
LINES: Final = 2000
HEADERS: Final = {"Cache-Control": "no-store", "Vary": "Accept", "X-Robots-Tag": "noindex"}


def choose_report(accept: str, named: str | None) -> Format:
    """The form of the report that the client wants. Raises NotAcceptableError with those offered."""
    return choose_named(named, OFFERED).format if named else choose_format(accept, OFFERED)


def answer(
    state: State,
    report: Report,
    chosen: Format,
    *,
    text: str = "",
    media_type: str = "text/turtle",
    status: int = 200,
    location: str | None = None,
) -> Response:
    """The report in a form. location: where it is kept."""
    headers = {**HEADERS, **({"Location": location} if location else {})}
    if chosen == HTML:
        body = write_page(state, report, text, media_type, location).encode()
    elif chosen in RDF_FORMATS:
        body = serialize(to_shacl(report, state.schema.shapes), chosen, state.schema.prefixes, state.schema.base)
    elif chosen == SARIF_REPORT:
        body = to_sarif({"record": report}).encode()
    elif chosen == JUNIT_REPORT:
        body = to_junit({"record": report}).encode()
    else:
        body = (report.to_json() if chosen == JSON_REPORT else report.to_text()).encode()
    return Response(body, status, headers, chosen.media_type)


def write_page(state: State, report: Report | None, text: str, named: str, location: str | None = None) -> str:
    """The page to paste a record, with what was found in the last one."""
    edits = {one.edit for one in report.findings if one.edit is not None} if report else set()
    others = [one for one in OFFERED if one != HTML] if location else []
    return state.pages.render(
        "validate.html",
        number=state.store.number,
        trail=[state.pages.step("validate-title", "/validate"), state.pages.step("form-report")]
        if report
        else [state.pages.step("validate-title")],
        alternates=[Alternate(one.media_type, f"{location}?format={one.name}", one.label) for one in others],
        report=report,
        text=text,
        named=named,
        edits=len(edits),
        mended=apply_edits(text, edits) if edits else "",
        formats=(*RDF_FORMATS, *TABLE_FORMATS),
        kinds=sorted((one.label, name) for name, one in state.schema.kinds.items()),
        lines=_lines(report, text) if report else [],
    )


def _lines(report: Report, text: str) -> list[tuple[int, str, bool]]:
    """Number, text and whether something is found there, of each line; none of a text too long to show."""
    marked = {finding.line for finding in report.findings}
    lines = text.split("\n")
    return [(number, line, number in marked) for number, line in enumerate(lines, 1)] if len(lines) <= LINES else []
