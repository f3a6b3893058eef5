"""Statements of a record corrected or left out: the record and what is wrong in, the record as it should be out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from atlas.errors import InputError, NotFoundError
from atlas.rdf.canonical import mark_statement
from atlas.rdf.formats import N_TRIPLES
from atlas.rdf.parse import parse
from atlas.rdf.terms import Literal, Quad, Term
from atlas.store.archive import normalize

FATES: Final = ("replace", "remove")


def find_statement(quads: Sequence[Quad], mark: str) -> Quad:
    """The statement of a record with this mark, its literal in the engine's or the written form.

    Raises NotFoundError for one that the record does not make: it may be derived by a rule.
    """
    for quad in quads:
        if mark in (mark_statement(one.subject, one.predicate, one.object) for one in (quad, normalize(quad))):
            return quad
    raise NotFoundError(
        "The record does not say this itself.",
        found=mark,
        suggestion="It may be derived from other records by a rule: correct what it rests on.",
    )


def correct(quads: Sequence[Quad], wrong: Quad, fate: str, text: str) -> list[Quad]:
    """A record with one statement replaced or removed.

    text: the right value; of the same datatype or language as the wrong one, an IRI where that was one.
    Raises InputError for a fate that there is not, no change, or what is no IRI.
    """
    rest = [quad for quad in quads if quad != wrong]
    if fate == "remove":
        return rest
    if fate != "replace":
        raise InputError("There is no such correction.", found=fate, expected=" or ".join(FATES))
    value = _like(wrong.object, text.strip())
    if str(value) == str(wrong.object):
        raise InputError("This is what the record says already.", found=text)
    return [*rest, Quad(wrong.subject, wrong.predicate, value, wrong.graph_name)]


def change_texts(quads: Sequence[Quad], texts: Mapping[str, str]) -> list[Quad]:
    """Records with other texts in the literals of these marks; one that is emptied is left out."""
    found = []
    for quad in quads:
        mark = mark_statement(quad.subject, quad.predicate, quad.object)
        text = texts[mark].strip() if mark in texts and isinstance(quad.object, Literal) else None
        if text is None:
            found.append(quad)
        elif text:
            found.append(Quad(quad.subject, quad.predicate, _like(quad.object, text), quad.graph_name))
    return found


def leave_out(quads: Sequence[Quad], marks: Iterable[str]) -> list[Quad]:
    """Records without the statements of these marks, and without the parts that nothing leads to then."""
    unwanted = set(marks)
    kept = [quad for quad in quads if mark_statement(quad.subject, quad.predicate, quad.object) not in unwanted]
    led_to = {str(quad.object) for quad in quads}
    while True:
        named = {str(quad.object) for quad in kept}
        lost = {str(quad.subject) for quad in kept if str(quad.subject) in led_to and str(quad.subject) not in named}
        if not lost:
            return kept
        kept = [quad for quad in kept if str(quad.subject) not in lost]


def _like(old: Term, text: str) -> Term:
    if isinstance(old, Literal):
        if old.language is not None:
            return Literal(text, language=old.language)
        return Literal(text, datatype=old.datatype)
    try:
        (found,) = parse(f"{old} {old} <{text}> .".encode(), N_TRIPLES, quad_limit=None)
    except (InputError, ValueError) as error:
        raise InputError("The right value is no address.", found=text[:200], expected="an absolute IRI") from error
    return found.object
