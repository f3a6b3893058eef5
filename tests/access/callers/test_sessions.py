"""Sessions of curators."""

import time
from pathlib import Path

import pytest

from atlas.access.callers import sessions as module
from atlas.access.callers.sessions import Sessions
from atlas.access.callers.tokens import Tokens
from atlas.errors import ForbiddenError, UnauthorizedError


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path)


def test_token_gives_a_session_that_its_cookie_finds(tokens: Tokens) -> None:
    held = Sessions(tokens)
    cookie, session = held.begin(tokens.make("Karl", ["curate"]), "curate")
    assert held.find(cookie) == session
    assert held.find(cookie + "x") is None
    assert held.find("") is None


def test_only_a_valid_token_with_the_scope_signs_in(tokens: Tokens) -> None:
    with pytest.raises(UnauthorizedError):
        Sessions(tokens).begin("atlas.none.at-all", "curate")
    with pytest.raises(ForbiddenError):
        Sessions(tokens).begin(tokens.make("Ada", ["contribute"]), "curate")


def test_revoking_the_token_ends_its_sessions(tokens: Tokens) -> None:
    held = Sessions(tokens)
    cookie, session = held.begin(tokens.make("Karl", ["curate"]), "curate")
    tokens.revoke(session.token.id)
    assert held.find(cookie) is None


def test_session_ends_with_its_time_and_by_signing_out(tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Sessions(tokens)
    token = tokens.make("Karl", ["curate"])
    first, _ = held.begin(token, "curate")
    second, _ = held.begin(token, "curate")
    held.end(first)
    assert held.find(first) is None
    now = time.time()
    monkeypatch.setattr(module.time, "time", lambda: now + module.LASTS_S + 1)
    assert held.find(second) is None


def test_form_must_carry_the_secret_of_its_session(tokens: Tokens) -> None:
    _, session = Sessions(tokens).begin(tokens.make("Karl", ["curate"]), "curate")
    session.check_form(session.form_secret)
    for wrong in ("", session.form_secret[:-1], "é"):
        with pytest.raises(ForbiddenError):
            session.check_form(wrong)


def test_sessions_are_bounded(tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMIT", 2)
    held = Sessions(tokens)
    token = tokens.make("Karl", ["curate"])
    cookies = [held.begin(token, "curate")[0] for _ in range(3)]
    assert [held.find(cookie) is not None for cookie in cookies] == [False, True, True]
