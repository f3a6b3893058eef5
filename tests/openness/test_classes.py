"""Classes of the Model Openness Framework over entries as the tool keeps them."""

from collections.abc import Callable

import pytest
from tests.openness.conftest import Judged, Verdict, entry
from tests.openness.reference import REQUIRED, TYPES

Judge = Callable[..., Judged]
ALL = [name for level in (3, 2, 1) for name in REQUIRED[level]]
HEAD = "framework: {name: Model Openness Framework, version: '1.0', date: '2024-12-15'}\n"


def release(components: list[str], licences: str = "{distribution: {name: MIT, path: ''}}") -> str:
    """A file of the tool; a component is its name, or name and further keys in braces."""
    listed = "".join(f"  - {c if c.startswith('{') else '{name: ' + c + '}'}\n" for c in components)
    return (
        f"{HEAD}release:\n  name: x\n  license: {licences}\n  components:\n{listed}"
        if components
        else (f"{HEAD}release:\n  name: x\n  license: {licences}\n  components: []\n")
    )


def one(judge: Judge, yaml: str) -> Verdict:
    return judge(entry("x", yaml)).tool("x")


def without(*names: str) -> list[str]:
    return [name for name in ALL if name not in names]


def test_a_release_with_every_component_openly_licensed_is_class_one(judge: Judge) -> None:
    verdict = one(judge, release(ALL))
    assert (verdict.level, verdict.value) == (3, "met")
    assert verdict.percent == {1: 100, 2: 100, 3: 100}
    assert verdict.counts[3] == (14, 14, 0, 0)


def test_a_release_that_lists_nothing_is_not_classified(judge: Judge) -> None:
    verdict = one(judge, release([]))
    assert (verdict.level, verdict.value) == (0, "fails")
    assert verdict.percent == {1: 0, 2: 0, 3: 0}
    assert set(verdict.status.values()) == {"missing"}
    assert len(verdict.status) == len(TYPES)


def test_a_higher_class_makes_no_progress_while_the_class_below_is_incomplete(judge: Judge) -> None:
    verdict = one(judge, release(without("Model card")))
    assert verdict.percent == {1: 83.33, 2: 0, 3: 0}
    assert verdict.status["model-card"] == "missing"


def test_an_open_research_paper_stands_in_for_the_technical_report_up_to_class_one(judge: Judge) -> None:
    verdict = one(judge, release(without("Technical report")))
    assert (verdict.level, verdict.percent[1], verdict.counts[3][:2]) == (3, 100, (13, 13))


def test_an_open_paper_stands_in_for_a_report_that_is_there_under_a_closed_licence(judge: Judge) -> None:
    closed = "{name: Technical report, license: CC-BY-NC-4.0}"
    verdict = one(judge, release([*without("Technical report"), closed]))
    assert verdict.status["technical-report"] == "not-open"
    assert verdict.level == 3
    assert "not in place" not in verdict.explanation.lower()


def test_an_unlicensed_paper_stands_in_for_nothing(judge: Judge) -> None:
    paper = "{name: Research paper, license: unlicensed}"
    verdict = one(judge, release([*without("Technical report", "Research paper"), paper]))
    assert verdict.percent == {1: 83.33, 2: 0, 3: 0}


def test_a_report_does_not_stand_in_for_the_paper(judge: Judge) -> None:
    verdict = one(judge, release(without("Research paper")))
    assert (verdict.level, verdict.percent[3]) == (2, 92.86)


def test_the_licence_of_the_component_beats_type_and_distribution(judge: Judge) -> None:
    licences = "{distribution: {name: Proprietary}, data: {name: CC-BY-NC-4.0}}"
    listed = ["{name: Datasets, license: ODC-By-1.0}", "Evaluation data", "Model card"]
    verdict = one(judge, release(listed, licences))
    assert (verdict.status["datasets"], verdict.origin["datasets"]) == ("wrong-type", "component")
    assert (verdict.licence["evaluation-data"], verdict.origin["evaluation-data"]) == ("CC-BY-NC-4.0", "content-type")
    assert (verdict.licence["model-card"], verdict.origin["model-card"]) == ("Proprietary", "distribution")


@pytest.mark.parametrize("written", ["unlicensed", "''"])
def test_an_unlicensed_component_inherits_nothing(judge: Judge, written: str) -> None:
    verdict = one(judge, release([f"{{name: Datasets, license: {written}}}"]))
    assert (verdict.status["datasets"], verdict.licence["datasets"]) == ("unlicensed", "")


