"""Indexes of past states are kept for the few that were used last."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

from atlas.schema.model import Schema
from atlas.search.past import KEPT, PastSearches
from atlas.store.protocol import Store


def test_index_of_a_state_is_shared_until_others_take_its_place(tmp_path: Path) -> None:
    searches = PastSearches(cast(Schema, SimpleNamespace()), tmp_path / "past")
    states = [cast(Store, SimpleNamespace(number=number)) for number in range(KEPT + 1)]
    first = searches.of(states[0])
    (tmp_path / "past" / "0").mkdir(parents=True)
    assert searches.of(states[0]) is first
    for state in states[1:]:
        searches.of(state)
    assert not (tmp_path / "past" / "0").exists()
    assert searches.of(states[0]) is not first
