"""Statements expanded directly say what PyLD says of them as N-Quads."""

from pyld import jsonld

from atlas.access.outgoing.expanding import expand
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import Dataset

MIXED = """
@prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:a a ex:Thing, ex:Other ; ex:name "a \\\\ \\" \\n b"@en-GB, "plain" ; ex:n 1, 1.50, true, "2024-05"^^xsd:gYearMonth ;
  ex:list ( ex:x "y" 3 ) ; ex:to ex:b, _:node .
_:node ex:of ex:a .
"""


def told(statements: Dataset, *, native: bool) -> object:
    text = "".join(f"{quad} .\n" for quad in statements)
    return jsonld.from_rdf(text, {"format": "application/n-quads", "useNativeTypes": native})


def test_every_kind_of_term_is_expanded_as_from_n_quads() -> None:
    statements = Dataset(parse(MIXED.encode(), TURTLE))
    for native in (False, True):
        assert expand(statements, native=native) == told(statements, native=native)


def test_nothing_gives_nothing() -> None:
    assert expand(Dataset()) == []
