"""Sessions of people who signed in with a token: a random cookie in, the token and a form secret out.

Kept in memory only and as hashes: a restart signs everybody out, a revoked token ends its sessions at once.
"""

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from atlas.access.callers.tokens import Token, Tokens
from atlas.errors import ForbiddenError

LASTS_S: Final = 12 * 3600
LIMIT: Final = 1_000
SECRET_BYTES: Final = 32


@dataclass(frozen=True)
class Session:
    """One signed-in browser. form_secret: must come back with every form it sends."""

    token: Token
    form_secret: str
    expires: float

    def check_form(self, given: str) -> None:
        """Raises ForbiddenError for a form that this session's pages did not make."""
        if not compare_digest(given.encode("utf-8", "surrogatepass"), self.form_secret.encode()):
            raise ForbiddenError(
                "This form was not made for your session.", suggestion="Load the page again and repeat what you did."
            )


class Sessions:
    """The sessions of one app."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._sessions: OrderedDict[str, Session] = OrderedDict()

    def begin(self, token_text: str, scope: str) -> tuple[str, Session]:
        """Sign in with a token's text; gives the cookie's value.

        Raises UnauthorizedError for a token that is not valid, ForbiddenError when it lacks the scope.
        """
        token = self._tokens.check(f"Bearer {token_text.strip()}", scope)
        cookie = secrets.token_urlsafe(SECRET_BYTES)
        session = Session(token, secrets.token_urlsafe(SECRET_BYTES), time.time() + LASTS_S)
        self._sessions[_digest(cookie)] = session
        while len(self._sessions) > LIMIT:
            self._sessions.popitem(last=False)
        return cookie, session

    def find(self, cookie: str) -> Session | None:
        """The session of a cookie, or None when it is unknown, over, or its token is no longer valid."""
        key = _digest(cookie)
        session = self._sessions.get(key)
        if session is None:
            return None
        if session.expires < time.time() or not self._is_valid(session.token):
            del self._sessions[key]
            return None
        return session

    def end(self, cookie: str) -> None:
        """Sign out."""
        self._sessions.pop(_digest(cookie), None)

    def _is_valid(self, token: Token) -> bool:
        held = next((one for one in self._tokens.all() if one.id == token.id), None)
        return held == token and (token.expires is None or token.expires >= time.time())


def _digest(cookie: str) -> str:
    return sha256(cookie.encode("utf-8", "surrogatepass")).hexdigest()
