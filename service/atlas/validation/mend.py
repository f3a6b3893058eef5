"""Ready edits: a finding in, what its value was probably meant to be and the one replacement in the text out.

What is meant does not depend on the text's format; an edit is there only where one term is meant.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from atlas.namespaces import RDF, SH
from atlas.rdf.locate import Locator
from atlas.rdf.pieces import JSON
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.layouts import Layouts
from atlas.schema.model import Schema
from atlas.schema.ranges import Kind, Range
from atlas.validation.concepts import LANGUAGE_TAG, Concepts, Languages
from atlas.validation.intended import HOST, as_address, intended
from atlas.validation.meant import Meant, is_among
from atlas.validation.records import RecordGraph
from atlas.validation.report import Edit, Finding
from atlas.validation.result import Result, read_term
from atlas.validation.unknown import UNKNOWN_TERM, Terms, role_of
from atlas.validation.words import Words

NAMED: Final = 3
TYPE: Final = NamedNode(f"{RDF}type")
ASKED: Final = f"{SH}SPARQLConstraintComponent"
Likely = tuple[Sequence[Term], bool]
NOTHING: Final[Likely] = ((), False)


class Mender:
    """Tells what values were meant to be, by the shapes, terms and concepts of one home."""

    def __init__(self, schema: Schema, terms: Terms, languages: Languages) -> None:
        self._schema, self._terms, self._languages = schema, terms, languages
        self._layouts, self._concepts = Layouts(schema), Concepts(schema)

    def tell(
        self, finding: Finding, result: Result, record: RecordGraph, told: Mapping[str, Meant], words: Words
    ) -> Finding:
        """The finding with what its value may mean. told: things that unknown values may stand for."""
        things, is_clear = self._meant(result, record, told)
        if not things:
            return finding
        shown = things[:1] if is_clear else things[:NAMED]
        named = " or ".join(_said(thing, words) for thing in shown)
        return replace(finding, fix=f"Did you mean {named}? {finding.fix}", meant=str(things[0]) if is_clear else None)

    def _meant(self, result: Result, record: RecordGraph, told: Mapping[str, Meant]) -> Likely:
        """What a value may mean, the likeliest first; whether it must be the first."""
        value = result.value
        if isinstance(value, NamedNode):
            known = told.get(value.value)
            if known is not None:
                return [NamedNode(iri) for iri in known.things], known.is_clear
            is_unknown = self._terms.is_own(value.value) and not self._terms.is_known(value.value)
            if is_unknown or result.component == UNKNOWN_TERM:
                near, is_clear = self._terms.meant(value.value, role_of(result))
                return [NamedNode(iri) for iri in near if iri != value.value], is_clear
            rest = value.value.removeprefix(self._schema.base)
            if rest != value.value and HOST.fullmatch(rest):
                return [NamedNode(f"https://{rest}")], True
            address = as_address(value.value)
            return ([NamedNode(address)], True) if address and address != value.value else NOTHING
        if not isinstance(value, Literal) or not isinstance(result.path, NamedNode) or result.component == ASKED:
            return NOTHING
        if result.component == LANGUAGE_TAG:
            return [Literal(value.value, language=self._languages.right(value.language or ""))], True
        types = [term.value for term in record.values(result.focus, TYPE) if isinstance(term, NamedNode)]
        wanted = self._layouts.find_range(types, result.path.value)
        return self._in_field(value, wanted, told) if wanted is not None else NOTHING

    def _in_field(self, value: Literal, wanted: Range, told: Mapping[str, Meant]) -> Likely:
        if wanted.kind is Kind.CONCEPT:
            found = self._concepts.named(wanted.schemes, value.value)
            return [NamedNode(iri) for iri in found], len(found) == 1
        if wanted.kind is Kind.RECORD:
            known = told.get(value.value, Meant((), False))
            fitting = [iri for iri in known.things if self._fits(iri, wanted)]
            return [NamedNode(iri) for iri in fitting], known.is_clear and len(fitting) == 1
        terms = intended(value, wanted, self._schema.language)
        return terms, len(terms) == 1

    def _fits(self, iri: str, wanted: Range) -> bool:
        kind = self._schema.kind_of(iri)
        return kind is not None and is_among(self._schema, kind.iri, wanted)


def edit_of(finding: Finding, locator: Locator) -> Edit | None:
    """The edit that makes a value what it was meant to be, None where it stands nowhere alone."""
    value = plain(finding.value)
    piece = locator.piece(finding.focus, finding.path, value) if finding.meant else None
    if piece is None or piece.name != value:
        return None
    meant = read_term(finding.meant or "")
    if piece.kind == JSON and not _is_alike(meant, read_term(finding.value or "")):
        return None
    new = locator.rewrite(piece, meant)
    return Edit(piece.line, piece.column, piece.text, new) if new != piece.text else None


def _is_alike(one: Term, other: Term) -> bool:
    """Whether two terms are IRIs, or literals of one datatype and language: a context makes the same of both texts."""
    if isinstance(one, Literal) and isinstance(other, Literal):
        return one.datatype == other.datatype and one.language == other.language
    return isinstance(one, NamedNode) and isinstance(other, NamedNode)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with its edits made; one that no longer fits the text, or overlaps another, is left out."""
    lines = text.split("\n")
    taken: set[tuple[int, int]] = set()
    for edit in sorted(set(edits), key=lambda one: (one.line, one.column), reverse=True):
        row = lines[edit.line - 1] if edit.line <= len(lines) else ""
        start = edit.column - 1
        if (edit.line, edit.column) not in taken and row.startswith(edit.old, start):
            taken.add((edit.line, edit.column))
            lines[edit.line - 1] = row[:start] + edit.new + row[start + len(edit.old) :]
    return "\n".join(lines)


def plain(value: str | None) -> str | None:
    """IRI or lexical form of a term in N-Triples form."""
    if value is None or value.startswith("_:"):
        return None
    term = read_term(value)
    return term.value if isinstance(term, (Literal, NamedNode)) else None


def _said(term: Term, words: Words) -> str:
    """A term as it is proposed."""
    if isinstance(term, NamedNode):
        return words.named(term.value)
    return (
        f"“{term.value}”" + (f"@{term.language}" if term.language else "") if isinstance(term, Literal) else str(term)
    )
