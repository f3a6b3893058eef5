"""One admitted query from the cache or a worker onto the wire, with its headers, its record and its log line."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from starlette.types import Receive, Send

from atlas.access.protocol.cache import Key, matches
from atlas.access.protocol.door import Admission
from atlas.access.protocol.negotiate import Choice
from atlas.access.protocol.stream import Answer, begin
from atlas.errors import AtlasError, CancelledError
from atlas.http.accounts import Account, find_outcome, write_down
from atlas.http.dependencies import Caller, State
from atlas.http.problems import to_problem
from atlas.http.registry import QueryRecord
from atlas.http.transfer import (
    GZIP_FROM_BYTES,
    Headers,
    compress,
    send_begun,
    send_empty,
    send_whole,
    wait_for_leaving,
)
from atlas.store.protocol import DatasetClause, Query

WATCH_AFTER_S: Final = 0.02
HITS_REMEMBERED: Final = 256


class QueryFailure(Exception):  # noqa: N818 - it carries an error, it is none of ours
    """A query that failed before its first byte; more is said of it at `instance`."""

    def __init__(self, error: AtlasError, query_id: str) -> None:
        super().__init__(error.detail)
        self.error, self.instance = error, f"/queries/{query_id}"


@dataclass(frozen=True)
class Ask:
    """An admitted query with everything its answer depends on. coded: gzip is accepted."""

    caller: Caller
    admission: Admission
    dataset: DatasetClause
    choice: Choice
    deadline_s: float
    coded: bool
    with_body: bool
    if_none_match: str

    def key(self, state: State, snapshot: int, coding: str = "") -> Key:
        """What the answer is kept under."""
        return Key(state.identity, snapshot, self.dataset, self.admission.text, self.choice.media_type, coding)


async def answer(state: State, ask: Ask, receive: Receive, send: Send) -> None:
    """Answer a query. Failures before the first byte raise QueryFailure; later ones leave the transfer unfinished."""
    keeps = not ask.admission.is_volatile and not state.settings.store_shared
    if keeps and await _answer_again(state, ask, send):
        return
    record = QueryRecord(secrets.token_urlsafe(15), ask.caller.key, ask.deadline_s, state.settings.result_bytes)
    state.queries.begin(record)
    try:
        async with _stopping_when_left(state, record.id, receive):
            await _answer_anew(state, ask, record, send, keeps=keeps)
    except AtlasError as error:
        _close(state, ask, record, find_outcome(error), error)
        raise QueryFailure(error, record.id) from error
    except BaseException:
        _close(state, ask, record, "failed", None)
        raise


async def _answer_again(state: State, ask: Ask, send: Send) -> bool:
    """Answer with 304 or from the cache; False when neither can be."""
    number = state.store.number
    keys = [ask.key(state, number, "gzip"), ask.key(state, number)] if ask.coded else [ask.key(state, number)]
    if ask.if_none_match:
        for key in keys:
            if matches(ask.if_none_match, key.etag()):
                await send_empty(send, 304, [(b"etag", key.etag().encode()), *_cacheable()])
                write_down(state, Account(ask.admission.text, "unchanged", ask.admission.form, snapshot=number))
                return True
    key = keys[0]
    body = state.cache.find(key)
    if body is None and ask.coded:
        key, body = keys[1], state.cache.find(keys[1])
        if body is not None and len(body) >= GZIP_FROM_BYTES:
            return False
    if body is None:
        return False
    headers = list(_hit_headers(key))
    await send_whole(send, 200, headers, body, with_body=ask.with_body)
    sent = len(body) if ask.with_body else 0
    write_down(state, Account(ask.admission.text, "hit", ask.admission.form, sent_bytes=sent, snapshot=number))
    return True


async def _answer_anew(state: State, ask: Ask, record: QueryRecord, send: Send, *, keeps: bool) -> None:
    query = Query(
        ask.admission.text,
        ask.choice.format.media_type,
        ask.dataset,
        deadline_s=ask.deadline_s,
        byte_limit=record.byte_limit,
        client=ask.caller.key,
        base_iri=state.schema.base,
        id=record.id,
    )
    found = await begin(state.store, query)
    record.snapshot = found.result.snapshot
    coding = "gzip" if ask.coded and (found.rest is not None or len(found.head) >= GZIP_FROM_BYTES) else ""
    key = ask.key(state, found.result.snapshot, coding)
    headers = _headers(ask.choice.media_type, found.result.snapshot, b"atlas; fwd=miss") + _bounds(record)
    headers += _validators(key) if keeps else [(b"cache-control", b"no-store"), *_VARY]
    if coding:
        headers.append((b"content-encoding", b"gzip"))
    if found.rest is None:
        body = await compress(found.head) if coding else found.head
        if keeps:
            state.cache.keep(key, body)
        record.sent_bytes = len(found.head)
        await send_whole(send, 200, headers, body, with_body=ask.with_body)
    elif not ask.with_body:
        await found.result.cancel()
        await send_empty(send, 200, headers)
    elif not await _send_long(state, ask, record, found, headers, send, coded=bool(coding)):
        return
    _close(state, ask, record, "ok", None)


async def _send_long(
    state: State, ask: Ask, record: QueryRecord, found: Answer, headers: Headers, send: Send, *, coded: bool
) -> bool:
    """Send a long answer; False when it broke off, which the client sees as a broken transfer."""
    try:
        await send_begun(send, headers, found.head, _counted(found, record), coded=coded)
    except AtlasError as error:
        _close(state, ask, record, find_outcome(error), error)
        return False
    except OSError:
        await found.result.cancel()
        _close(state, ask, record, "stopped", CancelledError("The client left."))
        return False
    return True


async def _counted(found: Answer, record: QueryRecord) -> AsyncIterator[bytes]:
    """What comes after the head, its bytes written down as they go."""
    record.sent_bytes = len(found.head)
    async for chunk in found.iter_rest():
        record.sent_bytes += len(chunk)
        yield chunk


@asynccontextmanager
async def _stopping_when_left(state: State, query_id: str, receive: Receive) -> AsyncIterator[None]:
    """Stop the query when its client hangs up. Watching starts late: most queries are over by then."""
    task: asyncio.Task[None] | None = None
    cancel: Callable[[str], object] | None = getattr(state.store, "cancel", None)

    async def watch() -> None:
        await wait_for_leaving(receive)
        stopping = cancel(query_id) if cancel else None
        if asyncio.iscoroutine(stopping):
            await stopping

    def start() -> None:
        nonlocal task
        task = asyncio.create_task(watch())

    timer = asyncio.get_running_loop().call_later(WATCH_AFTER_S, start)
    try:
        yield
    finally:
        timer.cancel()
        if task is not None:
            task.cancel()


_VARY: Final = ((b"vary", b"Accept, Accept-Encoding"),)


@lru_cache(maxsize=HITS_REMEMBERED)
def _hit_headers(key: Key) -> tuple[tuple[bytes, bytes], ...]:
    """Headers of an answer from the cache, which depend on its key alone."""
    coding = ((b"content-encoding", key.coding.encode()),) if key.coding else ()
    return (*_headers(key.media_type, key.snapshot, b"atlas; hit"), *_validators(key), *coding)


def _headers(media_type: str, snapshot: int, cache_status: bytes) -> Headers:
    text = media_type.startswith("text/") and "charset" not in media_type
    return [
        (b"content-type", f"{media_type}; charset=utf-8".encode() if text else media_type.encode()),
        (b"snapshot", str(snapshot).encode()),
        (b"cache-status", cache_status),
    ]


def _cacheable() -> Headers:
    return [(b"cache-control", b"no-cache"), *_VARY]


def _validators(key: Key) -> Headers:
    return [(b"etag", key.etag().encode()), *_cacheable()]


def _bounds(record: QueryRecord) -> Headers:
    return [
        (b"query-id", record.id.encode()),
        (b"query-deadline", f"{record.deadline_s:g}".encode()),
        (b"query-byte-limit", str(record.byte_limit).encode()),
    ]


def _close(state: State, ask: Ask, record: QueryRecord, outcome: str, error: AtlasError | None) -> None:
    """Write down what became of a query that ran."""
    state.queries.end(record, outcome, to_problem(error) if error else None)
    seconds, sent = time.monotonic() - record.began, record.sent_bytes
    said = ask.admission
    write_down(state, Account(said.text, outcome, said.form, seconds, sent, record.snapshot, record.id))
