"""An admitted update taken apart: its operations one by one, the graphs each may touch, and writes of the default.

Reads tokens only; the engine parses. Graphs are over-estimated, never missed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from atlas.access.protocol.prologue import Prologue
from atlas.errors import ForbiddenError, SparqlRequestError
from atlas.store.protocol import DatasetClause
from atlas.store.tokens import Token, find_place, iter_tokens

_NAMING: Final = frozenset(("GRAPH", "WITH", "TO", "ADD", "COPY", "MOVE", "CLEAR", "DROP", "CREATE", "SILENT", "INTO"))
_FILLER: Final = frozenset(("GRAPH", "{", "}", ".", ";"))


@dataclass(frozen=True)
class Operation:
    """One operation as a text of its own. graphs: IRIs it may change, None for any.

    data: where it says its quads outright, the text that puts them into an empty store; removes: they are to go.
    """

    text: str
    graphs: tuple[str, ...] | None
    writes_default: bool
    data: str = ""
    removes: bool = False


@dataclass(frozen=True)
class UpdatePlan:
    """The operations of an update, in order."""

    operations: tuple[Operation, ...]

    @property
    def writes_default(self) -> bool:
        """Whether any of them changes the default graph."""
        return any(operation.writes_default for operation in self.operations)


@dataclass
class _Parts:
    """Tokens of one operation; declared: spans of the declarations that hold for it; names: IRIs of name tokens."""

    tokens: list[Token] = field(default_factory=list)
    declared: tuple[tuple[int, int], ...] = ()
    names: dict[int, str] = field(default_factory=dict)


def plan_update(text: str, using: DatasetClause, *, keeps_default: bool, base_iri: str | None = None) -> UpdatePlan:
    """The plan of an update.

    using: using-graph-uri and using-named-graph-uri, written into each operation that has a WHERE.
    keeps_default: the default graph is a merge that cannot be written; ForbiddenError with the place where one tries.
    """
    clauses, operations = _clauses(using), list[Operation]()
    for parts in _split(text, base_iri):
        default_at = _find_default_write(parts.tokens)
        if default_at is not None and keeps_default:
            line, column = find_place(text, default_at)
            raise ForbiddenError(
                "The default graph is the merge of the named graphs and is not written itself.",
                found="a change of the default graph",
                expected="quads in a named graph: GRAPH <…> { … }, or WITH <…>",
                line=line,
                column=column,
            )
        operations.append(_plan(text, parts, clauses, writes_default=default_at is not None))
    return UpdatePlan(tuple(operations))


def _plan(text: str, parts: _Parts, clauses: str, *, writes_default: bool) -> Operation:
    words = [token.text.upper() for token in parts.tokens[:2]]
    said = _write(text, parts, clauses)
    data, removes = "", words == ["DELETE", "DATA"]
    if words == ["INSERT", "DATA"]:
        data = said
    elif removes:
        first = parts.tokens[0]
        begins = len(said) - (parts.tokens[-1].start + len(parts.tokens[-1].text) - first.start)
        data = f"{said[:begins]}INSERT{said[begins + len(first.text) :]}"
    return Operation(said, _graphs(parts), writes_default, data, removes)


def _split(text: str, base_iri: str | None) -> list[_Parts]:
    """The operations between semicolons that stand outside of braces."""
    prologue = Prologue(text, base_iri)
    operations, declared, depth = [_Parts()], list[tuple[int, int]](), 0
    for token in iter_tokens(text):
        end = token.start + len(token.text)
        begins = token.kind == "word"
        if prologue.takes(token, at_top=not depth, is_update=True):
            if begins:
                declared.append((token.start, end))
            declared[-1] = (declared[-1][0], end)
            continue
        if token.text == ";" and not depth:
            operations.append(_Parts())
            continue
        depth += (token.text in ("{", "(", "[")) - (token.text in ("}", ")", "]"))
        now = operations[-1]
        if now.tokens and now.tokens[-1].text.upper() in _NAMING and token.kind in ("iri", "pname"):
            now.names[token.start] = prologue.resolve(token)
        now.tokens.append(token)
        now.declared = tuple(declared)
    return [operation for operation in operations if operation.tokens]


def _graphs(operation: _Parts) -> tuple[str, ...] | None:
    """IRIs of the graphs an operation may change, None for any: those of its templates, not what it only reads."""
    tokens = operation.tokens
    words = [token.text.upper() if token.kind == "word" else "" for token in tokens]
    if words[0] in ("CLEAR", "DROP") and {"ALL", "NAMED"} & set(words[1:3]):
        return None
    where, begins = _find_where(tokens), tokens[0].start
    if where is not None and where is not tokens[1]:
        tokens = tokens[: tokens.index(where)]
    elif words[0] in ("COPY", "ADD") and "TO" in words:
        begins = tokens[words.index("TO")].start
    if any(word == "GRAPH" and token.kind == "var" for word, token in zip(words, tokens[1:], strict=False)):
        return None
    ends = tokens[-1].start
    return tuple(dict.fromkeys(name for at, name in operation.names.items() if begins <= at <= ends))


def _find_default_write(tokens: Sequence[Token]) -> int | None:
    """Offset of the first token that writes the default graph, or None."""
    words = [token.text.upper() if token.kind == "word" else "" for token in tokens]
    if words[0] in ("CLEAR", "DROP", "MOVE", "COPY", "ADD"):
        reads = words[0] in ("COPY", "ADD")
        named = [index for index, word in enumerate(words) if word == "DEFAULT"]
        written = [index for index in named if not (reads and "TO" in words[index:])]
        return tokens[written[0]].start if written else None
    if words[0] == "WITH":
        return None
    return next((token.start for token, before in _iter_template(tokens) if not _is_filler(token, before)), None)


def _iter_template(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """Tokens that stand directly in the braces of a template or of data, each with the one before it."""
    depth, in_template = 0, False
    for before, token in pairwise(tokens):
        if token.text in ("{", "(", "["):
            if not depth:
                in_template = before.text.upper() in ("INSERT", "DELETE", "DATA") or before is tokens[1]
            elif depth == 1 and in_template and token.text != "{":
                yield token, before
            depth += 1
        elif token.text in ("}", ")", "]"):
            depth -= 1
        elif depth == 1 and in_template:
            yield token, before


def _is_filler(token: Token, before: Token) -> bool:
    return token.text.upper() in _FILLER or (before.kind == "word" and before.text.upper() == "GRAPH")


def _clauses(using: DatasetClause) -> str:
    """USING clauses; nothing in their IRIs may end an IRI."""
    for iri in (*using.default_graphs, *using.named_graphs):
        if ">" in iri or "\\" in iri:
            raise SparqlRequestError(
                "A graph's IRI has a character that no IRI has.", found=iri, expected="an absolute IRI"
            )
    default = "".join(f"USING <{iri}> " for iri in using.default_graphs)
    return default + "".join(f"USING NAMED <{iri}> " for iri in using.named_graphs)


def _write(text: str, operation: _Parts, clauses: str) -> str:
    """An operation as a text of its own. DELETE WHERE P, which takes no USING, becomes DELETE P USING … WHERE P."""
    tokens = operation.tokens
    last = tokens[-1]
    body = text[tokens[0].start : last.start + len(last.text)]
    where = _find_where(tokens) if clauses else None
    if where is not None:
        at = where.start - tokens[0].start
        pattern = body[at + len(where.text) :] if where is tokens[1] else ""
        body = f"{body[:at]}{pattern} {clauses}{body[at:]}"
    return "\n".join([*(text[begin:end] for begin, end in operation.declared), body])


def _find_where(tokens: Sequence[Token]) -> Token | None:
    depth = 0
    for token in tokens:
        if not depth and token.kind == "word" and token.text.upper() == "WHERE":
            return token
        depth += (token.text == "{") - (token.text == "}")
    return None
