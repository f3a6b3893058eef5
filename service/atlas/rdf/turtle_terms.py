"""How one RDF term is written in Turtle: prefixed names, relative IRIs, literals exactly as given."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from atlas.namespaces import RDF, STANDARD_PREFIXES, XSD
from atlas.rdf.terms import Literal, NamedNode

LOCAL: Final = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)?")
RELATIVE: Final = re.compile(r"[A-Za-z0-9_~@%-][^:]*")
DOTS: Final = re.compile(r"(?:^|/)\.{1,2}(?:$|[/?#])")
BARE: Final = {
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{XSD}double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)[eE][+-]?[0-9]+"),
    f"{XSD}boolean": re.compile(r"true|false"),
}
PLAIN: Final = {f"{XSD}string", f"{RDF}langString"}
ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


class Names:
    """Writes IRIs short, and remembers which prefixes and whether the base were used."""

    def __init__(self, prefixes: Mapping[str, str], base_iri: str | None) -> None:
        self._names = _by_namespace(prefixes)
        self._base = base_iri if base_iri and base_iri.endswith("/") else None
        self._short: dict[str, str] = {}
        self.base_used = False
        self.used: dict[str, str] = {}

    def write(self, iri: str) -> str:
        """Prefixed name where one is valid, else relative to the base, else the whole IRI."""
        if iri not in self._short:
            self._short[iri] = self._shorten(iri)
        return self._short[iri]

    def _shorten(self, iri: str) -> str:
        for space in _spaces(iri):
            name = self._names.get(space)
            if name is not None and LOCAL.fullmatch(iri[len(space) :]):
                self.used[name] = space
                return f"{name}:{iri[len(space) :]}"
        if self._base and iri.startswith(self._base):
            rest = iri[len(self._base) :]
            if RELATIVE.fullmatch(rest) and not DOTS.search(rest):
                self.base_used = True
                return f"<{rest}>"
        return str(NamedNode(iri))

    def header(self, base_iri: str | None) -> list[str]:
        """The @base and @prefix lines of what was used."""
        base = [f"@base <{base_iri}> ."] if self.base_used else []
        return base + [f"@prefix {name}: <{space}> ." for name, space in sorted(self.used.items())]


def write_literal(literal: Literal, names: Names) -> str:
    """The literal in its own lexical form and datatype; text of several lines between triple quotes."""
    datatype = literal.datatype.value
    if datatype in BARE and BARE[datatype].fullmatch(literal.value):
        return literal.value
    text = _long(literal.value) if "\n" in literal.value else f'"{_escape(literal.value)}"'
    if literal.language:
        return f"{text}@{literal.language}"
    return text if datatype in PLAIN else f"{text}^^{names.write(datatype)}"


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Sort key in which claim-2 comes before claim-10."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", text))


def _by_namespace(prefixes: Mapping[str, str]) -> dict[str, str]:
    """Namespace to name: the standard's own name wins, a name stands for one namespace only."""
    own = {space: name for name, space in sorted(prefixes.items(), reverse=True)}
    free = {name: space for name, space in STANDARD_PREFIXES.items() if prefixes.get(name, space) == space}
    return own | {space: name for name, space in free.items()}


def _spaces(iri: str) -> Iterable[str]:
    """Possible namespaces of an IRI, longest first."""
    for end in range(len(iri), 0, -1):
        if iri[end - 1] in "/#:=_-.":
            yield iri[:end]


def _escape(text: str) -> str:
    return "".join(ESCAPES.get(c) or (c if c.isprintable() or ord(c) > 0xA0 else f"\\u{ord(c):04X}") for c in text)


def _long(text: str) -> str:
    body = "\n".join(_escape(line).replace('\\"', '"') for line in text.split("\n"))
    body = body.replace('""', '"\\"')
    if body.endswith('"'):
        body = body[:-1] + '\\"'
    return f'"""{body}"""'
