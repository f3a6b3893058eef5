"""What became of each query, for metrics and the log: one line a query, its text only when it took long."""

import logging
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from atlas.errors import AtlasError, CancelledError, DeadlineError, InputError, ResourceError
from atlas.http.dependencies import State

SLOW_TEXT: Final = 4_000
log = logging.getLogger("atlas.query")
slow_log = logging.getLogger("atlas.slow")


@dataclass(frozen=True)
class Account:
    """One query that is over. outcome: ok, hit, unchanged, refused, timeout, killed, stopped, failed.

    text: empty where the request held none. form: empty where the door did not get so far. id: of those that ran.
    """

    text: str
    outcome: str
    form: str = ""
    seconds: float = 0.0
    sent_bytes: int = 0
    snapshot: int | None = None
    id: str = ""


def write_down(state: State, account: Account) -> None:
    """Count a query and log it."""
    state.metrics.count("atlas_queries_total", "Queries by outcome.", outcome=account.outcome)
    is_slow = bool(account.id) and account.seconds >= state.settings.slow_query_s and account.outcome != "refused"
    if account.id:
        state.metrics.time("atlas_query_seconds", "Time from admission to the last byte.", account.seconds)
    if not is_slow and not log.isEnabledFor(logging.INFO):
        return
    digest = sha256(account.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    log.info(
        "event=query id=%s hash=%s form=%s outcome=%s ms=%.1f bytes=%d snapshot=%s",
        account.id or None, digest, account.form or None, account.outcome,
        account.seconds * 1000, account.sent_bytes, account.snapshot,
    )  # fmt: skip
    if is_slow:
        slow_log.warning(
            "event=slow id=%s hash=%s outcome=%s seconds=%.2f text=%r",
            account.id, digest, account.outcome, account.seconds, account.text[:SLOW_TEXT],
        )  # fmt: skip


def find_outcome(error: AtlasError) -> str:
    """The outcome that an error makes."""
    if isinstance(error, DeadlineError):
        return "timeout"
    if isinstance(error, ResourceError):
        return "killed"
    if isinstance(error, CancelledError):
        return "stopped"
    return "refused" if isinstance(error, InputError) or 400 <= error.status < 500 else "failed"
