"""Filters that let through every value a constraint can refuse, and few others: the engine sieves, a test decides.

In: a constraint's parameter and value. Out: a SPARQL expression on ?value that is true of every value refused.
"""

import re
from collections.abc import Callable
from typing import Final

from atlas.namespaces import RDF, SH, XSD
from atlas.rdf.terms import Dataset, Literal, NamedNode, Term
from atlas.validation.words import members

ALL: Final = "true"
FORMLESS: Final = frozenset({f"{XSD}string", f"{RDF}langString"})
# Texts that everybody takes for well-formed; all others are looked at one by one.
PLAINLY_RIGHT: Final = {
    f"{XSD}integer": "^-?[0-9]{1,18}$",
    f"{XSD}decimal": "^-?[0-9]{1,15}([.][0-9]{1,15})?$",
    f"{XSD}boolean": "^(true|false)$",
    f"{XSD}date": "^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$",
    f"{XSD}gYear": "^[12][0-9]{3}$",
    f"{XSD}gYearMonth": "^[12][0-9]{3}-(0[1-9]|1[0-2])$",
}
KINDS: Final = {
    f"{SH}IRI": "!isIRI(?value)",
    f"{SH}Literal": "!isLiteral(?value)",
    f"{SH}BlankNode": "!isBlank(?value)",
    f"{SH}BlankNodeOrIRI": "isLiteral(?value)",
    f"{SH}IRIOrLiteral": "isBlank(?value)",
    f"{SH}BlankNodeOrLiteral": "isIRI(?value)",
}
# Python's \s, and its $ before a last newline, written out for an engine that means something else by them.
SPACES: Final = (
    "\\t-\\r\\x{1c}-\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}"
)
TOKEN: Final = re.compile(
    r"""
      \\[sS] | \\[./+*?()\[\]{}^$|-]
    | \[\^?[A-Za-z0-9._+:\ -]+\]
    | \{[0-9]+(,[0-9]*)?\}
    | [A-Za-z0-9_/:;,\ @\#%=-] | [.+*?()|]
    """,
    re.VERBOSE,
)


def translate_pattern(pattern: str) -> str | None:
    """The same regular expression for the engine; None where it may mean something else there."""
    if "(?" in pattern:
        return None
    body = pattern.removeprefix("^")
    end = body.endswith("$") and not body.endswith("\\$")
    body = body[:-1] if end else body
    made: list[str] = []
    at = 0
    while at < len(body):
        found = TOKEN.match(body, at)
        if found is None:
            return None
        piece = found.group()
        made.append({"\\s": f"[{SPACES}]", "\\S": f"[^{SPACES}]"}.get(piece, piece))
        at = found.end()
    if "|" in made and (pattern.startswith("^") or end) and not _is_grouped(body):
        return None
    start, last = "^" if pattern.startswith("^") else "", "\\n?$" if end else ""
    return f"{start}{''.join(made)}{last}" if made else None


def write_text(text: str) -> str:
    """A string as SPARQL writes it."""
    return str(Literal(text))


def suspects(shapes: Dataset, name: str, value: Term) -> str:
    """The filter of one constraint; `true` where none is known."""
    return FILTERS[name](shapes, value) if name in FILTERS else ALL


def _is_grouped(body: str) -> bool:
    """Whether every bar stands within brackets."""
    depth = 0
    for sign in re.sub(r"\\.|\[[^\]]*\]", "", body):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            return False
    return True


def _datatype(shapes: Dataset, value: Term) -> str:
    iri = value.value if isinstance(value, NamedNode) else ""
    same = f"DATATYPE(?value) = <{iri}>"
    if iri in FORMLESS:
        return _unless(same)
    return _unless(f"{same} && REGEX(STR(?value), {write_text(PLAINLY_RIGHT[iri])})") if iri in PLAINLY_RIGHT else ALL


def _kind(shapes: Dataset, value: Term) -> str:
    return KINDS.get(value.value if isinstance(value, NamedNode) else "", ALL)


def _in(shapes: Dataset, value: Term) -> str:
    allowed = members(shapes, value)
    if not allowed or not all(isinstance(one, NamedNode) for one in allowed):
        return ALL
    return f"?value NOT IN ({', '.join(map(str, allowed))})"


def _pattern(shapes: Dataset, value: Term) -> str:
    pattern = translate_pattern(value.value) if isinstance(value, Literal) else None
    return _unless(f"REGEX(STR(?value), {write_text(pattern)})") if pattern is not None else ALL


def _longer(shapes: Dataset, value: Term) -> str:
    return _unless(f"STRLEN(STR(?value)) <= {_number(value)}")


def _shorter(shapes: Dataset, value: Term) -> str:
    return _unless(f"STRLEN(STR(?value)) >= {_number(value)}")


def _language(shapes: Dataset, value: Term) -> str:
    tags = [write_text(one.value.lower()) for one in members(shapes, value) if isinstance(one, Literal)]
    return _unless(f"LCASE(LANG(?value)) IN ({', '.join(tags)})") if tags else ALL


def _range(sign: str) -> Callable[[Dataset, Term], str]:
    def write(shapes: Dataset, value: Term) -> str:
        if not isinstance(value, Literal) or value.datatype.value != f"{XSD}integer":
            return ALL
        return _unless(f"DATATYPE(?value) = <{XSD}integer> && ?value {sign} {_number(value)}")

    return write


def _unless(right: str) -> str:
    """True of every value of which an expression is not true, be it false or an error."""
    return f"!COALESCE({right}, false)"


def _number(value: Term) -> int:
    return int(value.value) if isinstance(value, Literal) else 0


FILTERS: Final[dict[str, Callable[[Dataset, Term], str]]] = {
    "datatype": _datatype,
    "nodeKind": _kind,
    "in": _in,
    "pattern": _pattern,
    "maxLength": _longer,
    "minLength": _shorter,
    "languageIn": _language,
    "minInclusive": _range(">="),
    "minExclusive": _range(">"),
    "maxInclusive": _range("<="),
    "maxExclusive": _range("<"),
}
