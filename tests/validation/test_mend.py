"""Ready edits: near misses that have one clear remedy, in the text as it was given."""

import pytest
from tests.validation.conftest import PREFIXES, SOUND

from atlas.errors import RdfSyntaxError
from atlas.validation.mend import apply_edits
from atlas.validation.report import Edit, Report

BASE = "https://gardens.example/"


def judged(judge, home_context, text, media_type="text/turtle") -> Report:
    given = judge.read(text.encode(), media_type, BASE)
    return judge.judge(given, home_context.find(judge.references(given.quads)))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("a g:Gardn ;", "a g:Garden ;"),
        ("skos:prefLable", "skos:prefLabel"),
        ('skos:prefLabel "New" ;', 'skos:prefLabel "New"@en ;'),
        ('rdfs:seeAlso "https://a.example/b" ;', "rdfs:seeAlso <https://a.example/b> ;"),
        ('g:opened "1901-5-1"^^xsd:date ;', 'g:opened "1901-05-01"^^xsd:date ;'),
        ('g:opened "1901/5/1"^^xsd:date ;', 'g:opened "1901-05-01"^^xsd:date ;'),
        ("<scheme/climate/colt>", "<scheme/climate/cold>"),
        ("<https://gardens.example/ont/hasClimatte>", "g:hasClimate"),
    ],
)
def test_a_clear_near_miss_has_an_edit_that_makes_the_record_conform(judge, home_context, wrong, right):
    sound = PREFIXES + SOUND.replace(
        "a g:Garden ;", 'a g:Garden ; rdfs:seeAlso <https://a.example/b> ; g:opened "1901-05-01"^^xsd:date ;'
    )
    assert right in sound
    text = sound.replace(right, wrong, 1)
    report = judged(judge, home_context, text)
    assert not report.conforms
    edits = [finding.edit for finding in report.findings if finding.edit]
    assert edits
    mended = apply_edits(text, edits)
    assert right in mended
    assert judged(judge, home_context, mended).conforms


@pytest.mark.parametrize(
    "statement",
    [
        "g:zzzzz 1",
        "rdfs:seeAlso 'no address'",
        "g:opened '1901-13-45'^^xsd:date",
        "g:hectares 'x'",
        "g:hasBed <id/plant/fern>",
    ],
)
def test_what_has_no_clear_remedy_has_no_edit(judge, home_context, statement):
    report = judged(judge, home_context, PREFIXES + SOUND + f" <id/garden/new> {statement} .")
    assert not report.conforms
    assert [finding.edit for finding in report.findings if finding.edit] == []


JSON = """{
  "@context": "context.jsonld",
  "@id": "graph/garden/new", "@type": "Page",
  "source": "id/source/survey",
  "primaryTopic": {
    "@id": "id/garden/new", "@type": "Garden",
    "prefLabel": {"@value": "New", "@language": "en"}, "description": {"@value": "New.", "@language": "en"},
    "hasClimate": "scheme/climate/cold", "hectares": 1.5
  }
}"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"scheme/climate/cold"', '"scheme/climate/colt"'),
        ('"scheme/climate/cold"', f'"{BASE}scheme/climate/colt"'),
        ('"Garden"', '"Gardn"'),
        ('"hectares"', '"hectars"'),
    ],
)
def test_json_ld_is_mended_where_one_string_stands_for_the_value(judge, home_context, right, wrong):
    assert JSON.count(right) == 1
    text = JSON.replace(right, wrong)
    edits = {one.edit for one in judged(judge, home_context, text, "application/ld+json").findings if one.edit}
    assert {edit.old for edit in edits} == {wrong}
    mended = judge.read(apply_edits(text, edits).encode(), "application/ld+json", BASE)
    assert set(mended.quads) == set(judge.read(JSON.encode(), "application/ld+json", BASE).quads)


def test_json_ld_that_says_a_value_twice_has_no_edit(judge, home_context):
    text = JSON.replace(
        '"hasClimate": "scheme/climate/cold"', '"hasClimate": ["scheme/climate/colt", "scheme/climate/colt"]'
    )
    findings = judged(judge, home_context, text, "application/ld+json").findings
    assert [one for one in findings if one.meant]
    assert [one.edit for one in findings if one.edit] == []


def test_an_address_with_a_slash_lost_is_mended(judge, home_context):
    text = PREFIXES + SOUND + " <id/garden/new> rdfs:seeAlso <https:/a.example/b> ."
    edits = [finding.edit for finding in judged(judge, home_context, text).findings if finding.edit]
    assert [(edit.old, edit.new) for edit in edits] == [("<https:/a.example/b>", "<https://a.example/b>")]


def test_an_unknown_scheme_is_named_with_the_one_near_it(judge):
    with pytest.raises(RdfSyntaxError) as refused:
        judge.read(
            (PREFIXES + SOUND + " <id/garden/new> rdfs:seeAlso <htps://a.example/b> .").encode(), "text/turtle", BASE
        )
    assert "https" in (refused.value.suggestion or "")


def test_edits_are_made_where_they_fit_and_once():
    text = "ab cd\nef"
    edits = [
        Edit(1, 4, "cd", "CD"),
        Edit(1, 4, "cd", "XX"),
        Edit(2, 1, "ef", "EF"),
        Edit(2, 1, "xx", "y"),
        Edit(9, 1, "a", "b"),
    ]
    assert apply_edits(text, edits) in ("ab CD\nEF", "ab XX\nEF")
    assert apply_edits(text, [Edit(1, 1, "ab", "long text"), Edit(1, 4, "cd", "!")]) == "long text !\nef"


def test_n_triples_are_mended_with_whole_iris(judge, home_context):
    text = f"<{BASE}graph/plant/x> <http://xmlns.com/foaf/0.1/primaryTopic> <{BASE}id/plant/x> .\n"
    text += f"<{BASE}id/plant/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{BASE}ont/Plantt> .\n"
    report = judged(judge, home_context, text, "application/n-triples")
    assert Edit(2, text.splitlines()[1].index(f"<{BASE}ont") + 1, f"<{BASE}ont/Plantt>", f"<{BASE}ont/Plant>") in [
        finding.edit for finding in report.findings
    ]
