"""Merges of whole branches: bases, provenance, refusals, and what is left when one dies in the middle."""

import asyncio
import os
import signal
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from tests.intake.branching.cases import BASE, GRAPH, TOPIC, G, bed, head, page, say, size
from tests.intake.branching.conftest import Garden, Own

from atlas.errors import AtlasError, InputError, PreconditionError
from atlas.intake.branching.lineage import compare_states, find_base
from atlas.intake.branching.merging import Plan, choose, commit_merge, plan_merge, settle
from atlas.intake.branching.resolutions import read_takes, write_conflicts
from atlas.intake.branching.states import States
from atlas.intake.branching.threeway import Take
from atlas.rdf.terms import NamedNode, Quad
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Change, Commit

DEATHS = 6


def plan(garden: Garden, states: States, into: str, of: str) -> Plan:
    return plan_merge(states.head(into), states.head(of), garden.schema)


def merge(garden: Garden, into: str, of: str, rest: Take | None = None) -> Commit:
    """Merge a branch, every conflict settled one way."""
    with States(garden.branches) as states:
        planned = plan(garden, states, into, of)
        settled = settle(planned, choose(planned.conflicts, {}, rest))
        store: Any = Own(garden.branches.path(into))
        return asyncio.run(commit_merge(store, planned, settled, who="Karl", why=f"merge {of}"))


def base(garden: Garden, into: str, of: str) -> str:
    with States(garden.branches) as states:
        return str(find_base(states.head(into), states.head(of)))


def has_news(garden: Garden, into: str, of: str) -> bool:
    with States(garden.branches) as states:
        return plan(garden, states, into, of).has_news


def elsewhere(quad: Quad, graph: str) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, NamedNode(f"{BASE}graph/{graph}"))


def test_merge_is_one_commit_that_says_from_where_and_by_whom(garden: Garden) -> None:
    garden.fork("fix")
    garden.commit("fix", [page(1)], who="Bob")
    garden.commit("fix", [page(2)], who="Eve")
    commit = merge(garden, "main", "fix")
    assert (commit.number, commit.who, commit.why, commit.added) == (2, "Karl", "merge fix", 2)
    about = commit.about
    assert (about["merges"], about["base"], about["commits"], about["authors"]) == (
        "fix@3",
        "fix@1",
        "3, 2",
        "Eve; Bob",
    )
    assert garden.quads("main") == garden.quads("fix")


def test_changes_of_both_sides_stand_after_a_merge(garden: Garden) -> None:
    garden.fork("fix")
    start = garden.quads("main")
    garden.commit("main", [size("2.0")], [size("1.5")])
    garden.commit("fix", bed(2, 3))
    merge(garden, "main", "fix")
    assert garden.quads("main") == {*start, size("2.0"), *bed(2, 3)} - {size("1.5")}


def test_base_is_what_was_last_merged_between_the_two(garden: Garden) -> None:
    garden.fork("fix")
    assert base(garden, "main", "fix") == "fix@1"
    garden.commit("fix", [page(1)])
    merge(garden, "main", "fix")
    assert base(garden, "main", "fix") == "fix@2"
    garden.commit("main", [page(2)])
    merge(garden, "fix", "main")
    assert base(garden, "main", "fix") == base(garden, "fix", "main") == "main@3"
    garden.commit("fix", [page(3)])
    merge(garden, "main", "fix")
    assert base(garden, "main", "fix") == "fix@4"
    assert garden.quads("main") == garden.quads("fix")


def test_second_merge_brings_only_what_is_new(garden: Garden) -> None:
    garden.fork("fix")
    garden.commit("fix", [page(1)])
    merge(garden, "main", "fix")
    garden.commit("main", [], [page(1)])
    garden.commit("fix", [page(2)])
    assert merge(garden, "main", "fix").added == 1
    assert page(1) not in garden.quads("main")
    assert not has_news(garden, "main", "fix")


def test_branch_brought_up_to_date_merges_back_what_it_did(garden: Garden) -> None:
    garden.fork("fix")
    garden.commit("fix", [size("2.0")], [size("1.5")])
    garden.commit("main", [page(1)])
    merge(garden, "fix", "main")
    assert {size("2.0"), page(1)} < garden.quads("fix")
    assert merge(garden, "main", "fix").added == 1
    assert garden.quads("main") == garden.quads("fix")


def test_conflict_settled_once_is_not_asked_again(garden: Garden) -> None:
    garden.fork("fix")
    for name, value in (("main", "2.0"), ("fix", "3.0")):
        garden.commit(name, [size(value)], [size("1.5")])
    commit = merge(garden, "main", "fix", "ours")
    assert (commit.number, commit.added, commit.removed) == (3, 0, 0)
    assert size("2.0") in garden.quads("main")
    assert not has_news(garden, "main", "fix")


