"""What the study's own material and the workshop's report hold, counted in the shipped graph."""

from collections import Counter

from tests.data.asking import ask, last
from tests.questions.graph import Shipped


def by_stage(shipped: Shipped, kind: str) -> Counter[str]:
    rows = ask(shipped, f"SELECT ?thing ?stage {{ ?thing a atlas:{kind} OPTIONAL {{ ?thing atlas:atStage ?stage }} }}")
    return Counter(stage for _, stage in last(rows))


def test_fifteen_challenges_stand_at_their_stages(shipped: Shipped) -> None:
    assert by_stage(shipped, "Challenge") == {"pre-training": 8, "post-training": 2, "post-release": 4, "": 1}


def test_nineteen_on_ramps_stand_at_their_stages(shipped: Shipped) -> None:
    assert by_stage(shipped, "OnRamp") == {"pre-training": 9, "post-training": 3, "post-release": 7}


def test_every_staged_challenge_and_on_ramp_has_a_domain(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        """SELECT ?thing ?domain { VALUES ?class { atlas:Challenge atlas:OnRamp } ?thing a ?class ; atlas:atStage ?stage
        OPTIONAL { ?thing atlas:inDomain ?domain } }""",
    )
    assert [thing for thing, domain in rows if not domain] == []
    assert {domain for _, domain in last(rows)} == {
        "models",
        "data",
        "software",
        "evaluation",
        "compute",
        "community-engagement",
    }


def test_each_quoted_challenge_names_the_organisation_that_spoke(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        """SELECT ?thing ?speaker { ?thing a atlas:Challenge ; atlas:hasClaim ?claim .
        ?claim atlas:claimQuestion atlas:experiencedBy ; atlas:speaker ?speaker }""",
    )
    assert Counter(speaker for _, speaker in last(rows)) == {
        "allen-institute-for-ai": 2,
        "speakleash-foundation": 1,
        "national-library-of-norway": 4,
        "ant-group": 3,
    }


def test_on_ramps_have_their_instances_with_those_who_told_or_made_them(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        """SELECT ?thing ?actor { ?thing a atlas:OnRamp ; atlas:hasClaim ?claim .
        ?claim atlas:claimQuestion atlas:experiencedBy ; atlas:claimValue ?actor }""",
    )
    told = last(rows)
    for known in (
        ("low-resource-language-datasets", "scb-10x"),
        ("low-resource-language-datasets", "masakhane"),
        ("open-training-datasets", "hugging-face"),
        ("legal-quality-of-training-data", "eleutherai"),
        ("contribute-to-frameworks", "eleutherai"),
        ("compute-partnerships", "hugging-face"),
        ("share-checkpoints-with-partners", "hugging-face"),
        ("release-post-training-datasets", "baai"),
        ("distribution-and-discovery", "eleutherai"),
        ("derivative-development", "masakhane"),
        ("benchmarking", "masakhane"),
    ):
        assert told[known] >= 1, known
    assert {thing for thing, _ in told} >= {"community-feedback", "follow-up-projects", "regional-adaptation"}


def test_each_source_gives_its_own_level_of_collaboration(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        """SELECT ?stage ?level ?source { ?claim atlas:claimQuestion atlas:hasCollaborationLevel ;
        atlas:claimSubject ?stage ; atlas:claimValue ?level ; atlas:statedIn ?source }""",
    )
    assert last(rows) == {
        ("pre-training", "limited", "symposium-slides"): 1,
        ("post-training", "limited", "symposium-slides"): 1,
        ("post-training", "relatively-less-open", "news-article"): 1,
        ("post-release", "significant", "symposium-slides"): 1,
    }


def test_three_kinds_of_motivation_hold_sixteen(shipped: Shipped) -> None:
    rows = ask(shipped, "SELECT ?motive ?kind { ?motive skos:inScheme <scheme/motivation> ; skos:broader ?kind }")
    assert Counter(kind for _, kind in last(rows)) == {"social": 7, "economic": 5, "technological": 4}


def test_the_two_schemes_hold_five_and_six_organisational_models(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        """SELECT ?scheme ?model {
        VALUES ?scheme { <scheme/organisational-model-paper> <scheme/organisational-model-slides> }
        ?model skos:inScheme ?scheme ; skos:broader ?group }""",
    )
    assert Counter(scheme for scheme, _ in last(rows)) == {
        "organisational-model-paper": 5,
        "organisational-model-slides": 6,
    }


