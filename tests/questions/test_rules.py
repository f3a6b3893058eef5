from tests.questions.graph import Shipped

from atlas.intake.deriving.derive import derive, rules_in_order
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import NamedNode, Quad
from atlas.schema.model import Schema

PREFIXES = """
@base <https://w3id.org/open-llm-atlas/> .
@prefix atlas: <https://w3id.org/open-llm-atlas/ont/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <http://example.org/> .
"""
CLAIMS = """
atlas:memberCount atlas:expectsOneAnswer true .
ex:best skos:notation 1 . ex:worse skos:notation 4 .
ex:page atlas:trustLevel ex:best . ex:press atlas:trustLevel ex:worse .
"""
OBSERVED = "a atlas:Observation ; atlas:claimSubject ex:group ; atlas:claimQuestion atlas:memberCount"
DISAGREES = "http://purl.org/spar/cito/disagreesWith"


def derived(schema: Schema, turtle: str) -> set[tuple[str, str, str]]:
    """Local names of what the rules derive from a small graph."""
    graph = NamedNode("http://example.org/graph")
    quads = [Quad(q.subject, q.predicate, q.object, graph) for q in parse((PREFIXES + turtle).encode(), TURTLE)]
    found = derive(quads, rules_in_order(schema), schema.base)
    return {(short(q.subject), short(q.predicate), short(q.object)) for q in found}


def short(term: object) -> str:
    value = str(getattr(term, "value", term))
    return value if value == DISAGREES else value.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def test_a_thing_has_every_named_superclass_of_its_class(schema: Schema) -> None:
    found = derived(
        schema,
        "ex:Cat rdfs:subClassOf ex:Pet, [ a owl:Restriction ] . ex:Pet rdfs:subClassOf ex:Animal . ex:tom a ex:Cat .",
    )
    assert {row for row in found if row[0] == "tom"} == {("tom", "type", "Pet"), ("tom", "type", "Animal")}


def test_a_class_described_without_a_name_gives_no_type(schema: Schema) -> None:
    nameless = "<https://w3id.org/open-llm-atlas/.well-known/genid/x/c14n0>"
    found = derived(schema, f"ex:Cat rdfs:subClassOf {nameless} ; owl:equivalentClass {nameless} . ex:tom a ex:Cat .")
    assert {row for row in found if row[0] == "tom"} == set()


def test_a_value_holds_for_superproperties_and_inverses(schema: Schema) -> None:
    found = derived(
        schema, "ex:feeds rdfs:subPropertyOf ex:knows . ex:knows owl:inverseOf ex:isKnownBy . ex:a ex:feeds ex:b ."
    )
    assert {("a", "knows", "b"), ("b", "isKnownBy", "a")} <= found


def test_a_transitive_property_reaches_all_the_way_and_never_back_to_its_start(schema: Schema) -> None:
    found = derived(
        schema, "ex:in a owl:TransitiveProperty . ex:a ex:in ex:b . ex:b ex:in ex:c . ex:c ex:in ex:d, ex:a ."
    )
    assert {("a", "in", "c"), ("a", "in", "d"), ("b", "in", "d")} <= found
    assert not [row for row in found if row[0] == row[2]]


def test_derivations_give_a_chain_of_bases(schema: Schema) -> None:
    steps = (
        "ex:c atlas:hasDerivation ex:s2 . ex:s2 atlas:hasSourceArtifact ex:b ."
        "ex:b atlas:hasDerivation ex:s1 . ex:s1 atlas:hasSourceArtifact ex:a ."
    )
    found = derived(schema, f"atlas:isDerivedFrom a owl:TransitiveProperty . {steps}")
    assert {("c", "isDerivedFrom", "b"), ("b", "isDerivedFrom", "a"), ("c", "isDerivedFrom", "a")} <= found


def test_partners_collaborate_both_ways_and_nobody_with_itself(schema: Schema) -> None:
    found = derived(
        schema,
        "ex:work a atlas:Collaboration ; atlas:hasParticipation ex:p, ex:q ."
        "ex:p atlas:participant ex:one . ex:q atlas:participant ex:two ."
        "ex:tie a atlas:CollaborationTie ; atlas:claimSubject ex:two ; atlas:claimValue ex:three .",
    )
    pairs = {(row[0], row[2]) for row in found if row[1] == "collaboratesWith"}
    assert pairs == {("one", "two"), ("two", "one"), ("two", "three"), ("three", "two")}
    assert ("one", "participatesIn", "work") in found


def test_two_answers_to_one_question_disagree_and_the_trusted_one_is_preferred(schema: Schema) -> None:
    found = derived(
        schema,
        f"{CLAIMS} ex:x {OBSERVED} ; atlas:claimLiteral 5 ; atlas:statedIn ex:page ."
        f"ex:y {OBSERVED} ; atlas:claimLiteral 6 ; atlas:statedIn ex:press .",
    )
    assert {("x", DISAGREES, "y"), ("y", DISAGREES, "x")} <= found
    assert {row for row in found if row[1] == "hasPreferredClaim"} == {("group", "hasPreferredClaim", "x")}


