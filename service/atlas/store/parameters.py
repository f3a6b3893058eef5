"""Terms bound into a saved query: `$name` becomes a term's own text. Never by string formatting."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from atlas.errors import ParameterError
from atlas.namespaces import XSD
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.store.tokens import find_place, iter_tokens

_INTEGER: Final = re.compile(r"[+-]?[0-9]+")

Values = Mapping[str, Term | Sequence[Term]]


def bind(text: str, values: Values) -> str:
    """The text with every `$name` outside strings, IRIs and comments replaced by its term.

    A sequence is written space-separated, for VALUES.

    Raises ParameterError for a `$name` without a value (with its place), for a value that no `$name` takes, and for a
    blank node, which a query cannot name. `?name` is an ordinary variable and stays.
    """
    if not values and "$" not in text:
        return text
    pieces: list[str] = []
    used: set[str] = set()
    end = 0
    for token in iter_tokens(text):
        if token.kind != "var" or token.text[0] != "$":
            continue
        name = token.text[1:]
        if name not in values:
            line, column = find_place(text, token.start)
            raise ParameterError(f"The parameter {name} has no value.", expected=name, line=line, column=column)
        pieces += (text[end : token.start], _written(name, values[name]))
        end = token.start + len(token.text)
        used.add(name)
    unknown = sorted(set(values) - used)
    if unknown:
        raise ParameterError(
            f"The query has no parameter {unknown[0]}.", found=unknown[0], expected=", ".join(sorted(used)) or "none"
        )
    pieces.append(text[end:])
    return "".join(pieces)


def parameter_names(text: str) -> tuple[str, ...]:
    """Names of the `$name` parameters of a query, in order of first appearance."""
    found = (token.text[1:] for token in iter_tokens(text) if token.kind == "var" and token.text[0] == "$")
    return tuple(dict.fromkeys(found))


def _written(name: str, value: Term | Sequence[Term]) -> str:
    if isinstance(value, Sequence):
        return " ".join(_term(name, term) for term in value)
    return _term(name, value)


def _term(name: str, term: Term) -> str:
    if isinstance(term, Literal) and term.datatype.value == f"{XSD}integer" and _INTEGER.fullmatch(term.value):
        return term.value  # LIMIT and OFFSET take a bare integer only
    if isinstance(term, NamedNode | Literal):
        return str(term)
    raise ParameterError(
        f"The parameter {name} is no IRI and no literal.", found=str(term), expected="an IRI or a literal"
    )
