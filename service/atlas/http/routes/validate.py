"""/validate: a record in any RDF format in, the report out as JSON, SHACL, text or a page. Stores nothing."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import UploadFile

from atlas.access.negotiate import choose_format, choose_named
from atlas.errors import BusyError, InputError, UnknownMediaTypeError
from atlas.http.dependencies import State, find_caller, get_state
from atlas.http.pages import Step
from atlas.intake.receive import Submission, check_size, guess_media_type, judge_submission, receive
from atlas.rdf.formats import HTML, RDF_FORMATS, Format
from atlas.rdf.serialize import serialize
from atlas.validation.report import Report
from atlas.validation.report_forms import to_junit, to_sarif
from atlas.validation.shacl_report import to_shacl

JSON_REPORT: Final = Format("json", "JSON", ("application/json",), "json")
TEXT_REPORT: Final = Format("text", "Text", ("text/plain",), "txt")
SARIF_REPORT: Final = Format("sarif", "SARIF", ("application/sarif+json",), "sarif")
JUNIT_REPORT: Final = Format("junit", "JUnit XML", ("application/junit+xml",), "xml")
OFFERED: Final = (JSON_REPORT, TEXT_REPORT, *RDF_FORMATS, HTML, SARIF_REPORT, JUNIT_REPORT)
REPORT_FORMATS: Final = "Of the report: json, text, turtle, jsonld, html, sarif, junit and the other RDF formats"
FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
BODY: Final = {"schema": {"type": "string"}}
OPENAPI: Final = {
    "requestBody": {"required": True, "content": {f.media_type: BODY for f in RDF_FORMATS}},
    "responses": {"422": {"description": "The record does not conform; only with gate=true"}},
}

router = APIRouter(tags=["validation"])


@router.get("/validate", response_class=HTMLResponse, include_in_schema=False)
async def show_form(request: Request) -> Response:
    """The page to paste or upload a record."""
    return HTMLResponse(_page(get_state(request), None, "", "turtle"))


@router.post("/validate", openapi_extra=OPENAPI, response_model=None)
async def validate(
    request: Request,
    gate: Annotated[bool, Query(description="Answer 422 when something must be mended")] = False,
    format: Annotated[str | None, Query(description=REPORT_FORMATS)] = None,  # noqa: A002
) -> Response:
    """Judge a record against the shapes, terms and checks of this graph. Nothing is stored."""
    state = get_state(request)
    accept = request.headers.get("accept", "")
    chosen = choose_named(format, OFFERED).format if format else choose_format(accept, OFFERED)
    submission = await _read(request, state)
    if state.judges is None:
        raise BusyError("No judge is running here.")
    report = await judge_submission(
        state.judges,
        state.store,
        state.schema,
        submission,
        deadline_s=state.settings.deadline_s,
        client=find_caller(request.scope, state).key,
    )
    status = 422 if gate and not report.conforms else 200
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    return Response(_write(state, report, submission, chosen), status, headers, chosen.media_type)


async def _read(request: Request, state: State) -> Submission:
    """What was sent: the body itself, or the text or file of the page's form."""
    limit = state.settings.body_bytes
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type not in FORMS:
        return receive(await _body(request, limit), media_type, state.schema.base, limit)
    declared = request.headers.get("content-length", "")
    check_size(int(declared) if declared.isdecimal() else 0, limit)
    form = await request.form(max_files=1, max_fields=10, max_part_size=limit)
    named = str(form.get("format") or "")
    upload = form.get("file")
    if isinstance(upload, UploadFile) and upload.filename:
        guessed = guess_media_type(upload.filename) or named
        return receive(await upload.read(), guessed, state.schema.base, limit)
    text = form.get("text")
    if not isinstance(text, str):
        raise InputError("The form holds neither a text nor a file.", expected="a field named text or file")
    return receive(text.encode(), named or "turtle", state.schema.base, limit)


async def _body(request: Request, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        check_size(size, limit)
        pieces.append(piece)
    return b"".join(pieces)


def _write(state: State, report: Report, submission: Submission, chosen: Format) -> bytes:
    if chosen == JSON_REPORT:
        return report.to_json().encode()
    if chosen == TEXT_REPORT:
        return report.to_text().encode()
    if chosen == HTML:
        return _page(state, report, submission.body.decode("utf-8", "replace"), submission.media_type).encode()
    if chosen in (SARIF_REPORT, JUNIT_REPORT):
        return (to_sarif if chosen == SARIF_REPORT else to_junit)({"record": report}).encode()
    if chosen not in RDF_FORMATS:
        raise UnknownMediaTypeError(f"{chosen.label} is no form of a report.")
    return serialize(to_shacl(report, state.schema.shapes), chosen, state.schema.prefixes, state.schema.base)


def _page(state: State, report: Report | None, text: str, named: str) -> str:
    return state.pages.render(
        "validate.html",
        number=state.store.number,
        trail=[Step("Validate")],
        report=report,
        text=text,
        named=named,
        formats=RDF_FORMATS,
    )
