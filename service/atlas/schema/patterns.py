"""The patterns of a query as a tree: steps over predicates, in groups, choices, options and inner queries.

Terms are kept as they are written; a sequence of predicates is a chain of steps.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from atlas.errors import SparqlSyntaxError
from atlas.namespaces import RDF

MODIFIERS: Final = ("*", "+", "?")
Path = tuple[str, list["Path"]]


@dataclass(frozen=True)
class Touch:
    """One predicate that a step reads, as written; inverse where it is read from object to subject."""

    predicate: str
    inverse: bool = False


@dataclass(frozen=True)
class Step:
    """A pattern over one predicate, a choice of predicates, or a repetition of these. Terms are as written."""

    subject: str
    path: str
    object: str
    touches: tuple[Touch, ...]
    repeats: bool = False

    @property
    def text(self) -> str:
        """The step as a query says it."""
        return f"{self.subject} {self.path} {self.object} ."


@dataclass(frozen=True)
class Alias:
    """BIND(?source AS ?target), or a target without source where something is computed."""

    source: str
    target: str


@dataclass
class Group:
    """What stands between braces. start: offset after the opening one."""

    start: int
    parts: "list[Part]" = field(default_factory=list)


@dataclass(frozen=True)
class Union:
    """Alternatives."""

    branches: tuple[Group, ...]


@dataclass(frozen=True)
class Aside:
    """OPTIONAL, MINUS or NOT EXISTS: joined, but not required. stands_alone: evaluated without what is beside it."""

    group: Group
    stands_alone: bool = False


@dataclass(frozen=True)
class Select:
    """A query in a query. keeps: variables that mean the same outside and whose value each row keeps."""

    keeps: frozenset[str]
    group: Group


Part = Step | Alias | Group | Union | Aside | Select


@dataclass(frozen=True)
class Construct:
    """A CONSTRUCT query. prologue: its prefixes and base as text."""

    prologue: str
    template: tuple[Step, ...]
    where: Group
    prefixes: dict[str, str]
    base: str

    def resolve(self, name: str) -> str | None:
        """The IRI that a written term stands for, or None for a literal."""
        if name == "a":
            return f"{RDF}type"
        if name.startswith("<"):
            return urljoin(self.base, name[1:-1])
        prefix, colon, local = name.partition(":")
        return self.prefixes[prefix] + local if colon and prefix in self.prefixes else None


def iter_steps(subject: str, path: Path, value: str, made: Iterator[int]) -> Iterator[Step]:
    """The steps of a path. made: numbers for the variables between them."""
    kind, parts = path
    if kind == "^":
        yield from iter_steps(value, parts[0], subject, made)
    elif kind == "/":
        for part in parts[:-1]:
            between = f"?between{next(made)}"
            yield from iter_steps(subject, part, between, made)
            subject = between
        yield from iter_steps(subject, parts[-1], value, made)
    else:
        yield Step(subject, _say(path), value, tuple(_touches(path)), repeats=kind in MODIFIERS)


def _say(path: Path) -> str:
    kind, parts = path
    if kind == "^":
        return f"^{_say(parts[0])}"
    if kind in MODIFIERS:
        return f"({_say(parts[0])}){kind}"
    if kind in ("|", "/"):
        return f"({kind.join(_say(part) for part in parts)})"
    return kind


def _touches(path: Path, *, inverse: bool = False) -> Iterator[Touch]:
    kind, parts = path
    if kind == "/":
        raise SparqlSyntaxError("A rule cannot be taken apart: a sequence inside a choice or a repetition.")
    if kind != "^" and kind not in MODIFIERS and kind != "|":
        yield Touch(kind, inverse)
    for part in parts:
        if part[0] in MODIFIERS:
            raise SparqlSyntaxError("A rule cannot be taken apart: a repetition inside a choice or a repetition.")
        yield from _touches(part, inverse=inverse != (kind == "^"))
