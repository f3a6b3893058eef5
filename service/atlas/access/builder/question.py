"""A question put together in a form: the parameters of its address in, typed conditions over paths out.

Refuses what names no class, property, operator or value. Writes no query.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from atlas.access.ontology.labels import Say
from atlas.access.ontology.paths import Arrows, Path, Step
from atlas.errors import ParameterError
from atlas.namespaces import XSD
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.model import Class, SavedQuery, Schema
from atlas.schema.ranges import Kind, Range

CONDITIONS: Final = 12
STEPS: Final = 4
COLUMNS: Final = 12
IRI_FORM: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
FORMS: Final = {
    Kind.NUMBER: (re.compile(r"[+-]?[0-9]+(\.[0-9]+)?"), "a number"),
    Kind.DATE: (
        re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"),
        "a year, month or day like 2024-05",
    ),
    Kind.BOOLEAN: (re.compile(r"true|false"), "true or false"),
}
_CHOSEN: Final = (Kind.CONCEPT, Kind.RECORD, Kind.BOOLEAN)
_TYPED: Final = (Kind.TEXT, Kind.ADDRESS)
OPERATORS: Final[Mapping[str, tuple[Kind, ...]]] = {
    "is": (*_CHOSEN, *_TYPED, Kind.NUMBER, Kind.DATE),
    "not": (*_CHOSEN, *_TYPED, Kind.NUMBER, Kind.DATE),
    "any": (*_CHOSEN, *_TYPED),
    "contains": _TYPED,
    "more": (Kind.NUMBER,),
    "less": (Kind.NUMBER,),
    "after": (Kind.DATE,),
    "before": (Kind.DATE,),
    "known": tuple(Kind),
    "missing": tuple(Kind),
}
BARE: Final = frozenset({"known", "missing"})


@dataclass(frozen=True)
class Condition:
    """One line of the form. saved: the operator's query, where the home defines it. values: empty for bare ones."""

    path: Path
    operator: str
    values: tuple[Term, ...] = ()
    saved: SavedQuery | None = None


@dataclass(frozen=True)
class Question:
    """What is asked: things of a class under conditions, with columns, or counted by one of them."""

    found: Class
    conditions: tuple[Condition, ...] = ()
    columns: tuple[Path, ...] = ()
    group: Path | None = None


@dataclass
class Draft:
    """A form as it stands: what could be read of it, and by line what could not. beyond: lines too many to be read."""

    question: Question
    lines: list["Line"] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    beyond: int = 0


@dataclass(frozen=True)
class Line:
    """One line as it was filled in. path None: nothing chosen yet."""

    path: Path | None
    operator: str
    given: tuple[str, ...]
    problem: str = ""


def read_draft(arrows: Arrows, found: Class, given: Sequence[tuple[str, str]], say: Say) -> Draft:
    """The form that an address fills in: pN a path, sN a further arrow, oN an operator, vN values; show, group."""
    by_name: dict[str, list[str]] = {}
    for name, value in given:
        by_name.setdefault(name, []).append(value.strip())
    conditions: list[Condition] = []
    lines: list[Line] = []
    for number in range(1, CONDITIONS + 1):
        named = ".".join(part for key in ("p", "s") for part in by_name.get(f"{key}{number}", [""])[:1] if part)
        if not named:
            continue
        operator = by_name.get(f"o{number}", [""])[0] or "known"
        values = tuple(value for value in by_name.get(f"v{number}", []) if value)
        path: Path | None = None
        try:
            path = find_path(arrows, found.iri, named, say)
            condition = read_condition(arrows.schema, path, operator, values, say)
        except ParameterError as error:
            lines.append(Line(path, operator, values, " ".join(p for p in (error.detail, error.suggestion) if p)))
            continue
        lines.append(Line(path, condition.operator, values))
        conditions.append(condition)
    columns, problems = _columns(arrows, found, by_name.get("show", []), say)
    group, more = _columns(arrows, found, by_name.get("group", [])[:1], say)
    question = Question(found, tuple(conditions), tuple(columns), group[0] if group else None)
    return Draft(question, lines, [*problems, *more], _count_beyond(by_name))


def _count_beyond(by_name: Mapping[str, Sequence[str]]) -> int:
    """Lines with a property whose number is past the last one that is read."""
    numbers = (name[1:] for name, values in by_name.items() if name[:1] == "p" and any(values))
    return sum(one.isdecimal() and len(one) < 6 and int(one) > CONDITIONS for one in numbers)


