"""A query laid out for reading: text in, the same tokens and comments out, a statement a line, indented by its braces.

Adds line breaks and indents; takes none of the writer's line breaks away, joins and splits no token.
"""

import re
from dataclasses import dataclass
from typing import Final

from atlas.store.tokens import Token, iter_tokens

INDENT: Final = "  "
COMMENT: Final = re.compile(r"#[^\r\n]*")
CLAUSES: Final = frozenset(
    ("PREFIX", "BASE", "SELECT", "CONSTRUCT", "ASK", "DESCRIBE", "FROM", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET",
     "VALUES", "OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "UNION")
)  # fmt: skip
CONSTRAINTS: Final = frozenset(("FILTER", "BIND"))
AFTER_BLOCK: Final = frozenset((".", "UNION", "WHERE"))


@dataclass
class _Place:
    """Where the layout is. inline: depth of the block that stays on a line; rows: of VALUES come next or are in it."""

    depth: int = 0
    round: int = 0
    square: int = 0
    inline: int = 0
    begins: bool = True
    breaks: bool = False
    constrains: bool = False
    rows: bool = False
    last: str = ""


def lay_out(text: str) -> str:
    """The query laid out. Raises SparqlSyntaxError where it has no tokens."""
    lines: list[str] = []
    place, end = _Place(), 0
    for token in iter_tokens(text):
        gap = text[end : token.start]
        breaks = _breaks_before(place, token)
        _write_gap(lines, place, gap, breaks=breaks)
        if breaks and (not place.breaks or _begins_clause(token)):
            place.begins = True
        if token.text == "}" and not place.inline:
            place.depth -= 1
        _write(lines, place, token.text, is_spaced=bool(gap))
        _move(place, token)
        end = token.start + len(token.text)
    _write_gap(lines, place, text[end:], breaks=False)
    return "\n".join(line.rstrip() for line in lines).strip() + "\n"


def _breaks_before(place: _Place, token: Token) -> bool:
    """Whether a token stands on a line of its own beginning."""
    word = token.text.upper()
    if place.round or place.square or place.inline:
        return False
    if (place.last == "}" and word in AFTER_BLOCK) or (place.last == "{" and word == "}"):
        return False
    return word == "}" or place.breaks or _begins_clause(token)


def _begins_clause(token: Token) -> bool:
    return token.kind == "word" and token.text.upper() in CLAUSES


def _write_gap(lines: list[str], place: _Place, gap: str, *, breaks: bool) -> None:
    """Line breaks and comments between two tokens; one empty line of several stays."""
    start = 0
    for comment in COMMENT.finditer(gap):
        before = gap[start : comment.start()]
        if lines and "\n" not in before and "\r" not in before:
            lines[-1] += f"{' ' if lines[-1] else ''}{comment[0]}"
        else:
            _begin(lines, before)
            lines[-1] = INDENT * place.depth + comment[0]
        start = comment.end()
    rest = gap[start:]
    if not lines or start or breaks or "\n" in rest or "\r" in rest:
        _begin(lines, rest)


def _begin(lines: list[str], gap: str) -> None:
    if lines and gap.replace("\r\n", "\n").count("\n") > 1 and lines[-1]:
        lines.append("")
    lines.append("")


def _write(lines: list[str], place: _Place, text: str, *, is_spaced: bool) -> None:
    if not lines[-1]:
        lines[-1] = INDENT * (place.depth + (not place.begins and text != "}")) + text
    else:
        lines[-1] += (" " if is_spaced else "") + text


def _move(place: _Place, token: Token) -> None:
    """What a token changes for those after it."""
    text, word = token.text, token.text.upper()
    place.breaks = place.begins = False
    if text == "{":
        _open(place)
    elif text == "}":
        place.inline -= bool(place.inline)
        place.breaks = place.begins = not place.inline
        place.rows = False
    elif text in "()[]" and token.kind == "op":
        _bracket(place, text)
    elif text in (".", ";") and token.kind == "op" and not (place.round or place.square):
        place.breaks, place.begins = True, text == "."
    elif token.kind == "word":
        place.constrains = word in CONSTRAINTS or (place.constrains and word not in CLAUSES)
        place.rows = place.rows or word == "VALUES"
    place.last = word


def _open(place: _Place) -> None:
    if place.inline or place.rows:
        place.inline += 1
    else:
        place.depth += 1
        place.breaks = place.begins = True
    place.constrains = False


def _bracket(place: _Place, text: str) -> None:
    place.round += {"(": 1, ")": -1}.get(text, 0)
    place.square += {"[": 1, "]": -1}.get(text, 0)
    if text == ")" and not place.round and place.constrains:
        place.breaks = place.begins = True
        place.constrains = False
