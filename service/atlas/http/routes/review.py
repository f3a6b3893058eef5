"""Sign-in, the queue, one draft before a curator, and the decision on it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from atlas.errors import AtlasError, ForbiddenError, InputError, PreconditionError, UnauthorizedError
from atlas.http.dependencies import State, get_state, wants_page
from atlas.http.differences import show_proposed
from atlas.http.page_response import PageResponse
from atlas.http.pages import Step
from atlas.http.signing import (
    FORM_SECRET,
    PRIVATE,
    Signed,
    cookie_name,
    field,
    find_session,
    find_signed,
    read_form,
    refuse_foreign,
    require_signed,
    set_cookie,
)  # fmt: skip
from atlas.http.travel import get_curation
from atlas.intake.drafting.accept import accept
from atlas.intake.drafting.draft import Draft
from atlas.intake.drafting.review import Proposed, bring_up_to_date, give_back, propose, split

SCOPE: Final = "curate"
router = APIRouter(tags=["curation"])


@router.get("/sign-in", include_in_schema=False)
async def show_sign_in(request: Request, to: str = "/review") -> Response:
    """The page to sign in with a token."""
    return _ask_token(request, to)


@router.post("/sign-in", include_in_schema=False)
async def sign_in(request: Request) -> Response:
    """A token in, a session cookie out."""
    refuse_foreign(request)
    state, form = get_state(request), await read_form(request)
    try:
        cookie, _ = state.sessions.begin(field(form, "token"), SCOPE)
    except (UnauthorizedError, ForbiddenError) as error:
        if not wants_page(request.headers.get("accept", "")):
            raise
        return _ask_token(request, field(form, "to"), error)
    response = RedirectResponse(_local(field(form, "to") or "/review"), status_code=303, headers=PRIVATE)
    set_cookie(response, state, cookie)
    return response


@router.post("/sign-out", include_in_schema=False)
async def sign_out(request: Request) -> Response:
    """End the session."""
    state, form = get_state(request), await read_form(request)
    session = find_session(request)
    if session is not None:
        session.check_form(field(form, FORM_SECRET))
        state.sessions.end(request.cookies[cookie_name(state)])
    response = RedirectResponse("/", status_code=303, headers=PRIVATE)
    response.delete_cookie(cookie_name(state), path="/")
    return response


@router.get("/review", response_model=None)
async def show_queue(request: Request) -> Response:
    """What waits for a decision, oldest first."""
    if find_signed(request) is None and wants_page(request.headers.get("accept", "")):
        return RedirectResponse("/sign-in?to=/review", status_code=303, headers=PRIVATE)
    signed = require_signed(request, SCOPE)
    waiting = await asyncio.to_thread(get_curation(get_state(request)).drafts.queue)
    if not wants_page(request.headers.get("accept", "")):
        return JSONResponse([to_summary(draft) for draft in waiting], headers=PRIVATE)
    rows = [to_summary(draft) for draft in waiting]
    return _page(
        request, "review.html", trail=[get_state(request).pages.step("review-title")], rows=rows, signed=signed
    )


@router.get("/review/{number}", response_model=None)
async def show_draft(request: Request, number: int) -> Response:
    """One draft: what it would change, with evidence, and the report on it."""
    if find_signed(request) is None and wants_page(request.headers.get("accept", "")):
        return RedirectResponse(f"/sign-in?to=/review/{number}", status_code=303, headers=PRIVATE)
    signed = require_signed(request, SCOPE)
    return await _show(request, signed, number)


@router.post("/review/{number}", response_model=None)
async def decide(request: Request, number: int) -> Response:
    """Accept, return, split or bring up to date: form field `action`.

    `seen` (or If-Match) is the ETag of what was looked at; another state of the draft is a 412.
    """
    form = await read_form(request)
    signed = require_signed(request, SCOPE, form)
    curation = get_curation(get_state(request))
    action = field(form, "action")
    draft = await asyncio.to_thread(curation.drafts.get, number)
    seen = field(form, "seen") or request.headers.get("if-match", "").strip('"')
    if seen and seen != fingerprint(draft):
        raise PreconditionError("The draft has changed since you looked at it.", suggestion="Look at it again.")
    if action == "accept":
        commit = await accept(curation, number, signed.curator)
        return _done(request, f"/commit/{commit.number}", {"commit": commit.number})
    if action == "return":
        await give_back(curation, number, signed.curator, field(form, "note"))
        return _done(request, "/review", {"state": "returned"})
    if action == "split":
        parts = await split(curation, number, signed.curator)
        return _done(request, "/review", {"drafts": [part.number for part in parts]})
    if action == "update":
        await bring_up_to_date(curation, number)
        return _done(request, f"/review/{number}", {"state": "submitted"})
    raise InputError("There is no such decision.", found=action, expected="accept, return, split or update")


def _ask_token(request: Request, to: str, refused: AtlasError | None = None) -> Response:
    """The page to sign in; with why the last token was not taken."""
    return _page(
        request,
        "sign-in.html",
        status=refused.status if refused else 200,
        trail=[get_state(request).pages.step("sign-in-title")],
        to=_local(to or "/review"),
        refused=refused.detail if refused else "",
        signed=find_signed(request),
    )


async def _show(request: Request, signed: Signed, number: int) -> Response:
    state = get_state(request)
    curation = get_curation(state)
    draft = await asyncio.to_thread(curation.drafts.get, number)
    proposed = await propose(curation, draft)
    headers = {**PRIVATE, "ETag": f'"{fingerprint(draft)}"'}
    if not wants_page(request.headers.get("accept", "")):
        said = {**to_summary(draft), "records": [_to_json(one) for one in proposed], "seen": fingerprint(draft)}
        return JSONResponse(said, headers=headers)
    return _page(
        request,
        "proposal.html",
        trail=[state.pages.step("review-title", "/review"), Step(draft.title or state.pages.say("draft-name"))],
        draft=draft,
        summary=to_summary(draft),
        report=draft.content.verdict(),
        records=await show_proposed(state, proposed),
        moved=any(one.moved for one in proposed),
        seen=fingerprint(draft),
        signed=signed,
        headers=headers,
    )


def fingerprint(draft: Draft) -> str:
    """What changes when a draft, its base or its state does."""
    said = f"{draft.state}|{sorted(draft.base.items())}|".encode()
    return sha256(said + draft.content.records).hexdigest()[:24]


def to_summary(draft: Draft) -> dict[str, object]:
    """One row of the queue."""
    report = draft.content.verdict()
    since = datetime.fromtimestamp(draft.submitted or draft.changed, UTC)
    age = datetime.now(UTC) - since
    return {
        "number": draft.number,
        "title": draft.title,
        "state": draft.state,
        "submitter": draft.submitter.label if draft.submitter else "",
        "orcid": draft.submitter.orcid if draft.submitter else "",
        "licence": draft.submitter.licence if draft.submitter else "",
        "since": since.strftime("%Y-%m-%d %H:%M UTC"),
        "age": _age(age.total_seconds()),
        "is_new": all(revision == 0 for revision in draft.base.values()),
        "records": len(draft.base),
        "verdict": report.verdict() if report else "",
        "counts": report.counts() if report else {},
    }


def _to_json(one: Proposed) -> dict[str, object]:
    return {
        "graph": one.graph,
        "moved": one.moved,
        "removed": [str(quad) for quad in one.difference.removed],
        "added": [str(quad) for quad in one.difference.added],
    }


def _age(seconds: float) -> dict[str, object]:
    """In the largest unit that fits whole: `{"count": 3, "unit": "day"}`."""
    sizes = {"day": 86_400, "hour": 3_600, "minute": 60}
    unit, size = next(((unit, size) for unit, size in sizes.items() if seconds >= size), ("minute", 60))
    return {"count": int(seconds // size), "unit": unit}


def _local(to: str) -> str:
    """A path of ours, whatever was asked for."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) else "/"


def _done(request: Request, to: str, said: dict[str, object]) -> Response:
    if wants_page(request.headers.get("accept", "")):
        return RedirectResponse(to, status_code=303, headers=PRIVATE)
    return JSONResponse(said, headers={**PRIVATE, "Location": to})


def _page(
    request: Request,
    template: str,
    *,
    headers: dict[str, str] | None = None,
    status: int = 200,
    signed: Signed | None,
    **values: object,
) -> Response:
    state: State = get_state(request)
    render: Callable[..., str] = state.pages.render
    secret = signed.form_secret if signed else ""
    body = render(template, number=state.store.number, signed=signed, form_secret=secret, **values)
    return PageResponse(body, status, headers=headers or PRIVATE)
