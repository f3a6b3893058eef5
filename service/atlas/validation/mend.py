"""Ready edits: a finding and the text it stands in in, the one replacement that mends it out, where there is only one.

Turtle, TriG, N-Triples and N-Quads; four near misses: a misspelt term, an address written as text, a text without its
language tag, a day without its zeros.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from atlas.namespaces import RDF, SH, XSD
from atlas.rdf.locate import Locator, Piece
from atlas.rdf.terms import Dataset, NamedNode, objects
from atlas.validation.report import Edit, Finding
from atlas.validation.unknown import UNKNOWN_TERM, Terms

ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
LANGUAGE: Final = "en"


class Mender:
    """Finds edits by the shapes and terms of one home."""

    def __init__(self, shapes: Dataset, terms: Terms) -> None:
        self._shapes, self._terms = shapes, terms

    def edit(self, finding: Finding, locator: Locator) -> Edit | None:
        """The edit that mends a finding, None where there is none or more than one."""
        value = plain(finding.value)
        piece = locator.piece(finding.focus, finding.path, value)
        if piece is None:
            return None
        if finding.component == UNKNOWN_TERM:
            new = self._respelt(piece, value, locator)
        elif piece.kind == "string" and piece.name == value:
            new = self._retyped(finding, piece)
        else:
            return None
        return Edit(piece.line, piece.column, piece.text, new) if new and new != piece.text else None

    def _respelt(self, piece: Piece, iri: str | None, locator: Locator) -> str | None:
        clear = self._terms.clear(iri) if iri and iri == piece.name else None
        return locator.write(clear) if clear else None

    def _retyped(self, finding: Finding, piece: Piece) -> str | None:
        shape = NamedNode(finding.rule_url)
        kinds = {str(kind) for kind in objects(self._shapes, shape, f"{SH}nodeKind")}
        datatypes = {str(kind) for kind in objects(self._shapes, shape, f"{SH}datatype")}
        is_plain = finding.value is not None and finding.value.endswith('"')
        if is_plain and f"<{SH}IRI>" in kinds and ADDRESS.fullmatch(piece.name):
            return f"<{piece.name}>"
        if is_plain and f"<{RDF}langString>" in datatypes:
            return f"{piece.text}@{LANGUAGE}"
        if finding.value is not None and finding.value.endswith(f"^^<{XSD}date>"):
            day = _padded(piece.name)
            return piece.text.replace(piece.name, day) if day else None
        return None


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


def _padded(text: str) -> str | None:
    found = DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        return None


def plain(value: str | None) -> str | None:
    """IRI or lexical form of a term in N-Triples form."""
    if value is None or value.startswith("_:"):
        return None
    return value[1:-1] if value.startswith("<") else value[1 : value.rindex('"')]
