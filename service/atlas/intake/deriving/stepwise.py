"""Deriving from what changed: layers before and after a change in; facts that go and facts that come out.

Each rule is run again for those focuses only that a changed triple can concern (schema/links.py says which these are),
before and after, and the difference is the rule's change. A rule without focus is run in full when a changed triple is
of a kind that it reads.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from atlas.errors import HomeError
from atlas.intake.deriving.focuses import Change, find_focuses, find_makers
from atlas.intake.deriving.full import run_whole, to_quad
from atlas.intake.deriving.windows import ROUNDS
from atlas.rdf.terms import NamedNode, Quad, Triple
from atlas.schema.rules import Rule
from atlas.store.layers import Layers

FOCUSES_AT_ONCE: Final = 500
FEW: Final = 50
SHARE: Final = 20
MOST: Final = 20_000
WHOLE_FACTS: Final = 300_000


@dataclass
class Step:
    """What one rule's turn is about: layers before and after, the rules before it, and what changed below it."""

    old: Layers
    new: Layers
    rule: Rule
    seen: list[str]
    shadows: list[str]
    change: Change
    gone: set[Triple] = field(default_factory=set)
    come: set[Triple] = field(default_factory=set)


class TooMuchError(Exception):
    """So much is concerned that deriving from all that is stated takes less memory."""


def advance(old: Layers, new: Layers, rules: Sequence[Rule], change: Change) -> tuple[list[Quad], list[Quad]]:
    """Bring the layers of `new` up with what is stated there; facts that went and facts that came. Raises TooMuchError.

    old: the layers before, complete. new: what is stated after, with the layers of before. change: of what is stated.
    """
    removed, added = list[Quad](), list[Quad]()
    for number, rule in enumerate(rules):
        before = rules[:number]
        seen = [one.graph for one in before if rule.can_read(one) and _is_read(rule, one.graph, old, new)]
        shadows = [one.graph for one in before if rule.can_make(one)]
        step = Step(old, new, rule, seen, shadows, change)
        _run(step, before)
        change.follow(step.gone, step.come)
        removed += (to_quad(fact, rule.graph) for fact in step.gone)
        added += (to_quad(fact, rule.graph) for fact in step.come)
    return removed, added


def _is_read(rule: Rule, layer: str, old: Layers, new: Layers) -> bool:
    """Whether a layer holds anything that the rule reads: each one more makes every look-up dearer."""
    return new.has_any(layer, rule.reads_only) or old.has_any(layer, rule.reads_only)


def _run(step: Step, before: Sequence[Rule]) -> None:
    rule, change = step.rule, step.change
    shadowed = {fact for fact in change.come if step.new.holds(fact, rule.graph)}
    visible = [*step.seen, rule.graph] if rule.is_fixpoint else step.seen
    focuses = find_focuses(rule, change, step.old, step.new, visible)
    if focuses is not None:
        unmasked = [fact for fact in change.gone if _may_make(rule, fact)]
        makers = find_makers(rule, unmasked, step.new, visible)
        focuses = None if makers is None else focuses | makers
    if focuses is None or len(focuses) > max(FEW, min(step.new.size(rule.graph) // SHARE, MOST)):
        _run_whole(step, before)
        return
    step.gone |= shadowed
    step.new.remove(rule.graph, shadowed)
    done = set[NamedNode]()
    while focuses:
        done |= focuses
        gone, come = _run_some(step, focuses)
        others = find_makers(rule, gone, step.new, visible, others=True)
        if rule.is_fixpoint and others is not None:
            further = find_focuses(rule, Change(gone, come), step.old, step.new, visible)
            others = None if further is None else others | further
        if others is None:
            _take_back(step)
            _run_whole(step, before)
            return
        focuses = others - done


def _run_some(step: Step, focuses: set[NamedNode]) -> tuple[set[Triple], set[Triple]]:
    """Run a rule for some focuses, before and after; what that changed."""
    rule = step.rule
    own = [rule.graph] if rule.is_fixpoint else []
    was, now = set[Triple](), set[Triple]()
    parts = list(_batches(sorted(focuses, key=str)))
    for some in parts:
        found = step.old.construct(rule.restricted, [*step.seen, *own], {"focus": some})
        was |= {fact for fact in found if step.old.holds(fact, rule.graph)}
    was = {fact for fact in was if step.new.holds(fact, rule.graph)}
    if own:
        step.new.remove(rule.graph, was)
    for _ in range(ROUNDS):
        fresh = set[Triple]()
        for some in parts:
            found = step.new.construct(rule.restricted, [*step.seen, *own], {"focus": some})
            fresh |= {fact for fact in found if fact not in now and not step.new.sees(fact, step.shadows)}
        now |= fresh
        if not own or not fresh:
            break
        step.new.add(rule.graph, fresh)
    else:
        raise HomeError(f"The rule {rule.query.stem} does not come to an end.", expected=f"at most {ROUNDS} rounds")
    gone = was - now
    come = {fact for fact in now - was if own or not step.new.holds(fact, rule.graph)}
    if not own:
        step.new.remove(rule.graph, gone)
        step.new.add(rule.graph, come)
    step.gone, step.come = (step.gone - come) | (gone - step.come), (step.come - gone) | (come - step.gone)
    return gone, come


def _run_whole(step: Step, before: Sequence[Rule]) -> None:
    """Run a rule in full."""
    graph = step.rule.graph
    if step.new.size(graph) > WHOLE_FACTS:
        raise TooMuchError
    was = set(step.new.facts(graph))
    step.new.remove(graph, was)
    run_whole(step.new, step.rule, before)
    now = set(step.new.facts(graph))
    step.gone, step.come = was - now, now - was


def _take_back(step: Step) -> None:
    step.new.remove(step.rule.graph, step.come)
    step.new.add(step.rule.graph, step.gone)


def _may_make(rule: Rule, fact: Triple) -> bool:
    return any(made.shape.has(fact) for made in rule.made)


def _batches(focuses: Sequence[NamedNode]) -> Iterable[Sequence[NamedNode]]:
    return (focuses[start : start + FOCUSES_AT_ONCE] for start in range(0, len(focuses), FOCUSES_AT_ONCE))
