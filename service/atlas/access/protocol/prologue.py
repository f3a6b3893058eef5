"""BASE, PREFIX, FROM and FROM NAMED of a text, read token by token while the door walks over it. Fetches nothing."""

import re
from difflib import get_close_matches
from typing import Final
from urllib.parse import urljoin

from atlas.errors import SparqlSyntaxError
from atlas.namespaces import STANDARD_PREFIXES
from atlas.store.protocol import DatasetClause
from atlas.store.tokens import Token, syntax_error

_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LOCAL_ESCAPE: Final = re.compile(r"\\(.)")
_EXPECTED: Final = {
    "base": ("iri", "an IRI in < >"),
    "prefix": ("pname", "a prefix that ends in a colon, after a space"),
    "address": ("iri", "an IRI in < >"),
    "version": ("string", "a version in quotes"),
}


class Prologue:
    """What a text declares. `takes` is asked for every token in order; True means the token is the prologue's own."""

    def __init__(self, text: str, base_iri: str | None = None) -> None:
        self._text, self._base = text, base_iri
        self._prefixes: dict[str, str] = {}
        self._pending = ""
        self._prefix = ""
        self._default: list[str] = []
        self._named: list[str] = []
        self._reads_dataset = False

    def takes(self, token: Token, *, at_top: bool, is_update: bool) -> bool:
        """Whether the token belongs to a declaration or a dataset clause; at_top: outside of all brackets."""
        if self._pending in _EXPECTED:
            self._take_declared(token)
            return True
        if self._pending:
            self._take_graph(token)
            return True
        word = token.text.upper() if token.kind == "word" else ""
        if word in ("BASE", "PREFIX", "VERSION") and at_top:
            self._pending = word.lower()
        elif word == "FROM" and at_top and not is_update:
            self._pending, self._reads_dataset = "from", True
        return bool(self._pending)

    def check(self, token: Token) -> None:
        """Raise SparqlSyntaxError, naming the nearest prefix, when a prefixed name's prefix is not declared."""
        prefix = token.text.partition(":")[0]
        if prefix in self._prefixes:
            return
        error = syntax_error(
            self._text,
            token.start,
            f"The prefix {prefix}: is not declared.",
            found=token.text,
            expected="a PREFIX line",
        )
        near = get_close_matches(prefix, sorted(self._prefixes), n=1)
        if prefix in STANDARD_PREFIXES:
            error.suggestion = f"Add PREFIX {prefix}: <{STANDARD_PREFIXES[prefix]}>"
        elif near:
            error.near, error.suggestion = tuple(near), f"Did you mean {near[0]}: ?"
        raise error

    def dataset(self) -> DatasetClause | None:
        """The dataset that FROM and FROM NAMED make, None without any of them."""
        if not self._reads_dataset:
            return None
        return DatasetClause(tuple(dict.fromkeys(self._default)), tuple(dict.fromkeys(self._named)))

    def unfinished(self) -> SparqlSyntaxError | None:
        """The error of a text that ends inside a declaration, or None."""
        if not self._pending:
            return None
        return syntax_error(
            self._text,
            len(self._text),
            "The text ends too early.",
            found="end of text",
            expected=_EXPECTED.get(self._pending, ("", "an IRI"))[1],
        )

    def _take_declared(self, token: Token) -> None:
        kind, expected = _EXPECTED[self._pending]
        if token.kind != kind or (self._pending == "prefix" and not token.text.endswith(":")):
            raise syntax_error(
                self._text, token.start, f"{token.text[:40]} cannot stand here.", found=token.text, expected=expected
            )
        if self._pending == "prefix":
            self._prefix, self._pending = token.text[:-1], "address"
            return
        if self._pending == "base":
            self._base = self._resolve(token)
        elif self._pending == "address":
            self._prefixes[self._prefix] = token.text[1:-1]
        self._pending = ""

    def _take_graph(self, token: Token) -> None:
        if self._pending == "from" and token.kind == "word" and token.text.upper() == "NAMED":
            self._pending = "named"
            return
        if token.kind not in ("iri", "pname"):
            raise syntax_error(
                self._text, token.start, f"{token.text[:40]} is no graph's name.", found=token.text, expected="an IRI"
            )
        (self._named if self._pending == "named" else self._default).append(self.resolve(token))
        self._pending = ""

    def resolve(self, token: Token) -> str:
        """The IRI that an IRI or prefixed name stands for here. Raises SparqlSyntaxError when it stands for none."""
        if token.kind == "iri":
            return self._resolve(token)
        self.check(token)
        prefix, _, local = token.text.partition(":")
        plain = _LOCAL_ESCAPE.sub(r"\1", local)
        return self._resolve(Token("iri", f"<{self._prefixes[prefix]}{plain}>", token.start))

    def _resolve(self, token: Token) -> str:
        iri = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), token.text[1:-1])
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
            return iri
        if self._base is None:
            raise syntax_error(
                self._text, token.start, "This IRI is relative without a BASE.", found=iri, expected="an absolute IRI"
            )
        return urljoin(self._base, iri)
