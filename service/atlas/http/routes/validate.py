"""/validate: records in RDF, YAML or a table in, the report out in the form asked for. Nothing enters the store."""

import asyncio
from dataclasses import dataclass, replace
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from atlas.errors import BusyError, InputError, NotFoundError
from atlas.http.converting import judge_text
from atlas.http.dependencies import State, find_caller, get_state
from atlas.http.page_response import PageResponse
from atlas.http.report_answers import TABLE_FORMATS, answer, choose_report, write_page
from atlas.http.report_page import GROUPINGS, SEVERITY
from atlas.intake.drafting.reports import KeptReport, Reports
from atlas.intake.reading.detect import detect_format
from atlas.intake.reading.receive import check_size, guess_media_type, judge_submission, receive
from atlas.intake.reading.text_report import find_form, find_kind
from atlas.rdf.formats import HTML, RDF_FORMATS
from atlas.validation.mend import apply_edits

REPORTS: Final = "reports"
REPORT_FORMATS: Final = "Of the report: json, text, csv, turtle, jsonld, html, sarif, junit and the other RDF formats"
KIND: Final = "Class to take the records as: of a table that does not tell it, or whatever the text says"
PROFILE: Final = "Whose rules to judge by: the graph's own, or a profile such as dcat-ap"
MARK: Final = "\ufeff"
FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
BODY: Final = {"schema": {"type": "string"}}
TAKEN: Final = (*(f.media_type for f in RDF_FORMATS), *(one.media_type for one in TABLE_FORMATS))
OPENAPI: Final = {
    "requestBody": {"required": True, "content": dict.fromkeys(TAKEN, BODY)},
    "responses": {"422": {"description": "The record does not conform; only with gate=true"}},
}

router = APIRouter(tags=["validation"])


@router.get("/validate", response_class=PageResponse, include_in_schema=False)
async def show_form(request: Request) -> Response:
    """The page to paste or upload a record."""
    return PageResponse(write_page(get_state(request), None))


@router.get("/validate/{name}", response_model=None)
async def show_report(
    request: Request,
    name: str,
    format: Annotated[str | None, Query(description=REPORT_FORMATS)] = None,  # noqa: A002
    by: Annotated[str, Query(description=f"On the page, findings by {', '.join(GROUPINGS)}")] = SEVERITY,
) -> Response:
    """A kept report, for 30 days."""
    state = get_state(request)
    stem, _, extension = name.partition(".")
    chosen = choose_report(request.headers.get("accept", ""), format or extension or None)
    kept = await asyncio.to_thread(Reports(state.directory / REPORTS).get, stem)
    return answer(state, kept, chosen, location=f"{state.public_url}/validate/{stem}", grouping=by)


@router.post("/validate/{name}", include_in_schema=False)
async def mend(request: Request, name: str) -> Response:
    """Make one ready edit of a kept report, or all, and judge again: form field `edit`, a finding's number or `all`."""
    state = get_state(request)
    kept = await asyncio.to_thread(Reports(state.directory / REPORTS).get, name)
    wanted = str((await request.form(max_files=0, max_fields=1)).get("edit") or "")
    edits = [one.edit for number, one in enumerate(kept.report.findings) if wanted in ("all", str(number)) and one.edit]
    if not edits:
        raise InputError(
            "There is no such edit.", found=wanted[:80], expected="all, or the number of a finding with one"
        )
    text = apply_edits(kept.text.removeprefix(MARK), edits)
    sent = _Sent(text.encode(), kept.media_type, True, kept.kind, kept.profile)
    client = find_caller(request.scope, state).key
    return RedirectResponse(await _keep(state, await _judge(state, sent, client), client), 303)


