"""Three-way merging: what merges by itself, what is a conflict, and what holds of any merge."""

from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from tests.intake.branching.cases import (
    BASE,
    GRAPH,
    TOPIC,
    G,
    State,
    bed,
    head,
    mix,
    modified,
    name,
    owner,
    page,
    proof,
    random_state,
    say,
    size,
    typed,
)  # fmt: skip

from atlas.errors import ParameterError
from atlas.intake.branching.single import SingleValues
from atlas.intake.branching.threeway import Merged, Take, merge_graph
from atlas.namespaces import RDF
from atlas.rdf.terms import Quad
from atlas.schema.load import load_schema

CASES = 200


@pytest.fixture(scope="module")
def single(root: Path) -> SingleValues:
    return SingleValues(load_schema(root / "tests" / "toy"))


def settle(merged: Merged, take: Take = "ours") -> State:
    return frozenset(merged.settle({one.mark: take for one in merged.conflicts}))


def states(seed: int) -> tuple[Random, State, State, State]:
    chance = Random(seed)
    return chance, random_state(chance), random_state(chance), random_state(chance)


def parts(state: Iterable[Quad], part: str) -> State:
    return frozenset(quad for quad in state if quad.subject.value == part)  # type: ignore[union-attr]


def test_disjoint_changes_merge_to_both_applied_in_either_order(single: SingleValues) -> None:
    for seed in range(CASES):
        chance, base, left, right = states(seed)
        owners = sorted({owner(quad) for quad in base | left | right} - {f"{RDF}type"})
        chosen = set(chance.sample(owners, len(owners) // 2))
        ours, theirs = mix(base, left, chosen), mix(base, right, set(owners) - chosen)
        merged = merge_graph(GRAPH, base, ours, theirs, single)
        assert merged.conflicts == (), seed
        assert settle(merged) == mix(ours, right, set(owners) - chosen) == mix(theirs, left, chosen)


def test_same_change_on_both_sides_is_no_conflict_and_one_side_alone_is_taken(single: SingleValues) -> None:
    for seed in range(CASES):
        _, base, ours, _ = states(seed)
        for one, other in ((ours, ours), (ours, base), (base, ours)):
            merged = merge_graph(GRAPH, base, one, other, single)
            assert merged.conflicts == ()
            assert settle(merged) == ours


def test_sides_may_be_swapped_and_a_merge_made_again_does_nothing(single: SingleValues) -> None:
    for seed in range(CASES):
        _, base, ours, theirs = states(seed)
        merged, swapped = (merge_graph(GRAPH, base, *sides, single) for sides in ((ours, theirs), (theirs, ours)))
        assert settle(merged, "ours") == settle(swapped, "theirs")
        assert {(one.ours, one.theirs) for one in merged.conflicts} == {
            (one.theirs, one.ours) for one in swapped.conflicts
        }
        done = settle(merged, "theirs")
        again = merge_graph(GRAPH, base, done, theirs, single)
        assert again.conflicts == ()
        assert settle(again) == done


def test_no_part_and_its_evidence_come_from_two_sides(single: SingleValues) -> None:
    for seed in range(CASES):
        chance, base, ours, theirs = states(seed)
        merged = merge_graph(GRAPH, base, ours, theirs, single)
        takes: dict[str, Take] = {one.mark: chance.choice(("ours", "theirs")) for one in merged.conflicts}
        result = frozenset(merged.settle(takes))
        tied = {(q.subject.value, q.object.value) for q in result if "#" in q.subject.value and "#" in str(q.object)}  # type: ignore[union-attr]
        for part, other in tied:
            whole = parts(result, part) | parts(result, other)
            assert whole in [parts(side, part) | parts(side, other) for side in (ours, theirs)]


def both(ours: Iterable[Quad], theirs: Iterable[Quad], base: Iterable[Quad] = ()) -> tuple[State, State, State]:
    """Both sides' states beside the base: each the head and what is given."""
    return frozenset([*head(), *base]), frozenset([*head(), *ours]), frozenset([*head(), *theirs])


def test_different_values_of_a_property_that_takes_one_are_a_conflict(single: SingleValues) -> None:
    merged = merge_graph(GRAPH, *both([size("2.0")], [size("3.0")], [size("1.5")]), single)
    conflict = merged.conflicts[0]
    assert (conflict.kind, conflict.about, conflict.path) == ("value", (TOPIC,), f"{G}hectares")
    assert (conflict.ours.added, conflict.theirs.added) == ((size("2.0"),), (size("3.0"),))
    assert conflict.choices == ("ours", "theirs")
    with pytest.raises(ParameterError):
        settle(merged, "both")


def test_value_that_one_side_took_away_and_the_other_changed_is_a_conflict(single: SingleValues) -> None:
    assert merge_graph(GRAPH, *both([], [size("3.0")], [size("1.5")]), single).conflicts


def test_names_in_different_languages_stand_side_by_side_and_two_in_one_do_not(single: SingleValues) -> None:
    merged = merge_graph(GRAPH, *both([name("A")], [name("B", "de")]), single)
    assert settle(merged) == {*head(), name("A"), name("B", "de")}
    assert merge_graph(GRAPH, *both([name("A")], [name("B")]), single).conflicts


def test_values_added_on_both_sides_stand_side_by_side(single: SingleValues) -> None:
    merged = merge_graph(GRAPH, *both([page(1), page(2)], [page(2), page(3)], [page(1)]), single)
    assert settle(merged) == {*head(), page(2), page(3)}


def test_value_replaced_by_two_others_is_a_conflict_that_may_keep_both(single: SingleValues) -> None:
    merged = merge_graph(GRAPH, *both([page(2)], [page(3)], [page(1)]), single)
    assert merged.conflicts[0].choices == ("ours", "theirs", "both")
    assert settle(merged, "both") == {*head(), page(2), page(3)}


def test_record_removed_on_one_side_and_changed_on_the_other_is_a_conflict(single: SingleValues) -> None:
    base, ours, _ = both([size("2.0")], [], [size("1.5")])
    merged = merge_graph(GRAPH, base, ours, [], single)
    assert merged.conflicts[0].kind == "record"
    assert (settle(merged, "ours"), settle(merged, "theirs")) == (ours, frozenset())
    assert settle(merge_graph(GRAPH, base, base, [], single)) == frozenset()


def test_claim_changed_here_and_its_evidence_there_are_one_conflict(single: SingleValues) -> None:
    part = f"{TOPIC}#bed-1"
    merged = merge_graph(
        GRAPH,
        *both(
            [*bed(1, 13), *proof(1, part)],
            [*bed(1, 12), *proof(1, part, locator="page 9")],
            [*bed(1, 12), *proof(1, part)],
        ),
        single,
    )
    assert [(one.kind, one.about) for one in merged.conflicts] == [("part", (part, f"{TOPIC}#proof-1"))]
    assert settle(merged, "theirs") == {*head(), *bed(1, 12), *proof(1, part, locator="page 9")}


def test_new_evidence_on_both_sides_for_the_same_claim_stands_side_by_side(single: SingleValues) -> None:
    part = f"{TOPIC}#bed-1"
    merged = merge_graph(
        GRAPH, *both([*bed(1, 12), *proof(1, part)], [*bed(1, 12), *proof(2, part)], bed(1, 12)), single
    )
    assert settle(merged) == {*head(), *bed(1, 12), *proof(1, part), *proof(2, part)}


def test_claims_that_share_evidence_are_changed_apart(single: SingleValues) -> None:
    shared = [*proof(1, f"{TOPIC}#bed-1"), say(f"{TOPIC}#proof-1", f"{G}supports", f"{TOPIC}#bed-2")]
    merged = merge_graph(
        GRAPH,
        *both([*bed(1, 9), *bed(2, 2), *shared], [*bed(1, 1), *bed(2, 9), *shared], [*bed(1, 1), *bed(2, 2), *shared]),
        single,
    )
    assert settle(merged) == {*head(), *bed(1, 9), *bed(2, 9), *shared}


def test_value_set_on_both_sides_is_taken_with_its_evidence(single: SingleValues) -> None:
    path = f"{G}hectares"
    merged = merge_graph(
        GRAPH, *both([size("2.0"), *proof(1, TOPIC, path)], [size("3.0"), *proof(2, TOPIC, path)]), single
    )
    assert settle(merged, "ours") == {*head(), size("2.0"), *proof(1, TOPIC, path)}
    assert settle(merged, "theirs") == {*head(), size("3.0"), *proof(2, TOPIC, path)}


def test_value_changed_here_and_what_it_rests_on_there_is_a_conflict(single: SingleValues) -> None:
    path = f"{G}hectares"
    merged = merge_graph(
        GRAPH,
        *both(
            [size("2.0"), *proof(1, TOPIC, path)],
            [size("1.5"), *proof(1, TOPIC, path, "page 9")],
            [size("1.5"), *proof(1, TOPIC, path)],
        ),
        single,
    )
    assert [one.kind for one in merged.conflicts] == ["part"]


def test_link_to_a_part_goes_with_the_part(single: SingleValues) -> None:
    merged = merge_graph(GRAPH, *both([], bed(1, 13), bed(1, 12)), single)
    assert settle(merged, "ours") == frozenset(head())
    assert settle(merged, "theirs") == {*head(), *bed(1, 13)}


def test_later_day_of_change_is_kept_without_asking(single: SingleValues) -> None:
    days = both([modified("2026-11-20")], [modified("2026-11-19")], [modified("2026-11-10")])
    assert settle(merge_graph(GRAPH, *days, single)) == {*head(), modified("2026-11-20")}


def test_value_written_otherwise_is_the_same_value(single: SingleValues) -> None:
    merged = merge_graph(GRAPH, *both([size("2.50")], [size("2.5")], [size("1.5")]), single)
    assert settle(merged) == {*head(), size("2.50")}
    kept = merge_graph(GRAPH, *both([size("1.50")], [size("1.5"), page(1)], [size("1.5")]), single)
    assert settle(kept) == {*head(), size("1.50"), page(1)}


def test_name_of_a_conflict_stands_for_its_statements(single: SingleValues) -> None:
    def mark(value: str) -> str:
        return merge_graph(GRAPH, *both([size(value)], [size("3.0")], [size("1.5")]), single).conflicts[0].mark

    assert mark("2.0") == mark("2.0") != mark("4.0")


def test_functional_property_takes_one_value_whatever_the_class(root: Path) -> None:
    schema = load_schema(root)
    single = SingleValues(schema)
    functional = next(
        quad.subject.value
        for quad in schema.ontology
        if str(quad.object).endswith("FunctionalProperty>") and "Inverse" not in str(quad.object)
    )
    assert single.slot((), functional, typed("1", "integer")) == "*"
    assert single.slot((), f"{BASE}none", typed("1", "integer")) is None
