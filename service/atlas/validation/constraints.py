"""SHACL Core's constraints on single values as functions: parameter and its value in, a test of a term out.

What a literal's text means (is it a date, is it less) is asked of pySHACL and rdflib, so that verdicts are theirs;
they are imported at the first such question.
"""

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Final

from atlas.namespaces import RDF, RDFS, SH, XSD
from atlas.rdf.terms import BlankNode, Dataset, Literal, NamedNode, Term, objects
from atlas.validation.facts import Facts
from atlas.validation.words import members

Test = Callable[[Facts, Term], bool]
Maker = Callable[[Dataset, Term, Term], Test | None]
KINDS: Final = {
    "IRI": (NamedNode,),
    "Literal": (Literal,),
    "BlankNode": (BlankNode,),
    "BlankNodeOrIRI": (BlankNode, NamedNode),
    "IRIOrLiteral": (NamedNode, Literal),
    "BlankNodeOrLiteral": (BlankNode, Literal),
}
FORMLESS: Final = frozenset({f"{XSD}string", f"{RDF}langString"})
SPECIAL: Final = frozenset({f"{RDFS}Literal", f"{RDFS}Datatype"})


@cache
def _literals() -> ModuleType:
    literals = import_module("atlas.validation.literals")
    literals.silence_rdflib()
    return literals


def _class(shapes: Dataset, shape: Term, value: Term) -> Test | None:
    if not isinstance(value, NamedNode):
        return None
    iri = value.value
    return lambda facts, node: iri in facts.classes(node)


def _datatype(shapes: Dataset, shape: Term, value: Term) -> Test | None:
    if not isinstance(value, NamedNode) or value.value in SPECIAL:
        return None
    if value.value == f"{RDF}langString":
        return lambda facts, node: isinstance(node, Literal) and bool(node.language)
    if value.value in FORMLESS:
        return lambda facts, node: isinstance(node, Literal) and node.datatype == value
    return lambda facts, node: isinstance(node, Literal) and node.datatype == value and _literals().is_well_formed(node)


def _node_kind(shapes: Dataset, shape: Term, value: Term) -> Test | None:
    name = value.value.removeprefix(SH) if isinstance(value, NamedNode) else ""
    if name not in KINDS:
        return None
    kinds = KINDS[name]
    return lambda facts, node: isinstance(node, kinds)


def _in(shapes: Dataset, shape: Term, value: Term) -> Test | None:
    allowed = frozenset(members(shapes, value))
    return (lambda facts, node: node in allowed) if allowed else None


def _language_in(shapes: Dataset, shape: Term, value: Term) -> Test | None:
    wanted = {one.value.lower() for one in members(shapes, value) if isinstance(one, Literal)}
    if not wanted or "*" in wanted:
        return None

    def test(facts: Facts, node: Term) -> bool:
        language = (node.language or "").lower() if isinstance(node, Literal) else ""
        return bool(language) and (language in wanted or language.partition("-")[0] in wanted)

    return test


def _pattern(shapes: Dataset, shape: Term, value: Term) -> Test | None:
    if not isinstance(value, Literal) or len(value.value) < 2 or objects(shapes, shape, f"{SH}flags"):
        return None
    search = re.compile(value.value).search
    return lambda facts, node: isinstance(node, (NamedNode, Literal)) and search(node.value) is not None


def _length(is_right: Callable[[int, int], bool]) -> Maker:
    def make(shapes: Dataset, shape: Term, value: Term) -> Test | None:
        if not isinstance(value, Literal) or not value.value.isdecimal() or int(value.value) == 0:
            return None
        bound = int(value.value)
        return lambda facts, node: isinstance(node, (NamedNode, Literal)) and is_right(len(node.value), bound)

    return make


def _range(is_right: Callable[[int], bool]) -> Maker:
    def make(shapes: Dataset, shape: Term, value: Term) -> Test | None:
        if not isinstance(value, Literal):
            return None
        bound = value

        def test(facts: Facts, node: Term) -> bool:
            order = _literals().compare(node, bound) if isinstance(node, Literal) else None
            return order is not None and is_right(order)

        return test

    return make


MAKERS: Final[dict[str, Maker]] = {
    "class": _class,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "in": _in,
    "languageIn": _language_in,
    "pattern": _pattern,
    "minLength": _length(lambda length, bound: length >= bound),
    "maxLength": _length(lambda length, bound: length <= bound),
    "minInclusive": _range(lambda order: order >= 0),
    "minExclusive": _range(lambda order: order > 0),
    "maxInclusive": _range(lambda order: order <= 0),
    "maxExclusive": _range(lambda order: order < 0),
}
