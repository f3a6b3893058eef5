import time
from pathlib import Path

import pytest

from atlas.access.callers.tokens import FILE_NAME, Tokens
from atlas.errors import ForbiddenError, ParameterError, UnauthorizedError


def test_token_opens_what_its_scopes_say(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    text = tokens.make("importer", ["write"])
    assert tokens.check(f"Bearer {text}", "write").name == "importer"
    with pytest.raises(ForbiddenError):
        tokens.check(f"Bearer {text}", "operate")


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer x", "Bearer atlas.x.y", "Basic {0}", "Bearer {0}x", "{0}"]
)
def test_anything_else_opens_nothing(tmp_path: Path, header: str | None) -> None:
    tokens = Tokens(tmp_path)
    text = tokens.make("importer", ["write"])
    with pytest.raises(UnauthorizedError):
        tokens.check(header.format(text) if header else header)


def test_secret_is_not_in_the_file_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    text = Tokens(tmp_path).make("importer", ["write"])
    path = tmp_path / FILE_NAME
    assert text.rpartition(".")[2] not in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o077 == 0


def test_expired_token_opens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = Tokens(tmp_path)
    text = tokens.make("importer", ["write"], days=1)
    now = time.time()
    monkeypatch.setattr("atlas.access.callers.tokens.time.time", lambda: now + 2 * 86_400)
    with pytest.raises(UnauthorizedError):
        tokens.check(f"Bearer {text}")


def test_token_revoked_elsewhere_stops_working_at_once(tmp_path: Path) -> None:
    serving, elsewhere = Tokens(tmp_path), Tokens(tmp_path)
    text = elsewhere.make("importer", ["write"])
    token = serving.check(f"Bearer {text}")
    assert elsewhere.revoke(token.id)
    with pytest.raises(UnauthorizedError):
        serving.check(f"Bearer {text}")
    assert not elsewhere.revoke(token.id)
    assert serving.all() == []


def test_scope_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParameterError):
        Tokens(tmp_path).make("importer", ["everything"])
    with pytest.raises(ParameterError):
        Tokens(tmp_path).make("importer", [])
    assert not list(tmp_path.iterdir())
