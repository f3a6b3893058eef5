"""/validate: records in RDF, YAML or a table in, the report out in the form asked for. Nothing enters the store."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import UploadFile

from atlas.errors import BusyError, InputError
from atlas.http.converting import judge_text
from atlas.http.dependencies import State, find_caller, get_state
from atlas.http.report_answers import TABLE_FORMATS, answer, choose_report, write_page
from atlas.intake.drafting.reports import Reports
from atlas.intake.reading.receive import Submission, check_size, guess_media_type, judge_submission, receive
from atlas.intake.reading.text_report import find_form
from atlas.rdf.formats import HTML, RDF_FORMATS
from atlas.validation.report import Report

REPORTS: Final = "reports"
REPORT_FORMATS: Final = "Of the report: json, text, turtle, jsonld, html, sarif, junit and the other RDF formats"
FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
BODY: Final = {"schema": {"type": "string"}}
TAKEN: Final = (*(f.media_type for f in RDF_FORMATS), *(one.media_type for one in TABLE_FORMATS))
OPENAPI: Final = {
    "requestBody": {"required": True, "content": dict.fromkeys(TAKEN, BODY)},
    "responses": {"422": {"description": "The record does not conform; only with gate=true"}},
}

router = APIRouter(tags=["validation"])


@router.get("/validate", response_class=HTMLResponse, include_in_schema=False)
async def show_form(request: Request) -> Response:
    """The page to paste or upload a record."""
    return HTMLResponse(write_page(get_state(request), None, "", "turtle"))


@router.get("/validate/{name}", response_model=None)
async def show_report(
    request: Request,
    name: str,
    format: Annotated[str | None, Query(description=REPORT_FORMATS)] = None,  # noqa: A002
) -> Response:
    """A kept report, for 30 days."""
    state = get_state(request)
    stem, _, extension = name.partition(".")
    chosen = choose_report(request.headers.get("accept", ""), format or extension or None)
    kept = await asyncio.to_thread(Reports(state.directory / REPORTS).get, stem)
    location = f"{state.public_url}/validate/{stem}"
    return answer(state, kept.report, chosen, text=kept.text, media_type=kept.media_type, location=location)


@router.post("/validate", openapi_extra=OPENAPI, response_model=None)
async def validate(
    request: Request,
    gate: Annotated[bool, Query(description="Answer 422 when something must be mended")] = False,
    keep: Annotated[bool, Query(description="Keep the report for 30 days at the address in Location")] = False,
    format: Annotated[str | None, Query(description=REPORT_FORMATS)] = None,  # noqa: A002
    kind: Annotated[str, Query(description="Class of the records of a table that does not tell it")] = "",
) -> Response:
    """Judge a record against the shapes, terms and checks of this graph. It is not stored in the graph."""
    state = get_state(request)
    chosen = choose_report(request.headers.get("accept", ""), format)
    sent = await _read(request, state)
    client, media_type = find_caller(request.scope, state).key, sent.media_type
    table = find_form(media_type)
    if table:
        report = await judge_text(state, sent.body, table, kind or sent.kind, client)
    else:
        submission = receive(sent.body, media_type, state.schema.base, state.settings.body_bytes)
        media_type = submission.media_type
        report = await _judge(state, submission, client)
    text, by_form = sent.body.decode("utf-8", "replace"), sent.by_form
    from_page = by_form and chosen == HTML and not gate
    location = await _keep(state, report, text, media_type, client) if keep or from_page else None
    if from_page and location:
        return RedirectResponse(location, 303)
    status = 422 if gate and not report.conforms else 200
    return answer(state, report, chosen, text=text, media_type=media_type, status=status, location=location)


async def _judge(state: State, submission: Submission, client: str) -> Report:
    if state.judges is None:
        raise BusyError("No judge is running here.")
    return await judge_submission(
        state.judges,
        state.store,
        state.schema,
        submission,
        deadline_s=state.settings.deadline_s,
        client=client,
        search=state.search,
    )


async def _keep(state: State, report: Report, text: str, media_type: str, client: str) -> str:
    reports = Reports(state.directory / REPORTS)
    name = await asyncio.to_thread(reports.keep, report, text, media_type, client)
    return f"{state.public_url}/validate/{name}"


@dataclass(frozen=True)
class _Sent:
    """What was sent, and whether by the page's form. media_type: or another name of a format. kind: of a table."""

    body: bytes
    media_type: str
    by_form: bool = False
    kind: str = ""


async def _read(request: Request, state: State) -> _Sent:
    """The body itself, or the text or file of the page's form."""
    limit = state.settings.body_bytes
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type not in FORMS:
        return _Sent(await _body(request, limit), media_type)
    declared = request.headers.get("content-length", "")
    check_size(int(declared) if declared.isdecimal() else 0, limit)
    form = await request.form(max_files=1, max_fields=10, max_part_size=limit)
    named, kind = str(form.get("format") or ""), str(form.get("kind") or "")
    upload = form.get("file")
    if isinstance(upload, UploadFile) and upload.filename:
        ending = upload.filename.rpartition(".")[2]
        guessed = guess_media_type(upload.filename) or (ending if find_form(ending) else named)
        return _Sent(await upload.read(), guessed, True, kind)
    text = form.get("text")
    if not isinstance(text, str):
        raise InputError("The form holds neither a text nor a file.", expected="a field named text or file")
    return _Sent(text.encode(), named or "turtle", True, kind)


async def _body(request: Request, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        check_size(size, limit)
        pieces.append(piece)
    return b"".join(pieces)
