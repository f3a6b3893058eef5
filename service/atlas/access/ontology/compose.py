"""SPARQL built from typed values: patterns in, one query text out, with prefixes a person would write.

No text of a user ever enters a pattern: terms stand as parameters until they are bound as terms at the end.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from atlas.access.ontology.paths import Step
from atlas.rdf.terms import NamedNode, Term
from atlas.schema.model import SavedQuery, Schema
from atlas.store.parameters import bind
from atlas.store.tokens import Token, iter_tokens

PLAIN_LOCAL: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
INDENT: Final = "  "


class Composer:
    """Collects the terms and variables of one query while its patterns are written."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._terms: dict[str, Term | Sequence[Term]] = {}
        self._prefixes: dict[str, str] = {}
        self._names: dict[str, int] = {}

    def term(self, value: Term | Sequence[Term]) -> str:
        """What stands for a term, or for a list of terms in VALUES, in a pattern."""
        name = f"t{len(self._terms)}"
        self._terms[name] = value
        return f"${name}"

    def iri(self, value: str) -> str:
        """What stands for an IRI in a pattern."""
        return self.term(NamedNode(value))

    def variable(self, hint: str) -> str:
        """A variable not used before; hint: a word of ours, never of a user."""
        count = self._names[hint] = self._names.get(hint, 0) + 1
        return f"?{hint}" if count == 1 else f"?{hint}{count}"

    def arrow(self, step: Step, start: str, end: str) -> str:
        """The triple of one step between two variables."""
        begin, finish = (end, start) if step.inverse else (start, end)
        return f"{begin} {self.iri(step.property)} {finish} ."

    def arrows(self, steps: Iterable[Step], start: str, end: str) -> list[str]:
        """The triples along some steps from one variable to another, through new ones."""
        waiting = list(steps)
        lines: list[str] = []
        for position, step in enumerate(waiting):
            reached = end if position == len(waiting) - 1 else self.variable("part")
            lines.append(self.arrow(step, start, reached))
            start = reached
        return lines

    def label(self, start: str) -> list[str]:
        """The optional English name of what a variable holds, as the variable with Label at its end."""
        (first, *_) = self._schema.label_properties
        name = f"{start}Label"
        return [f'OPTIONAL {{ {start} {self.iri(first)} {name} FILTER(LANG({name}) IN ("en", "")) }}']

    def embed(self, query: SavedQuery, names: Mapping[str, str], values: Mapping[str, Term]) -> list[str]:
        """A saved query as a group, with some variables renamed, others made new, and parameters bound."""
        mapping = dict(names)
        pieces: list[str] = []
        body, prefixes = _split(query.text)
        self._prefixes |= prefixes
        end = 0
        for token in iter_tokens(body):
            if token.kind != "var":
                continue
            name = token.text[1:]
            if token.text[0] == "$":
                written = self.term(values[name])
            else:
                if name not in mapping:
                    mapping[name] = self.variable(name)
                written = mapping[name]
            pieces += (body[end : token.start], written)
            end = token.start + len(token.text)
        text = "".join([*pieces, body[end:]]).strip()
        return ["{", *(f"{INDENT}{line}" for line in text.splitlines()), "}"]

    def finish(self, head: str, where: Iterable[str], tail: Iterable[str] = ()) -> str:
        """The whole query: what it asks for, its patterns, what follows them; names shortened, prefixes first."""
        body = [head, "WHERE {", *(f"{INDENT}{line}" for line in where), "}", *tail]
        return shorten(self._schema, bind("\n".join(body) + "\n", self._terms), self._prefixes)


def shorten(schema: Schema, text: str, prefixes: Mapping[str, str] | None = None) -> str:
    """A query without prologue, its IRIs written with those prefixes of the schema that are then declared."""
    used = dict(prefixes or {})
    pieces: list[str] = []
    end = 0
    for token in iter_tokens(text):
        written = _compact(schema, token, used)
        if written:
            pieces += (text[end : token.start], written)
            end = token.start + len(token.text)
    body = "".join([*pieces, text[end:]])
    declared = [f"PREFIX {name}: <{space}>" for name, space in sorted(used.items())]
    return "\n".join([*declared, "", body]) if declared else body


def _compact(schema: Schema, token: Token, used: dict[str, str]) -> str | None:
    if token.kind != "iri":
        return None
    prefix, colon, local = schema.compact(token.text[1:-1]).partition(":")
    space = schema.prefixes.get(prefix)
    if not colon or space is None or not PLAIN_LOCAL.fullmatch(local) or used.get(prefix, space) != space:
        return None
    if token.text != f"<{space}{local}>":
        return None
    used[prefix] = space
    return f"{prefix}:{local}"


def _split(text: str) -> tuple[str, dict[str, str]]:
    """A query of ours without its PREFIX lines, and what these declare."""
    prefixes: dict[str, str] = {}
    tokens = list(iter_tokens(text))
    place = 0
    while place + 2 < len(tokens) and tokens[place].text.upper() == "PREFIX":
        prefixes[tokens[place + 1].text[:-1]] = tokens[place + 2].text[1:-1]
        place += 3
    return text[tokens[place].start :] if tokens else "", prefixes
