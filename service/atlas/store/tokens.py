"""SPARQL text in, tokens with their place out, in linear time. Never parses, never evaluates.

Where an engine could split the text otherwise than the grammar's longest match does, the text is refused.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from atlas.errors import SparqlSyntaxError

_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS: Final = f"{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040-"
_PLX: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL: Final = rf"(?:[{_BASE}_0-9:]|{_PLX})(?:[{_CHARS}:]|{_PLX})*+(?:\.++(?:[{_CHARS}:]|{_PLX})++)*+"
_ESCAPE: Final = r"\\(?:[tbnrf\"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
_IRI: Final = r'<(?:[^\x00-\x20<>"{}|^`\\]++|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>'

_TOKEN: Final = re.compile(
    rf"""(?:[ \t\r\n]|\#[^\r\n]*+)*+(?:
      (?P<name>[{_BASE}][{_CHARS}]*+(?:\.++[{_CHARS}]++)*+(?P<local>:(?:{_LOCAL})?+)?+)
    | (?P<pname>:(?:{_LOCAL})?+)
    | (?P<var>[?$][{_BASE}_0-9][{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040]*+)
    | (?P<iri>{_IRI})
    | (?P<string>\"\"\"(?:[^"\\]++|{_ESCAPE}|"(?!""))*+\"\"\"|'''(?:[^'\\]++|{_ESCAPE}|'(?!''))*+'''
        |"(?!"")(?:[^"\\\r\n]++|{_ESCAPE})*+"|'(?!'')(?:[^'\\\r\n]++|{_ESCAPE})*+')
    | (?P<number>[0-9]++\.[0-9]*+[eE][+-]?[0-9]++|(?:[0-9]++(?:\.[0-9]++)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)
    | (?P<lang>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?)
    | (?P<bnode>_:[{_BASE}_0-9][{_CHARS}]*+(?:\.++[{_CHARS}]++)*+)
    | (?P<op><<|>>|\|\||&&|\^\^|!=|<=|>=|[{{}}()\[\].;,=<>!+*/|^?~-])
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_IRI_ONLY: Final = re.compile(_IRI)
_CHANGES_READING: Final = re.compile(r"[#']|service|load", re.IGNORECASE)
_OPERAND: Final = frozenset(("var", "iri", "pname", "string", "number", "lang", "bnode"))
_OPERAND_TEXTS: Final = frozenset((")", "]", "true", "false", "UNDEF"))
_OPENING: Final = frozenset("([{")
_CLOSING: Final = frozenset(")]}")


class Token(NamedTuple):
    """One token. kind: word, pname, var, iri, string, number, lang, bnode or op. start: offset in characters."""

    kind: str
    text: str
    start: int


def iter_tokens(text: str) -> Iterator[Token]:
    """Tokens of a SPARQL query, update or template, without white space and comments.

    Lazy, so a caller may stop at its limit. Raises SparqlSyntaxError with line and column at the first character
    that starts no token, and where `<` could be read as less-than as well as an IRI's beginning with another outcome.
    """
    position = 1 if text.startswith("\ufeff") else 0
    match_token = _TOKEN.match
    brackets: list[str] = []
    after_operand = False
    while True:
        found = match_token(text, position)
        if found is None:
            raise _lexical_error(text, position)
        kind = found.lastgroup
        if kind == "end":
            return
        if kind is None:
            raise _lexical_error(text, position)
        token = _name(text, found) if kind in ("name", "local") else Token(kind, found[kind], found.start(kind))
        if token.text[0] == "<" and after_operand and brackets and brackets[-1] == "(":
            token = _resolve(text, token)
        elif token.text == "<<":
            _check_double(text, token)
        position = token.start + len(token.text)
        kind = token.kind
        if kind == "op":
            if token.text in _OPENING:
                brackets.append(token.text)
            elif token.text in _CLOSING and brackets:
                brackets.pop()
        after_operand = kind in _OPERAND or token.text in _OPERAND_TEXTS
        yield token


def find_place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset; a column counts characters."""
    before = text[:offset]
    line = before.count("\n") + before.count("\r") - before.count("\r\n") + 1
    return line, offset - max(before.rfind("\n"), before.rfind("\r"))


def syntax_error(text: str, offset: int, detail: str, *, found: str, expected: str | None = None) -> SparqlSyntaxError:
    """A SparqlSyntaxError that points at an offset."""
    line, column = find_place(text, offset)
    return SparqlSyntaxError(detail, found=found[:40], expected=expected, line=line, column=column)


def _name(text: str, found: re.Match[str]) -> Token:
    start = found.start("name")
    if found["local"] is not None:
        return Token("pname", found["name"], start)
    if "." not in found["name"]:
        return Token("word", found["name"], start)
    raise syntax_error(
        text, start, f"{found['name'][:40]} is no SPARQL word.", found=found["name"], expected="a space after the word"
    )


def _resolve(text: str, token: Token) -> Token:
    """The token where `<` stands after an operand inside parentheses: less-than in an expression, an IRI in a list.

    An address with `://` can only be an IRI. Otherwise the reading matters only when the text between has a comment
    sign, a quote or one of the guarded words (then refused) or parentheses (then less-than, which counts them).
    """
    if token.kind == "iri" and not _ABSOLUTE.match(token.text):
        if _CHANGES_READING.search(token.text):
            raise _ambiguous(text, token)
        if "(" in token.text or ")" in token.text:
            return Token("op", "<=" if token.text[1] == "=" else "<", token.start)
    elif token.text == "<<":
        _check_double(text, token)
        if _IRI_ONLY.match(text, token.start + 1):
            return Token("op", "<", token.start)
    return token


def _check_double(text: str, token: Token) -> None:
    """Refuse `<<` when less-than and an IRI could be meant and the IRI would hide a quote, a comment or a word."""
    inner = _IRI_ONLY.match(text, token.start + 1)
    if inner and _CHANGES_READING.search(inner[0]):
        raise _ambiguous(text, token)


def _ambiguous(text: str, token: Token) -> SparqlSyntaxError:
    return syntax_error(
        text,
        token.start,
        "This < can be read as less-than and as the beginning of an IRI.",
        found=token.text,
        expected="a space after < where less-than is meant, else an absolute IRI",
    )


def _lexical_error(text: str, position: int) -> SparqlSyntaxError:
    start = _skip(text, position)
    rest = text[start : start + 3]
    if rest[:1] in ('"', "'"):
        return syntax_error(
            text,
            start,
            "A string is not closed or has a wrong escape.",
            found=text[start : start + 20],
            expected=f"{rest[0]} at its end; in it, a backslash only before one of t b n r f \\ \" '",
        )
    if rest[:1] == "\\":
        return syntax_error(
            text, start, "A backslash stands outside of strings and names.", found=rest, expected="the character itself"
        )
    return syntax_error(
        text,
        start,
        f"{rest[:1]!r} starts nothing that SPARQL knows.",
        found=rest[:1] or "end of text",
        expected="a keyword, a name, a literal or a bracket",
    )


_SKIP: Final = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*+)*+")


def _skip(text: str, position: int) -> int:
    found = _SKIP.match(text, position)
    return found.end() if found else position
