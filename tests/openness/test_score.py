"""The score of the openness index from its criteria."""

from collections.abc import Callable

import pytest
from tests.openness.conftest import Judged, Verdict
from tests.openness.test_definition import MODEL, answer

INDEX = "osai-index"
CRITERIA = [
    "base-model-data",
    "end-model-data",
    "base-model-weights",
    "end-model-weights",
    "training-code",
    "code-documentation",
    "architecture-documentation",
    "preprint",
    "peer-reviewed-paper",
    "model-card",
    "datasheet",
    "licence",
]


def scored(judge: Callable[..., Judged], values: str) -> Verdict:
    names = {"o": "open", "p": "partial", "c": "closed", "u": "unknown"}
    facts = (answer(one, names[value]) for one, value in zip(CRITERIA, values, strict=False))
    return judge(turtle=MODEL + "\n".join(facts)).verdicts["assessment/index-m", INDEX]


@pytest.mark.parametrize(
    ("values", "score", "highest"),
    [
        ("oooooooooooo", 1, 1),
        ("cccccccccccc", 0, 0),
        ("pppppppppppp", 0.5, 0.5),
        ("oooooooopooo", 0.958, 0.958),
        ("ccppcccocoop", 0.375, 0.375),
        ("uooooooooooo", 0.917, 1),
        ("o", 0.083, 1),
    ],
)
def test_the_score_is_the_mean_over_all_criteria_and_unknown_gives_no_point(
    judge: Callable[..., Judged], values: str, score: float, highest: float
) -> None:
    verdict = scored(judge, values)
    assert (verdict.score, verdict.highest) == (score, highest)
    assert (verdict.value, verdict.level, verdict.percent) == ("", 0, {})


def test_the_paragraph_counts_and_names_what_is_not_open(judge: Callable[..., Judged]) -> None:
    text = scored(judge, "oooopcoooou").explanation
    assert "scores 0.708 of 1: of 12 criteria 8 are open, 1 partly so and 1 closed." in text
    assert "Partly open: training code. Closed: documentation of the code." in text
    assert "Not answered, counted as no point: datasheet, licence" in text
    assert "the score would be 0.875" in text
    assert "{" not in text
