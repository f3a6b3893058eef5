"""The triple patterns of a query, each with how many statements it can match by itself, counted from VoID.

Reads tokens only and forgives what it cannot read: it explains a query, it decides nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from atlas.access.protocol.prologue import Prologue
from atlas.access.protocol.void import Counts
from atlas.namespaces import RDF
from atlas.schema.model import Schema
from atlas.store.tokens import Token, iter_tokens

TYPE: Final = f"{RDF}type"
OPENING: Final = {"(": ")", "[": "]"}
TERMS: Final = frozenset(("iri", "pname", "var", "bnode", "string", "number"))
NOT_MATCHED: Final = frozenset(("CONSTRUCT", "VALUES"))
ENDING: Final = frozenset(("SELECT", "VALUES", "GRAPH", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET"))
JOINS: Final = frozenset(("/", "|"))
BEFORE_STEP: Final = frozenset(("^", "!"))
AFTER_STEP: Final = frozenset(("*", "+", "?"))


@dataclass(frozen=True)
class Pattern:
    """One pattern as written. count: statements it can match by itself, of a path those of its rarest step."""

    text: str
    count: int
    is_path: bool


def find_patterns(schema: Schema, text: str, counts: Counts) -> list[Pattern]:
    """Patterns in the order they are written, without those of a CONSTRUCT's template."""
    prologue, depth, rounds = Prologue(text, schema.base), 0, 0
    held: list[Token] = []
    found: list[Pattern] = []
    word = ""
    for token in iter_tokens(text):
        depth += token.text == "{"
        if prologue.takes(token, at_top=depth == 0, is_update=False):
            continue
        rounds += (token.text in OPENING) - (token.text in OPENING.values())
        if token.text in ("{", "}") or (token.text == "." and token.kind == "op" and not rounds):
            is_matched = depth > 1 if token.text == "{" else depth and word not in NOT_MATCHED
            if is_matched:
                found += _read(held, prologue, counts)
            held, rounds = [], 0
            depth -= token.text == "}"
            word = "" if token.text == "}" else word
        else:
            held.append(token)
            word = token.text.upper() if token.kind == "word" else word
    return found


def _read(tokens: Sequence[Token], prologue: Prologue, counts: Counts) -> Iterator[Pattern]:
    """Patterns of a stretch without braces: clauses and what stands in their parentheses are passed over."""
    start = place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind != "word" or token.text in ("a", "true", "false"):
            place += 1
            continue
        yield from _read_triples(tokens[start:place], prologue, counts)
        if token.text.upper() in ENDING:
            return
        place += 1
        if place < len(tokens) and tokens[place].text == "(":
            place = _end(tokens, place)
        start = place
    yield from _read_triples(tokens[start:], prologue, counts)


def _read_triples(tokens: Sequence[Token], prologue: Prologue, counts: Counts) -> Iterator[Pattern]:
    """One subject with its verbs and objects."""
    place = _end(tokens, 0)
    subject = tokens[:place]
    while place < len(tokens):
        verb_end = _verb_end(tokens, place)
        verb = tokens[place:verb_end]
        place = verb_end
        while place < len(tokens):
            object_end = _end(tokens, place)
            if object_end == place:
                return
            yield _make(subject, verb, tokens[place:object_end], prologue, counts)
            place = object_end
            if place < len(tokens) and tokens[place].text == ",":
                place += 1
            else:
                break
        while place < len(tokens) and tokens[place].text == ";":
            place += 1
        if place == verb_end:
            return


def _make(
    subject: Sequence[Token], verb: Sequence[Token], value: Sequence[Token], prologue: Prologue, counts: Counts
) -> Pattern:
    names = [_resolve(prologue, token) for token in verb if token.kind in ("iri", "pname") or token.text == "a"]
    is_path = len(verb) > 1
    text = " ".join((_write(subject), "".join(token.text for token in verb), _write(value)))
    if names == [TYPE] and not is_path and len(value) == 1 and value[0].kind in ("iri", "pname"):
        return Pattern(text, counts.classes.get(_resolve(prologue, value[0]), 0), is_path)
    if not names:
        return Pattern(text, counts.triples, is_path)
    return Pattern(text, min(counts.properties.get(name, 0) for name in names), is_path)


def _write(tokens: Sequence[Token]) -> str:
    is_one = tokens[0].kind in ("string", "op") and tokens[0].text not in OPENING
    return ("" if is_one else " ").join(token.text for token in tokens)


def _resolve(prologue: Prologue, token: Token) -> str:
    return TYPE if token.text == "a" else prologue.resolve(token)


def _end(tokens: Sequence[Token], place: int) -> int:
    """Where the term, list or bracket that begins at a place ends; the place itself where none begins."""
    if place >= len(tokens):
        return place
    token = tokens[place]
    if token.text in OPENING:
        depth = 0
        for end in range(place, len(tokens)):
            depth += (tokens[end].text in OPENING) - (tokens[end].text in OPENING.values())
            if not depth:
                return end + 1
        return len(tokens)
    if token.text in ("+", "-") and token.kind == "op":
        return min(place + 2, len(tokens))
    if token.kind not in TERMS and token.text not in ("true", "false"):
        return place
    end = place + 1
    if token.kind == "string" and end < len(tokens):
        end += 2 if tokens[end].text == "^^" else tokens[end].kind == "lang"
    return min(end, len(tokens))


def _verb_end(tokens: Sequence[Token], place: int) -> int:
    """Where the verb, a property or a path, ends."""
    while place < len(tokens):
        while place < len(tokens) and tokens[place].text in BEFORE_STEP:
            place += 1
        end = place + 1 if place < len(tokens) and tokens[place].text == "a" else _end(tokens, place)
        while end < len(tokens) and tokens[end].text in AFTER_STEP:
            end += 1
        if end >= len(tokens) or tokens[end].text not in JOINS:
            return end
        place = end + 1
    return place
