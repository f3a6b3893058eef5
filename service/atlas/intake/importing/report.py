"""What an import did, for people and programs: made, matched, changed, refused with reasons; what was left unread."""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from atlas.intake.reading.mappings import Refusal

SHOWN: Final = 12
CHANGES_KEPT: Final = 1000


@dataclass(frozen=True)
class Matched:
    """A newcomer that is held: what it is, how sure that is and why."""

    newcomer: str
    held: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Changed:
    """A thing of which the edition before said something else: statements gone and come, without their subject."""

    name: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


@dataclass
class ImportReport:
    """The outcome of one import. created, unchanged, gone: names `kind/slug`, against the edition before.

    commit: 0 where nothing was committed. notes: what else a reader should know, in words.
    """

    mapping: str
    graph: str
    release: str
    origin: dict[str, str | None]
    documents: int = 0
    records: Counter[str] = field(default_factory=Counter)
    matched: list[Matched] = field(default_factory=list)
    review: list[Matched] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    left: list[str] = field(default_factory=list)
    before: str = ""
    after: str = ""
    created: int = 0
    unchanged: int = 0
    gone: list[str] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    statements: int = 0
    commit: int = 0
    draft: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def to_json(self) -> str:
        """Everything, as one JSON object."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1)

    def to_dict(self) -> dict[str, Any]:
        """Everything, as JSON values; counts of things stand beside the lists."""
        said = asdict(self)
        said["records"] = dict(sorted(self.records.items()))
        said["ignored"] = dict(self.ignored.most_common())
        said["counts"] = {
            "documents": self.documents, "created": self.created, "matched": len(self.matched),
            "review": len(self.review), "changed": len(self.changed), "unchanged": self.unchanged,
            "gone": len(self.gone), "refused": len(self.refused), "statements": self.statements,
        }  # fmt: skip
        return said

    def to_text(self) -> str:
        """A page of words: counts first, then what was refused and why, what matched, what changed."""
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.records.items())) or "none"
        lines = [
            f"{self.mapping}, edition {self.release}",
            *(f"  {name}: {value or 'unknown'}" for name, value in self.origin.items()),
            f"  documents read: {self.documents}; things held of them: {kinds}",
            f"  created {self.created}, matched {len(self.matched)}, changed {len(self.changed)}, unchanged "
            f"{self.unchanged}, gone {len(self.gone)}, refused {len(self.refused)}, to review {len(self.review)}",
        ]
        if self.before:
            lines.append(f"  compared with edition {self.before}, which is kept and marked as replaced")
        if self.after:
            lines.append(f"  edition {self.after} is newer; this one is kept and marked as replaced")
        reasons = Counter(one.reason for one in self.refused)
        lines += _list("Refused", [f"{count} x {reason}" for reason, count in reasons.most_common()])
        lines += _list("Refused, where", [_place(one) for one in self.refused])
        lines += _list("Matched", [_match(one) for one in self.matched])
        lines += _list("To review", [_match(one) for one in self.review])
        lines += _list("Changed", [_change(one) for one in self.changed])
        lines += _list("Gone", self.gone)
        lines += _list("Keys that the mapping does not take", [f"{k} ({n})" for k, n in self.ignored.most_common()])
        lines += _list("Files that the mapping does not take", self.left)
        lines += [f"  {note}" for note in self.notes]
        lines.append(self._outcome())
        return "\n".join(lines)

    def _outcome(self) -> str:
        if self.draft:
            return f"Draft {self.draft}: for review, nothing is published."
        if self.commit:
            return f"Commit {self.commit}: {self.statements} statements in <{self.graph}>."
        return "Nothing was changed."


def _list(title: str, said: list[str]) -> list[str]:
    if not said:
        return []
    more = [f"    … and {len(said) - SHOWN} more (all with --json)"] if len(said) > SHOWN else []
    return [f"  {title}:", *(f"    {one}" for one in said[:SHOWN]), *more]


def _place(one: Refusal) -> str:
    where = f"{one.document}:{one.line}" if one.line else one.document
    found = f" {one.found[:80]}:" if one.found and one.found != one.document else ""
    return f"{where}:{found} {one.reason[:240]}"


def _match(one: Matched) -> str:
    held, newcomer = (name.rpartition("/id/")[2] for name in (one.held, one.newcomer))
    return f"{newcomer} is {held} ({one.score:.2f}: {', '.join(one.reasons)})"


def _change(one: Changed) -> str:
    return f"{one.name}: {len(one.gone)} statements gone, {len(one.come)} come"
