"""What each SHACL parameter demands, as a phrase: parameter and its value in, words out."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from atlas.namespaces import SH
from atlas.rdf.terms import Dataset, Literal, NamedNode, Term
from atlas.validation.words import NODE_KINDS, Words, members

LISTED: Final = 8
PATTERNS: Final = {
    r"\S": "a text that is not empty",
    r"^\S+$": "a text without spaces",
    r"^\S+( \S+)*$": "a text without spaces around it or twice in a row",
    "^https?://[^ ]+$": "an address that begins with https:// or http://",
}


class Describe(Protocol):
    """Says what a shape demands."""

    def __call__(self, words: Words, shape: Term, depth: int = 0) -> str:
        """The demand in words."""
        ...


Phrase = Callable[[Dataset, Describe, Words, Term, int], str]


def listed(texts: Sequence[str]) -> str:
    """Texts one after another, the first few of many."""
    if not texts:
        return "nothing"
    more = f" and {len(texts) - LISTED} more" if len(texts) > LISTED else ""
    return ", ".join(sorted(texts)[:LISTED]) + more


def _saying(text: str) -> Phrase:
    """A phrase with the parameter's value in it."""
    return lambda shapes, describe, words, value, depth: text.format(_plain(value))


def _counting(bound: str) -> Phrase:
    """A phrase with a number of values in it."""

    def phrase(shapes: Dataset, describe: Describe, words: Words, value: Term, depth: int) -> str:
        return f"{bound} one value" if _plain(value) == "1" else f"{bound} {_plain(value)} values"

    return phrase


def _naming(text: str) -> Phrase:
    """A phrase with the label of the parameter's value in it."""
    return lambda shapes, describe, words, value, depth: text.format(words.term(value))


def _shaped(text: str) -> Phrase:
    """A phrase with what another shape demands in it."""
    return lambda shapes, describe, words, shape, depth: text.format(describe(words, shape, depth + 1))


def _each(text: str, between: str) -> Phrase:
    """A phrase with what each shape of a list demands in it."""

    def phrase(shapes: Dataset, describe: Describe, words: Words, head: Term, depth: int) -> str:
        return text.format(between.join(describe(words, one, depth + 1) for one in members(shapes, head)))

    return phrase


def _list_of(text: str) -> Phrase:
    """A phrase with the terms of a list in it."""

    def phrase(shapes: Dataset, describe: Describe, words: Words, head: Term, depth: int) -> str:
        return text.format(listed([words.term(one) for one in members(shapes, head)]))

    return phrase


def _datatype(shapes: Dataset, describe: Describe, words: Words, value: Term, depth: int) -> str:
    return words.datatype(_plain(value))


def _node_kind(shapes: Dataset, describe: Describe, words: Words, value: Term, depth: int) -> str:
    return NODE_KINDS.get(_plain(value).removeprefix(SH), "another kind of node")


def _pattern(shapes: Dataset, describe: Describe, words: Words, value: Term, depth: int) -> str:
    return PATTERNS.get(_plain(value)) or f"text of the form {_plain(value)}"


def _plain(term: Term) -> str:
    return term.value if isinstance(term, (Literal, NamedNode)) else str(term)


PHRASES: Final[dict[str, Phrase]] = {
    "minCount": _counting("at least"),
    "maxCount": _counting("at most"),
    "qualifiedMinCount": _counting("at least"),
    "qualifiedMaxCount": _counting("at most"),
    "datatype": _datatype,
    "class": _naming("something of the kind “{}”"),
    "nodeKind": _node_kind,
    "pattern": _pattern,
    "minInclusive": _saying("{} or more"),
    "maxInclusive": _saying("{} or less"),
    "minExclusive": _saying("more than {}"),
    "maxExclusive": _saying("less than {}"),
    "minLength": _saying("at least {} characters"),
    "maxLength": _saying("at most {} characters"),
    "uniqueLang": _saying("one value in each language"),
    "languageIn": _list_of("text in {}"),
    "in": _list_of("one of {}"),
    "hasValue": _naming("{}"),
    "node": _shaped("{}"),
    "property": _shaped("{}"),
    "not": _shaped("not {}"),
    "or": _each("{}", " or "),
    "xone": _each("exactly one of: {}", " or "),
    "and": _each("{}", " and "),
    "equals": _naming("the same as {}"),
    "disjoint": _naming("other values than {}"),
    "lessThan": _naming("less than {}"),
    "lessThanOrEquals": _naming("not more than {}"),
}