def test_observations_of_different_dates_do_not_disagree(schema: Schema) -> None:
    first, second = '"2024"^^xsd:gYear', '"2025"^^xsd:gYear'
    found = derived(
        schema,
        f"{CLAIMS} ex:x {OBSERVED} ; atlas:claimLiteral 5 ; atlas:claimDate {first} ."
        f"ex:y {OBSERVED} ; atlas:claimLiteral 6 ; atlas:claimDate {second} .",
    )
    assert not [row for row in found if row[1] == DISAGREES]


def test_a_day_and_the_month_it_lies_in_do_not_disagree_but_another_month_does(schema: Schema) -> None:
    said = "atlas:claimSubject ex:model ; atlas:claimQuestion ex:day ; atlas:statedIn ex:page"
    found = derived(
        schema,
        f"""{CLAIMS} ex:day atlas:expectsOneAnswer true .
        ex:x {said} ; atlas:claimLiteral "2024-12-04"^^xsd:date .
        ex:y {said} ; atlas:claimLiteral "2024-12"^^xsd:gYearMonth .
        ex:z {said} ; atlas:claimLiteral "2024-11"^^xsd:gYearMonth .""",
    )
    pairs = {(row[0], row[2]) for row in found if row[1] == DISAGREES}
    assert pairs == {("x", "z"), ("z", "x"), ("y", "z"), ("z", "y")}


def test_a_question_with_many_answers_has_no_disagreement_and_no_preference(schema: Schema) -> None:
    said = "atlas:claimSubject ex:group ; atlas:claimQuestion ex:likes ; atlas:statedIn ex:page"
    found = derived(
        schema, f"{CLAIMS} ex:x {said} ; atlas:claimValue ex:tea . ex:y {said} ; atlas:claimValue ex:milk ."
    )
    assert not [row for row in found if row[1] in (DISAGREES, "hasPreferredClaim")]


def test_one_concept_under_two_names_is_no_disagreement_and_both_are_plain_values(schema: Schema) -> None:
    said = "atlas:claimSubject ex:group ; atlas:claimQuestion ex:kind ; atlas:statedIn ex:page"
    found = derived(
        schema,
        f"{CLAIMS} ex:kind atlas:expectsOneAnswer true . ex:five1 skos:exactMatch ex:six1 ."
        f"ex:x {said} ; atlas:claimValue ex:five1 ; atlas:underScheme ex:five ."
        f"ex:y {said} ; atlas:claimValue ex:six1 ; atlas:underScheme ex:six .",
    )
    assert not [row for row in found if row[1] == DISAGREES]
    assert {("group", "kind", "five1"), ("group", "kind", "six1")} <= found


def test_equally_trusted_answers_leave_the_plain_value_open(schema: Schema) -> None:
    said = "atlas:claimSubject ex:group ; atlas:claimQuestion ex:kind ; atlas:statedIn ex:page"
    found = derived(
        schema,
        f"{CLAIMS} ex:kind atlas:expectsOneAnswer true ."
        f"ex:x {said} ; atlas:claimValue ex:a . ex:y {said} ; atlas:claimValue ex:b .",
    )
    assert not [row for row in found if row[1] == "kind"]
    assert len([row for row in found if row[1] == "hasPreferredClaim"]) == 2


def test_an_observation_never_becomes_a_plain_value(schema: Schema) -> None:
    found = derived(schema, f"{CLAIMS} ex:x {OBSERVED} ; atlas:claimLiteral 5 ; atlas:statedIn ex:page .")
    assert not [row for row in found if row[1] == "memberCount"]


def test_the_shipped_graph_keeps_the_contradictions_its_sources_have(shipped: Shipped) -> None:
    rows = shipped.ask(shipped.schema.queries["questions/conflicting-values"])
    found = shipped.keys(rows, ("subject", "question"))
    for known in (
        ("id/study/cartography", "ont/organisationalModelCount"),
        ("id/study/cartography", "ont/caseCount"),
        ("id/study/cartography", "ont/interviewCount"),
        ("id/project/bigcode", "ont/hasOrganisationalModel"),
        ("id/project/bigscience", "ont/contributorCount"),
        ("id/project/opengpt-x", "ont/endDate"),
        ("scheme/lifecycle/post-training", "ont/hasCollaborationLevel"),
    ):
        assert found[known] > 0, known


def test_matched_organisational_models_of_the_two_schemes_do_not_disagree(shipped: Shipped) -> None:
    rows = shipped.ask(shipped.schema.queries["questions/conflicting-values"])
    found = shipped.keys(rows, ("subject", "question"))
    assert ("id/project/bigscience", "ont/hasOrganisationalModel") not in found