@pytest.mark.parametrize("written", ["", "null", "~"])
def test_a_licence_left_empty_inherits(judge: Judge, written: str) -> None:
    listed = f"  components:\n  - name: Training code\n    license: {written}\n"
    verdict = one(judge, f"{HEAD}release:\n  name: x\n  license: {{code: {{name: MIT}}}}\n{listed}")
    assert (verdict.status["training-code"], verdict.origin["training-code"]) == ("satisfied", "content-type")


@pytest.mark.parametrize("licences", ["{}", "null", "[]", "Apache-2.0", "{code: MIT}", "{code: {name: ''}}"])
def test_a_release_without_a_readable_licence_leaves_components_unlicensed(judge: Judge, licences: str) -> None:
    assert one(judge, release(["Training code"], licences)).status["training-code"] == "unlicensed"


def test_an_empty_type_licence_falls_back_to_the_distribution(judge: Judge) -> None:
    licences = "{code: {name: '', path: ''}, distribution: {name: MIT}}"
    assert one(judge, release(["Training code"], licences)).origin["training-code"] == "distribution"


@pytest.mark.parametrize(
    ("identifier", "status"),
    [
        ("MIT", "satisfied"),  # approved by the OSI
        ("Apache-1.0", "satisfied"),  # free for the FSF alone
        ("CC-BY-2.5-AU", "wrong-type"),  # listed as open data by name
        ("OpenMDW-1.0", "satisfied"),  # not on the SPDX list
        ("ODC-PDDL-1.0", "wrong-type"),  # listed by name though SPDX writes PDDL-1.0
        ("PDDL-1.0", "not-open"),
        ("MulanPSL-1.0", "not-open"),  # suited to code, but nobody counts it as open
        ("StandardML-NJ", "wrong-type"),  # deprecated, still free
        ("apache-2.0", "not-open"),  # identifiers are compared as written
        ("Apache-2.0 ", "not-open"),
        ("Undisclosed", "not-open"),
    ],
)
def test_a_licence_is_open_by_approval_or_by_name(judge: Judge, identifier: str, status: str) -> None:
    verdict = one(judge, release([f"{{name: Training code, license: '{identifier}'}}"]))
    assert (verdict.status["training-code"], verdict.licence["training-code"]) == (status, identifier)


def test_an_open_licence_of_the_wrong_type_counts_and_is_warned_of(judge: Judge) -> None:
    verdict = one(
        judge,
        release(
            [*without("Datasets"), "{name: Datasets, license: MIT}"],
            "{code: {name: MIT}, data: {name: CC0-1.0}, document: {name: CC-BY-4.0}}",
        ),
    )
    assert (verdict.level, verdict.status["datasets"]) == (3, "wrong-type")
    assert "In place with a warning: Datasets: under MIT" in verdict.explanation


def test_optional_components_change_nothing(judge: Judge) -> None:
    optional = [name for name in TYPES if name not in ALL]
    assert len(optional) == 3
    assert one(judge, release([*ALL, *optional])).percent == one(judge, release(ALL)).percent


def test_a_component_the_framework_does_not_know_counts_for_nothing(judge: Judge) -> None:
    verdict = one(judge, release(["Model architecture", "Kitchen sink", "model card", "{license: MIT}"]))
    assert verdict.counts[1] == (6, 1, 5, 0)


def test_of_two_entries_with_one_name_the_later_holds(judge: Judge) -> None:
    listed = ["{name: Model card, license: MIT}", "{name: Model card, license: unlicensed}"]
    assert one(judge, release(listed)).status["model-card"] == "unlicensed"
    assert one(judge, release(listed[::-1])).status["model-card"] == "wrong-type"


def test_a_file_without_a_release_gets_no_verdict(judge: Judge) -> None:
    assert judge(entry("x", HEAD)).verdicts == {}


def test_many_entries_are_judged_apart(judge: Judge) -> None:
    judged = judge([*entry("Open+", release(ALL)), *entry("Open", release([]))])
    assert (judged.tool("open-plus").level, judged.tool("open").level) == (3, 0)


def test_each_reason_and_the_paragraph_name_component_licence_and_origin(judge: Judge) -> None:
    verdict = one(judge, release(["Training code"], "{distribution: {name: Proprietary}}"))
    assert verdict.reason["training-code"].startswith("Training code: under “Proprietary” (from the whole release)")
    assert "Training code: under “Proprietary”" in verdict.explanation
    assert "{" not in verdict.explanation
    assert verdict.version == "1"
