"""Drafts over HTTP: begun by anybody allowed to, found by a secret address, checked, previewed, submitted, deleted."""

import asyncio
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.datastructures import UploadFile

from atlas.errors import InputError
from atlas.http.dependencies import State, get_state, wants_page
from atlas.http.differences import find_topics
from atlas.http.drafting import make_draft as make_draft
from atlas.http.drafting import save
from atlas.http.filling import write_draft
from atlas.http.page_response import PageResponse
from atlas.http.pages import Step
from atlas.http.report_answers import TABLE_FORMATS
from atlas.http.routes import correct, forms, paste, preview
from atlas.http.routes.review import to_summary
from atlas.http.signing import PRIVATE, field, find_drafter, get_client, read_form, refuse_foreign
from atlas.http.transfer import read_body
from atlas.http.travel import get_curation
from atlas.intake.drafting.conversion import Wanted
from atlas.intake.drafting.draft import Draft, read_submitter
from atlas.intake.drafting.review import propose, submit
from atlas.intake.reading.detect import detect_format
from atlas.intake.reading.receive import Submission, guess_media_type, receive
from atlas.intake.reading.text_report import find_form
from atlas.rdf.formats import RDF_FORMATS

TAKEN: Final = (*RDF_FORMATS, *TABLE_FORMATS)
FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
router = APIRouter(tags=["drafts"])
router.include_router(forms.router)
router.include_router(paste.router)
router.include_router(correct.router)
router.include_router(preview.router)


@router.get("/contribute", include_in_schema=False)
async def show_start(request: Request) -> Response:
    """Where a contribution begins."""
    state = get_state(request)
    return _page(state, "contribute.html", trail=[state.pages.step("contribute-title")], formats=TAKEN)


@router.post("/contribute", response_model=None)
async def begin(request: Request) -> Response:
    """Keep a record as a draft and check it. The answer's Location is secret: whoever has it may change the draft."""
    refuse_foreign(request)
    state = get_state(request)
    curation, client = get_curation(state), find_drafter(request)
    submission, title = await _read(request, state)
    content = await curation.examine(submission, get_client(request))
    draft, secret = await make_draft(curation, client, content, title)
    return _answer(request, draft, secret, 201)


@router.get("/contribute/{secret}", response_model=None)
async def show_draft(request: Request, secret: str) -> Response:
    """A draft: its text, the report on it, what it would change, and where it stands."""
    state = get_state(request)
    draft = await asyncio.to_thread(get_curation(state).drafts.find, secret)
    if not wants_page(request.headers.get("accept", "")):
        return JSONResponse(_to_json(draft), headers=PRIVATE)
    return await _show(state, draft, secret, 200)


@router.post("/contribute/{secret}", response_model=None)
async def change(request: Request, secret: str) -> Response:
    """Save and check, submit, or delete: form field `action`."""
    refuse_foreign(request)
    state = get_state(request)
    curation = get_curation(state)
    draft = await asyncio.to_thread(curation.drafts.find, secret)
    form = await read_form(request)
    action = field(form, "action") or "check"
    if action == "delete":
        await asyncio.to_thread(curation.drafts.remove, draft.number)
        return RedirectResponse("/contribute", status_code=303, headers=PRIVATE)
    if action not in ("check", "submit"):
        raise InputError("There is no such action.", found=action, expected="check, submit or delete")
    if "text" in form or "file" in form:
        draft = await save(curation, draft, await _from_form(request, form, state), get_client(request))
    if action == "submit" and draft.state == "submitted" and wants_page(request.headers.get("accept", "")):
        return _answer(request, draft, secret, 200)  # sent twice, by an impatient click: it waits already
    if action == "submit":
        agreed = field(form, "agree") in ("yes", "on", "true", "1")
        licence = state.schema.licence or ""
        submitter = read_submitter(field(form, "name"), field(form, "orcid"), licence, agreed=agreed)
        draft = await submit(curation, draft, submitter)
    return _answer(request, draft, secret, 200)


@router.put("/contribute/{secret}", response_model=None)
async def replace(request: Request, secret: str) -> Response:
    """Replace the text of a draft and check it."""
    state = get_state(request)
    curation = get_curation(state)
    draft = await asyncio.to_thread(curation.drafts.find, secret)
    submission, _ = await _read(request, state)
    return _answer(request, await save(curation, draft, submission, get_client(request)), secret, 200)


@router.delete("/contribute/{secret}", response_model=None)
async def delete(request: Request, secret: str) -> Response:
    """Forget a draft."""
    curation = get_curation(get_state(request))
    draft = await asyncio.to_thread(curation.drafts.find, secret)
    await asyncio.to_thread(curation.drafts.remove, draft.number)
    return Response(status_code=204, headers=PRIVATE)


async def _read(request: Request, state: State) -> tuple[Submission, str]:
    """What was sent: the body itself, or the text or file of a form; and a title."""
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type in FORMS:
        form = await read_form(request)
        return await _from_form(request, form, state), field(form, "title")[:200]
    body, kind = await read_body(request.receive), request.query_params.get("kind", "")
    return await _submit(request, state, body, media_type, kind), ""


async def _from_form(request: Request, form: dict[str, str | UploadFile], state: State) -> Submission:
    named, upload = field(form, "format"), form.get("file")
    if isinstance(upload, UploadFile) and upload.filename:
        body, ending = await upload.read(), upload.filename.rpartition(".")[2]
        told = guess_media_type(upload.filename) or find_form(ending) or named
    else:
        body, told = field(form, "text").replace("\r\n", "\n").encode(), named
    return await _submit(request, state, body, told or detect_format(body.decode("utf-8", "replace")), "")


async def _submit(request: Request, state: State, body: bytes, media_type: str, kind: str) -> Submission:
    """A text as a submission; what YAML or a table says is written as records first."""
    table = find_form(media_type)
    if not table:
        return receive(body, media_type, state.schema.base, state.settings.body_bytes)
    text = body.decode("utf-8-sig", "replace")
    _, graphs = await paste.read_text(state, text, Wanted(table, kind), get_client(request))
    return write_draft(state, graphs)


def _answer(request: Request, draft: Draft, secret: str, status: int) -> Response:
    place = f"/contribute/{secret}"
    if wants_page(request.headers.get("accept", "")):
        return RedirectResponse(place, status_code=303, headers=PRIVATE)
    return JSONResponse({**_to_json(draft), "url": place}, status, {**PRIVATE, "Location": place})


def _to_json(draft: Draft) -> dict[str, object]:
    report = draft.content.verdict()
    return {
        **to_summary(draft),
        "note": draft.note,
        "commit": draft.commit,
        "problem": dict(draft.content.problem) or None,
        "report": report.to_dict() if report else None,
    }


async def _show(state: State, draft: Draft, secret: str, status: int) -> Response:
    proposed = await propose(get_curation(state), draft) if draft.content.records else []
    return _page(
        state,
        "draft.html",
        status=status,
        trail=[state.pages.step("contribute-title", "/contribute"), Step(draft.title or state.pages.say("draft-name"))],
        draft=draft,
        text=draft.content.text.decode("utf-8", "replace"),
        report=draft.content.verdict(),
        problem=draft.content.problem,
        topics=[topic for one in proposed for topic in find_topics(one.new)],
        changes=sum(len(one.difference.added) + len(one.difference.removed) for one in proposed),
        formats=RDF_FORMATS,
        secret=secret,
    )


def _page(state: State, template: str, *, status: int = 200, **values: object) -> Response:
    return PageResponse(state.pages.render(template, number=state.store.number, **values), status, PRIVATE)
