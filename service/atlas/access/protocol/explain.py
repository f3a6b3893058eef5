"""A query looked at before it runs: its terms with how often they occur, and those that nobody has defined.

Reads tokens only; what the door refuses is refused here too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from atlas.access.protocol.prologue import Prologue
from atlas.access.protocol.void import Counts
from atlas.namespaces import RDF
from atlas.schema.model import Schema
from atlas.store.tokens import Token, find_place, iter_tokens

TYPE: Final = f"{RDF}type"
NEAR: Final = 3


@dataclass(frozen=True)
class Term:
    """One term of a query. count: statements with it as property, or things of it as class; None: it is neither."""

    iri: str
    name: str
    label: str
    role: str
    count: int | None


@dataclass(frozen=True)
class Unknown:
    """A name in the ontology's own namespace that it does not define. near: names that it does."""

    name: str
    line: int
    column: int
    near: tuple[str, ...]


def find_terms(schema: Schema, text: str, counts: Counts) -> list[Term]:
    """Properties and classes that a query names, with counts from VoID, the rarest first: there the engine begins."""
    found: dict[str, Term] = {}
    for iri, _ in _iter_names(schema, text):
        if iri in counts.properties:
            found.setdefault(iri, _term(schema, iri, "property", counts.properties[iri]))
        elif iri in counts.classes:
            found.setdefault(iri, _term(schema, iri, "class", counts.classes[iri]))
        elif iri in schema.terms and iri.startswith(schema.namespace):
            found.setdefault(iri, _term(schema, iri, "term without use", 0))
    return sorted(found.values(), key=lambda term: (term.count or 0, term.name))


def find_unknown(schema: Schema, text: str) -> list[Unknown]:
    """Names of the ontology's namespace that it does not define, with their place and the nearest ones."""
    own = [iri.removeprefix(schema.namespace) for iri in schema.terms if iri.startswith(schema.namespace)]
    unknown: list[Unknown] = []
    for iri, token in _iter_names(schema, text):
        local = iri.removeprefix(schema.namespace)
        if iri.startswith(schema.namespace) and local and iri not in schema.terms:
            line, column = find_place(text, token.start)
            near = get_close_matches(local, own, n=NEAR)
            unknown.append(Unknown(token.text, line, column, tuple(schema.compact(schema.namespace + n) for n in near)))
    return unknown


def _iter_names(schema: Schema, text: str) -> Iterator[tuple[str, Token]]:
    """Every IRI of a query outside of its prologue."""
    prologue = Prologue(text, schema.base)
    depth = 0
    for token in iter_tokens(text):
        if token.kind == "op":
            depth += token.text in "{([" or -(token.text in "})]")
        if prologue.takes(token, at_top=depth == 0, is_update=False):
            continue
        if token.kind in ("iri", "pname"):
            yield prologue.resolve(token), token
        elif token.text == "a":
            yield TYPE, token


def _term(schema: Schema, iri: str, role: str, count: int) -> Term:
    return Term(iri, schema.compact(iri), schema.label(iri), role, count)
