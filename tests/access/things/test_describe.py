"""A part that several properties lead to is shown once, under the one of its form; elsewhere it is a link to it."""

import asyncio

from tests.http.serving import TOY

from atlas.access.things.describe import describe
from atlas.access.things.evidence import entries_of, statements_of
from atlas.access.things.view import Description
from atlas.http.preview import DraftStore
from atlas.rdf.formats import TRIG
from atlas.rdf.parse import parse
from atlas.schema.load import load_schema

EAST = """
@base <https://gardens.example/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix g: <https://gardens.example/ont/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<graph/garden/east> {
  <graph/garden/east> foaf:primaryTopic <id/garden/east> ; dcterms:source <id/source/survey> .
  <id/garden/east> a g:Garden ; skos:prefLabel "East"@en ; g:hectares 2.0 ;
    g:hasBed <id/garden/east#ferns> ; g:aFavourite <id/garden/east#ferns> .
  <id/garden/east#ferns> a g:Bed ; g:growsPlant <id/plant/fern> ; g:plantCount 12000 .
}
"""


def described() -> Description:
    found = asyncio.run(
        describe(DraftStore(parse(EAST.encode(), TRIG)), load_schema(TOY), "https://gardens.example/id/garden/east")
    )
    assert found is not None
    return found


def test_a_part_is_shown_under_the_property_of_its_form_alone() -> None:
    rows = {row.property.rpartition("/")[2]: row for group in described().node.groups for row in group.rows}
    assert rows["hasBed"].values[0].part is not None
    assert rows["aFavourite"].values[0].part is None
    assert rows["aFavourite"].values[0].iri == "https://gardens.example/id/garden/east#ferns"
    assert rows["aFavourite"].values[0].text == rows["hasBed"].values[0].text


def test_statements_of_a_part_that_rest_on_the_same_are_one_entry() -> None:
    statements = statements_of(described())
    counts = [one.value.grouped for one in statements if one.property.endswith("plantCount")]
    assert counts == ["12,000"]
    entries = entries_of(statements)
    (bed,) = (one for one in entries if one.first.under)
    assert len(bed.statements) == 2
    assert bed.first.under is not None and bed.first.under[0].endswith("hasBed")
    assert sum(len(one.statements) for one in entries) == len(statements)
