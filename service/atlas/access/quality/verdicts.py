"""Who breaks which rule: the newest snapshot judged whole, in a process of its own, once somebody asks for it."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from atlas.errors import AtlasError
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.model import Schema
from atlas.store.protocol import Store
from atlas.validation.result import Result
from atlas.validation.whole.everything import validate_everything

LISTED: Final = 1_000
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Breach:
    """One result. focus: IRI of what is wrong. value: IRI or text of the value that is, empty where one is missing."""

    focus: str
    value: str
    message: str


@dataclass(frozen=True)
class Verdict:
    """What one rule found. total: all results; breaches: the first of them, by focus."""

    total: int
    breaches: tuple[Breach, ...]


@dataclass(frozen=True)
class Judged:
    """What all rules found in the state of a commit, by the rule's IRI; rules that found nothing have no entry."""

    number: int
    verdicts: Mapping[str, Verdict]


class Verdicts:
    """Keeps what the rules found in the newest state that was judged."""

    def __init__(self, store: Store, schema: Schema) -> None:
        self._store, self._schema = store, schema
        self._task: asyncio.Task[None] | None = None
        self._tried = -1
        self.newest: Judged | None = None

    @property
    def can_judge(self) -> bool:
        """Whether the store keeps snapshots here that can be judged."""
        return hasattr(self._store, "snapshots")

    @property
    def is_judging(self) -> bool:
        """Whether a judgement is under way."""
        return self._task is not None and not self._task.done()

    def want(self) -> None:
        """Judge the newest state, unless that was done, is being done, or failed."""
        if self.can_judge and not self.is_judging and self._tried != self._store.number:
            self._task = asyncio.create_task(self._judge())

    async def wait(self) -> None:
        """Come back when no judgement is under way."""
        if self._task is not None:
            await asyncio.shield(self._task)

    async def close(self) -> None:
        """Stop judging."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _judge(self) -> None:
        self._tried = self._store.number
        kept = await self._store.snapshots()  # type: ignore[attr-defined]
        snapshot = next((one for one in kept if one.number == self._tried), None)
        if snapshot is None:
            return
        try:
            done = await validate_everything(self._schema.home, snapshot.store, readers=1)
        except (AtlasError, OSError) as error:
            log.warning("event=judging-failed commit=%d detail=%r", snapshot.number, str(error))
            return
        self.newest = Judged(snapshot.number, await asyncio.to_thread(sum_up, self._schema, done.results))
        log.info("event=judged commit=%d seconds=%.1f", snapshot.number, done.seconds)


def sum_up(schema: Schema, results: Iterable[Result]) -> dict[str, Verdict]:
    """Results on what we named, by rule."""
    by_rule: dict[str, list[Breach]] = defaultdict(list)
    for one in results:
        if one.is_ours(schema.base):
            value = _text(one.value) if one.value else ""
            by_rule[_text(one.shape)].append(Breach(_text(one.focus), value, one.message))
    return {
        rule: Verdict(len(found), tuple(sorted(found, key=lambda one: (one.focus, one.value))[:LISTED]))
        for rule, found in by_rule.items()
    }


def _text(term: Term) -> str:
    return term.value if isinstance(term, (NamedNode, Literal)) else str(term)
