"""How far a store's derived facts go, in a file of its own: written after each derivation, read before the next."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from atlas.schema.model import SavedQuery
from atlas.store.snapshots import Snapshots

MARK_FILE: Final = "derived.json"
METHOD: Final = "1"
WHO, WHY = "rules", "derive from what is stated"


@dataclass(frozen=True)
class Mark:
    """How far the store's facts go: derived from what commit `number` states, in the store since commit `facts`.

    rules: digest of the rules. count: of the facts.
    """

    number: int
    facts: int
    rules: str
    count: int

    def stands_for(self, number: int, rules: str) -> bool:
        """Whether nothing was committed since, and the rules are the same."""
        return self.facts == number and self.rules == rules


def digest_rules(rules: Sequence[SavedQuery], base: str) -> str:
    """What tells one set of rules from another: order, texts and headers."""
    said = [
        [METHOD, base],
        *([rule.id, rule.text, {key: rule.header[key] for key in sorted(rule.header)}] for rule in rules),
    ]
    return sha256(json.dumps(said).encode()).hexdigest()


def read_mark(directory: Path) -> Mark | None:
    """How far a store's facts go; None where nobody wrote it down."""
    try:
        return Mark(**json.loads((directory / MARK_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_mark(directory: Path, mark: Mark) -> None:
    """Remember how far a store's facts go, and keep the snapshot with them: the next derivation starts from it."""
    partial = directory / f"{MARK_FILE}.partial"
    partial.write_text(json.dumps(asdict(mark)), encoding="utf-8")
    partial.replace(directory / MARK_FILE)
    Snapshots(directory).hold(MARK_FILE, mark.facts)