def test_branch_of_the_same_name_made_anew_is_not_taken_for_the_old_one(garden: Garden) -> None:
    garden.fork("fix")
    garden.commit("fix", [page(1)])
    merge(garden, "main", "fix")
    garden.branches.remove("fix")
    garden.fork("fix", 1)
    garden.commit("fix", [page(7)])
    assert base(garden, "main", "fix") == "fix@1"
    assert merge(garden, "main", "fix").added == 1


def test_merge_is_refused_when_a_record_moved_on_meanwhile(garden: Garden) -> None:
    garden.fork("fix")
    garden.commit("fix", [page(1)])

    async def work(store: EmbeddedStore) -> None:
        with States(garden.branches) as states:
            planned = plan(garden, states, "main", "fix")
            await store.commit(Change([], [page(5)], "Eve", "quicker"))
            with pytest.raises(PreconditionError):
                await commit_merge(store, planned, settle(planned, {}), who="Karl", why="merge")
        assert store.number == 2

    garden.open("main", work)
    assert page(1) not in garden.quads("main")
    merge(garden, "main", "fix")
    assert {page(1), page(5)} < garden.quads("main")


def test_record_removed_there_and_pointed_to_here_is_a_conflict(garden: Garden) -> None:
    plant = [elsewhere(say(f"{BASE}id/plant/moss", f"{G}hectares", "urn:x"), "plant/moss")]
    garden.commit("main", plant)
    garden.fork("fix")
    garden.commit("fix", [], plant)
    garden.commit("main", bed(2, 1, "moss"))
    with States(garden.branches) as states:
        planned = plan(garden, states, "main", "fix")
        conflict = planned.conflicts[0]
        assert (conflict.kind, conflict.graph, len(conflict.ours.added)) == ("record", f"{BASE}graph/plant/moss", 1)
        kept, gone = (settle(planned, {conflict.mark: take}) for take in ("ours", "theirs"))  # type: ignore[arg-type]
        assert kept.after == {}
        assert gone.fates() == {"removed": 1}


def test_difference_between_branches_leaves_out_what_rules_derive(garden: Garden) -> None:
    garden.fork("fix")
    garden.commit("fix", [page(1), elsewhere(page(9), "rule/types")])
    garden.commit("main", [page(2)])
    with States(garden.branches) as states:
        main, fix = states.head("main"), states.head("fix")
        found = compare_states(main, fix, garden.schema.base)
        assert (found.removed, found.added) == ((page(2),), (page(1),))
        assert compare_states(fix, main, garden.schema.base) == found.inverse()
        assert compare_states(main.at(1), main, garden.schema.base).added == (page(2),)


def test_resolutions_are_read_back_and_what_is_wrong_with_them_is_said(garden: Garden) -> None:
    garden.fork("fix")
    for name, value in (("main", "2.0"), ("fix", "3.0")):
        garden.commit(name, [size(value)], [size("1.5")])
    with States(garden.branches) as states:
        conflicts = plan(garden, states, "main", "fix").conflicts
    text = write_conflicts([(conflicts[0], {"about": "Size: one\nof many", "main": "- a\n+ b"})], ["Say which."])
    assert read_takes(text, conflicts) == {}
    taken = text.replace("take: null", "take: theirs")
    assert read_takes(taken, conflicts) == {conflicts[0].mark: "theirs"}
    for wrong in ("- [", "a: b", taken.replace("theirs", "both"), taken.replace(conflicts[0].mark, "0" * 12)):
        with pytest.raises(InputError):
            read_takes(wrong, conflicts)


def test_merge_that_is_killed_is_there_as_a_whole_or_not_at_all(garden: Garden) -> None:
    chance = Random(7)
    garden.fork("fix")
    garden.commit("fix", [quad for number in range(2, 40) for quad in bed(number, number)])
    garden.commit("fix", [elsewhere(page(number), f"garden/g{number}") for number in range(40)])
    before, wanted = garden.quads("main"), garden.quads("fix")

    async def die(store: EmbeddedStore) -> None:
        with States(garden.branches) as states:
            planned = plan(garden, states, "main", "fix")
            if not planned.has_news:
                return
            making: asyncio.Task[Any] = asyncio.ensure_future(
                commit_merge(store, planned, settle(planned, {}), who="Karl", why="merge")
            )
            await asyncio.sleep(chance.uniform(0, 0.03))
            os.kill(store.pids()["writer"][0], signal.SIGKILL)
            with suppress(AtlasError):
                await making

    for _ in range(DEATHS):
        garden.open("main", die)
        held = garden.quads("main")
        assert held in (before, wanted)
        assert has_news(garden, "main", "fix") == (held == before)


def test_graph_and_topic_of_the_cases_are_those_of_the_toy_home(garden: Garden) -> None:
    assert {quad.graph_name.value for quad in head()} == {GRAPH}  # type: ignore[union-attr]
    assert TOPIC.startswith(f"{garden.schema.base}id/garden/")
