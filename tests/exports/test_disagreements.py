"""Disagreements as an export: every claim that another contradicts, both sides with their sources, nothing else."""

import pytest
from tests.exports.running import Running

from atlas.namespaces import RDF
from atlas.rdf.terms import Quad

NAME = "disagreements"
DISAGREES = "http://purl.org/spar/cito/disagreesWith"
SOURCE = "http://www.w3.org/ns/prov#hadPrimarySource"
PLACE = "http://purl.org/dc/terms/bibliographicCitation"
CLAIMS = f"SELECT DISTINCT ?claim WHERE {{ ?claim <{DISAGREES}> ?other }}"


@pytest.fixture(scope="module")
def quads(running: Running) -> list[Quad]:
    found = running.whole(NAME)
    assert len(found) > 300
    return found


def values(quads: list[Quad], predicate: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate.value == predicate:
            found.setdefault(str(quad.subject), set()).add(str(quad.object))
    return found


def test_every_claim_that_is_contradicted_is_given_and_no_other(running: Running, quads: list[Quad]) -> None:
    held = {f"<{row['claim']}>" for row in running.select(CLAIMS)}
    assert set(values(quads, f"{RDF}object")) == held


def test_each_side_stands_with_its_value_its_source_and_the_place(quads: list[Quad]) -> None:
    answers, sources, places = (values(quads, name) for name in (f"{RDF}object", SOURCE, PLACE))
    pairs = [(one, other) for one, others in values(quads, DISAGREES).items() for other in others]
    assert len(pairs) > 40
    for one, other in pairs:
        assert sources[one]
        assert sources[other]
        assert places[one]
        assert answers[one] != answers[other]


def test_a_preferred_claim_names_the_rule_that_prefers_it(quads: list[Quad]) -> None:
    rules = values(quads, "http://www.w3.org/ns/prov#wasInfluencedBy")
    assert {rule for found in rules.values() for rule in found}
    assert set(rules) < set(values(quads, DISAGREES))
