"""Drafts: what is offered and not accepted yet, in a SQLite file of its own that no query ever reads.

A draft is found by a secret that only its author has, or by its number, which curators use. It judges nothing.
"""

import json
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from atlas.errors import BusyError, ConflictError, NotFoundError
from atlas.intake.drafting.draft import Content, Draft, State, Submitter

FILE: Final = "drafts.sqlite"
ITEM_LIMIT: Final = 100
BYTE_LIMIT: Final = 20 * 1024 * 1024
KEPT_S: Final = 30 * 86_400
DAY_S: Final = 86_400
SECRET_BYTES: Final = 24
LAST: Final = 2**63 - 1  # what SQLite can count to
EDITABLE: Final[tuple[State, ...]] = ("open", "returned")
TABLE: Final = """
CREATE TABLE IF NOT EXISTS draft (number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,
  client TEXT NOT NULL, state TEXT NOT NULL, title TEXT NOT NULL, text BLOB NOT NULL, media_type TEXT NOT NULL,
  records BLOB NOT NULL, report TEXT NOT NULL, problem TEXT NOT NULL, base TEXT NOT NULL, note TEXT NOT NULL,
  submitter TEXT, parent INTEGER, "commit" INTEGER, decided_by TEXT NOT NULL,
  made REAL NOT NULL, changed REAL NOT NULL, submitted REAL);
CREATE INDEX IF NOT EXISTS draft_client ON draft (client);
CREATE INDEX IF NOT EXISTS draft_state ON draft (state, submitted);
"""
SIZE: Final = "length(text) + length(records) + length(report)"


