"""What is decided of a pair outweighs every likeness, whichever way round it was decided."""

from collections.abc import Callable

import pytest
from tests.intake.identities.conftest import BASE, actor, model, tell

from atlas.intake.identities.resolve import Identities, Resolution
from atlas.schema.model import Schema

Resolve = Callable[[str, str], Resolution]
META = actor("meta", "Meta")
HELD = META + model("held", "Llama-3.1-8B", "meta")
NEW = META + model("new", "Llama-3.1-8B", "meta")
OWL = "http://www.w3.org/2002/07/owl#"


@pytest.mark.parametrize("pair", ["<id/model/new> {} <id/model/held> . ", "<id/model/held> {} <id/model/new> . "])
def test_things_that_a_person_parted_stay_apart(resolve: Resolve, pair: str) -> None:
    assert resolve(HELD + pair.format(f"<{OWL}differentFrom>"), NEW) == Resolution()


def test_things_that_a_person_joined_are_linked_whatever_they_are_called(resolve: Resolve) -> None:
    other = model("new", "Something Else 70B")
    found = resolve(HELD + "<id/model/new> s:exactMatch <id/model/held> . ", other)
    assert [(one.target, one.by, one.score) for one in found.links] == [(f"{BASE}id/model/held", "decision", 1.0)]


def test_a_no_outweighs_an_earlier_yes(resolve: Resolve) -> None:
    both = f"<id/model/new> s:exactMatch <id/model/held> . <id/model/held> <{OWL}differentFrom> <id/model/new> . "
    assert resolve(HELD + both, NEW) == Resolution()


def test_held_things_that_may_be_one_are_found_once_and_not_when_decided(schema: Schema) -> None:
    twins = HELD + model("twin", "Llama 3.1 8B", "meta")
    found = Identities(schema, tell(twins)).resolve_held()
    assert [{one.subject, one.target} for one in found.links] == [{f"{BASE}id/model/held", f"{BASE}id/model/twin"}]
    decided = twins + f"<id/model/held> <{OWL}differentFrom> <id/model/twin> . "
    assert Identities(schema, tell(decided)).resolve_held() == Resolution()


def test_a_match_in_doubt_never_scores_like_a_certain_one(resolve: Resolve) -> None:
    found = resolve(HELD, META + model("new", "Llama-3.1-8B-Instruct", "meta"))
    assert len(found.review) == 1
    assert 0.3 <= found.review[0].score <= 0.9
