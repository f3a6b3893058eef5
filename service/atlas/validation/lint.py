"""The home's own queries held to what is known to be slow or wrong: saved queries in, complaints in words out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from atlas.errors import AtlasError
from atlas.namespaces import XSD
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.model import Parameter, SavedQuery, Schema
from atlas.schema.rules import lint_rule
from atlas.store.memory import MemoryStore
from atlas.store.tokens import Token, find_place, iter_tokens
from atlas.validation.unknown import Terms

RULES: Final = "rules/"
SEPARATORS: Final = (".", ";", ",")
SAMPLES: Final[Mapping[str, Term]] = {
    "iri": NamedNode("urn:sample"),
    "integer": Literal("1", datatype=NamedNode(f"{XSD}integer")),
    "decimal": Literal("1.5", datatype=NamedNode(f"{XSD}decimal")),
    "date": Literal("2025-01-01", datatype=NamedNode(f"{XSD}date")),
    "string": Literal("sample"),
}


def lint_query(query: SavedQuery, schema: Schema, terms: Terms) -> list[str]:
    """What is wrong with one saved query, each with its line in the file; nothing when all is well.

    A file with a header alone is a page made of other queries: there is nothing to ask in it.
    """
    if next(iter_tokens(query.text), None) is None:
        return []
    found: list[tuple[int | None, str]] = [*_slow_filters(query.text)]
    found += [(line, f"<{iri}> is not defined. {terms.advise(iri)}") for line, iri in _unknown(query, schema, terms)]
    try:
        MemoryStore().run(query.text, {one.name: _sample(one) for one in query.parameters})
    except AtlasError as error:
        placed = error.line is not None
        found.append((error.line, f"the query does not parse at column {error.column}." if placed else error.detail))
    if query.id.startswith(RULES):
        found += [(None, said) for said in lint_rule(query, schema.base)]
    above = _lines_above(query)
    return [f"line {line + above}: {said}" if line is not None else said for line, said in found]


def _lines_above(query: SavedQuery) -> int:
    """Lines of the file before the query's own text."""
    lines = query.path.read_text(encoding="utf-8").splitlines()
    return next((n for n, line in enumerate(lines) if line.strip() and not line.startswith("#+")), 0)


def _sample(parameter: Parameter) -> Term | Sequence[Term]:
    return [SAMPLES["iri"]] if parameter.type == "iris" else SAMPLES[parameter.type]


def _slow_filters(text: str) -> Iterator[tuple[int, str]]:
    """EXISTS over several triples or over a sequence path is quadratic in this engine (pyoxigraph 0.5)."""
    tokens = list(iter_tokens(text))
    for index, token in enumerate(tokens[:-1]):
        if token.text.upper() == "EXISTS" and tokens[index + 1].text == "{":
            group = list(_group(tokens, index + 1))
            if _is_join(group):
                yield (
                    find_place(text, token.start)[0],
                    "EXISTS over several triples or a path is quadratic; use MINUS, or OPTIONAL with !BOUND.",
                )


def _group(tokens: Sequence[Token], start: int) -> Iterator[Token]:
    """Tokens between a `{` and its `}`."""
    depth = 0
    for token in tokens[start:]:
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return
        if token.start != tokens[start].start:
            yield token


def _is_join(group: Sequence[Token]) -> bool:
    """True for several triples or a sequence path, what stands in parentheses left out."""
    depth = 0
    for index, token in enumerate(group):
        depth += (token.text == "(") - (token.text == ")")
        if depth or token.kind != "op":
            continue
        following = group[index + 1] if index + 1 < len(group) else None
        separates = token.text in SEPARATORS and following is not None and following.text not in ("}", *SEPARATORS)
        if token.text == "/" or (separates and following is not None and following.text.upper() != "FILTER"):
            return True
    return False


def _unknown(query: SavedQuery, schema: Schema, terms: Terms) -> Iterator[tuple[int, str]]:
    """Terms of our own that the query names and nobody defined."""
    tokens = list(iter_tokens(query.text))
    prefixes = {
        name.text.rstrip(":"): iri.text.strip("<>")
        for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if word.text.upper() == "PREFIX"
    }
    for index, token in enumerate(tokens):
        if index and tokens[index - 1].text.upper() == "PREFIX":
            continue
        name, colon, local = token.text.partition(":")
        iri = token.text.strip("<>") if token.kind == "iri" else prefixes.get(name, "") + local if colon else ""
        if iri and terms.is_own(iri) and iri not in schema.terms:
            yield find_place(query.text, token.start)[0], iri
