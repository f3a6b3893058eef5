"""A submission read: bytes in, quads out, and beside them what its text would silently lose and where things stand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher, get_close_matches
from typing import Final

from atlas.namespaces import SYS
from atlas.rdf.dropped import Dropped, find_dropped
from atlas.rdf.formats import JSON_LD, get_rdf_format
from atlas.rdf.locate import Locator
from atlas.rdf.parse import parse
from atlas.rdf.terms import Quad
from atlas.validation.mend import edit_of, plain
from atlas.validation.report import Edit, Finding

CLEAR: Final = 0.85
LOST: Final = f"{SYS}LostInReadingConstraintComponent"


@dataclass(frozen=True)
class Submission:
    """quads: what the text says. lost: a finding for each thing it says in vain. locator: finds places in it."""

    quads: tuple[Quad, ...]
    lost: tuple[Finding, ...] = ()
    locator: Locator | None = None

    def place(self, finding: Finding) -> Finding:
        """The finding with the line and column it is about and a ready edit, where they can be found."""
        if self.locator is None or finding.line is not None:
            return finding
        line, column = self.locator.find(finding.focus, finding.path, plain(finding.value))
        return replace(finding, line=line, column=column, edit=edit_of(finding, self.locator))


def read_submission(
    body: bytes,
    media_type: str,
    base: str | None,
    contexts: Mapping[str, object],
    *,
    quad_limit: int = 100_000,
    json_depth: int = 64,
) -> Submission:
    """A text as a submission. Raises UnknownMediaTypeError, RdfSyntaxError, TooLargeError."""
    format_ = get_rdf_format(media_type)
    quads = parse(body, format_, base_iri=base, contexts=contexts, quad_limit=quad_limit, json_depth=json_depth)
    text = body.decode("utf-8-sig")
    lost = [_lost(one) for one in find_dropped(text, contexts, base)] if format_ == JSON_LD else []
    return Submission(tuple(quads), tuple(lost), Locator(text, format_, base))


def _lost(dropped: Dropped) -> Finding:
    near = get_close_matches(dropped.text, dropped.near, n=3, cutoff=0.7)
    clear = [key for key in near if SequenceMatcher(None, key, dropped.text).ratio() >= CLEAR]
    old, new = (json.dumps(key, ensure_ascii=False) for key in (dropped.text, clear[0] if clear else ""))
    is_placed = len(clear) == 1 and dropped.line is not None and dropped.column is not None
    choice = f"Did you mean {' or '.join(near)}?" if near else "Use a key of the context, or leave it out."
    return Finding(
        record=None,
        focus="",
        focus_label="The text",
        path=None,
        field=dropped.text if dropped.is_key else "",
        value=None,
        expected="a key that the context explains" if dropped.is_key else "an IRI, without spaces",
        found=f"{dropped.text!r}, which JSON-LD leaves out without a word",
        fix=choice if dropped.is_key else "Correct the address.",
        rule="Nothing is lost in reading",
        rule_url=LOST,
        severity="must",
        component=LOST,
        line=dropped.line,
        column=dropped.column,
        edit=Edit(dropped.line or 0, dropped.column or 0, old, new) if is_placed else None,
    )