def test_governance_is_told_of_each_of_the_five_types_and_copied_to_no_project(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        """SELECT ?type { ?claim atlas:claimQuestion atlas:hasGovernanceProperty ; atlas:claimSubject ?type ;
        atlas:statedIn <id/source/news-article> . ?type skos:inScheme <scheme/organisational-model-paper> }""",
    )
    assert last(rows) == {
        ("single-company",): 2,
        ("single-research-institute",): 2,
        ("multi-organisation-research-institute",): 2,
        ("non-profit-sponsored-grassroots",): 2,
        ("company-sponsored-grassroots",): 2,
    }


def test_platforms_have_the_use_the_sources_tell(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        """SELECT ?platform ?use { ?claim atlas:claimQuestion atlas:channelPurpose ; atlas:claimSubject ?platform ;
        atlas:claimValue ?use }""",
    )
    assert set(last(rows)) == {
        ("discord", "real-time-discussion"),
        ("slack", "formal-coordination"),
        ("hugging-face-hub", "distribution"),
        ("github", "distribution"),
    }


def test_twenty_one_recommendations_address_their_groups(shipped: Shipped) -> None:
    rows = ask(shipped, "SELECT ?advice ?group { ?advice a atlas:Recommendation ; atlas:addressedTo ?group }")
    assert Counter(group for _, group in last(rows)) == {
        "researchers-developers": 9,
        "companies": 4,
        "policymakers": 6,
        "platform-providers": 2,
        "foundations": 2,
    }
    assert len({advice for advice, _ in rows}) == 21


def test_thirty_one_ties_are_marked_as_traced_from_the_figure(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        """SELECT ?tie ?sure { ?tie a atlas:CollaborationTie ; atlas:confidenceLevel ?sure ;
        atlas:claimBasis <scheme/claim-basis/traced-from-figure> }""",
    )
    assert Counter(sure for _, sure in last(rows)) == {"high": 27, "medium": 4}


def test_the_sample_is_told_for_each_document(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        """SELECT ?source ?status { <id/study/cartography> atlas:hasSampleMembership ?m .
        ?m atlas:sampleStatus ?status ; atlas:accordingTo ?source }""",
    )
    assert last(rows) == {
        ("talk-listing", "sampled"): 12,
        ("slides-pdf", "sampled"): 14,
        ("symposium-slides", "sampled"): 14,
        ("slides-pdf", "dropped"): 1,
        ("slides-pdf", "mentioned"): 5,
        ("symposium-slides", "mentioned"): 3,
    }


def test_the_paper_s_four_authors_have_the_affiliations_of_each_source(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        """SELECT ?position ?person ?body ?source { <id/publication/cartography-paper-v1> atlas:hasParticipation ?p .
        ?p atlas:participant ?person ; atlas:position ?position . ?person atlas:hasAffiliation ?a .
        ?a atlas:affiliatedWith ?body ; atlas:accordingTo ?source }""",
    )
    at_v1 = {row[:3] for row in last(rows) if row[3] == "arxiv-html-v1"}
    assert at_v1 == {
        ("1", "johan-linaker", "rise"),
        ("2", "cailean-osborne", "university-of-oxford"),
        ("3", "jennifer-ding", "boundary-object-studio"),
        ("4", "ben-burtenshaw", "hugging-face"),
    }
    assert ("2", "cailean-osborne", "linux-foundation", "talk-listing") in last(rows)


def test_the_study_keeps_its_design_limits_and_closing_questions(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        """SELECT ?said { VALUES ?said { atlas:researchMethod atlas:researchQuestion atlas:statedLimitation
        atlas:closingQuestion } <id/study/cartography> ?said ?text }""",
    )
    assert last(rows) == {
        ("researchMethod",): 2,
        ("researchQuestion",): 1,
        ("statedLimitation",): 2,
        ("closingQuestion",): 3,
    }


def test_figures_of_scale_are_dated(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        """SELECT ?question ?value ?date { ?claim atlas:claimQuestion ?question ; atlas:claimLiteral ?value ;
        atlas:claimDate ?date ; atlas:statedIn <id/source/symposium-slides> .
        FILTER(?question IN (atlas:modelsPerDay, atlas:repositoryCount, atlas:modelCount)) }""",
    )
    assert set(last(rows)) == {
        ("modelsPerDay", "5000", "2025-11-18"),
        ("repositoryCount", "2200000", "2025-11-18"),
        ("modelCount", "66", "2025-11-18"),
    }