def find_path(arrows: Arrows, class_iri: str, name: str, say: Say) -> Path:
    """The path that dotted names take from a class. Raises ParameterError naming the nearest property."""
    steps: list[Step] = []
    classes: Sequence[str] = (class_iri,)
    names = name.split(".")
    if len(names) > STEPS:
        raise ParameterError(say("ask-long", most=STEPS), found=name[:100], expected=f"at most {STEPS} steps")
    for one in names:
        candidates = {s.name: s for iri in classes for s in (*arrows.leaving(iri), *arrows.reaching(iri))}
        step = candidates.get(one)
        if step is None:
            near = get_close_matches(one, list(candidates), n=1)
            raise ParameterError(
                say("ask-no-property", name=one[:60]),
                found=one[:60],
                suggestion=say("ask-near", name=near[0]) if near else None,
            )
        steps.append(step)
        classes = step.range.classes
    return Path(tuple(steps))


def operators_for(schema: Schema, path: Path) -> list[tuple[str, str]]:
    """Operators that fit what stands at the end of a path; the home's own come last, with their titles."""
    known = [(name, "") for name, kinds in OPERATORS.items() if path.range.kind in kinds]
    return known + [(one.stem, one.title) for one in schema.folder("operators") if not path.steps[-1].inverse]


def read_condition(schema: Schema, path: Path, operator: str, given: Sequence[str], say: Say) -> Condition:
    """A typed condition. An operator that does not fit falls back to the first that does.

    Raises ParameterError on a value that is not of the property's type, and where a value is wanted and none is given.
    """
    fitting = [name for name, _ in operators_for(schema, path)]
    if operator not in fitting:
        operator = "is" if "is" in fitting and given else "known"
    saved = schema.queries.get(f"operators/{operator}")
    wants = saved is not None and saved.first("value") is not None
    if operator in BARE or (saved is not None and not wants):
        return Condition(path, operator, saved=saved)
    if not given:
        raise ParameterError(say("ask-no-value", name=path.label))
    if saved is not None:
        _demand(path, given[0], Kind.DATE, say)
        return Condition(path, operator, (Literal(given[0]),), saved)
    kept = given if operator == "any" else given[:1]
    return Condition(path, operator, tuple(_read_value(schema, path, operator, one, say) for one in kept))


def to_iri(schema: Schema, given: str) -> str:
    """The IRI that a whole or shortened address names."""
    return schema.base + given if given.startswith(("id/", "scheme/", "ont/", "shape/")) else schema.expand(given)


def _read_value(schema: Schema, path: Path, operator: str, given: str, say: Say) -> Term:
    known: Range = path.range
    if known.kind in FORMS:
        _demand(path, given, known.kind, say)
    if known.kind is Kind.BOOLEAN:
        return Literal(given, datatype=NamedNode(f"{XSD}boolean"))
    if known.kind is Kind.NUMBER:
        return Literal(given, datatype=NamedNode(f"{XSD}{'decimal' if '.' in given else 'integer'}"))
    if known.kind in (Kind.CONCEPT, Kind.RECORD) or (known.kind is Kind.ADDRESS and operator != "contains"):
        iri = to_iri(schema, given)
        if not IRI_FORM.fullmatch(iri) or "://" not in iri:
            raise ParameterError(
                say("ask-wrong", name=path.label, value=given[:60], kind=str(Kind.ADDRESS)),
                found=given[:60],
                expected="an IRI",
            )
        return NamedNode(iri)
    return Literal(given)


def _demand(path: Path, given: str, kind: Kind, say: Say) -> None:
    form, words = FORMS[kind]
    if not form.fullmatch(given):
        raise ParameterError(
            say("ask-wrong", name=path.label, value=given[:60], kind=str(kind)), found=given[:60], expected=words
        )


def _columns(arrows: Arrows, found: Class, names: Sequence[str], say: Say) -> tuple[list[Path], list[str]]:
    paths: list[Path] = []
    problems: list[str] = []
    for name in [one for one in dict.fromkeys(names) if one][:COLUMNS]:
        try:
            paths.append(find_path(arrows, found.iri, name, say))
        except ParameterError as error:
            problems.append(error.detail)
    return paths, problems
