"""From the tree of a rule's patterns: for each pattern, how the nodes of a matching triple lead to the rule's focus.

A rule's facts are partitioned by one variable, its focus. A changed triple can change the facts of those focuses only
that stand in one solution with it; each link is the query that finds them. Nothing is evaluated here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count, product
from typing import Final

from atlas.errors import SparqlSyntaxError
from atlas.schema.patterns import Alias, Aside, Construct, Group, Part, Select, Step, Touch, Union

CONTEXTS: Final = 400
FORWARD: Final = 1
BACKWARD: Final = 3
Context = tuple[Step | Alias, ...]


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


def is_variable(name: str) -> bool:
    """Whether a term as written is a variable."""
    return name.startswith("?")


def find_links(query: Construct, focus: str) -> tuple[Link, ...]:
    """A link for every pattern of the query, each once."""
    found: dict[Link, None] = {}
    for step, context in _walk(_separate(query.where), [()]):
        for touch in step.touches:
            found[_link(query, focus, step, touch, context)] = None
    return tuple(found)


def find_makers(query: Construct, focus: str, variable: str) -> tuple[Link, ...]:
    """Links from a variable of the template to the focuses whose solutions may hold a value of it."""
    found: dict[Link, None] = {}
    for step, context in _walk(_separate(query.where), [()]):
        names = _unify(context)
        start, goal = names.get(variable, variable), names.get(focus, focus)
        if start in (step.subject, step.object) or variable in (step.subject, step.object):
            steps = [_rename(one, names) for one in context if isinstance(one, Step)]
            way = _find_way({start}, goal, steps)
            body = " ".join(one.text for one in way or ())
            found[Link(None, None, None, (0,), (start,), _name_focus(body, goal, focus), way is not None)] = None
    return tuple(found)


def _link(query: Construct, focus: str, step: Step, touch: Touch, context: Context) -> Link:
    names = _unify(context)
    steps = [_rename(one, names) for one in context if isinstance(one, Step)]
    step = _rename(step, names)
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
        known |= _variables(one)
    narrow = [one for one in others if _variables(one) <= known or (is_variable(edge.path) and edge.path in _ends(one))]
    body = " ".join(dict.fromkeys(one.text for one in (*chosen, *narrow)))
    constants = [None if is_variable(term) else query.resolve(term) for term in terms]
    variables = tuple(terms[place] for place in places)
    return Link(constants[0], constants[1], constants[2], places, variables, _name_focus(body, goal, focus), leads)


def _name_focus(body: str, goal: str, focus: str) -> str:
    return body if goal == focus else f"{body} BIND({goal} AS {focus})"


def _take_edge(step: Step, touch: Touch) -> tuple[Step, list[Step]]:
    """The one triple of a step that a touch is about, and what leads from a repetition's ends to it."""
    if not step.repeats:
        ends = (step.object, step.subject) if touch.inverse else (step.subject, step.object)
        return Step(ends[0], touch.predicate, ends[1], (touch,)), []
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
            if name in _variables(step):
                dear = FORWARD if name == step.subject else BACKWARD
                for other in sorted(_variables(step) - seen):
                    number += 1
                    heappush(queue, (cost + dear, number, other, [*way, step]))
    return None


def _variables(step: Step) -> set[str]:
    return {name for name in (step.subject, step.path, step.object) if is_variable(name)}


def _ends(step: Step) -> set[str]:
    return {name for name in (step.subject, step.object) if is_variable(name)}


def _unify(context: Context) -> dict[str, str]:
    """Variables that are other names of variables."""
    names: dict[str, str] = {}
    for part in context:
        if isinstance(part, Alias) and part.source:
            names[part.target] = names.get(part.source, part.source)
    return names


def _rename(step: Step, names: dict[str, str]) -> Step:
    return replace(
        step,
        subject=names.get(step.subject, step.subject),
        path=names.get(step.path, step.path),
        object=names.get(step.object, step.object),
        touches=tuple(replace(one, predicate=names.get(one.predicate, one.predicate)) for one in step.touches),
    )


def _walk(group: Group, outer: list[Context]) -> Iterator[tuple[Step, Context]]:
    """Every step with each set of steps that every solution with it has."""
    for place, part in enumerate(group.parts):
        rest = _join(outer, [one for at, one in enumerate(group.parts) if at != place])
        if isinstance(part, Step):
            yield from ((part, (part, *context)) for context in rest)
        elif isinstance(part, Union):
            for branch in part.branches:
                yield from _walk(branch, rest)
        elif isinstance(part, Group | Aside | Select):
            yield from _walk(part if isinstance(part, Group) else part.group, rest)


def _join(outer: list[Context], parts: Sequence[Part]) -> list[Context]:
    found = outer
    for part in parts:
        found = [(*left, *right) for left, right in product(found, _contexts(part))]
        if len(found) > CONTEXTS:
            raise SparqlSyntaxError("A rule cannot be taken apart: it has too many alternatives.")
    return found


def _contexts(part: Part) -> list[Context]:
    """What a part requires, one for each alternative."""
    if isinstance(part, Step | Alias):
        return [(part,)]
    if isinstance(part, Union):
        return [context for branch in part.branches for context in _join([()], branch.parts)]
    if isinstance(part, Group | Select):
        return _join([()], part.parts if isinstance(part, Group) else part.group.parts)
    return [()]


def _separate(group: Group) -> Group:
    """The same tree in which a variable of an inner query that means nothing outside has a name of its own."""
    numbers = count(1)

    def visit(part: Part, names: "_Names") -> Part:
        if isinstance(part, Step):
            return _rename(part, names)
        if isinstance(part, Alias):
            return Alias(names.get(part.source, part.source), names.get(part.target, part.target))
        if isinstance(part, Union):
            return Union(tuple(inside(branch, names) for branch in part.branches))
        if isinstance(part, Aside):
            return Aside(inside(part.group, names))
        if isinstance(part, Select):
            return Select(part.keeps, inside(part.group, _Names(names, part.keeps, next(numbers))))
        return inside(part, names)

    def inside(within: Group, names: "_Names") -> Group:
        return Group(within.start, [visit(part, names) for part in within.parts])

    return inside(group, _Names(None, frozenset(), 0))


class _Names(dict[str, str]):
    """Names of variables inside an inner query: those it keeps are the outer ones."""

    def __init__(self, outer: "_Names | None", keeps: frozenset[str], number: int) -> None:
        super().__init__()
        self._outer, self._keeps, self._number = outer, keeps, number

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        if not is_variable(name) or self._outer is None:
            return name
        return self._outer.get(name) if name in self._keeps else f"{name}_{self._number}"
