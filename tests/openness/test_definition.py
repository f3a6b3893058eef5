"""The Open Source AI Definition over entries of the tool and over what the atlas records: met, fails, unknown."""

from collections.abc import Callable

import pytest
from tests.openness.conftest import Judged, Verdict, entry
from tests.openness.test_classes import release

Judge = Callable[..., Judged]
OSAID = "open-source-ai-definition"
NEEDED = [
    "Model architecture",
    "Data preprocessing code",
    "Training code",
    "Inference code",
    "Supporting libraries and tools",
    "Model parameters (Final)",
    "Datasets",
]
MODEL = """
<id/model/m> a atlas:Model ; skos:prefLabel "M"@en .
<id/assessment/index-m> a atlas:Assessment ; skos:prefLabel "Index on M"@en ; atlas:assesses <id/model/m> ;
  atlas:usesFramework <id/framework/osai-index> .
"""


def listed(judge: Judge, components: list[str], licence: str = "MIT") -> Verdict:
    yaml = release(components, f"{{distribution: {{name: '{licence}'}}}}")
    return judge(entry("x", yaml)).tool("x", OSAID)


def answer(criterion: str, value: str) -> str:
    name = f"<id/assessment/index-m#{criterion}>"
    return f"""<id/assessment/index-m> atlas:hasCriterionResult {name} . {name} a atlas:CriterionResult ;
    atlas:criterion <id/framework/osai-index#{criterion}> ; atlas:resultValue <scheme/openness-value/{value}> ."""


def licence(part: str, slug: str, more: str = "") -> str:
    name = f"<id/model/m#licence-{part}>"
    return f"""<id/model/m> atlas:hasLicenceAssignment {name} . {name} a atlas:LicenceAssignment ;
    atlas:appliesToPart <scheme/artifact-part/{part}> ; atlas:hasLicence <id/licence/{slug}> {more} ."""


def recorded(judge: Judge, *facts: str, framework: str = OSAID) -> Verdict:
    return judge(turtle=MODEL + "\n".join(facts)).verdicts["model/m", framework]


def test_everything_under_an_approved_licence_meets_it(judge: Judge) -> None:
    verdict = listed(judge, NEEDED)
    assert (verdict.value, verdict.counts[1]) == ("met", (7, 7, 0, 0))


def test_the_words_never_say_compliant(judge: Judge) -> None:
    for components in (NEEDED, NEEDED[:3], []):
        judged = judge(entry("x", release(components)))
        texts = [verdict.explanation for verdict in judged.verdicts.values()]
        assert texts
        assert not any("complian" in text.lower() for text in texts)


def test_what_a_list_leaves_out_stays_unknown_here_though_the_other_framework_calls_it_missing(judge: Judge) -> None:
    judged = judge(entry("x", release([name for name in NEEDED if name != "Training code"])))
    verdict = judged.tool("x", OSAID)
    assert (verdict.value, verdict.counts[1][3]) == ("unknown", 1)
    assert "is unknown at code" in verdict.explanation
    assert judged.tool("x").status["training-code"] == "missing"


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("llama-3.1 community licence, as named here", "undecided"),
        ("LLAMA-3.1-COMMUNITY-LICENSE-AGREEMENT", "not-open"),
        ("CC-BY-NC-4.0", "not-open"),
        ("CC-BY-4.0", "undecided"),
        ("Undisclosed", "undecided"),
        ("Apache-2.0", "satisfied"),
    ],
)
def test_a_licence_is_approved_refused_or_undecided(judge: Judge, written: str, status: str) -> None:
    assert listed(judge, ["Model parameters (Final)"], written).status["final-parameters"] == status


def test_a_refused_licence_of_the_weights_fails_at_parameters(judge: Judge) -> None:
    verdict = recorded(judge, licence("weights", "llama-3-1-community"))
    assert verdict.value == "fails"
    assert "fails at parameters" in verdict.explanation


def test_nothing_but_approved_weights_leaves_data_information_and_code_unknown(judge: Judge) -> None:
    verdict = recorded(judge, licence("weights", "apache-2-0"))
    assert (verdict.value, verdict.status) == ("unknown", {"final-parameters": "satisfied"})
    assert "unknown at data information and code" in verdict.explanation


def test_open_data_shows_the_data_information_whatever_its_licence(judge: Judge) -> None:
    verdict = recorded(judge, answer("base-model-data", "open"), answer("end-model-data", "open"))
    assert verdict.status["data-information"] == "satisfied"


