"""A typed question in, its SPARQL and its words out. The terms are bound, never written into the text."""

import re
from typing import Final

from atlas.access.builder.question import Condition, Question
from atlas.access.ontology.compose import Composer
from atlas.access.ontology.labels import Say, both, either
from atlas.access.ontology.paths import Path
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.model import Schema
from atlas.schema.ranges import Kind

WORD: Final = re.compile(r"[A-Za-z]\w*")
BOOLEANS: Final = frozenset(("true", "false"))
NAMED: Final = (Kind.CONCEPT, Kind.RECORD)
ROWS: Final = 1_000


def to_query(schema: Schema, question: Question) -> str:
    """The question as a SELECT: things with columns, or counts by group."""
    composer = Composer(schema)
    item = composer.variable("item")
    where = _where(schema, composer, question, item)
    if question.group is not None:
        return _grouped(composer, question.group, where, item)
    heads = [item, f"{item}Label"]
    where += composer.label(item)
    for path in question.columns:
        end = composer.variable(_hint(path))
        lines = composer.arrows(path.steps, item, end)
        heads.append(end)
        if path.range.kind in NAMED:
            lines += composer.label(end)
            heads.append(f"{end}Label")
        where += ["OPTIONAL {", *(f"  {line}" for line in lines), "}"]
    tail = [f"ORDER BY {item}Label {item}", f"LIMIT {ROWS}"]
    return composer.finish(f"SELECT DISTINCT {' '.join(heads)}", where, tail)


def to_count(schema: Schema, question: Question) -> str:
    """How many things fit."""
    composer = Composer(schema)
    item = composer.variable("item")
    return composer.finish(f"SELECT (COUNT(DISTINCT {item}) AS ?count)", _where(schema, composer, question, item))


def to_words(schema: Schema, question: Question, labels: dict[str, str], say: Say) -> str:
    """The question as a sentence."""
    tests = [_tell(schema, condition, labels, say) for condition in question.conditions]
    name = question.found.label
    text = say("ask-sentence-where", name=name, tests=both(tests, say)) if tests else say("ask-sentence", name=name)
    if question.group is not None:
        return say("ask-sentence-count", sentence=text, name=question.group.label)
    if question.columns:
        return say("ask-sentence-show", sentence=text, names=", ".join(path.label for path in question.columns))
    return text


def _where(schema: Schema, composer: Composer, question: Question, item: str) -> list[str]:
    where = [f"{item} a {composer.iri(question.found.iri)} ."]
    for condition in question.conditions:
        where += _pattern(composer, condition, item)
    return where


def _grouped(composer: Composer, path: Path, where: list[str], item: str) -> str:
    group = composer.variable(_hint(path))
    where += composer.arrows(path.steps, item, group)
    heads = [group]
    if path.range.kind in NAMED:
        where += composer.label(group)
        heads.append(f"{group}Label")
    names = " ".join(heads)
    tail = [f"GROUP BY {names}", f"ORDER BY DESC(?count) {names}", f"LIMIT {ROWS}"]
    return composer.finish(f"SELECT {names} (COUNT(DISTINCT {item}) AS ?count)", where, tail)


def _pattern(composer: Composer, condition: Condition, item: str) -> list[str]:
    path, operator = condition.path, condition.operator
    if condition.saved is not None:
        return _saved(composer, condition, item)
    if operator == "missing":
        return _without(composer.arrows(path.steps, item, composer.variable("any")))
    end = composer.variable("value")
    lines = composer.arrows(path.steps, item, end)
    if operator == "known":
        return lines
    if operator == "not":
        other = composer.variable("value")
        unwanted = [*composer.arrows(path.steps, item, other), *_compare(composer, condition, other)]
        return [*lines, *_without(unwanted)]
    return [*lines, *_compare(composer, condition, end)]


def _compare(composer: Composer, condition: Condition, end: str) -> list[str]:
    """What must hold of the value a path ends in."""
    kind, operator = condition.path.range.kind, condition.operator
    first = condition.values[0]
    if isinstance(first, NamedNode) or kind is Kind.BOOLEAN:
        return [f"VALUES {end} {{ {composer.term(list(condition.values))} }}"]
    if kind is Kind.NUMBER:
        sign = {"more": ">", "less": "<"}.get(operator, "=")
        return [f"FILTER({end} {sign} {composer.term(first)})"]
    written = f"STR({end})"
    if kind is Kind.DATE:
        given = composer.term(first)
        begins = f"STRSTARTS({written}, {given})"
        tests = {"after": f"{written} > {given} && !{begins}", "before": f"{written} < {given}"}
        return [f"FILTER({tests.get(operator, begins)})"]
    if operator == "contains":
        return [f"FILTER(CONTAINS(LCASE({written}), LCASE({composer.term(first)})))"]
    every = ", ".join(composer.term(value) for value in condition.values)
    return [f"FILTER({written} IN ({every}))"]


def _saved(composer: Composer, condition: Condition, item: str) -> list[str]:
    """An operator that the home defines by a query about ?item and $property."""
    *before, last = condition.path.steps
    lines: list[str] = []
    node = item
    if before:
        node = composer.variable("part")
        lines = composer.arrows(before, item, node)
    values: dict[str, Term] = {"property": NamedNode(last.property)}
    if condition.values:
        values["value"] = condition.values[0]
    if condition.saved is not None:
        lines += composer.embed(condition.saved, {"item": node}, values)
    return lines


def _without(lines: list[str]) -> list[str]:
    return ["MINUS {", *(f"  {line}" for line in lines), "}"]


def _hint(path: Path) -> str:
    """A variable's name after the last property, made of word characters only."""
    found = WORD.search(path.steps[-1].property.replace("#", "/").rpartition("/")[2])
    return found[0] if found else "value"


def _tell(schema: Schema, condition: Condition, labels: dict[str, str], say: Say) -> str:
    title = condition.saved.title if condition.saved is not None else ""
    operator = say("ask-operator", name=condition.operator, title=title)
    said = either([_name(schema, value, labels, say) for value in condition.values], say)
    return " ".join(part for part in (condition.path.label, operator, said) if part)


def _name(schema: Schema, value: Term, labels: dict[str, str], say: Say) -> str:
    if isinstance(value, NamedNode):
        return labels.get(value.value) or schema.label(value.value)
    plain = value.value if isinstance(value, Literal) else str(value)
    return say("truth", value=plain) if plain in BOOLEANS else plain
