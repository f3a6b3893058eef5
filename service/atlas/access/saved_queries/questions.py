"""Saved questions, asked: parameter texts in, typed values out; solutions in, a table with labels out."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from atlas.access.ontology.labels import ask_labels
from atlas.access.ontology.paths import ARROW
from atlas.errors import ParameterError
from atlas.namespaces import SKOS, XSD
from atlas.rdf.terms import Literal, NamedNode, Term, objects, subjects
from atlas.schema.model import Parameter, SavedQuery, Schema
from atlas.store.parameters import bind
from atlas.store.protocol import Store
from atlas.store.rows import select
from atlas.store.tokens import iter_tokens

WORD_START: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
IRI_FORM: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
NUMBER_FORMS: Final = {"integer": re.compile(r"[+-]?[0-9]+"), "decimal": re.compile(r"[+-]?[0-9]*\.?[0-9]+")}
DATE_FORM: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Cell:
    """One value of a table: text to show and, for a thing, its IRI."""

    text: str
    iri: str | None = None


@dataclass(frozen=True)
class Table:
    """Solutions for people. cut: there were more rows than asked for."""

    names: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    cut: bool = False


def read_values(schema: Schema, question: SavedQuery, given: Mapping[str, str]) -> dict[str, Term | Sequence[Term]]:
    """Typed values of a question's parameters; a default stands in for what is not given.

    Raises ParameterError naming the parameter, what was found and what was expected.
    """
    return {one.name: _read_value(schema, one, given.get(one.name) or one.default) for one in question.parameters}


def fill(schema: Schema, question: SavedQuery, given: Mapping[str, str] | None = None) -> str:
    """The text of a question with its parameters filled in, ready for the endpoint."""
    return bind(question.text, read_values(schema, question, given or {}))


def find_form(schema: Schema, question: SavedQuery) -> str:
    """The query part of the address where a form changes what is asked: the header's `ask`, else the first kind named.

    A column may be called like a kind, a kind may be named by its class, or by a property that no other kind has.
    Empty where the question names none.
    """
    told = question.first("ask")
    if told:
        return told
    tokens = list(iter_tokens(question.text))
    kinds = {one.iri: kind for kind, one in schema.kinds.items()}
    owners: dict[str, set[str]] = defaultdict(set)
    for kind, one in schema.kinds.items():
        for field in one.fields:
            owners[field.path].add(kind)
    columns = [_to_kind(token.text[1:]) for token in tokens if token.kind == "var"]
    named = [schema.expand(one.text.strip("<>")) for one in tokens if one.kind in ("iri", "pname")]
    found = [
        *(name for name in columns if name in schema.kinds),
        *(kinds[iri] for iri in named if iri in kinds),
        *(next(iter(owners[iri])) for iri in named if len(owners[iri]) == 1),
    ]
    return f"find={found[0]}" if found else ""


async def choices(store: Store, schema: Schema, parameter: Parameter, limit: int = 200) -> list[Cell]:
    """Things a parameter may take, by label: those of its class, else the concepts beside its default.

    None where it has neither, or where more than the limit exist.
    """
    if parameter.type != "iri":
        return []
    if parameter.class_iri is None:
        beside = _concepts_beside(schema, schema.expand(parameter.default or ""))
        return sorted((Cell(schema.label(iri), iri) for iri in beside), key=lambda one: one.text.lower())
    class_iri = NamedNode(schema.expand(parameter.class_iri))
    values: Mapping[str, Term] = {"class": class_iri, "limit": Literal(limit + 1), "offset": Literal(0)}
    rows = await select(store, schema.queries["views/listing"].text, values)
    return (
        [Cell(_text(row.get("label", row["item"])), _text(row["item"])) for row in rows] if len(rows) <= limit else []
    )


def _to_kind(variable: str) -> str:
    """A variable's name as a kind of record is written in addresses."""
    return WORD_START.sub("-", variable).lower()