@pytest.mark.parametrize(
    ("base", "end", "card", "paper", "status"),
    [
        ("closed", "open", "open", "open", "unknown"),
        ("closed", "closed", "closed", "closed", "unknown"),
        ("partial", "open", "open", "open", "partly"),
        ("unknown", "open", "open", "open", "unknown"),
    ],
)
def test_data_that_is_not_open_leaves_the_information_to_what_describes_it(
    judge: Judge, base: str, end: str, card: str, paper: str, status: str
) -> None:
    answers = {"base-model-data": base, "end-model-data": end, "datasheet": card, "preprint": paper}
    verdict = recorded(judge, *(answer(*one) for one in answers.items()))
    assert verdict.status["data-information"] == status


def test_information_is_missing_when_data_and_every_description_are_stated_to_be(judge: Judge) -> None:
    components = "".join(
        f"""<id/assessment/index-m> atlas:hasComponentStatement <id/assessment/index-m#{name}> .
        <id/assessment/index-m#{name}> a atlas:ComponentStatement ;
          atlas:criterion <id/framework/model-openness-framework#{name}> ;
          atlas:hasPresenceStatus <scheme/component-status/missing> ."""
        for name in ("datasets", "data-card", "technical-report", "research-paper")
    )
    judged = judge(turtle=MODEL + components)
    assert judged.verdicts["assessment/index-m", OSAID].status["data-information"] == "missing"


def test_closed_code_fails_and_partly_open_code_does_not(judge: Judge) -> None:
    assert recorded(judge, answer("training-code", "closed")).value == "fails"
    assert recorded(judge, answer("training-code", "partial")).value == "unknown"
    assert recorded(judge, answer("training-code", "unknown")).value == "unknown"


def test_code_an_index_found_open_needs_a_recorded_licence(judge: Judge) -> None:
    found = answer("training-code", "open")
    assert recorded(judge, found).status["training-code"] == "unknown"
    assert recorded(judge, found, licence("code", "apache-2-0")).status["training-code"] == "satisfied"


def test_weights_behind_a_gate_are_not_decided_by_their_licence(judge: Judge) -> None:
    verdict = recorded(judge, answer("end-model-weights", "partial"), licence("weights", "apache-2-0"))
    assert verdict.status["final-parameters"] == "partly"


def test_a_licence_that_has_ended_says_nothing_of_today(judge: Judge) -> None:
    ended = licence("weights", "cc-by-nc-4-0", '; atlas:validUntil "2024-04-01"')
    now = licence("architecture", "apache-2-0")
    assert "final-parameters" not in recorded(judge, ended, now).status


def test_of_two_licences_of_one_part_the_less_open_counts(judge: Judge) -> None:
    second = licence("weights", "apache-2-0").replace("#licence-weights>", "#second-licence>")
    assert recorded(judge, licence("weights", "bigscience-rail-1-0"), second).status["final-parameters"] == "not-open"


def test_silence_on_a_model_is_no_denial_in_the_framework_of_classes(judge: Judge) -> None:
    verdict = recorded(judge, licence("weights", "apache-2-0"), framework="model-openness-framework")
    assert (verdict.value, verdict.counts[1]) == ("unknown", (6, 1, 0, 5))
    assert "Nothing is recorded of: " in verdict.explanation


def test_datasets_named_but_assessed_by_nobody_stay_unknown(judge: Judge) -> None:
    named = """<id/model/m> atlas:hasTrainingDataset <id/dataset/d> . <id/dataset/d> a atlas:Dataset ;
    atlas:hasLicenceAssignment <id/dataset/d#l> . <id/dataset/d#l> atlas:hasLicence <id/licence/odc-by-1-0> ."""
    mof = "model-openness-framework"
    assert recorded(judge, named, framework=mof).status["datasets"] == "unknown"
    assessed = recorded(judge, named, answer("base-model-data", "open"), framework=mof)
    assert assessed.status["datasets"] == "wrong-type"
    bare = named.replace("atlas:hasLicence ", "atlas:licenceText ")
    assert recorded(judge, bare, answer("base-model-data", "open"), framework=mof).status["datasets"] == "unknown"


def test_undisclosed_training_data_is_missing(judge: Judge) -> None:
    gap = """<id/model/m> atlas:hasKnowledgeGap <id/model/m#gap> . <id/model/m#gap> a atlas:KnowledgeGap ;
    atlas:gapProperty atlas:hasTrainingDataset ; atlas:knowledgeStatus <scheme/knowledge-status/{}> ."""
    mof = "model-openness-framework"
    weights = licence("weights", "apache-2-0")
    assert recorded(judge, gap.format("undisclosed"), weights, framework=mof).status["datasets"] == "missing"
    assert "datasets" not in recorded(judge, gap.format("not-recorded"), weights, framework=mof).status