@router.post("/validate", openapi_extra=OPENAPI, response_model=None)
async def validate(
    request: Request,
    gate: Annotated[bool, Query(description="Answer 422 when something must be mended")] = False,
    keep: Annotated[bool, Query(description="Keep the report for 30 days at the address in Location")] = False,
    format: Annotated[str | None, Query(description=REPORT_FORMATS)] = None,  # noqa: A002
    kind: Annotated[str, Query(description=KIND)] = "",
    profile: Annotated[str, Query(description=PROFILE)] = "",
) -> Response:
    """Judge a record against the shapes, terms and checks of this graph. It is not stored in the graph."""
    state = get_state(request)
    chosen = choose_report(request.headers.get("accept", ""), format)
    sent = await _read(request, state)
    sent = replace(sent, kind=kind or sent.kind, profile=profile or sent.profile)
    client = find_caller(request.scope, state).key
    judged = await _judge(state, sent, client)
    from_page = sent.by_form and chosen == HTML and not gate
    location = await _keep(state, judged, client) if keep or from_page else None
    if from_page and location:
        return RedirectResponse(location, 303)
    return answer(state, judged, chosen, status=422 if gate and not judged.report.conforms else 200, location=location)


@router.get("/check/{name}", include_in_schema=False)
@router.get("/shape/export/{name:path}", include_in_schema=False)
async def show_rule(request: Request) -> Response:
    """What a finding names as its rule, where no statement is about it: its page in words, or that of its profile."""
    state = get_state(request)
    iri = state.schema.base + request.url.path.removeprefix("/")
    to = state.pages.rule_href(iri)
    if to is None or to == request.url.path:
        raise NotFoundError("There is no such rule.", found=iri[:200])
    return RedirectResponse(to, 303)


async def _judge(state: State, sent: "_Sent", client: str) -> KeptReport:
    """The report on what was sent, not yet kept."""
    if state.judges is None:
        raise BusyError("No judge is running here.")
    table, media_type = find_form(sent.media_type), sent.media_type
    if table and sent.profile:
        raise InputError(
            "A profile judges RDF; a table or YAML without a context is read in the words of this graph.",
            found=table,
            suggestion="Send it as JSON-LD or Turtle, or choose the rules of this graph.",
        )
    if table:
        report = await judge_text(state, sent.body, table, sent.kind, client)
    else:
        submission = receive(sent.body, media_type, state.schema.base, state.settings.body_bytes)
        media_type, kind = submission.media_type, find_kind(state.schema, sent.kind)
        class_iri = state.schema.kinds[kind].iri if kind else ""
        report = await judge_submission(
            state.judges,
            state.store,
            state.schema,
            replace(submission, class_iri=class_iri, profile=sent.profile),
            deadline_s=state.settings.deadline_s,
            client=client,
            search=state.search,
        )
    return KeptReport(report, sent.body.decode("utf-8", "replace"), media_type, kind=sent.kind, profile=sent.profile)


async def _keep(state: State, judged: KeptReport, client: str) -> str:
    name = await asyncio.to_thread(Reports(state.directory / REPORTS).keep, judged, client)
    return f"{state.public_url}/validate/{name}"


@dataclass(frozen=True)
class _Sent:
    """What was sent, and whether by the page's form. media_type: or another name of a format.

    kind: class to take it as. profile: whose rules to judge it by. Empty where nothing was chosen.
    """

    body: bytes
    media_type: str
    by_form: bool = False
    kind: str = ""
    profile: str = ""


async def _read(request: Request, state: State) -> _Sent:
    """The body itself, or the text or file of the page's form."""
    limit = state.settings.body_bytes
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type not in FORMS:
        return _Sent(await _body(request, limit), media_type)
    declared = request.headers.get("content-length", "")
    check_size(int(declared) if declared.isdecimal() else 0, limit)
    form = await request.form(max_files=1, max_fields=10, max_part_size=limit)
    named, kind, profile = (str(form.get(name) or "") for name in ("format", "kind", "profile"))
    upload = form.get("file")
    if isinstance(upload, UploadFile) and upload.filename:
        ending = upload.filename.rpartition(".")[2]
        body = await upload.read()
        told = guess_media_type(upload.filename) or (ending if find_form(ending) else named)
        guessed = told or detect_format(body.decode("utf-8", "replace"))
        return _Sent(body, guessed, True, kind, profile)
    text = form.get("text")
    if not isinstance(text, str):
        raise InputError(
            "The form holds neither a text nor a file.",
            expected="a field named text or file; or the record itself with its own media type",
            suggestion="Name the media type of the record, such as Content-Type: text/turtle.",
        )
    return _Sent(text.encode(), named or detect_format(text), True, kind, profile)


async def _body(request: Request, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        check_size(size, limit)
        pieces.append(piece)
    return b"".join(pieces)