class Drafts:
    """The drafts of one store's directory. Blocks; used from threads."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        path = directory / FILE
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self._turn = threading.Lock()
        self._base = sqlite3.connect(path, check_same_thread=False)
        self._base.row_factory = sqlite3.Row
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA secure_delete=ON")
        self._base.executescript(TABLE)

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def make(
        self, client: str, content: Content, *, base: Mapping[str, int], title: str, parent: int | None = None
    ) -> tuple[Draft, str]:
        """A new open draft and its secret, which is kept nowhere.

        client: who is bounded. base: graph IRI to the revision it starts from. Raises BusyError over the bounds.
        """
        secret, now = secrets.token_urlsafe(SECRET_BYTES), time.time()
        values = {
            **_columns(content), "key": _digest(secret), "client": client, "state": "open", "title": title,
            "base": json.dumps(dict(base)), "note": "", "decided_by": "", "parent": parent, "made": now, "changed": now,
        }  # fmt: skip
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        with self._turn, self._base:
            self._check_bounds(client, content.size, items=1)
            made = self._base.execute(f"INSERT INTO draft ({names}) VALUES ({marks})", values)  # noqa: S608 - our names
        return self.get(int(made.lastrowid or 0)), secret

    def find(self, secret: str) -> Draft:
        """The draft with this secret. Raises NotFoundError."""
        return self._one("key = ?", _digest(secret))

    def get(self, number: int) -> Draft:
        """The draft with this number. Raises NotFoundError."""
        return self._one("number = ?", number if abs(number) <= LAST else 0)

    def write(self, number: int, content: Content, base: Mapping[str, int] | None = None) -> Draft:
        """Replace what a draft says. Raises ConflictError once it is submitted, BusyError over the bounds."""
        draft = self.get(number)
        if draft.state not in EDITABLE:
            raise ConflictError("This draft is submitted; it cannot be changed now.", found=draft.state)
        return self.amend(draft, content, base)

    def amend(self, draft: Draft, content: Content, base: Mapping[str, int] | None = None) -> Draft:
        """Replace what a draft says, whatever its state; for curators."""
        changes = _columns(content)
        if base is not None:
            changes["base"] = json.dumps(dict(base))
        with self._turn, self._base:
            self._check_bounds(draft.client, content.size - draft.content.size)
            self._set(draft.number, (draft.state,), changes)
        return self.get(draft.number)

    def submit(self, number: int, submitter: Submitter, title: str) -> Draft:
        """Put a draft in the queue. Raises ConflictError when it is there already or decided."""
        said = {"state": "submitted", "submitter": json.dumps(submitter.to_dict()), "title": title}
        return self._move(number, EDITABLE, {**said, "submitted": time.time(), "note": ""})

    def decide(self, number: int, state: State, *, by: str, note: str = "", commit: int | None = None) -> Draft:
        """What became of a submitted draft. Raises ConflictError when somebody decided before."""
        return self._move(number, ("submitted",), {"state": state, "decided_by": by, "note": note, "commit": commit})

    def queue(self) -> list[Draft]:
        """Submitted drafts, oldest first."""
        with self._turn:
            rows = self._base.execute("SELECT * FROM draft WHERE state = 'submitted' ORDER BY submitted").fetchall()
        return [_read(row) for row in rows]

    def remove(self, number: int) -> None:
        """Forget a draft."""
        with self._turn, self._base:
            self._base.execute("DELETE FROM draft WHERE number = ?", (number,))

    def expire(self, now: float) -> int:
        """Forget drafts nobody touched for 30 days; those that wait for a curator stay. How many went."""
        with self._turn, self._base:
            gone = self._base.execute(
                "DELETE FROM draft WHERE changed < ? AND state != 'submitted'", (now - KEPT_S,)
            ).rowcount
        return int(gone)

    def _one(self, where: str, value: object) -> Draft:
        with self._turn:
            row = self._base.execute(f"SELECT * FROM draft WHERE {where}", (value,)).fetchone()  # noqa: S608 - ours
        if row is None:
            raise NotFoundError(
                "There is no such draft.", suggestion="Drafts are kept for 30 days after the last change."
            )
        return _read(row)

    def _move(self, number: int, before: tuple[State, ...], changes: dict[str, object]) -> Draft:
        with self._turn, self._base:
            moved = self._set(number, before, changes)
        draft = self.get(number)
        if not moved:
            raise ConflictError(
                f"This draft is {draft.state} already.", found=draft.state, expected=" or ".join(before)
            )
        return draft

    def _set(self, number: int, before: tuple[str, ...], changes: dict[str, object]) -> bool:
        names = ", ".join(f'"{name}" = :{name}' for name in changes)
        states = ", ".join(f"'{state}'" for state in before)
        done = self._base.execute(
            f"UPDATE draft SET {names}, changed = :now WHERE number = :number AND state IN ({states})",  # noqa: S608
            {**changes, "now": time.time(), "number": number},
        )
        return done.rowcount == 1

    def _check_bounds(self, client: str, more_bytes: int, *, items: int = 0) -> None:
        row = self._base.execute(f"SELECT count(*), sum({SIZE}) FROM draft WHERE client = ?", (client,)).fetchone()  # noqa: S608
        held, size = int(row[0]) + items, int(row[1] or 0) + more_bytes
        if held > ITEM_LIMIT or size > BYTE_LIMIT:
            raise BusyError(
                "You keep too many drafts.",
                retry_after_s=DAY_S,
                found=f"{held} drafts of {size} bytes",
                expected=f"at most {ITEM_LIMIT} drafts of {BYTE_LIMIT} bytes together",
                suggestion="Delete some, or wait until they are decided on.",
            )


def _columns(content: Content) -> dict[str, object]:
    return {
        "text": content.text, "media_type": content.media_type, "records": content.records,
        "report": content.report, "problem": json.dumps(dict(content.problem)) if content.problem else "",
    }  # fmt: skip


def _read(row: sqlite3.Row) -> Draft:
    problem: dict[str, Any] = json.loads(row["problem"]) if row["problem"] else {}
    return Draft(
        number=row["number"],
        client=row["client"],
        state=row["state"],
        title=row["title"],
        content=Content(row["text"], row["media_type"], row["records"], row["report"], problem),
        base=json.loads(row["base"]),
        note=row["note"],
        submitter=Submitter(**json.loads(row["submitter"])) if row["submitter"] else None,
        parent=row["parent"],
        commit=row["commit"],
        decided_by=row["decided_by"],
        made=row["made"],
        changed=row["changed"],
        submitted=row["submitted"],
    )


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
