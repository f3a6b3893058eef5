"""Compiled shapes say what pySHACL says: on shipped records damaged at random, and constraint by constraint."""

import random
from pathlib import Path

import pytest
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS

from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import Dataset, Literal, NamedNode, Quad
from atlas.schema.files import iter_home_files
from atlas.schema.load import load_schema, read_file
from atlas.validation.closure import Superclasses
from atlas.validation.compiled import PARAMETERS, Compiler
from atlas.validation.validate import Shapes

ROOT = Path(__file__).resolve().parents[2]
XSD = "http://www.w3.org/2001/XMLSchema#"
ODD = [
    *(Literal(text) for text in ("", " ", "a", "http://a b", "x" * 900, "1")),
    *(Literal(text, language="en") for text in ("", "word", "\n")),
    Literal("mot", language="fr-CA"),
    *(Literal(text, datatype=NamedNode(f"{XSD}integer")) for text in ("007", "-1", "1_0", "x", "")),
    *(Literal(text, datatype=NamedNode(f"{XSD}decimal")) for text in ("1.10", "-0.5", "INF")),
    *(
        Literal(text, datatype=NamedNode(f"{XSD}date"))
        for text in ("2024-02-30", "2024-2-3", "2024-02-03", "2024-02-03Z")
    ),
    *(Literal(text, datatype=NamedNode(f"{XSD}gYear")) for text in ("2024", "24", "year")),
    *(Literal(text, datatype=NamedNode(f"{XSD}boolean")) for text in ("true", "1", "TRUE", "yes")),
    *(NamedNode(iri) for iri in ("urn:x", "https://a.example/", "http://www.w3.org/2002/07/owl#Thing")),
]
PREFIXES = """
@prefix : <urn:> . @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
DATA = """
:a a :T ; :p "x", "y"@en,
  "z"@en-GB, "x"@en, 1, 10, "007"^^xsd:integer, "bad"^^xsd:integer, "2024-02-30"^^xsd:date, 2.5 .
