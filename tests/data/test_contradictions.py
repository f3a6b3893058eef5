"""The contradictions that the sources are known for stand as claims that disagree, with both answers."""

import pytest
from tests.data.asking import ask
from tests.questions.graph import Shipped

OF_THE_STUDY = {
    1: ("id/study/cartography", "organisationalModelCount", {"5", "6"}),
    2: (
        "scheme/organisational-model-paper/company-sponsored-grassroots",
        "nameText",
        {"company-sponsored grassroots project", "vendor-sponsored grassroots project"},
    ),
    3: ("id/study/cartography", "caseCount", {"12", "14"}),
    4: ("id/study/cartography", "interviewCount", {"17", "28"}),
    5: (
        "id/organisation/allen-institute-for-ai",
        "hasOrganisationType",
        {"Research institute", "scheme/organisation-type/non-profit-grassroots"},
    ),
    6: ("id/project/aya", "listedAs", {"project", "language model"}),
    7: (
        "scheme/lifecycle/post-training",
        "hasCollaborationLevel",
        {"scheme/collaboration-level/limited", "scheme/collaboration-level/relatively-less-open"},
    ),
    8: (
        "id/model/lugha-llama-8b-wura#derivation-llama",
        "derivationKind",
        {"scheme/derivation-kind/fine-tuning", "scheme/derivation-kind/continued-pre-training"},
    ),
    9: (
        "id/leaderboard/afrobench-leaderboard",
        "isMaintainedBy",
        {"id/community/masakhane", "id/organisation/mcgill-nlp"},
    ),
    10: (
        "id/project/bigcode",
        "hasOrganisationalModel",
        {
            "scheme/organisational-model-slides/multi-company",
            "A community project and open scientific collaboration, led jointly by Hugging Face and ServiceNow.",
        },
    ),
}
OF_PROJECTS = {
    "a second date of one release": ("id/model/llama-3-3-70b-instruct", "releaseDate", {"2024-12-04", "2024-12-06"}),
    "a label of another licence": (
        "id/model/llama-3-1-405b-instruct#licence-weights-llama-3-1-community",
        "licenceStatement",
        {"LLAMA 3.1 COMMUNITY LICENSE AGREEMENT", "Meta Llama 3 Community License"},
    ),
    "an end told twice": ("id/project/opengpt-x", "endDate", {"2024-12", "2025-03"}),
    "a sum told twice": ("id/project/opengpt-x#funding-bmwk", "fundingAmount", {"14000000", "15000000"}),
    "announced and released": ("id/model/gpt-neox-20b", "releaseDate", {"2022-02-02", "2022-02-09"}),
    "three counts of people": ("id/project/bigscience", "contributorCount", {"600", "1000", "1200"}),
    "two counts of countries": ("id/project/bigscience", "countryCount", {"38", "50"}),
    "two counts of languages": ("id/dataset/aya-dataset", "languageCount", {"65", "67"}),
    "parameters or tokens": ("id/model/bloom", "sizeStatement", {"176B", "366B"}),
    "another type than the community's": ("id/project/masakhane", "listedAs", {"language model", "organisation"}),
    "two company labels": (
        "id/unit/cohere-labs",
        "hasOrganisationType",
        {"scheme/organisation-type/company", "scheme/organisation-type/non-profit-grassroots"},
    ),
}


def answers(shipped: Shipped, subject: str, question: str) -> set[str]:
    rows = ask(
        shipped,
        f"""SELECT ?answer {{ ?claim atlas:claimSubject <{subject}> ; atlas:claimQuestion atlas:{question} ;
        cito:disagreesWith ?other ; atlas:hasEvidence ?evidence ; atlas:claimValue|atlas:claimLiteral ?answer }}""",
    )
    return {answer for (answer,) in rows}


@pytest.mark.parametrize("number", OF_THE_STUDY)
def test_each_of_the_ten_contradictions_about_the_study_keeps_both_answers(number: int, shipped: Shipped) -> None:
    subject, question, expected = OF_THE_STUDY[number]
    assert answers(shipped, subject, question) == expected


@pytest.mark.parametrize("name", OF_PROJECTS)
def test_contradictions_about_projects_keep_every_answer(name: str, shipped: Shipped) -> None:
    subject, question, expected = OF_PROJECTS[name]
    assert answers(shipped, subject, question) == expected


def test_the_more_trusted_source_gives_the_preferred_answer(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        """SELECT ?answer { <id/study/cartography> atlas:hasPreferredClaim ?claim .
        ?claim atlas:claimQuestion atlas:interviewCount ; atlas:claimLiteral ?answer }""",
    )
    assert {answer for (answer,) in rows} == {"17"}


def test_both_editions_of_the_openness_index_are_held_for_the_models_it_covers(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        """SELECT ?framework ?assessment ?result { ?assessment atlas:usesFramework ?framework ;
        atlas:hasCriterionResult ?result . FILTER(CONTAINS(STR(?framework), "osai-index")) }""",
    )
    held: dict[str, set[str]] = {}
    for framework, assessment, _ in rows:
        held.setdefault(framework, set()).add(assessment)
    results = {framework: sum(1 for row in rows if row[0] == framework) / len(held[framework]) for framework in held}
    assert {name.rpartition("/")[2]: (len(held[name]), results[name]) for name in held} == {
        "osai-index": (17, 12),
        "osai-index-2026-03": (14, 14),
    }
