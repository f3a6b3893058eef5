"""Ready edits: a finding and the text it stands in in, the one replacement that mends it out, where there is only one.

Turtle, TriG, N-Triples and N-Quads. Near misses: a misspelt term or record, an address written as text or with its
scheme misspelt, a text without its language tag, a day without its zeros or with other signs between.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import Final

from atlas.namespaces import RDF, SH, XSD
from atlas.rdf.locate import Locator, Piece
from atlas.rdf.terms import Dataset, NamedNode, objects
from atlas.validation.report import Edit, Finding
from atlas.validation.unknown import UNKNOWN_TERM, Terms

ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
DAY: Final = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})")
SCHEMED: Final = re.compile(r"([a-z]{3,6}):/{1,3}([^/].*)")
SCHEMES: Final = ("https", "http")
LANGUAGE: Final = "en"
NAMED: Final = 3


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
        if finding.meant and value == piece.name:
            new: str | None = locator.write(finding.meant)
        elif finding.component == UNKNOWN_TERM:
            new = self._respelt(piece, value, locator)
        elif piece.kind == "string" and piece.name == value:
            new = self._retyped(finding, piece)
        elif piece.kind == "iri" and value == piece.name:
            new = _addressed(piece.name)
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


def suggest(finding: Finding, things: Sequence[str]) -> Finding:
    """The finding with the things that its value may mean, the likeliest first; the only one is what was meant."""
    named = " or ".join(f"<{iri}>" for iri in things[:NAMED])
    meant = things[0] if len(things) == 1 else None
    return replace(finding, fix=f"{finding.fix} Did you mean {named}?", meant=meant)


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
        return date(*(int(part) for part in found.group(1, 3, 4))).isoformat()
    except ValueError:
        return None


def _addressed(iri: str) -> str | None:
    """An address whose scheme or slashes are misspelt, as it must have been meant."""
    found = SCHEMED.fullmatch(iri)
    near = get_close_matches(found.group(1), SCHEMES, n=1, cutoff=0.75) if found else []
    made = f"{near[0]}://{found.group(2)}" if found and near else ""
    return f"<{made}>" if made != iri and ADDRESS.fullmatch(made) else None


def plain(value: str | None) -> str | None:
    """IRI or lexical form of a term in N-Triples form."""
    if value is None or value.startswith("_:"):
        return None
    return value[1:-1] if value.startswith("<") else value[1 : value.rindex('"')]
