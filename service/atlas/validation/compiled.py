"""Shapes turned into functions once: a shape of SHACL Core in, a judge of focus nodes out, or None.

None says that the shape holds something not taken here (SPARQL constraints, property pairs, sh:closed, recursion, a
shape without a message): such a shape is left to pySHACL. Tests hold both against each other.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from atlas.namespaces import SH
from atlas.rdf.terms import Dataset, Literal, NamedNode, Term, objects
from atlas.validation.constraints import MAKERS, Test
from atlas.validation.facts import Facts
from atlas.validation.paths import Path, compile_path
from atlas.validation.result import Result
from atlas.validation.words import members

Check = Callable[[Facts, Term, Collection[Term]], Iterator[Result]]
PARAMETERS: Final = frozenset(
    f"{SH}{name}"
    for name in (
        *("and", "class", "closed", "datatype", "disjoint", "equals", "hasValue", "ignoredProperties", "in"),
        *("languageIn", "lessThan", "lessThanOrEquals", "maxCount", "maxExclusive", "maxInclusive", "maxLength"),
        *("minCount", "minExclusive", "minInclusive", "minLength", "node", "nodeKind", "not", "or", "pattern"),
        *("property", "qualifiedMaxCount", "qualifiedMinCount", "qualifiedValueShape"),
        *("qualifiedValueShapesDisjoint", "sparql", "uniqueLang", "xone"),
    )
)
SINGLE: Final = ("minCount", "maxCount", "uniqueLang", "datatype", "nodeKind", "languageIn", "minLength", "maxLength")
BESIDE: Final = ("qualifiedMinCount", "qualifiedMaxCount")


class NotTakenError(Exception):
    """A shape holds something that is left to pySHACL."""


@dataclass
class CompiledShape:
    """One shape as a list of checks. path: None for a node shape."""

    node: Term
    path_term: Term | None
    path: Path | None
    severity: str
    message: str
    checks: list[Check] = field(default_factory=list)
    properties: list["CompiledShape"] = field(default_factory=list)

    @property
    def is_outspoken(self) -> bool:
        """Whether every result it can give has a message of the shapes."""
        return (bool(self.message) or not self.checks) and all(one.is_outspoken for one in self.properties)

    def results(self, facts: Facts, focus: Term) -> Iterator[Result]:
        """Every result on one focus node."""
        values = self.path(facts, focus) if self.path is not None else (focus,)
        for check in self.checks:
            yield from check(facts, focus, values)

    def conforms(self, facts: Facts, node: Term) -> bool:
        """Whether there is no result on a node."""
        return next(self.results(facts, node), None) is None

    def result(self, focus: Term, value: Term | None, component: str) -> Result:
        """A result of this shape."""
        name = f"{SH}{component}ConstraintComponent"
        return Result(focus, self.path_term, value, self.severity, name, self.node, self.message)


class Compiler:
    """Compiles the shapes of one shapes graph; a shape that several use is compiled once."""

    def __init__(self, shapes: Dataset) -> None:
        self._shapes = shapes
        self._done: dict[Term, CompiledShape] = {}
        self._open: list[Term] = []

    def part(self, node: Term, *, with_properties: bool = True) -> CompiledShape | None:
        """A shape that speaks for itself, or None where pySHACL must judge it."""
        try:
            shape = self._compile(node) if with_properties else self._build(node, without=frozenset({"property"}))
        except NotTakenError:
            return None
        return shape if shape.is_outspoken else None

    def shape(self, node: Term) -> CompiledShape:
        """A shape, whether it speaks for itself or not. Raises NotTakenError."""
        return self._compile(node)

    def _compile(self, node: Term) -> CompiledShape:
        if node in self._open:
            raise NotTakenError
        if node not in self._done:
            self._open.append(node)
            try:
                self._done[node] = self._build(node)
            finally:
                self._open.pop()
        return self._done[node]

    def _build(self, node: Term, without: frozenset[str] = frozenset()) -> CompiledShape:
        shapes = self._shapes
        paths = objects(shapes, node, f"{SH}path")
        path = compile_path(shapes, paths[0]) if len(paths) == 1 else None
        severities = objects(shapes, node, f"{SH}severity")
        if (paths and path is None) or len(severities) > 1:
            raise NotTakenError
        severity = severities[0] if severities else None
        shape = CompiledShape(
            node=node,
            path_term=paths[0] if paths else None,
            path=path,
            severity=severity.value if isinstance(severity, NamedNode) else f"{SH}Violation",
            message=self._message(node),
        )
        off = objects(shapes, node, f"{SH}deactivated")
        if not any(isinstance(one, Literal) and one.value in ("true", "1") for one in off):
            shape.checks = [
                check for name in self._parameters(node) if name not in without for check in self._checks(shape, name)
            ]
        return shape

    def _parameters(self, node: Term) -> list[str]:
        stated = {quad.predicate.value for quad in self._shapes.quads_for_subject(node)}  # type: ignore[arg-type]
        return sorted(iri.removeprefix(SH) for iri in stated & PARAMETERS)

    def _message(self, node: Term) -> str:
        found = [one for one in objects(self._shapes, node, f"{SH}message") if isinstance(one, Literal)]
        return min(found, key=lambda one: (one.language != "en", one.value)).value if found else ""

    def _checks(self, shape: CompiledShape, name: str) -> list[Check]:
        values = objects(self._shapes, shape.node, f"{SH}{name}")
        if name in BESIDE or name == "flags":
            return []
        if name in SINGLE and len(values) != 1:
            raise NotTakenError
        return [self._check(shape, name, value) for value in values]

    def _check(self, shape: CompiledShape, name: str, value: Term) -> Check:
        if name in MAKERS:
            test = MAKERS[name](self._shapes, shape.node, value)
        elif name in ("not", "node", "and", "or", "xone"):
            test = self._logic(name, value)
        elif name == "property":
            inner = self._compile(value)
            if inner.path is None:
                raise NotTakenError
            shape.properties.append(inner)
            return lambda facts, focus, values: (one for v in values for one in inner.results(facts, v))
        else:
            return self._whole(shape, name, value)
        if test is None:
            raise NotTakenError
        return _each(shape, name[0].upper() + name[1:], test)

    def _logic(self, name: str, value: Term) -> Test:
        named = [value] if name in ("not", "node") else members(self._shapes, value)
        inner = [self._compile(one) for one in named]
        if not inner or (name == "node" and inner[0].path is not None):
            raise NotTakenError
        if name == "not":
            return lambda facts, node: not inner[0].conforms(facts, node)
        if name == "or":
            return lambda facts, node: any(one.conforms(facts, node) for one in inner)
        if name == "xone":
            return lambda facts, node: sum(one.conforms(facts, node) for one in inner) == 1
        return lambda facts, node: all(one.conforms(facts, node) for one in inner)

    def _whole(self, shape: CompiledShape, name: str, value: Term) -> Check:
        """Checks of all values together."""
        if name == "hasValue":
            return lambda facts, focus, values: _told(value not in values, shape, focus, "HasValue")
        if shape.path is None:
            raise NotTakenError
        if name == "qualifiedValueShape":
            return self._qualified(shape, value)
        if name == "uniqueLang" and isinstance(value, Literal) and value.value == "true":
            return lambda facts, focus, values: _told(_repeats_language(values), shape, focus, "UniqueLang")
        if name not in ("minCount", "maxCount"):
            raise NotTakenError
        bound = _whole_number(value)
        if name == "minCount":
            return lambda facts, focus, values: _told(len(values) < bound, shape, focus, "MinCount")
        return lambda facts, focus, values: _told(len(values) > bound, shape, focus, "MaxCount")

    def _qualified(self, shape: CompiledShape, value: Term) -> Check:
        inner = self._compile(value)
        bounds = {name: objects(self._shapes, shape.node, f"{SH}{name}") for name in BESIDE}
        low, high = (
            [_whole_number(one) for one in bounds[name]] for name in ("qualifiedMinCount", "qualifiedMaxCount")
        )
        if len(low) > 1 or len(high) > 1 or not (low or high):
            raise NotTakenError

        def check(facts: Facts, focus: Term, values: Collection[Term]) -> Iterator[Result]:
            number = sum(inner.conforms(facts, one) for one in values)
            yield from _told(bool(low) and number < low[0], shape, focus, "QualifiedMinCount")
            yield from _told(bool(high) and number > high[0], shape, focus, "QualifiedMaxCount")

        return check


def _each(shape: CompiledShape, component: str, test: Test) -> Check:
    def check(facts: Facts, focus: Term, values: Collection[Term]) -> Iterator[Result]:
        for value in values:
            if not test(facts, value):
                yield shape.result(focus, value, component)

    return check


def _told(is_wrong: bool, shape: CompiledShape, focus: Term, component: str) -> Iterator[Result]:
    if is_wrong:
        yield shape.result(focus, None, component)


def _repeats_language(values: Collection[Term]) -> bool:
    languages = [one.language.lower() for one in values if isinstance(one, Literal) and one.language]
    return len(languages) != len(set(languages))


def _whole_number(value: Term) -> int:
    if not isinstance(value, Literal) or not value.value.isdecimal():
        raise NotTakenError
    return int(value.value)
