"""Filters of the engine: no value that a constraint refuses slips through, whatever signs it holds."""

import random
import re

import pytest
from tests.validation.test_compiled import ODD, ROOT, quads

from atlas.rdf.terms import Dataset, Literal, NamedNode, Quad, objects
from atlas.schema.load import load_schema
from atlas.store.memory import MemoryStore
from atlas.validation.closure import Superclasses
from atlas.validation.constraints import MAKERS
from atlas.validation.facts import Facts
from atlas.validation.whole.suspects import ALL, FILTERS, suspects, translate_pattern, write_text

SH = "http://www.w3.org/ns/shacl#"
SIGNS = "aZ09 -_.:/\n\r\t\x0b\x1c\x1f\x20\x85\xa0\u1680\u2003\u2028\u202f\u3000\u200bé"


def shipped_patterns() -> list[str]:
    found = {q.object.value for q in load_schema(ROOT).shapes if q.predicate.value == f"{SH}pattern"}
    assert found
    return sorted(found)


@pytest.mark.parametrize("pattern", [*shipped_patterns(), "a.c$", "^(a|b)$", "x+?", "^[A-Z]{2,}$"])
def test_a_translated_pattern_matches_the_same_texts(pattern: str) -> None:
    chance = random.Random(pattern)
    translated = translate_pattern(pattern)
    assert translated is not None
    texts = {"".join(chance.choice(SIGNS) for _ in range(chance.randrange(7))) for _ in range(300)}
    texts |= {
        text + end for text in ("https://a.example/b", "2024-01-31", "abc", "ABC", "b") for end in ("", "\n", " ")
    }
    made = [Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal(text)) for text in texts]
    query = f"SELECT ?o WHERE {{ ?s ?p ?o FILTER(REGEX(STR(?o), {write_text(translated)})) }}"
    matched = {row["o"].value for row in MemoryStore(made).select(query)}
    assert matched == {text for text in texts if re.search(pattern, text)}


@pytest.mark.parametrize("pattern", [r"\w+", r"(?i)x", r"a$b", r"\d", "^a|b$", "", r"\bword", r"(?=a)"])
def test_a_pattern_that_may_mean_something_else_is_not_translated(pattern: str) -> None:
    assert translate_pattern(pattern) is None


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_every_refused_value_is_a_suspect(name: str) -> None:
    stated = quads(
        "[] sh:datatype xsd:integer, xsd:date, xsd:decimal, xsd:boolean, xsd:gYear, xsd:string, rdf:langString, :own ; "
        "sh:nodeKind sh:IRI, sh:Literal, sh:BlankNode, sh:BlankNodeOrIRI, sh:IRIOrLiteral, sh:BlankNodeOrLiteral ; "
        'sh:in (:x "1"), (:x :y) ; sh:pattern "^.$", "\\\\w" ; sh:minLength 2 ; sh:maxLength 1 ; '
        'sh:languageIn ("en"), ("fr") ; sh:minInclusive 0, 0.5 ; sh:minExclusive 1 ; '
        "sh:maxInclusive 2 ; sh:maxExclusive 3 ."
    )
    shapes = Dataset(stated)
    store = MemoryStore([Quad(NamedNode("urn:s"), NamedNode("urn:p"), one) for one in ODD])
    values = {quad.object for quad in store.statements()}
    nothing, seen = Facts((), Superclasses(Dataset([]))), 0
    for quad in (quad for quad in stated if quad.predicate.value == f"{SH}{name}"):
        test = MAKERS[name](shapes, quad.subject, quad.object)
        assert test is not None
        wanted = suspects(shapes, name, quad.object)
        rows = store.select(f"SELECT ?value WHERE {{ ?s ?p ?value FILTER({wanted}) }}")
        refused = {one for one in values if not test(nothing, one)}
        assert refused <= {row["value"] for row in rows}
        seen += len(refused)
    assert seen
    assert objects(shapes, stated[0].subject, f"{SH}{name}")


def test_a_constraint_without_a_filter_suspects_everything() -> None:
    assert suspects(Dataset([]), "class", NamedNode("urn:x")) == ALL
