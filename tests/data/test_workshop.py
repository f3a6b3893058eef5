"""The workshop of March 2024 as the shipped graph holds it."""

from collections import Counter

from tests.data.asking import ask, last
from tests.questions.graph import Shipped

EVENT = "<id/event/open-source-generative-ai-workshop-2024>"
NOTES = ("contextNote", "opportunityNote", "challengeNote", "nextStepNote", "openQuestion")


def test_the_workshop_has_organiser_funder_and_thirty_one_participants(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        f"""SELECT ?role ?who {{ {EVENT} atlas:hasParticipation ?p .
        ?p atlas:inRole ?role ; atlas:participant ?who }}""",
    )
    found = last(rows)
    assert Counter(role for role, _ in found) == {"organiser": 1, "funder": 1, "participant": 31}
    assert {("organiser", "cornell-tech"), ("funder", "nsf")} <= set(found)


def test_participants_have_the_affiliations_of_that_date_only_from_the_report(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        f"""SELECT ?who ?body {{ {EVENT} atlas:hasParticipation ?p . ?p atlas:participant ?who ;
        atlas:inRole <scheme/participation-role/participant> . ?who atlas:hasAffiliation ?a .
        ?a atlas:affiliatedWith ?body ; atlas:accordingTo <id/source/workshop-report> }}""",
    )
    assert (len(rows), len({who for who, _ in rows})) == (49, 31)
    assert {("yann-lecun", "meta"), ("yann-lecun", "new-york-university")} <= set(last(rows))


def test_each_of_six_themes_has_context_opportunities_challenges_next_steps_and_a_question(shipped: Shipped) -> None:
    for note in NOTES:
        rows = ask(shipped, f"SELECT ?theme {{ {EVENT} atlas:hasTheme ?theme . ?theme atlas:{note} ?text }}")
        assert len(rows) == 6, note


def test_points_of_disagreement_are_kept(shipped: Shipped) -> None:
    rows = ask(shipped, "SELECT ?theme { ?theme a atlas:Theme ; atlas:disagreementNote ?text }")
    assert {name for (name,) in last(rows)} == {
        "organisational-structures",
        "training-frontier-models",
        "accessible-user-models",
        "model-safety",
    }


def test_links_to_the_study_s_challenges_are_readings_of_the_atlas(shipped: Shipped) -> None:
    rows = ask(
        shipped,
        """SELECT ?claim ?basis ?assessor { ?claim atlas:claimQuestion atlas:concernsChallenge ;
        atlas:claimBasis ?basis ; atlas:assessor ?assessor }""",
    )
    assert len(rows) >= 10
    assert {row[1:] for row in last(rows)} == {("interpretation", "open-llm-atlas")}