:b a :T ; :p :a, :c, <https://example.org/d>, [ :q :a ] . :c a :U ; :q :a, :b ; :r :c . :U rdfs:subClassOf :T .
:d a :T . :e a :T ; :p true ; :q "long enough"@de ; :r :b, :c .
"""
CONSTRAINTS = [
    *("sh:minCount 2", "sh:maxCount 1", "sh:minCount 0", "sh:class :T", "sh:class :U", "sh:class :T, :U"),
    *("sh:datatype xsd:integer", "sh:datatype xsd:string", "sh:datatype rdf:langString", "sh:datatype xsd:date"),
    *("sh:datatype xsd:decimal", "sh:datatype rdfs:Literal", "sh:uniqueLang true", "sh:uniqueLang false"),
    *(f"sh:nodeKind sh:{kind}" for kind in ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "IRIOrLiteral")),
    *(
        'sh:in ("x" :a 1)',
        'sh:languageIn ("en" "de")',
        'sh:languageIn ("en-GB")',
        "sh:hasValue :a",
        'sh:hasValue "x"@en',
    ),
    *('sh:pattern "^.$"', 'sh:pattern "X" ; sh:flags "i"', "sh:minLength 2", "sh:maxLength 3", "sh:minInclusive 1"),
    *("sh:minExclusive 1", "sh:maxInclusive 10", "sh:maxExclusive 10", "sh:maxExclusive 2.5", "sh:minInclusive 0, 5"),
    *(
        "sh:node :Inner",
        "sh:not :Inner",
        "sh:property :InnerP",
        "sh:property :Nameless",
        "sh:and (:Inner [sh:class :T])",
    ),
    *(
        "sh:or (:Inner [sh:class :T])",
        "sh:xone (:Inner [sh:class :T])",
        "sh:or ([sh:datatype xsd:integer] [sh:class :U])",
    ),
    "sh:qualifiedValueShape [sh:class :T] ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1",
    "sh:qualifiedValueShape :Inner ; sh:qualifiedMinCount 1",
    *("sh:equals :q", "sh:disjoint :q", "sh:node :Loop", "sh:deactivated true ; sh:minCount 9"),
]
PATHS = [
    *(":p", "[sh:inversePath :p]", "(:p :q)", "[sh:alternativePath (:p :q)]", "[sh:zeroOrMorePath :r]"),
    *("[sh:oneOrMorePath :r]", "[sh:zeroOrOnePath :r]", "[sh:inversePath (:p :q)]", "(:r [sh:inversePath :q])"),
]
BESIDE = """
:Inner a sh:NodeShape ; sh:property [ sh:path :q ; sh:minCount 1 ] .
:InnerP a sh:PropertyShape ; sh:path :q ; sh:minCount 1 ; sh:message "Say q."@en .
:Nameless a sh:PropertyShape ; sh:path :q ; sh:minCount 1 .
:Loop a sh:NodeShape ; sh:property [ sh:path :r ; sh:node :Loop ] .
"""


def quads(text: str) -> list[Quad]:
    return parse((PREFIXES + text).encode(), TURTLE)


def both(shapes: Dataset, ontology: Dataset, record: list[Quad], context: list[Quad]) -> tuple[set, set]:
    superclasses = Superclasses(ontology)
    found = [Shapes(shapes, superclasses, compiled=one).judge(record, context) for one in (True, False)]
    return tuple({(r.focus, r.path, r.value, r.severity, r.component, r.shape) for r in one} for one in found)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", [None, *PATHS])
def test_each_constraint_on_each_path_gives_the_same_results(path: str | None) -> None:
    data = quads(DATA)
    seen = 0
    for number, constraint in enumerate(CONSTRAINTS):
        kind = f"sh:PropertyShape ; sh:path {path}" if path else "sh:NodeShape"
        of_values = ("sh:minCount", "sh:maxCount", "sh:uniqueLang", "sh:qualified", "sh:deactivated")
        if path is None and constraint.startswith(of_values):
            continue
        shape = f':S{number} a {kind} ; sh:targetClass :T ; sh:message "No."@en ; {constraint} . {BESIDE}'
        compiled, asked = both(Dataset(quads(shape)), Dataset([]), data, [])
        assert compiled == asked, constraint
        seen += len(asked)
    assert seen > 30


@pytest.mark.parametrize("constraint", ["sh:equals :q", "sh:node :Loop", 'sh:pattern "X" ; sh:flags "i"'])
def test_what_is_not_taken_is_left_to_pyshacl(constraint: str) -> None:
    shapes = Dataset(quads(f':S a sh:PropertyShape ; sh:path :p ; sh:message "No."@en ; {constraint} . {BESIDE}'))
    assert Compiler(shapes).part(NamedNode("urn:S")) is None


def test_a_shape_without_a_message_is_left_to_pyshacl_which_makes_one() -> None:
    shapes = Dataset(quads(":S a sh:PropertyShape ; sh:path :p ; sh:minCount 1 ; sh:targetClass :T ."))
    (result,) = Shapes(shapes, Superclasses(Dataset([]))).judge(quads(":d a :T ."), [])
    assert result.message


def test_every_shipped_shape_is_compiled() -> None:
    schema = load_schema(ROOT)
    parts = [part for one in Shapes(schema.shapes, Superclasses(schema.ontology))._ready.parts.values() for part in one]
    assert len(parts) > 300
    assert all(part.compiled is not None for part in parts)


@pytest.mark.filterwarnings("ignore:Parsing weird boolean")
@pytest.mark.parametrize("number", [25, pytest.param(2000, marks=pytest.mark.long)])
def test_shipped_records_damaged_at_random_give_the_same_results(number: int) -> None:
    schema, chance = load_schema(ROOT), random.Random(number)
    superclasses = Superclasses(schema.ontology)
    compiled, asked = (Shapes(schema.shapes, superclasses, compiled=one) for one in (True, False))
    files = list(iter_home_files(ROOT, schema.base, frozenset({"record", "source"})))
    assert files
    context = [q for q in schema.ontology if q.predicate.value.endswith(("#type", "#inScheme"))]
    seen = 0
    for file in chance.sample(files, min(number, len(files))):
        record = damaged(sorted(read_file(file), key=str), chance)
        own = {q.subject for q in record}
        beside = [q for q in context if q.subject not in own]
        found = set(compiled.judge(record, beside))
        expected = set(asked.judge(record, beside))
        assert {(r.focus, r.path, r.value, r.component, r.shape, r.severity) for r in found} == {
            (r.focus, r.path, r.value, r.component, r.shape, r.severity) for r in expected
        }
        seen += len(found)
    assert seen > number


def damaged(record: list[Quad], chance: random.Random) -> list[Quad]:
    """A copy in which statements are lost, gain a second value, or have a value of an odd kind."""
    made = []
    for quad in record:
        match chance.randrange(8):
            case 0:
                continue
            case 1 | 2:
                made.append(Quad(quad.subject, quad.predicate, chance.choice(ODD)))
            case 3:
                made += [quad, Quad(quad.subject, quad.predicate, chance.choice(record).object)]
            case _:
                made.append(quad)
    return [Quad(q.subject, q.predicate, q.object) for q in made]


def test_the_parameters_are_those_of_pyshacl() -> None:
    assert {str(one) for one in ALL_CONSTRAINT_PARAMETERS} == PARAMETERS