def _concepts_beside(schema: Schema, concept: str) -> set[str]:
    """The concepts of the schemes that a concept is in."""
    schemes = objects(schema.ontology, NamedNode(concept), f"{SKOS}inScheme")
    found = (one for scheme in schemes for one in subjects(schema.ontology, f"{SKOS}inScheme", scheme))
    return {one.value for one in found if isinstance(one, NamedNode)}


def to_table(
    schema: Schema,
    rows: Sequence[Mapping[str, Term]],
    limit: int,
    labels: Mapping[str, str] | None = None,
    *,
    names: Sequence[str] = (),
) -> Table:
    """At most `limit` rows as cells. A column x with a column xLabel becomes one: the label, linked to the thing.

    names: of all columns, in order; those that hold something where none are given.
    """
    shown = rows[:limit]
    names = names or list(dict.fromkeys(name for row in shown for name in row))
    merged = {name for name in names if name.endswith("Label") and name.removesuffix("Label") in names}
    columns = [name for name in names if name not in merged]
    known = {**schema.labels, **(labels or {})}
    cells = tuple(tuple(_cell(schema, row, name, known) for name in columns) for row in shown)
    return Table(tuple(columns), cells, cut=len(rows) > limit)


async def labels_of(store: Store, schema: Schema, rows: Iterable[Mapping[str, Term]]) -> dict[str, str]:
    """Labels of the things in some rows that the schema does not know; of a nameless part, its record's and its own."""
    iris = {term.value for row in rows for term in row.values() if isinstance(term, NamedNode)}
    own = {iri for iri in iris if iri.startswith(schema.base) and iri not in schema.labels}
    whole = {iri: iri.partition("#")[0] for iri in own if "#" in iri}
    labels = await ask_labels(store, schema, own | set(whole.values()))
    for iri, record in whole.items():
        if record in labels:
            labels.setdefault(iri, f"{labels[record]}{ARROW}{iri.partition('#')[2].replace('-', ' ')}")
    return labels


def _cell(schema: Schema, row: Mapping[str, Term], name: str, labels: Mapping[str, str]) -> Cell | None:
    term = row.get(name)
    label = row.get(f"{name}Label")
    if term is None:
        return Cell(_text(label)) if label is not None else None
    if isinstance(term, NamedNode):
        shown = _text(label) if label is not None else labels.get(term.value)
        return Cell(shown or schema.compact(term.value), term.value)
    return Cell(_text(label) if label is not None else _text(term))


def _read_value(schema: Schema, parameter: Parameter, given: str | None) -> Term | Sequence[Term]:
    if given is None:
        raise ParameterError(
            f"The parameter {parameter.name} has no value.", expected=f"a value of type {parameter.type}"
        )
    if parameter.type == "iris":
        return [_iri(schema, parameter, part) for part in given.split()]
    if parameter.type == "iri":
        return _iri(schema, parameter, given)
    if parameter.type in NUMBER_FORMS:
        _demand(parameter, given, NUMBER_FORMS[parameter.type])
        return Literal(given, datatype=NamedNode(f"{XSD}{parameter.type}"))
    if parameter.type == "date":
        _demand(parameter, given, DATE_FORM)
        return Literal(given, datatype=NamedNode(f"{XSD}date"))
    return Literal(given)


def to_iri(schema: Schema, given: str) -> str:
    """The IRI that an address below the base, a compact name or a whole IRI names."""
    return schema.base + given.lstrip("/") if given.startswith(("/", "id/", "scheme/")) else schema.expand(given)


def _iri(schema: Schema, parameter: Parameter, given: str) -> NamedNode:
    expanded = to_iri(schema, given)
    _demand(parameter, expanded, IRI_FORM)
    return NamedNode(expanded)


def _demand(parameter: Parameter, given: str, form: re.Pattern[str]) -> None:
    if not form.fullmatch(given):
        raise ParameterError(
            f"The parameter {parameter.name} cannot be read.", found=given, expected=f"a value of type {parameter.type}"
        )


def _text(term: Term) -> str:
    return term.value if isinstance(term, (NamedNode, Literal)) else str(term)
