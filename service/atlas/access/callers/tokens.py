"""Access tokens: made once, kept as hashes in one small file of the store's directory, compared in constant time.

The secret is shown once to whoever makes it and is never written or logged.
"""

import json
import os
import secrets
import time
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from typing import Final

from atlas.errors import ForbiddenError, ParameterError, StorageError, UnauthorizedError

FILE_NAME: Final = "tokens.json"
SCOPES: Final = {
    "query": "queries with the longer deadline",
    "write": "updates and the Graph Store Protocol, each change checked against the shapes",
    "unchecked": "writes that skip the check against the shapes",
    "operate": "metrics, and stopping anybody's query",
    "contribute": "drafts from anywhere, also where they need a token",
    "curate": "review and acceptance of drafts, undoing commits",
    "admin": "releases",
}
ROLES: Final = {
    "contributor": ("contribute",),
    "curator": ("contribute", "curate", "query"),
    "admin": ("admin", "contribute", "curate", "operate", "query", "write"),
}
SECRET_BYTES: Final = 32
DAY_S: Final = 86_400


@dataclass(frozen=True)
class Token:
    """One token without its secret. name: written into provenance. expires: Unix seconds, None for never."""

    id: str
    name: str
    scopes: tuple[str, ...]
    digest: str
    made: int
    expires: int | None = None

    def allows(self, scope: str) -> bool:
        """Whether the token has a scope."""
        return scope in self.scopes


class Tokens:
    """The tokens of one store. The file is read again when it changes, so a revoked token stops working at once."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / FILE_NAME
        self._read_at = (-1, -1)
        self._tokens: dict[str, Token] = {}

    def make(self, name: str, scopes: Collection[str], days: int | None = 365) -> str:
        """Make a token and return its text, which is nowhere else.

        Raises ParameterError for a scope that there is not, StorageError when the file cannot be written.
        """
        unknown = sorted(set(scopes) - SCOPES.keys())
        if unknown or not scopes:
            named = ", ".join(unknown) or "(none given)"
            raise ParameterError(f"There is no scope {named}.", found=named, expected=", ".join(sorted(SCOPES)))
        identifier, secret = secrets.token_hex(6), secrets.token_urlsafe(SECRET_BYTES)
        now = int(time.time())
        expires = None if days is None else now + days * DAY_S
        token = Token(identifier, name, tuple(sorted(scopes)), _digest(secret), now, expires)
        self._write({**self._load(), identifier: token})
        return f"atlas.{identifier}.{secret}"

    def revoke(self, identifier: str) -> bool:
        """Make a token worthless. False when there is none with this id."""
        tokens = dict(self._load())
        found = tokens.pop(identifier, None)
        if found is not None:
            self._write(tokens)
        return found is not None

    def all(self) -> list[Token]:
        """Every token, oldest first, also expired ones."""
        return sorted(self._load().values(), key=lambda token: (token.made, token.id))

    def check(self, authorization: str | None, scope: str | None = None) -> Token:
        """The token of an Authorization header.

        Raises UnauthorizedError without a valid one, ForbiddenError when it lacks the scope.
        """
        kind, _, text = (authorization or "").partition(" ")
        _, _, rest = text.strip().partition(".")
        identifier, _, secret = rest.partition(".")
        token = self._load().get(identifier) if kind.lower() == "bearer" else None
        expected = token.digest if token is not None else _digest("")
        same = compare_digest(_digest(secret), expected)
        if token is None or not same or (token.expires is not None and token.expires < time.time()):
            raise UnauthorizedError(
                "The token is unknown, expired or missing.",
                found=f"a token sent as {kind[:20]}" if kind else "no Authorization header",
            )
        if scope is not None and not token.allows(scope):
            raise ForbiddenError(
                f"The token does not have the scope {scope}.", found=", ".join(token.scopes), expected=scope
            )
        return token

    def _load(self) -> Mapping[str, Token]:
        try:
            state = self._path.stat()
        except FileNotFoundError:
            return {}
        seen = (state.st_mtime_ns, state.st_ino)
        if seen != self._read_at:
            self._tokens = _read(self._path)
            self._read_at = seen
        return self._tokens

    def _write(self, tokens: Mapping[str, Token]) -> None:
        text = json.dumps([asdict(token) for token in tokens.values()], indent=1)
        aside = self._path.with_suffix(f".{secrets.token_hex(4)}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self._path)
        except OSError as error:
            raise StorageError(
                "The tokens cannot be written; those there were still hold.", found=error.strerror or str(error)
            ) from error


def _read(path: Path) -> dict[str, Token]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return {one["id"]: Token(**{**one, "scopes": tuple(one["scopes"])}) for one in said}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise StorageError(
            "The tokens cannot be read.",
            found=f"{path}: {error}",
            expected="the file as `atlas token` wrote it",
            suggestion="Put it back from a backup, or move it away and make new tokens.",
        ) from error


def _digest(secret: str) -> str:
    """SHA-256 is enough: the secret has 256 random bits, so there is nothing to guess."""
    return sha256(secret.encode()).hexdigest()
