"""Concepts and language tags by other names: the right one where one is meant, nothing where a tag may be right."""

import pytest
from tests.validation.conftest import component

from atlas.rdf.terms import Literal, NamedNode, Quad
from atlas.validation.batch import BatchJudge
from atlas.validation.concepts import Concepts, Languages

RECORD = (
    '<graph/model/x> foaf:primaryTopic <id/model/x> . <id/model/x> a atlas:Model ; dcterms:description "A model."@{} .'
)


@pytest.fixture(scope="module")
def languages(shipped) -> Languages:
    return Languages(shipped)


@pytest.mark.parametrize(
    ("tag", "right"),
    [
        ("eng", "en"),
        ("english", "en"),
        ("ger", "de"),
        ("deu", "de"),
        ("German", "de"),
        ("eng-us", "en-us"),
        ("en", None),
        ("en-us", None),
        ("fil", None),
        ("cy", None),
        ("x-mine", None),
    ],
)
def test_a_name_of_a_language_is_no_tag_but_means_one(languages, tag, right):
    assert languages.right(tag) == right


@pytest.mark.parametrize("tag", ["eng", "english", "ENG"])
def test_a_wrong_tag_is_found_with_an_edit(judging_shipped, tag):
    report = judging_shipped(RECORD.format(tag))
    (finding,) = [one for one in report.findings if component(one) == "LanguageTag"]
    assert finding.severity == "must"
    assert finding.edit is not None
    assert (finding.edit.old, finding.edit.new) == (f'"A model."@{tag}', '"A model."@en')


@pytest.mark.parametrize("tag", ["en", "EN", "en-GB", "cy"])
def test_a_tag_that_may_be_right_is_no_finding(judging_shipped, tag):
    assert "LanguageTag" not in {component(one) for one in judging_shipped(RECORD.format(tag)).findings}


def test_a_batch_is_judged_by_the_same_tags(shipped):
    graph, topic = f"{shipped.base}graph/model/x", NamedNode(f"{shipped.base}id/model/x")
    quads = [Quad(topic, NamedNode("http://purl.org/dc/terms/description"), Literal("A model.", language="eng"))]
    found = BatchJudge(shipped).judge({graph: quads})[graph]
    assert [one.value for one in found if one.component.endswith("LanguageTagConstraintComponent")] == [quads[0].object]


def test_a_home_without_the_query_knows_no_wrong_tag(toy):
    assert Languages(toy).right("eng") is None


def test_concepts_are_known_by_every_label_of_their_own_scheme(toy):
    cold = f"{toy.base}scheme/climate/cold"
    assert Concepts(toy).named((f"{toy.base}scheme/climate",), "COLD") == [cold]
    assert Concepts(toy).named((f"{toy.base}scheme/other",), "cold") == []
    assert Concepts(toy).instead_of(f"{toy.base}scheme/climate/warm") == []
