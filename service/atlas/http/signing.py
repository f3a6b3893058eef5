"""Who may do what with a form: tokens of programs, sessions of people, and forms that only our own pages made."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.datastructures import UploadFile

from atlas.access.callers.sessions import Session
from atlas.access.callers.tokens import Token
from atlas.errors import ForbiddenError, UnauthorizedError
from atlas.http.dependencies import State, find_address, find_caller, get_state, is_loopback
from atlas.intake.drafting.accept import Curator

COOKIE: Final = "session"
FIELDS: Final = 20_000  # the form of a record with 600 parts has 15,000
FORM_SECRET: Final = "form-secret"  # noqa: S105 - the name of a field
PRIVATE: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Vary": "Accept, Cookie",
}


@dataclass(frozen=True)
class Signed:
    """Who acts. form_secret: what the forms of their pages must carry; empty for programs."""

    token: Token
    form_secret: str = ""

    @property
    def curator(self) -> Curator:
        """As provenance names them."""
        return Curator(self.token.name, self.token.id)


def find_signed(request: Request) -> Signed | None:
    """Who acts, by the request's token or session; None for nobody. Raises UnauthorizedError for a bad token."""
    state = get_state(request)
    authorization = request.headers.get("authorization")
    if authorization:
        return Signed(state.tokens.check(authorization))
    session = find_session(request)
    return Signed(session.token, session.form_secret) if session else None


def find_session(request: Request) -> Session | None:
    """The session of the request's cookie."""
    cookie = request.cookies.get(cookie_name(get_state(request)))
    return get_state(request).sessions.find(cookie) if cookie else None


def require_signed(request: Request, scope: str, form: Mapping[str, object] | None = None) -> Signed:
    """Who acts, with a scope. form: of a request that changes something; a session's must carry its secret.

    Raises UnauthorizedError, ForbiddenError.
    """
    signed = find_signed(request)
    if signed is None:
        raise UnauthorizedError(
            "This is for curators.", expected="a token, or a session", suggestion="Sign in at /sign-in."
        )
    if not signed.token.allows(scope):
        raise ForbiddenError(f"Your token does not have the scope {scope}.", found=", ".join(signed.token.scopes))
    if form is not None and signed.form_secret:
        refuse_foreign(request)
        session = find_session(request)
        if session is not None:
            session.check_form(str(form.get(FORM_SECRET, "")))
    return signed


def refuse_foreign(request: Request) -> None:
    """Raises ForbiddenError for a form that a page of another origin sends.

    Browsers say with Sec-Fetch-Site where a form comes from, which no page can forge; older ones with Origin.
    """
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    own = {request.headers.get("host", ""), urlsplit(get_state(request).public_url).netloc}
    foreign = site not in ("same-origin", "none") if site else origin and urlsplit(origin).netloc not in own
    if foreign:
        raise ForbiddenError("This form was sent from another site.", found=origin or site)


def find_drafter(request: Request) -> str:
    """Who is bounded for a draft that a request makes: a token, else a peer's address in a form that hides it.

    Raises UnauthorizedError where drafts without a token are not taken from there.
    """
    state = get_state(request)
    signed = find_signed(request)
    if signed is not None:
        return f"token:{signed.token.id}"
    allowed = state.settings.anonymous_drafts
    if allowed == "on" or (allowed == "loopback" and is_loopback(request.scope, state.settings.trusted_proxies)):
        address = find_address(request.scope, state.settings.trusted_proxies)
        return sha256(f"{state.directory}|{address}".encode()).hexdigest()[:32]
    raise UnauthorizedError(
        "Drafts without a token are not taken here.",
        expected="Authorization: Bearer, and a token with the scope contribute",
        suggestion="Ask the operator for a token, or send the record by the repository.",
    )


def set_cookie(response: Response, state: State, value: str) -> None:
    """Give a browser its session."""
    response.set_cookie(
        cookie_name(state), value, path="/", httponly=True, samesite="strict", secure=is_https(state), max_age=12 * 3600
    )


def cookie_name(state: State) -> str:
    """Name of the cookie; over HTTPS one that no other host of the domain can set (RFC 6265bis section 4.1.3.2)."""
    return f"__Host-{COOKIE}" if is_https(state) else COOKIE


def is_https(state: State) -> bool:
    """Whether people reach this service over HTTPS."""
    return state.public_url.startswith("https://")


async def read_form(request: Request) -> dict[str, str | UploadFile]:
    """The fields of a posted form, the last of each name."""
    limit = get_state(request).settings.body_bytes
    form = await request.form(max_files=1, max_fields=FIELDS, max_part_size=limit)
    return dict(form.items())


def field(form: Mapping[str, object], name: str) -> str:
    """A text field, empty when it is not there."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def get_client(request: Request) -> str:
    """Key for fairness among those who ask."""
    return find_caller(request.scope, get_state(request)).key
