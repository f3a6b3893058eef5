"""The one door: SPARQL text in, an Admission or a coded refusal out, in linear time and before any engine sees it.

Never evaluates and never parses fully; what it lets in still runs in a killable worker.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from atlas.access.protocol.scan import Scan
from atlas.errors import QueryRefusedError
from atlas.store.protocol import DatasetClause
from atlas.store.tokens import Token, iter_tokens


@dataclass(frozen=True)
class DoorLimits:
    """Bounds of one text. service_hosts: hosts a SERVICE may name, none by default."""

    length: int = 64 * 1024
    tokens: int = 20_000
    depth: int = 100
    service_hosts: tuple[str, ...] = ()


DEFAULT_LIMITS: Final = DoorLimits()


@dataclass(frozen=True)
class Admission:
    """What the door saw of a text that it let in.

    form: SELECT, CONSTRUCT, DESCRIBE, ASK or UPDATE. dataset: made by FROM and FROM NAMED, None without any.
    is_volatile: two runs on one snapshot may differ. names_dataset: an update says USING or WITH.
    """

    text: str
    form: str
    dataset: DatasetClause | None = None
    is_volatile: bool = False
    names_dataset: bool = False


def admit_query(text: str, limits: DoorLimits = DEFAULT_LIMITS, *, base_iri: str | None = None) -> Admission:
    """A query that may go to an engine.

    Raises QueryRefusedError (with line and column) for what is never run, SparqlSyntaxError for what is no SPARQL.
    """
    scan = _walk(text, limits, base_iri, is_update=False)
    return Admission(text, scan.form, scan.prologue.dataset(), scan.is_volatile)


def admit_update(text: str, limits: DoorLimits = DEFAULT_LIMITS, *, base_iri: str | None = None) -> Admission:
    """An update that may go to a disposable worker. Raises as admit_query does; LOAD is refused to everybody."""
    scan = _walk(text, limits, base_iri, is_update=True)
    return Admission(text, "UPDATE", None, scan.is_volatile, scan.names_dataset)


def _walk(text: str, limits: DoorLimits, base_iri: str | None, *, is_update: bool) -> Scan:
    if len(text) > limits.length:
        raise QueryRefusedError(
            "The text is too long.", found=f"{len(text)} characters", expected=f"at most {limits.length} characters"
        )
    scan = Scan(text, is_update=is_update, depth=limits.depth, hosts=limits.service_hosts, base_iri=base_iri)
    previous: Token | None = None
    for count, (token, following) in enumerate(_pairs(text), start=1):
        if count > limits.tokens:
            raise scan.refusal(token, "The text has too many tokens.", f"at most {limits.tokens}")
        scan.look(token, previous, following)
        previous = token
    scan.finish()
    return scan


def _pairs(text: str) -> Iterator[tuple[Token, Token | None]]:
    """Each token with the one after it."""
    held: Token | None = None
    for token in iter_tokens(text):
        if held is not None:
            yield held, token
        held = token
    if held is not None:
        yield held, None
