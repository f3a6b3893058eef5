"""From the tree of a rule's patterns: for each pattern, how the nodes of a matching triple lead to the rule's focus.

A rule's facts are partitioned by one variable, its focus. A changed triple can change the facts of those focuses only
that stand in one solution with it; each link is the query that finds them. Nothing is evaluated here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

from atlas.schema.patterns import Construct, Step, Touch
from atlas.schema.together import Context, ends, is_variable, rename, separate, unify, variables, walk

FORWARD: Final = 1
BACKWARD: Final = 3


@dataclass(frozen=True)
class Link:
    """How triples of one pattern lead to focuses.

    subject, predicate, object: an IRI where the pattern names one, else None. places: the position of a triple (0 to 2)
    that each of variables stands at. body: patterns that join variables with the focus, or, where leads is False,
    only tell whether the triple matters; then every focus is concerned.
    """

    subject: str | None
    predicate: str | None
    object: str | None
    places: tuple[int, ...]
    variables: tuple[str, ...]
    body: str
    leads: bool


def find_links(query: Construct, focus: str) -> tuple[Link, ...]:
    """A link for every pattern of the query, each once."""
    found: dict[Link, None] = {}
    for step, context in walk(separate(query.where), [()]):
        for touch in step.touches:
            found[_link(query, focus, step, touch, context)] = None
    return tuple(found)


def find_makers(query: Construct, focus: str, variable: str) -> tuple[Link, ...]:
    """Links from a variable of the template to the focuses whose solutions may hold a value of it."""
    found: dict[Link, None] = {}
    for step, context in walk(separate(query.where), [()]):
        names = unify(context)
        start, goal = names.get(variable, variable), names.get(focus, focus)
        if start in (step.subject, step.object) or variable in (step.subject, step.object):
            steps = [rename(one, names) for one in context if isinstance(one, Step)]
            way = _find_way({start}, goal, steps)
            body = " ".join(one.text for one in way or ())
            found[Link(None, None, None, (0,), (start,), _name_focus(body, goal, focus), way is not None)] = None
    return tuple(found)


def _link(query: Construct, focus: str, step: Step, touch: Touch, context: Context) -> Link:
    names = unify(context)
    steps = [rename(one, names) for one in context if isinstance(one, Step)]
    step = rename(step, names)
    goal = names.get(focus, focus)
    edge, around = _take_edge(step, touch)
    terms = (edge.subject, edge.path, edge.object)
    places = tuple(place for place, term in enumerate(terms) if is_variable(term) and term not in terms[:place])
    known = {terms[place] for place in places}
    others = [*around, *(one for one in steps if one != step)]
    way = _find_way(known, goal, others)
    leads = way is not None
    chosen = [edge, *(way or ())]
    for one in chosen:
        known |= variables(one)
    narrow = [one for one in others if variables(one) <= known or (is_variable(edge.path) and edge.path in ends(one))]
    body = " ".join(dict.fromkeys(one.text for one in (*chosen, *narrow)))
    constants = [None if is_variable(term) else query.resolve(term) for term in terms]
    named = tuple(terms[place] for place in places)
    return Link(constants[0], constants[1], constants[2], places, named, _name_focus(body, goal, focus), leads)


def _name_focus(body: str, goal: str, focus: str) -> str:
    return body if goal == focus else f"{body} BIND({goal} AS {focus})"


def _take_edge(step: Step, touch: Touch) -> tuple[Step, list[Step]]:
    """The one triple of a step that a touch is about, and what leads from a repetition's ends to it."""
    if not step.repeats:
        first, last = (step.object, step.subject) if touch.inverse else (step.subject, step.object)
        return Step(first, touch.predicate, last, (touch,)), []
    before, after = ("?stepTo", "?stepFrom") if touch.inverse else ("?stepFrom", "?stepTo")
    path = f"{step.path[:-1]}*"
    around = [Step(step.subject, path, before, step.touches), Step(after, path, step.object, step.touches)]
    return Step("?stepFrom", touch.predicate, "?stepTo", (touch,)), around


def _find_way(known: set[str], goal: str, steps: Sequence[Step]) -> list[Step] | None:
    """The cheapest steps that join known variables with the goal; None when none do.

    Going from an object to its subjects costs more: many things may point to one.
    """
    queue: list[tuple[int, int, str, list[Step]]] = [(0, at, name, []) for at, name in enumerate(sorted(known))]
    seen: set[str] = set()
    number = len(queue)
    while queue:
        cost, _, name, way = heappop(queue)
        if name == goal:
            return way
        if name in seen:
            continue
        seen.add(name)
        for step in steps:
            if name in variables(step):
                dear = FORWARD if name == step.subject else BACKWARD
                for other in sorted(variables(step) - seen):
                    number += 1
                    heappush(queue, (cost + dear, number, other, [*way, step]))
    return None
