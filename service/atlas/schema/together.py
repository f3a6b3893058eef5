"""What stands together in every solution of a query: its steps in sets, one an alternative. Nothing is evaluated."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, product
from typing import Final

from atlas.errors import SparqlSyntaxError
from atlas.schema.patterns import Alias, Aside, Group, Part, Select, Step, Union

CONTEXTS: Final = 400
Context = tuple[Step | Alias, ...]


def is_variable(name: str) -> bool:
    """Whether a term as written is a variable."""
    return name.startswith("?")


def variables(step: Step) -> set[str]:
    """Variables of a step."""
    return {name for name in (step.subject, step.path, step.object) if is_variable(name)}


def ends(step: Step) -> set[str]:
    """Variables at a step's ends."""
    return {name for name in (step.subject, step.object) if is_variable(name)}


def unify(context: Context) -> dict[str, str]:
    """Variables that are other names of variables."""
    names: dict[str, str] = {}
    for part in context:
        if isinstance(part, Alias) and part.source:
            names[part.target] = names.get(part.source, part.source)
    return names


def rename(step: Step, names: dict[str, str]) -> Step:
    """The step with other names for its variables."""
    return replace(
        step,
        subject=names.get(step.subject, step.subject),
        path=names.get(step.path, step.path),
        object=names.get(step.object, step.object),
        touches=tuple(replace(one, predicate=names.get(one.predicate, one.predicate)) for one in step.touches),
    )


def walk(group: Group, outer: list[Context]) -> Iterator[tuple[Step, Context]]:
    """Every step with each set of steps that every solution with it has."""
    for place, part in enumerate(group.parts):
        rest = join(outer, [one for at, one in enumerate(group.parts) if at != place])
        if isinstance(part, Step):
            yield from ((part, (part, *context)) for context in rest)
        elif isinstance(part, Union):
            for branch in part.branches:
                yield from walk(branch, rest)
        elif isinstance(part, Group | Aside | Select):
            yield from walk(part if isinstance(part, Group) else part.group, rest)


def join(outer: list[Context], parts: Sequence[Part]) -> list[Context]:
    """Each set with what the parts require, for each of their alternatives."""
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
        return [context for branch in part.branches for context in join([()], branch.parts)]
    if isinstance(part, Group | Select):
        return join([()], part.parts if isinstance(part, Group) else part.group.parts)
    return [()]


def separate(group: Group) -> Group:
    """The same tree in which a variable of an inner query that means nothing outside has a name of its own."""
    numbers = count(1)

    def visit(part: Part, names: "_Names") -> Part:
        if isinstance(part, Step):
            return rename(part, names)
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
