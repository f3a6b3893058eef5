"""Where the focuses of a rule are found when it is run for all of them, some at a time. Nothing is evaluated here."""

from collections.abc import Sequence
from dataclasses import dataclass

from atlas.schema.patterns import Construct, Step
from atlas.schema.together import ends, is_variable, join, rename, separate, unify


@dataclass(frozen=True)
class Start:
    """Where every focus of some solutions stands: at place 0 or 2 of the triples of a predicate.

    predicate: an IRI, or None where predicates gives the query for them.
    """

    place: int
    predicate: str | None
    object: str | None
    predicates: str


def find_starts(query: Construct, focus: str) -> tuple[Start, ...] | None:
    """Triples among which every focus can be found, for each alternative of the query; None where there are none."""
    found: dict[Start, None] = {}
    for context in join([()], separate(query.where).parts):
        names = unify(context)
        goal = names.get(focus, focus)
        steps = [rename(one, names) for one in context if isinstance(one, Step)]
        ways = [way for step in steps if (way := _start(query, goal, step, steps)) is not None]
        if not ways:
            return None
        found[min(ways, key=lambda way: (way.predicate is None, way.object is None, way.place))] = None
    return tuple(found)


def _start(query: Construct, goal: str, step: Step, steps: Sequence[Step]) -> Start | None:
    if step.repeats or goal not in ends(step) or len(step.touches) > 1:
        return None
    touch = step.touches[0]
    first, last = (step.object, step.subject) if touch.inverse else (step.subject, step.object)
    place = 0 if first == goal else 2
    end = None if place == 2 or is_variable(last) else query.resolve(last)
    if not is_variable(touch.predicate):
        return Start(place, query.resolve(touch.predicate), end, "")
    around = [one.text for one in steps if touch.predicate in ends(one)]
    said = f"{query.prologue}SELECT DISTINCT {touch.predicate} WHERE {{ {' '.join(around)} }}"
    return Start(place, None, end, said) if around else None
